//! What a patient is told of a draft or a visit, and why: the rules that spoke, and the receipt of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    encounter::State,
    ids::EncounterId,
    pack::Protocol,
    receipt::{Receipt, Telling},
    rules::{Effect, EvaluationRecord, Reason},
};
use store::{Chart, Outlook};

use super::{
    intake::Draft,
    notices::closed,
    outlook,
    visit::why::{Line, Why, asks_for, held},
};
use crate::{clinic::Clinic, pages::Refusal, session::Session, words};

/// What the rules say to the draft at hand. To a patient who has signed in that is told with
/// a receipt; a visitor is nobody yet, and is told without.
///
/// # Errors
/// When it is not the caller's draft, or the store is not there.
pub async fn look(clinic: &Clinic, session: &Session, draft: &Draft) -> Result<Outlook, Refusal> {
    if draft.intake.patient.is_none() {
        let location = draft.location()?;
        return Ok(Outlook {
            location,
            served: outlook::is_served(clinic, location).await?,
            evaluation: draft.assess(clinic)?.evaluation.into_record(),
            receipt: None,
        });
    }
    let local = |state| clinic.local_dates(state);
    let encounter = draft.intake.encounter;
    let outlook =
        clinic.store().tell(&session.actor(), encounter, &clinic.rulebook(), &local).await?;
    Ok(outlook)
}

/// Why it was told, with the receipt; nothing where nothing was signed. Of what was sent, the
/// chart says what clinicians did.
#[must_use]
pub fn why(
    clinic: &Clinic,
    draft: &Draft,
    outlook: &Outlook,
    chart: Option<&Chart>,
) -> Option<Why> {
    let receipt = outlook.receipt.as_ref()?;
    let telling = Telling::named(&receipt.body.kind)?;
    let by_whom = match chart {
        None => "No clinician has read anything of this visit yet",
        Some(chart) if chart.determinations.is_empty() => "No clinician has decided anything yet",
        Some(_) => "That was not a clinician’s decision",
    };
    let called_for =
        chart.is_some_and(|chart| matches!(chart.encounter.state, State::AwaitingVisit { .. }));
    let summary = match telling {
        Telling::VisitRequired if called_for => "Why you need another kind of visit",
        Telling::VisitRequired => "Why you need a visit",
        Telling::NotHere => "Why we cannot help with this here",
        Telling::Elsewhere => "Why you should see somebody else",
    };
    let at = words::moment(receipt.body.at, &words::zone_of(outlook.location));
    Some(Why {
        summary,
        intro: format!("You were told this on {at}. {by_whom}: these rules say so."),
        lines: lines(telling, &outlook.evaluation, draft.protocol()),
        receipt: Some(href(draft.intake.encounter, receipt)),
        notice: clinic.rulebook().pack.notice().to_owned(),
        digest: receipt.body.pack.to_string(),
    })
}

fn href(encounter: EncounterId, receipt: &Receipt) -> String {
    format!("/visits/{encounter}/receipts/{}", receipt.body.sequence)
}

/// The rules that led there, each once; what stands against some medicines only says which.
fn lines(telling: Telling, evaluation: &EvaluationRecord, protocol: &Protocol) -> Vec<Line> {
    let speaks = |effect: &Effect| match telling {
        Telling::VisitRequired => asks_for(effect, evaluation.modality()),
        Telling::NotHere | Telling::Elsewhere => effect.bars(),
    };
    let mut spoke: BTreeMap<&str, (&Reason, BTreeSet<&str>)> = BTreeMap::new();
    let shut = closed(evaluation);
    for decision in &evaluation.decisions {
        let Some(medication) = protocol.medication(&decision.medication) else { continue };
        for reason in held(decision, speaks) {
            // Where the state is not open, that alone is why.
            if shut.is_some_and(|sentence| sentence != reason.patient) {
                continue;
            }
            let (_, medicines) =
                spoke.entry(&reason.patient).or_insert_with(|| (reason, BTreeSet::new()));
            medicines.insert(&medication.plain_name);
        }
    }
    let all = protocol.formulary.iter().map(|medication| medication.plain_name.as_str());
    let all: BTreeSet<&str> = all.collect();
    let line = |(reason, medicines): (&Reason, BTreeSet<&str>)| {
        let line = Line::of(reason);
        if medicines == all {
            return line;
        }
        let names = medicines.into_iter().collect::<Vec<_>>().join(", ");
        line.about(&names)
    };
    spoke.into_values().map(line).collect()
}
