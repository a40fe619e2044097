//! Times, and what is said of them.

use std::time::Duration;

/// How long the same thing took, again and again.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// "p50 3.1 ms, p99 8.0 ms".
    pub fn percentiles(&self) -> String {
        format!("p50 {}, p99 {}", said(self.at(50)), said(self.at(99)))
    }

    /// "41 ms (38 to 60 ms)": the median, the least and the most.
    pub fn spread(&self) -> String {
        format!("{} ({} to {})", said(self.at(50)), said(self.at(0)), said(self.at(100)))
    }

    fn at(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len().saturating_sub(1) * percent).div_ceil(100);
        sorted[place]
    }
}

fn said(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

/// One figure.
pub fn line(name: &str, figure: &str) {
    println!("  {name:<28} {figure}");
}
