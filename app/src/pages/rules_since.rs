//! What a pack that came into force meanwhile changes for one visit.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Timestamp,
    encounter::Record,
    licence::Licence,
    medication::MedicationId,
    place::UsState,
    rules::{Evaluation, Outcome},
};
use leptos::prelude::*;
use store::Rulebook;

use super::Refusal;
use crate::{
    clinic::Clinic,
    ui::{Alert, AlertKind},
    words,
};

/// A medicine that is decided otherwise than it would have been.
struct Turn {
    medicine: String,
    /// None where it was not offered.
    before: Option<Outcome>,
    /// None where it is offered no more.
    after: Option<Outcome>,
}

/// Another pack is in force than at an earlier moment.
pub struct RulesSince {
    /// "Asynclinic starter pack 0.2.0".
    pack: String,
    began: String,
    turns: Vec<Turn>,
}

impl RulesSince {
    /// What has changed for a record since that moment; none where the same pack is in force.
    ///
    /// # Errors
    /// When the store is not there.
    pub async fn of(
        clinic: &Clinic,
        record: &Record,
        licences: Option<&[Licence]>,
        since: Timestamp,
    ) -> Result<Option<Self>, Refusal> {
        let (store, rulebook) = (clinic.store(), clinic.rulebook());
        let Some(then) = store.published_at(since).await? else { return Ok(None) };
        let Some(now) = store.published_at(clinic.now()).await? else { return Ok(None) };
        if then.pack == now.pack {
            return Ok(None);
        }
        let Some(earlier) = store.pack(clinic.rules(), then.pack).await? else { return Ok(None) };
        let earlier = Rulebook { pack: earlier, ..rulebook.clone() };
        let (protocol, version) = (&record.protocol, &record.questionnaire_version);
        let dates = clinic.local_dates(record.location);
        for rulebook in [&earlier, &rulebook] {
            store.learn_questionnaire(rulebook, protocol, version).await?;
        }
        let before = earlier.evaluate(record, licences, &dates)?.evaluation;
        let after = rulebook.evaluate(record, licences, &dates)?.evaluation;
        let outcomes = |evaluation: &Evaluation| -> BTreeMap<MedicationId, Outcome> {
            let each = evaluation.decisions.iter();
            each.map(|decision| (decision.medication.clone(), decision.outcome)).collect()
        };
        let (was, is) = (outcomes(&before), outcomes(&after));
        let ids: BTreeSet<&MedicationId> = was.keys().chain(is.keys()).collect();
        let name = |id: &MedicationId| {
            let known = rulebook.pack.medication(id).or_else(|| earlier.pack.medication(id));
            known.map_or_else(|| id.to_string(), |medication| medication.plain_name.clone())
        };
        let turns = ids
            .into_iter()
            .map(|id| (id, was.get(id).copied(), is.get(id).copied()))
            .filter(|(_, before, after)| before != after)
            .map(|(id, before, after)| Turn { medicine: name(id), before, after })
            .collect();
        let head = rulebook.pack.head();
        Ok(Some(Self {
            pack: format!("{} {}", head.title, head.version),
            began: when(now.effective_at, record.location),
            turns,
        }))
    }

    /// As the clinician reads it, above the flags.
    pub fn to_clinician(&self) -> AnyView {
        let title = "The rules have changed since this was sent";
        let pack = format!("In force since {}: {}.", self.began, self.pack);
        if self.turns.is_empty() {
            return view! {
                <Alert kind=AlertKind::Info title=title>
                    <p>{pack} " It changes no outcome here."</p>
                </Alert>
            }
            .into_any();
        }
        let lines: Vec<AnyView> = self
            .turns
            .iter()
            .map(|turn| {
                let (before, after) = (to_clinician(turn.before), to_clinician(turn.after));
                let line = format!("{}: {before}, now {after}", turn.medicine);
                view! { <li>{line}</li> }.into_any()
            })
            .collect();
        view! {
            <Alert kind=AlertKind::Warning title=title>
                <p>{pack}</p>
                <ul>{lines}</ul>
            </Alert>
        }
        .into_any()
    }

    /// As the patient reads it; nothing where it changes nothing for them.
    pub fn to_patient(&self) -> Option<AnyView> {
        if self.turns.is_empty() {
            return None;
        }
        let lines: Vec<AnyView> = self
            .turns
            .iter()
            .map(|turn| {
                let line = format!("{}: {}", turn.medicine, to_patient(turn.after));
                view! { <li>{line}</li> }.into_any()
            })
            .collect();
        let began = format!(
            "Our rules for safe treatment are others since {}. Your answers are kept. What that \
             changes for you:",
            self.began
        );
        Some(
            view! {
                <Alert kind=AlertKind::Info title="Our rules have changed since you began">
                    <p>{began}</p>
                    <ul>{lines}</ul>
                </Alert>
            }
            .into_any(),
        )
    }
}

fn when(at: Timestamp, location: UsState) -> String {
    words::moment(at, &words::zone_of(location))
}

const fn to_clinician(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Emergency) => "emergency",
        Some(Outcome::Prohibited) => "prohibited",
        Some(Outcome::Refer) => "to be seen elsewhere",
        Some(Outcome::VisitRequired) => "only after a live visit",
        Some(Outcome::Incomplete) => "incomplete",
        Some(Outcome::Permitted) => "permitted",
        None => "not offered",
    }
}

const fn to_patient(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Emergency) => "you need help now",
        Some(Outcome::Prohibited) => "we cannot prescribe it to you",
        Some(Outcome::Refer) => "a doctor must see you first, in person",
        Some(Outcome::VisitRequired) => "only after a live visit",
        Some(Outcome::Incomplete) => "we need more from you first",
        Some(Outcome::Permitted) => "a clinician can prescribe it, if it suits you",
        None => "we do not offer it any more",
    }
}
