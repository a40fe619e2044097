//! By when somebody who has sent a visit is to hear from a clinician.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{DateTime, Weekday},
    tz::Offset,
};

/// Within how many working days a clinician is to take a visit up. Patients are told
/// so when they send it, and the operator hears of every visit that waits longer.
pub const TARGET_WORKING_DAYS: u8 = 2;

/// The hours from UTC by which working days are counted: the middle of the country,
/// so that one answer holds for the patient, the queue and the operator.
const OFFSET_HOURS: i8 = -6;

/// When a visit that waits since `since` passes the target. Saturdays and Sundays do
/// not count; public holidays do, so that the clinic is rather early than late.
#[must_use]
pub fn due(since: Timestamp) -> Timestamp {
    let offset = Offset::constant(OFFSET_HOURS);
    let mut at = offset.to_datetime(since);
    if is_weekend(at) {
        at = monday_after(at);
    }
    for _ in 0..TARGET_WORKING_DAYS {
        at = at.saturating_add(1.day());
        while is_weekend(at) {
            at = at.saturating_add(1.day());
        }
    }
    offset.to_timestamp(at).unwrap_or(since)
}

fn is_weekend(at: DateTime) -> bool {
    matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The first moment of the Monday after this weekend.
fn monday_after(at: DateTime) -> DateTime {
    let mut day = at.date();
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.saturating_add(1.day());
    }
    day.at(0, 0, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_working_days_go_around_the_weekend() {
        for (since, expected) in [
            // Monday noon to Wednesday noon, by the middle of the country.
            ("2026-11-23T18:00:00Z", "2026-11-25T18:00:00Z"),
            // Thursday to Monday, Friday to Tuesday.
            ("2026-11-26T18:00:00Z", "2026-11-30T18:00:00Z"),
            ("2026-11-27T18:00:00Z", "2026-12-01T18:00:00Z"),
            // A weekend begins to count on Monday, at midnight there.
            ("2026-11-28T18:00:00Z", "2026-12-02T06:00:00Z"),
            ("2026-11-29T18:00:00Z", "2026-12-02T06:00:00Z"),
            // Sunday by UTC, and still Saturday there; Saturday by UTC, and still Friday.
            ("2026-11-28T03:00:00Z", "2026-12-02T03:00:00Z"),
        ] {
            let since: Timestamp = since.parse().unwrap();
            let expected: Timestamp = expected.parse().unwrap();
            assert_eq!(due(since), expected, "{since}");
        }
    }

    #[test]
    fn the_end_of_time_is_no_trouble() {
        assert!(due(Timestamp::MAX) <= Timestamp::MAX);
        assert!(due(Timestamp::MIN) > Timestamp::MIN);
    }
}
