//! Prescribing: each medicine of the formulary, with what the rules say to it.

use domain::{
    encounter::State,
    medication::Medication,
    pack::Protocol,
    rules::{DecisionRecord, Effect, Limits, Outcome, Reason, Truth},
};
use leptos::prelude::*;

use super::{
    super::{Open, Tried},
    forms::Hidden,
};
use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{
        Badge, BadgeKind, Button, Details, OptionItem, RadioGroup, Select, SummaryList, SummaryRow,
        TextArea, TextField,
    },
    words,
};

/// Every medicine: those permitted with a form, the others with the reason.
pub fn view_of(
    clinic: &Clinic,
    open: &Open,
    protocol: &Protocol,
    hidden: &Hidden,
    tried: &Tried,
) -> View {
    let wanted = open.assessment.gathered.preferred_medicine.clone();
    let rows: Vec<(Medication, DecisionRecord, String, bool)> = open
        .assessment
        .evaluation
        .decisions
        .iter()
        .filter_map(|decision| {
            let medication = protocol.medication(&decision.medication)?.clone();
            let wanted = wanted.as_ref() == Some(&decision.medication);
            let command = clinic.store().new_command().to_string();
            Some((medication, decision.clone(), command, wanted))
        })
        .collect();
    let diagnoses: Vec<OptionItem> = protocol
        .diagnoses
        .iter()
        .map(|diagnosis| {
            OptionItem::new(
                diagnosis.code.clone(),
                format!("{} {}", diagnosis.code, diagnosis.title),
            )
        })
        .collect();
    let hidden = hidden.clone();
    let tried = tried.clone();
    Box::new(move || {
        let medicines: Vec<AnyView> = rows
            .iter()
            .enumerate()
            .map(|(index, (medication, decision, command, wanted))| {
                let key = (index < 9).then(|| (index + 1).to_string());
                match decision.outcome {
                    Outcome::Permitted => permitted(
                        medication, decision, &hidden, command, &diagnoses, *wanted, &tried, key,
                    ),
                    Outcome::Emergency
                    | Outcome::Prohibited
                    | Outcome::Refer
                    | Outcome::VisitRequired
                    | Outcome::Incomplete => refused(medication, decision, *wanted),
                }
            })
            .collect();
        view! { <div class="medicines">{medicines}</div> }.into_any()
    })
}

fn title(medication: &Medication, wanted: bool) -> AnyView {
    let wanted = wanted.then(|| view! { " " <Badge kind=BadgeKind::Accent text="Asked for"/> });
    view! { {medication.name.clone()} {wanted} }.into_any()
}

#[expect(clippy::too_many_arguments, reason = "the parts of one form")]
fn permitted(
    medication: &Medication,
    decision: &DecisionRecord,
    hidden: &Hidden,
    command: &str,
    diagnoses: &[OptionItem],
    wanted: bool,
    tried: &Tried,
    key: Option<String>,
) -> AnyView {
    let id = medication.id.to_string();
    let again = tried.posted.get("medication") == id;
    let typed = |name: &str, otherwise: String| {
        if again { tried.posted.get(name).to_owned() } else { otherwise }
    };
    let sigs: Vec<_> =
        medication.sigs.iter().filter(|sig| decision.sigs.contains(&sig.code)).collect();
    let first = sigs.first();
    let options: Vec<OptionItem> =
        sigs.iter().map(|sig| OptionItem::new(sig.code.clone(), sig.text.clone())).collect();
    let selected = Some(typed("sig", first.map(|sig| sig.code.clone()).unwrap_or_default()));
    let suggested = first.map_or(1, |sig| {
        let most = decision.limits.quantity.min(sig.within(decision.limits.days_supply));
        sig.quantity.min(most)
    });
    let quantity = typed("quantity", suggested.to_string());
    let refills = typed("refills", "0".to_owned());
    let diagnosis = Some(typed("diagnosis", medication.default_diagnosis.clone()));
    let message = typed("message", String::new());
    let duties: Vec<AnyView> = decision
        .obligations
        .iter()
        .map(|duty| {
            let words = format!("Done and recorded: {}", duty.replace('-', " "));
            view! {
                <label class="check">
                    <input type="checkbox" name="fulfilled" value=duty.clone()/>
                    {words}
                </label>
            }
            .into_any()
        })
        .collect();
    let counselling: Vec<AnyView> = medication
        .counselling
        .iter()
        .cloned()
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect();
    let limits = decision.limits;
    let field = |name: &str| format!("{id}-{name}");
    let wrong = |name: &str| {
        tried.errors.iter().find(|(id, _)| *id == field(name)).map(|(_, sentence)| sentence.clone())
    };
    let shown = key.clone().map(|key| view! { <kbd>{key}</kbd> });
    view! {
        <details class="medicine" data-key=key open=again name="medicine">
            <summary>
                <Badge kind=BadgeKind::Success text="Permitted"/> " " {title(medication, wanted)} " "
                {shown}
            </summary>
            <form method="post" action=hidden.action("prescribe") novalidate>
                {hidden.fields(command)}
                <input type="hidden" name="medication" value=id.clone()/>
                {narrowed(medication, decision)}
                <RadioGroup id=field("sig") name="sig" legend="Directions" options selected/>
                <TextField
                    id=field("quantity")
                    name="quantity"
                    label="Quantity"
                    hint=format!("At most {}", limits.quantity)
                    value=quantity
                    error=wrong("quantity")
                    inputmode="numeric"
                    suffix=Some(medication.unit.clone())
                />
                <TextField
                    id=field("refills")
                    name="refills"
                    label="Refills"
                    hint=format!("At most {}", limits.refills)
                    value=refills
                    error=wrong("refills")
                    inputmode="numeric"
                />
                <Select
                    id=field("diagnosis")
                    name="diagnosis"
                    label="Diagnosis"
                    options=diagnoses.to_vec()
                    selected=diagnosis
                    error=wrong("diagnosis")
                />
                <TextArea
                    id=field("message")
                    name="message"
                    label="Words to the patient (optional)"
                    value=message
                    error=wrong("message")
                    rows=3
                />
                {duties}
                <Details summary="What the patient is told about it">
                    <ul>{counselling}</ul>
                </Details>
                <Button>"Sign and prescribe"</Button>
            </form>
        </details>
    }
    .into_any()
}

