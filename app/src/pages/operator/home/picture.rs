//! What the clinic looks like from above: numbers and places, nobody's health.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Timestamp,
    encounter::{StateName, target::due},
    place::UsState,
    rules::{Effect, Jurisdiction, Opening},
};
use store::{Clinician, StateCount, Unsent};

use super::{
    Standing,
    begin::{FirstStep, Shut, first_steps},
};
use crate::{clinic::Clinic, words};

/// The numbers of the first page.
pub struct Overview {
    /// What somebody should look after, in sentences.
    pub concerns: Vec<String>,
    /// States with a licence that no rule opens.
    pub shut: Vec<Shut>,
    /// What a clinic that serves nobody yet does first.
    pub first_steps: Vec<FirstStep>,
    /// Every state of work.
    pub states: Vec<StateLine>,
    /// Where open visits are.
    pub places: Vec<PlaceLine>,
    /// States that are served today.
    pub served: Vec<UsState>,
    /// States that are not.
    pub not_served: Vec<UsState>,
}

/// How many visits are in one state of work.
pub struct StateLine {
    pub name: &'static str,
    pub count: String,
    pub oldest: String,
}

/// How many open visits are in one place.
pub struct PlaceLine {
    pub name: &'static str,
    pub count: String,
    pub oldest: String,
    pub clinicians: usize,
}

impl Overview {
    /// Puts the picture together. `licensed`: the states that some licence covers today.
    #[must_use]
    pub fn of(
        clinic: &Clinic,
        counts: &[StateCount],
        unsent: &[Unsent],
        clinicians: &[Clinician],
        licensed: &BTreeSet<UsState>,
    ) -> Self {
        let now = clinic.now();
        let opened = opened(clinic);
        let (served, not_served): (Vec<UsState>, Vec<UsState>) = UsState::ALL
            .into_iter()
            .partition(|state| licensed.contains(state) && opened.contains(state));
        let shut = licensed.difference(&opened).map(|state| Shut::of(clinic, *state));
        let mut concerns = waits(counts, licensed, now);
        concerns.extend(to_send(unsent, licensed, now));
        concerns.extend(clinicians.iter().flat_map(|clinician| expiring(clinic, clinician)));
        Self {
            concerns,
            shut: shut.collect(),
            first_steps: first_steps(clinicians, licensed, &served),
            states: StateName::ALL.into_iter().map(|name| state_line(name, counts, now)).collect(),
            places: place_lines(clinic, counts, clinicians, now),
            served,
            not_served,
        }
    }
}

/// The states that a rule in force opens, verified where that is asked for.
fn opened(clinic: &Clinic) -> BTreeSet<UsState> {
    let rulebook = clinic.rulebook();
    let rules = rulebook.pack.rules().filter(|rule| matches!(rule.effect, Effect::Open));
    rules
        .filter(|rule| match rulebook.opening {
            Opening::Demonstration => true,
            Opening::VerifiedOnly => rulebook.ledger.verification(rule).is_some(),
        })
        .filter_map(|rule| match rule.jurisdiction {
            Jurisdiction::State(state) => Some((rule, state)),
            Jurisdiction::Federal => None,
        })
        .filter(|(rule, state)| {
            clinic.local_dates(*state).into_iter().all(|date| rule.is_effective(date))
        })
        .map(|(_, state)| state)
        .collect()
}

/// The states in which the clinic owes work, and what for.
const OWED: [(StateName, &str); 3] = [
    (StateName::AwaitingReview, "for a clinician"),
    (StateName::InReview, "for a decision"),
    (StateName::AwaitingVisit, "in all, and a live visit has not been held yet"),
];

/// Whether a visit was sent and has not ended.
const fn is_under_way(state: StateName) -> bool {
    match state {
        StateName::AwaitingReview
        | StateName::InReview
        | StateName::AwaitingPatient
        | StateName::AwaitingVisit => true,
        StateName::Draft
        | StateName::Prescribed
        | StateName::Declined
        | StateName::Withdrawn
        | StateName::Expired => false,
    }
}

