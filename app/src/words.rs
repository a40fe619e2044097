//! Dates, times and spans as people read them.

use domain::{
    Date, Timestamp,
    people::{Address, SexAtBirth},
    place::UsState,
};
use jiff::{SignedDuration, tz::TimeZone};

pub use domain::words::{date, duty};

/// "November 23, 2026, 2:15 pm EST" in this time zone.
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%B %-d, %Y, %-I:%M %P %Z").to_string()
}

/// "2:15 pm EST" in this time zone.
#[must_use]
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%-I:%M %P %Z").to_string()
}

/// The time zone of a reader in this state: the first of its zones.
#[must_use]
pub fn zone_of(state: UsState) -> TimeZone {
    state.time_zones().first().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// The zone of a place that may not be known yet.
#[must_use]
pub fn zone(state: Option<UsState>) -> TimeZone {
    state.map_or(TimeZone::UTC, zone_of)
}

/// The zone in which a new day begins first in the country.
#[must_use]
pub fn first_zone() -> TimeZone {
    zone_of(UsState::Ny)
}

/// The date in UTC: where nothing is known of the reader's place.
#[must_use]
pub fn utc_date(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now).date()
}

/// Every current date in this state: more than one around midnight where it has several zones.
#[must_use]
pub fn local_dates(state: UsState, now: Timestamp) -> Vec<Date> {
    let mut dates: Vec<Date> = state
        .time_zones()
        .iter()
        .filter_map(|name| TimeZone::get(name).ok())
        .map(|zone| zone.to_datetime(now).date())
        .collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.is_empty() {
        dates.push(TimeZone::UTC.to_datetime(now).date());
    }
    dates
}

/// The earliest current date in this state.
#[must_use]
pub fn earliest_date(state: UsState, now: Timestamp) -> Date {
    local_dates(state, now).into_iter().min().unwrap_or_else(|| utc_date(now))
}

/// The latest current date in this state.
#[must_use]
pub fn latest_date(state: UsState, now: Timestamp) -> Date {
    local_dates(state, now).into_iter().max().unwrap_or_else(|| utc_date(now))
}

/// "under a minute", "3 minutes", "2 hours", "5 days": the largest unit, rounded down.
#[must_use]
pub fn span(span: SignedDuration) -> String {
    let minutes = span.as_mins().max(0);
    let (count, unit) = match minutes {
        0 => return "under a minute".to_owned(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// The sex at birth as a patient reads it.
#[must_use]
pub const fn sex_at_birth(sex: SexAtBirth) -> &'static str {
    match sex {
        SexAtBirth::Female => "Female",
        SexAtBirth::Male => "Male",
        SexAtBirth::Unknown => "Not sure, or to talk about",
    }
}

/// A source as a page names it: how far it was read is told by the confidence beside it.
#[must_use]
pub fn source(citation: &str) -> &str {
    let ends = ["; from memory", ", from memory", " written from memory"];
    let end = ends.iter().filter_map(|words| citation.find(words)).min();
    end.and_then(|end| citation.get(..end)).unwrap_or(citation)
}

/// An address, line by line.
#[must_use]
pub fn address_lines(address: &Address) -> Vec<String> {
    let mut lines = vec![address.line.to_string()];
    lines.extend(address.line2.as_ref().map(ToString::to_string));
    lines.push(format!("{}, {} {}", address.city, address.state.code(), address.postal_code));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_with_two_zones_has_two_dates_around_midnight() {
        let now: Timestamp = "2026-11-23T06:30:00Z".parse().unwrap();
        let dates = local_dates(UsState::Tx, now);
        assert_eq!(dates, ["2026-11-22".parse().unwrap(), "2026-11-23".parse().unwrap()]);
    }

    #[test]
    fn between_two_midnights_the_earlier_date_is_the_one_to_write_down() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        for (state, before, between, after) in [
            (UsState::Tx, "2026-11-23T05:59:00Z", "2026-11-23T06:30:00Z", "2026-11-23T07:00:00Z"),
            (UsState::Fl, "2026-11-23T04:59:00Z", "2026-11-23T05:30:00Z", "2026-11-23T06:00:00Z"),
        ] {
            let dates = |at: &str| {
                let now = at.parse().unwrap();
                (earliest_date(state, now), latest_date(state, now))
            };
            assert_eq!(dates(before), (date("2026-11-22"), date("2026-11-22")), "{state:?}");
            assert_eq!(dates(between), (date("2026-11-22"), date("2026-11-23")), "{state:?}");
            assert_eq!(dates(after), (date("2026-11-23"), date("2026-11-23")), "{state:?}");
        }
    }

    #[test]
    fn a_source_is_named_without_how_far_it_was_read() {
        for (citation, read) in [
            ("42 CFR 410.78(a)(3); from memory, the text was not read", "42 CFR 410.78(a)(3)"),
            ("US labels, from memory; no source was read", "US labels"),
            ("Reference notes written from memory; no source was read", "Reference notes"),
            ("Tex. Occ. Code 111.005(a)(3)", "Tex. Occ. Code 111.005(a)(3)"),
        ] {
            assert_eq!(source(citation), read);
        }
    }

    #[test]
    fn a_moment_is_told_in_the_readers_zone() {
        let at: Timestamp = "2026-11-23T19:15:00Z".parse().unwrap();
        assert_eq!(moment(at, &zone_of(UsState::Ca)), "November 23, 2026, 11:15 am PST");
    }
}