fn refused(medication: &Medication, decision: &DecisionRecord, wanted: bool) -> AnyView {
    let (kind, word) = match decision.outcome {
        Outcome::VisitRequired => (BadgeKind::Warning, "Needs a visit"),
        Outcome::Incomplete => (BadgeKind::Warning, "Not complete"),
        Outcome::Emergency | Outcome::Prohibited => (BadgeKind::Danger, "Not permitted"),
        Outcome::Refer => (BadgeKind::Danger, "Refer"),
        Outcome::Permitted => (BadgeKind::Success, "Permitted"),
    };
    let holds = |reason: &&Reason| {
        (reason.effect.bars() && reason.truth == Truth::True) || decision.awaits(reason)
    };
    let unknown = |reason: &&Reason| {
        let asks = reason.effect.bars() || matches!(reason.effect, Effect::Require(_));
        asks && reason.truth == Truth::Unknown
    };
    let missing = (!decision.missing.is_empty())
        .then(|| view! { <p>{format!("Missing: {}", decision.missing.join(", "))}</p> });
    view! {
        <details class="medicine">
            <summary>
                <Badge kind=kind text=word/> " " {title(medication, wanted)}
            </summary>
            {reasons("Why", decision.reasons.iter().filter(holds))}
            {reasons("Not known yet", decision.reasons.iter().filter(unknown))}
            {narrowed(medication, decision)}
            {missing}
        </details>
    }
    .into_any()
}

/// The rules whose limits leave some of the directions out.
fn narrowed(medication: &Medication, decision: &DecisionRecord) -> AnyView {
    let limits = |reason: &&Reason| match &reason.effect {
        Effect::Limit(limit) => {
            let alone = Limits::of(medication).tightened(limit);
            medication.sigs.iter().any(|sig| !alone.permit(sig))
        }
        _ => false,
    };
    reasons("Smaller doses only", decision.reasons.iter().filter(limits))
}

/// Reasons under a heading, each with its rule and its source.
fn reasons<'a>(heading: &'static str, reasons: impl Iterator<Item = &'a Reason>) -> AnyView {
    let lines: Vec<AnyView> = reasons
        .map(|reason| {
            let source = format!("{}. {}", reason.rule, reason.citation);
            view! {
                <li>
                    <strong>{reason.title.clone()}</strong> ". " {reason.clinician.clone()} " "
                    <span class="quiet">{source}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <h3>{heading}</h3> <ul>{lines}</ul> }.into_any()
}

/// What was decided, once it has been.
pub fn outcome(clinic: &Clinic, open: &Open) -> View {
    let zone = words::zone_of(open.chart.encounter.location);
    let row = |key: &str, value: String| SummaryRow {
        key: key.to_owned(),
        value: vec![value],
        change: None,
    };
    let encounter = open.chart.encounter.id;
    let version = open.chart.encounter.version;
    let rows = match &open.chart.encounter.state {
        State::Prescribed { outcome } => {
            let what = &outcome.what;
            vec![
                row("Prescribed", what.name.clone()),
                row("Directions", what.sig.clone()),
                row("Quantity", what.amount()),
                row("Refills", what.refills.to_string()),
                row("Diagnosis", format!("{} {}", what.diagnosis.code, what.diagnosis.title)),
                row("Status", what.status.as_str().replace('-', " ")),
                row("When", words::moment(outcome.at, &zone)),
            ]
        }
        State::Declined { outcome } => vec![
            row("Declined", outcome.what.code.replace('-', " ")),
            row("Words to the patient", outcome.what.message.clone()),
            row("When", words::moment(outcome.at, &zone)),
        ],
        State::Withdrawn { at } => vec![row("Withdrawn", words::moment(*at, &zone))],
        State::Expired { at, .. } => vec![row("Expired", words::moment(*at, &zone))],
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. }
        | State::AwaitingVisit { .. } => Vec::new(),
    };
    let can_cancel = match &open.chart.encounter.state {
        State::Prescribed { outcome } => outcome.what.status.can_be_cancelled(),
        _ => false,
    };
    let command = clinic.store().new_command().to_string();
    Box::new(move || {
        let cancel = can_cancel.then(|| {
            view! {
                <details>
                    <summary>"Cancel the prescription"</summary>
                    <form method="post" action=format!("/review/{encounter}/cancel") novalidate>
                        <input type="hidden" name="command" value=command.clone()/>
                        <input type="hidden" name="version" value=version.to_string()/>
                        <TextArea name="reason" label="Why, in words to the patient" rows=3/>
                        <Button kind=crate::ui::ButtonKind::Warning>"Cancel the prescription"</Button>
                    </form>
                </details>
            }
        });
        view! {
            <section class="decision" aria-labelledby="decision">
                <h2 id="decision">"Decided"</h2>
                <SummaryList rows=rows.clone()/>
                {cancel}
            </section>
        }
        .into_any()
    })
}