/// Open visits where nobody may act, by place, in words.
pub fn left_alone(counts: &[StateCount], licensed: &BTreeSet<UsState>) -> Vec<(UsState, String)> {
    by_place(counts, is_under_way)
        .into_iter()
        .filter(|(place, ..)| !licensed.contains(place))
        .map(|(place, count, _)| {
            let count = visits(count);
            (place, format!("{count} in {}, where nobody may act", place.name()))
        })
        .collect()
}

fn waits(counts: &[StateCount], licensed: &BTreeSet<UsState>, now: Timestamp) -> Vec<String> {
    let alone = left_alone(counts, licensed).into_iter().map(|(_, concern)| concern);
    let mut concerns: Vec<String> = alone.collect();
    for (state, what) in OWED {
        for (place, _, oldest) in by_place(counts, |name| name == state) {
            let Some(oldest) = oldest.filter(|oldest| due(*oldest) <= now) else { continue };
            if licensed.contains(&place) {
                let wait = words::span(now.duration_since(oldest));
                let place = place.name();
                concerns.push(format!("In {place}, somebody has waited {wait} {what}"));
            }
        }
    }
    concerns
}

/// Prescriptions that wait longer than patients are told, or that nobody may send.
fn to_send(unsent: &[Unsent], licensed: &BTreeSet<UsState>, now: Timestamp) -> Vec<String> {
    let mut concerns = Vec::new();
    for row in unsent {
        let Some(place) = row.location else { continue };
        let count = match row.count {
            1 => "1 prescription".to_owned(),
            count => format!("{count} prescriptions"),
        };
        let place_name = place.name();
        if !licensed.contains(&place) {
            concerns.push(format!("{count} to send in {place_name}, where nobody may act"));
        } else if let Some(oldest) = row.oldest.filter(|oldest| due(*oldest) <= now) {
            let wait = words::span(now.duration_since(oldest));
            concerns.push(format!(
                "{count} to send in {place_name}, the oldest for {wait}: no pharmacy has it yet"
            ));
        }
    }
    concerns
}

fn visits(count: i64) -> String {
    if count == 1 { "1 visit".to_owned() } else { format!("{count} visits") }
}

fn expiring(clinic: &Clinic, clinician: &Clinician) -> Vec<String> {
    if clinician.disabled {
        return Vec::new();
    }
    let standings =
        clinician.licences.iter().map(|licence| (licence, Standing::of(clinic, licence)));
    standings
        .filter(|(_, standing)| standing.wants_attention())
        .map(|(licence, standing)| {
            let state = licence.state.name();
            format!("{}: the license for {state} {}", clinician.name, standing.predicate)
        })
        .collect()
}

fn by_place(
    counts: &[StateCount],
    counted: impl Fn(StateName) -> bool,
) -> Vec<(UsState, i64, Option<Timestamp>)> {
    let mut places: BTreeMap<UsState, (i64, Option<Timestamp>)> = BTreeMap::new();
    for count in counts.iter().filter(|count| counted(count.state)) {
        let Some(place) = count.location else { continue };
        let entry = places.entry(place).or_default();
        entry.0 += count.count;
        entry.1 = [entry.1, count.oldest].into_iter().flatten().min();
    }
    places.into_iter().map(|(place, (count, oldest))| (place, count, oldest)).collect()
}

fn state_line(name: StateName, counts: &[StateCount], now: Timestamp) -> StateLine {
    let found = counts.iter().filter(|count| count.state == name);
    let oldest = found.clone().filter_map(|count| count.oldest).min();
    StateLine {
        name: match name {
            StateName::Draft => "Not sent yet",
            StateName::AwaitingReview => "Waiting for a clinician",
            StateName::InReview => "Being read",
            StateName::AwaitingPatient => "Waiting for the patient's answer",
            StateName::AwaitingVisit => "Waiting for a live visit",
            StateName::Prescribed => "Prescribed",
            StateName::Declined => "Not prescribed",
            StateName::Withdrawn => "Taken back by the patient",
            StateName::Expired => "Ended: nobody went on in time",
        },
        count: visits(found.map(|count| count.count).sum()),
        oldest: waited(oldest, now),
    }
}

