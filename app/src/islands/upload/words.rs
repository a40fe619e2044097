//! How far a file has come, and what went wrong, in words.

/// Why a file did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The network was lost.
    Lost,
    /// Nothing moved for too long, or the clinic took too long to answer.
    TimedOut,
    /// Something of the clinic's failed.
    Clinic,
    /// The patient stopped it.
    Stopped,
    /// The file is larger than what is taken, and was not sent at all.
    TooLarge,
}

impl Failure {
    /// What happened, and what to do. What was kept stands beneath it: see [`Self::kept`].
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Lost => "The connection was lost. Check it, then send again.",
            Self::TimedOut => {
                "It took too long, and we stopped. Go where the connection is better, then send \
                 again."
            }
            Self::Clinic => {
                "Something went wrong on our side. Wait a minute, then send again. If it goes \
                 on, call the clinic."
            }
            Self::Stopped => "You stopped it. Send it again when you are ready.",
            Self::TooLarge => crate::upload::TOO_LARGE,
        }
    }

    /// What is still there.
    #[must_use]
    pub const fn kept(self) -> &'static str {
        match self {
            Self::TooLarge => "Nothing else was lost.",
            Self::Lost | Self::TimedOut | Self::Clinic | Self::Stopped => {
                "Nothing else was lost, and the file that you chose is still here."
            }
        }
    }
}

/// How much of a file was sent: `2.1 of 8.4 MB`; small files in KB.
#[must_use]
pub fn amount(sent: u64, total: u64) -> String {
    if total < 1_000_000 {
        return format!("{} of {} KB", sent / 1000, total.div_ceil(1000));
    }
    let megabytes = |bytes: u64| format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10);
    format!("{} of {} MB", megabytes(sent), megabytes(total))
}

/// About how long it still takes: at the pace so far, rounded so that it does not flicker.
#[must_use]
pub fn time_left(sent: u64, total: u64, elapsed_ms: u64) -> Option<String> {
    // The first bytes go into the network's own buffers, and say nothing of its pace.
    if sent == 0 || elapsed_ms < 1000 {
        return None;
    }
    let seconds = total.saturating_sub(sent).saturating_mul(elapsed_ms) / sent / 1000;
    Some(match seconds {
        0..5 => "a few seconds left".to_owned(),
        5..55 => format!("about {} seconds left", seconds.div_ceil(5) * 5),
        55..90 => "about 1 minute left".to_owned(),
        _ => format!("about {} minutes left", (seconds + 30) / 60),
    })
}

/// The part that was sent, of 100.
#[must_use]
pub fn percent(sent: u64, total: u64) -> u64 {
    (sent * 100).checked_div(total).unwrap_or(0).min(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_in_the_unit_of_the_whole() {
        assert_eq!(amount(0, 320_400), "0 of 321 KB");
        assert_eq!(amount(999_999, 999_999), "999 of 1000 KB");
        assert_eq!(amount(2_149_000, 8_400_000), "2.1 of 8.4 MB");
        assert_eq!(amount(15_728_640, 15_728_640), "15.7 of 15.7 MB");
    }

    #[test]
    fn time_is_told_once_there_is_a_pace_and_in_round_numbers() {
        assert_eq!(time_left(0, 100, 5000), None);
        assert_eq!(time_left(50, 100, 900), None);
        let left = |seconds: u64| time_left(1000, 1000 + seconds * 1000, 1000).unwrap();
        assert_eq!(left(0), "a few seconds left");
        assert_eq!(left(4), "a few seconds left");
        assert_eq!(left(5), "about 5 seconds left");
        assert_eq!(left(41), "about 45 seconds left");
        assert_eq!(left(54), "about 55 seconds left");
        assert_eq!(left(60), "about 1 minute left");
        assert_eq!(left(89), "about 1 minute left");
        assert_eq!(left(90), "about 2 minutes left");
        assert_eq!(left(600), "about 10 minutes left");
    }

    #[test]
    fn a_part_is_never_more_than_the_whole() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(5, 4), 100);
    }

    #[test]
    fn every_failure_says_what_happened_and_what_is_kept() {
        for failure in [Failure::Lost, Failure::TimedOut, Failure::Clinic, Failure::Stopped] {
            assert!(failure.sentence().contains("again"), "{failure:?} says what to do");
            assert!(failure.kept().contains("still here"), "{failure:?} says what is kept");
        }
        assert!(Failure::TooLarge.sentence().contains("15 MB"));
    }
}
