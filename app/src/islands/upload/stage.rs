//! Where a file is on its way, and what is said of it.

use super::words::{self, Failure};

/// Where a file is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was sent yet, or the server has answered.
    Idle,
    /// Under way.
    Sending {
        /// How much, of 100.
        percent: u64,
        /// How much, in words.
        amount: String,
        /// How long it still takes, once there is a pace.
        left: Option<String>,
    },
    /// All of it was sent, and the clinic looks at it.
    Checking,
    /// It did not arrive.
    Failed(Failure),
}

impl Stage {
    /// Whether something is being sent.
    pub const fn is_under_way(&self) -> bool {
        matches!(self, Self::Sending { .. } | Self::Checking)
    }

    /// Under way: so many bytes of so many, after so many milliseconds.
    pub fn sending(sent: u64, total: u64, elapsed_ms: f64) -> Self {
        Self::Sending {
            percent: words::percent(sent, total),
            amount: words::amount(sent, total),
            left: words::time_left(sent, total, elapsed_ms as u64),
        }
    }

    /// What stands beside the bar.
    pub fn status(&self) -> String {
        match self {
            Self::Idle | Self::Failed(_) => String::new(),
            Self::Sending { amount, left: None, .. } => format!("{amount} sent"),
            Self::Sending { amount, left: Some(left), .. } => format!("{amount} sent, {left}"),
            Self::Checking => "All of it is sent. We are looking at it…".to_owned(),
        }
    }

    /// What is said aloud: at the start, at every quarter, and at the end.
    pub fn said(&self, before: &str) -> String {
        let (quarter, left) = match self {
            Self::Idle => return before.to_owned(),
            Self::Sending { percent, left, .. } => (percent / 25 * 25, left.as_deref()),
            Self::Checking | Self::Failed(_) => return self.status(),
        };
        let quarter = if quarter == 0 { "Sending".to_owned() } else { format!("{quarter}% sent") };
        if before.starts_with(&quarter) {
            return before.to_owned();
        }
        left.map_or_else(|| quarter.clone(), |left| format!("{quarter}, {left}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_aloud_changes_at_the_start_at_every_quarter_and_at_the_end() {
        let mut said = vec![String::new()];
        for part in 0..100 {
            let now = Stage::sending(part * 40_000, 4_000_000, 100.0 * part as f64);
            let next = now.said(said.last().unwrap());
            if said.last() != Some(&next) {
                said.push(next);
            }
        }
        said.push(Stage::Checking.said(said.last().unwrap()));
        let expected = [
            "",
            "Sending",
            "25% sent, about 10 seconds left",
            "50% sent, about 5 seconds left",
            "75% sent, a few seconds left",
            "All of it is sent. We are looking at it…",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn what_stands_beside_the_bar_names_bytes_and_the_time_left() {
        assert_eq!(Stage::sending(0, 4_000_000, 0.0).status(), "0.0 of 4.0 MB sent");
        let half = Stage::sending(2_000_000, 4_000_000, 20_000.0);
        assert_eq!(half.status(), "2.0 of 4.0 MB sent, about 20 seconds left");
        assert!(half.is_under_way() && !Stage::Failed(Failure::Lost).is_under_way());
    }
}