fn place_lines(
    clinic: &Clinic,
    counts: &[StateCount],
    clinicians: &[Clinician],
    now: Timestamp,
) -> Vec<PlaceLine> {
    let able = |place: UsState| {
        let dates = clinic.local_dates(place);
        let covers = |clinician: &&Clinician| {
            !clinician.disabled
                && clinician
                    .licences
                    .iter()
                    .any(|licence| dates.iter().all(|date| licence.covers(place, *date)))
        };
        clinicians.iter().filter(covers).count()
    };
    by_place(counts, is_under_way)
        .into_iter()
        .map(|(place, count, oldest)| PlaceLine {
            name: place.name(),
            count: visits(count),
            oldest: waited(oldest, now),
            clinicians: able(place),
        })
        .collect()
}

fn waited(oldest: Option<Timestamp>, now: Timestamp) -> String {
    oldest.map_or_else(String::new, |oldest| {
        format!("longest wait {}", words::span(now.duration_since(oldest)))
    })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn count(state: StateName, place: UsState, number: i64, hours: i64) -> StateCount {
        let oldest = Timestamp::UNIX_EPOCH.saturating_sub(SignedDuration::from_hours(hours));
        StateCount { state, location: Some(place), count: number, oldest: oldest.ok() }
    }

    #[test]
    fn what_nobody_may_act_on_and_what_waits_too_long_is_told() {
        let counts = [
            count(StateName::AwaitingReview, UsState::Ga, 2, 1),
            count(StateName::AwaitingReview, UsState::Ca, 3, 72),
            count(StateName::AwaitingReview, UsState::Or, 1, 47),
            count(StateName::AwaitingPatient, UsState::Or, 1, 400),
            count(StateName::AwaitingVisit, UsState::Or, 1, 24 * 9),
            count(StateName::Prescribed, UsState::Me, 4, 0),
        ];
        let licensed = BTreeSet::from([UsState::Ca, UsState::Or]);
        assert_eq!(
            waits(&counts, &licensed, Timestamp::UNIX_EPOCH),
            [
                "2 visits in Georgia, where nobody may act",
                "In California, somebody has waited 3 days for a clinician",
                "In Oregon, somebody has waited 9 days in all, and a live visit has not been held \
                 yet",
            ]
        );
    }

    #[test]
    fn a_prescription_that_no_pharmacy_has_is_told_after_the_target_or_where_nobody_may_send_it() {
        let row = |place, count, hours| Unsent {
            location: Some(place),
            count,
            oldest: Timestamp::UNIX_EPOCH.saturating_sub(SignedDuration::from_hours(hours)).ok(),
        };
        let unsent = [row(UsState::Ca, 2, 72), row(UsState::Or, 1, 47), row(UsState::Ga, 1, 1)];
        let licensed = BTreeSet::from([UsState::Ca, UsState::Or]);
        assert_eq!(
            to_send(&unsent, &licensed, Timestamp::UNIX_EPOCH),
            [
                "2 prescriptions to send in California, the oldest for 3 days: no pharmacy has \
                 it yet",
                "1 prescription to send in Georgia, where nobody may act",
            ]
        );
    }

    #[test]
    fn a_place_adds_up_its_states_of_work() {
        let counts = [
            count(StateName::AwaitingReview, UsState::Ca, 3, 5),
            count(StateName::AwaitingVisit, UsState::Ca, 1, 90),
            count(StateName::Declined, UsState::Ca, 8, 1),
        ];
        let places = by_place(&counts, is_under_way);
        assert_eq!(places.len(), 1);
        assert_eq!((places[0].0, places[0].1), (UsState::Ca, 4));
        assert_eq!(waited(places[0].2, Timestamp::UNIX_EPOCH), "longest wait 3 days");
    }
}
