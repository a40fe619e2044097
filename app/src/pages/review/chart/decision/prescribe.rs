//! Prescribing: each medicine of the formulary, with what the rules say to it.

use domain::{
    medication::{Medication, Sig},
    pack::Protocol,
    rules::{DecisionRecord, Effect, Limits, Outcome, Reason, Truth},
};
use leptos::prelude::*;

use super::{
    super::{Open, Tried},
    forms::Hidden,
    missing,
};
use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{
        Badge, BadgeKind, Button, CheckboxGroup, Details, OptionItem, RadioGroup, Select, TextArea,
        TextField,
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
    let rows: Vec<(Medication, DecisionRecord, String, bool, Vec<String>)> = open
        .assessment
        .evaluation
        .decisions
        .iter()
        .filter_map(|decision| {
            let medication = protocol.medication(&decision.medication)?.clone();
            let wanted = wanted.as_ref() == Some(&decision.medication);
            let command = clinic.store().new_command().to_string();
            let missing = missing::in_words(decision, open.rulebook.pack.catalogue(), protocol);
            Some((medication, decision.clone(), command, wanted, missing))
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
            .map(|(index, (medication, decision, command, wanted, missing))| {
                let key = (index < 9).then(|| (index + 1).to_string());
                match decision.outcome {
                    Outcome::Permitted => permitted(
                        medication, decision, &hidden, command, &diagnoses, *wanted, &tried, key,
                    ),
                    Outcome::Emergency
                    | Outcome::Prohibited
                    | Outcome::Refer
                    | Outcome::VisitRequired
                    | Outcome::Incomplete => refused(medication, decision, *wanted, key, missing),
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
    let suggested = first.map_or(1, |sig| sig.quantity.min(most_of(sig, &decision.limits)));
    // What the directions that are left last for bounds the quantity, too.
    let most = sigs.iter().map(|sig| most_of(sig, &decision.limits)).max();
    let most = most.unwrap_or(decision.limits.quantity);
    let quantity = typed("quantity", suggested.to_string());
    let refills = typed("refills", "0".to_owned());
    let diagnosis = Some(typed("diagnosis", medication.default_diagnosis.clone()));
    let message = typed("message", String::new());
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
    let done: Vec<&str> = if again { tried.posted.all("fulfilled").collect() } else { Vec::new() };
    let duties = (!decision.obligations.is_empty())
        .then(|| duties(field("fulfilled"), decision, &done, wrong("fulfilled")));
    let met = met(decision);
    let shown = key.clone().map(|key| view! { <kbd>{key}</kbd> });
    view! {
        <details class="medicine" data-key=key open=again name="medicine">
            <summary>
                <Badge kind=BadgeKind::Success text="Permitted"/> " " {title(medication, wanted)} " "
                {shown}
            </summary>
            <form method="post" action=hidden.action("prescribe") novalidate>
                {hidden.fields("prescribe", command)}
                <input type="hidden" name="medication" value=id.clone()/>
                {narrowed(medication, decision)}
                <RadioGroup id=field("sig") name="sig" legend="Directions" options selected error=wrong("sig")/>
                <TextField
                    id=field("quantity")
                    name="quantity"
                    label="Quantity"
                    hint=format!("At most {most}")
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
                <Details summary="Why it is permitted">{met}</Details>
                <Button>"Review and sign"</Button>
            </form>
        </details>
    }
    .into_any()
}

/// The most units by these directions.
fn most_of(sig: &Sig, limits: &Limits) -> u32 {
    limits.quantity.min(sig.within(limits.days_supply))
}

/// What must be done and recorded before this medicine may be prescribed.
fn duties(id: String, decision: &DecisionRecord, done: &[&str], error: Option<String>) -> AnyView {
    let options = decision
        .obligations
        .iter()
        .map(|duty| OptionItem {
            hint: Some(asks_for(decision, duty)).filter(|hint| !hint.is_empty()),
            ..OptionItem::new(duty.clone(), words::duty(duty))
        })
        .collect();
    let selected: Vec<String> = done.iter().map(|duty| (*duty).to_owned()).collect();
    view! {
        <CheckboxGroup
            id
            name="fulfilled"
            legend="Done and recorded"
            options
            selected
            error
        />
    }
    .into_any()
}

/// What the rules say of a duty, each sentence once.
fn asks_for(decision: &DecisionRecord, duty: &str) -> String {
    let asked = |reason: &&Reason| matches!(&reason.effect, Effect::Oblige(code) if code == duty);
    let mut sentences: Vec<&str> = Vec::new();
    for reason in decision.reasons.iter().filter(asked) {
        if !sentences.contains(&reason.clinician.as_str()) {
            sentences.push(&reason.clinician);
        }
    }
    sentences.join(" ")
}

fn refused(
    medication: &Medication,
    decision: &DecisionRecord,
    wanted: bool,
    key: Option<String>,
    missing: &[String],
) -> AnyView {
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
    let shown = key.clone().map(|key| view! { <kbd>{key}</kbd> });
    let missing = (!missing.is_empty())
        .then(|| view! { <p>{format!("Missing: {}.", missing.join("; "))}</p> });
    view! {
        <details class="medicine" data-key=key>
            <summary>
                <Badge kind=kind text=word/> " " {title(medication, wanted)} " " {shown}
            </summary>
            {reasons("Why", decision.reasons.iter().filter(holds))}
            {reasons("Not known yet", decision.reasons.iter().filter(unknown))}
            {narrowed(medication, decision)}
            {missing}
        </details>
    }
    .into_any()
}

/// The rules that open the way, and what they take.
fn met(decision: &DecisionRecord) -> AnyView {
    let opens = |reason: &&Reason| {
        reason.truth == Truth::True && matches!(reason.effect, Effect::Open | Effect::Require(_))
    };
    reasons("These rules are met", decision.reasons.iter().filter(opens))
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
            let source = format!("{}. {}", reason.rule, words::source(&reason.citation));
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

#[cfg(test)]
mod tests {
    use domain::pack::Pack;

    use super::*;

    #[test]
    fn no_more_is_allowed_than_the_directions_last_for() {
        let pack = Pack::read(&crate::packs::starter_files()).unwrap();
        let medication = pack.medication(&"isotretinoin-40".parse().unwrap()).unwrap();
        let limits = Limits::of(medication);
        let most = |code: &str| {
            let sig = medication.sigs.iter().find(|sig| sig.code == code).unwrap();
            most_of(sig, &limits)
        };
        assert_eq!(limits.quantity, 60);
        assert_eq!((most("one-capsule-daily"), most("one-capsule-twice-daily")), (30, 60));
    }
}
