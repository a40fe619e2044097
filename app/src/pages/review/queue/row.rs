//! One line of the queue: who waits, for how long, and why it is flagged.

use domain::{
    encounter::{StateName, target::due},
    ids::EncounterId,
    licence::Licence,
    people::SexAtBirth,
    rules::{Effect, EvaluationRecord, Outcome, Truth},
};
use jiff::SignedDuration;
use leptos::prelude::*;
use store::QueueRow;

use crate::{
    clinic::Clinic,
    ui::{Badge, BadgeKind, Button, ButtonKind},
    words,
};

/// How many reasons a line names; the chart has them all.
const REASONS: usize = 2;
/// From how much time left on a line warns.
const SHORT: SignedDuration = SignedDuration::from_hours(8);

/// One line of the queue.
pub struct Row {
    id: EncounterId,
    class: &'static str,
    flags: Vec<(BadgeKind, String)>,
    condition: String,
    patient: String,
    state: &'static str,
    waits: String,
    since: String,
    left: (&'static str, String),
    mine: bool,
    command: String,
}

impl Row {
    /// The line for a row of the store, as the rules look at it now.
    pub fn of(clinic: &Clinic, row: &QueueRow, licences: &[Licence]) -> Self {
        let now = clinic.now();
        let rulebook = clinic.rulebook();
        let protocol = rulebook.pack.protocol(&row.protocol);
        Self {
            id: row.encounter,
            class: match (row.urgent, row.answered) {
                (true, _) => "is-urgent",
                (false, true) => "is-answered",
                (false, false) => "",
            },
            flags: flags(clinic, row, licences),
            condition: protocol
                .map_or_else(|| row.protocol.to_string(), |found| found.title.clone()),
            patient: patient(clinic, row),
            state: row.location.name(),
            waits: words::span(now.duration_since(row.waiting_since)),
            since: row.waiting_since.to_string(),
            left: time_left(due(row.waiting_since).duration_since(now)),
            mine: row.mine,
            command: clinic.store().new_command().to_string(),
        }
    }

    /// The line as it is shown.
    pub fn view(&self) -> AnyView {
        let flags: Vec<AnyView> = self
            .flags
            .iter()
            .map(|(kind, text)| view! { <Badge kind=*kind text=text.clone()/> " " }.into_any())
            .collect();
        let (urgency, left) = self.left.clone();
        view! {
            <tr class=self.class>
                <td class="queue-wait">
                    <time datetime=self.since.clone()>{self.waits.clone()}</time>
                </td>
                <th scope="row">{self.condition.clone()}</th>
                <td>{self.patient.clone()}</td>
                <td>{self.state}</td>
                <td class="queue-flags">{flags}</td>
                <td class=urgency>{left}</td>
                <td class="queue-action">{self.action()}</td>
            </tr>
        }
        .into_any()
    }

    fn action(&self) -> AnyView {
        let about = format!(": {}, {}, waiting {}", self.condition, self.state, self.waits);
        if self.mine {
            let href = format!("/review/{}", self.id);
            return view! {
                <a class="button button-primary" href=href data-row="">
                    "Open" <span class="visually-hidden">{about}</span>
                </a>
            }
            .into_any();
        }
        view! {
            <form method="post" action=format!("/review/{}/claim", self.id)>
                <input type="hidden" name="command" value=self.command.clone()/>
                <Button kind=ButtonKind::Secondary row=true>
                    "Claim" <span class="visually-hidden">{about}</span>
                </Button>
            </form>
        }
        .into_any()
    }
}

/// "44, male": age and sex at birth.
fn patient(clinic: &Clinic, row: &QueueRow) -> String {
    let today = clinic.today(row.location);
    let age = row.record.birth_date.map(|birth| birth.age_on(today).to_string());
    let sex = row.record.sex_at_birth.map(|sex| match sex {
        SexAtBirth::Female => "female",
        SexAtBirth::Male => "male",
        SexAtBirth::Unknown => "sex not known",
    });
    let parts: Vec<String> = age.into_iter().chain(sex.map(ToOwned::to_owned)).collect();
    parts.join(", ")
}

fn flags(clinic: &Clinic, row: &QueueRow, licences: &[Licence]) -> Vec<(BadgeKind, String)> {
    let dates = clinic.local_dates(row.location);
    let assessment = clinic.rulebook().evaluate(&row.record, Some(licences), &dates).ok();
    let stands = assessment.as_ref().is_some_and(|found| found.evaluation.stop().is_some());
    let mut flags = Vec::new();
    if stands {
        flags.push((BadgeKind::Danger, "A red flag stands".to_owned()));
    } else if row.urgent && assessment.is_some() {
        flags.push((BadgeKind::Danger, "A red flag was taken back".to_owned()));
    }
    if let Some(assessment) = &assessment {
        flags.extend(reasons(&assessment.evaluation));
        let unknown =
            assessment.gathered.medicines.iter().any(|medicine| !medicine.recognition.complete);
        if unknown {
            flags.push((BadgeKind::Warning, "Medicine not recognized".to_owned()));
        }
    }
    if row.answered {
        flags.push((BadgeKind::Accent, "Answered".to_owned()));
    }
    if row.mine {
        flags.push((BadgeKind::Success, "Yours".to_owned()));
    }
    if row.state == StateName::InReview && !row.mine {
        flags.push((BadgeKind::Neutral, "Claim ran out".to_owned()));
    }
    flags
}

/// The rules that bar every medicine, by their titles, and how many more there are: what
/// bars only some of them is for the chart.
fn reasons(evaluation: &EvaluationRecord) -> Vec<(BadgeKind, String)> {
    let all = evaluation.decisions.len();
    let bars: Vec<String> = evaluation
        .flags()
        .iter()
        .filter(|flag| {
            flag.medications.len() == all
                && flag.reason.truth == Truth::True
                && matches!(flag.reason.effect, Effect::Stop(_) | Effect::Prohibit | Effect::Refer)
        })
        .map(|flag| flag.reason.title.clone())
        .collect();
    let more = bars.len().saturating_sub(REASONS);
    let mut reasons: Vec<(BadgeKind, String)> =
        bars.into_iter().take(REASONS).map(|title| (BadgeKind::Danger, title)).collect();
    if more > 0 {
        reasons.push((BadgeKind::Neutral, format!("and {more} more")));
    }
    if evaluation.overall() == Outcome::VisitRequired {
        reasons.push((BadgeKind::Warning, "Visit needed".to_owned()));
    }
    reasons
}

/// What is left of the time in which patients are told to hear from the clinic.
fn time_left(left: SignedDuration) -> (&'static str, String) {
    if left.is_negative() {
        return ("time-left time-left-over", format!("{} over", words::span(left.abs())));
    }
    let class = if left < SHORT { "time-left time-left-short" } else { "time-left" };
    (class, words::span(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_warns_before_the_end_and_says_when_it_is_over() {
        let hours = SignedDuration::from_hours;
        assert_eq!(time_left(hours(30)), ("time-left", "1 day".to_owned()));
        assert_eq!(time_left(hours(2)), ("time-left time-left-short", "2 hours".to_owned()));
        assert_eq!(time_left(hours(-49)), ("time-left time-left-over", "2 days over".to_owned()));
    }
}
