//! Check your answers, and send them.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    questionnaire,
    relationship::Modality,
    rules::{Effect, EvaluationRecord, EvidenceKind, Outcome, Requirement, Truth},
};
use leptos::prelude::*;
use store::{Change, Letter, StoreError};

use super::{
    intake::{Draft, Stage},
    outlook, steps,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{Alert, AlertKind, BackLink, Button, Progress, SummaryList, SummaryRow},
    words,
};

/// `GET /visits/{visit}/check`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if draft.is_submitted() {
        return Ok(Redirect::to(&format!("/visits/{encounter}/submitted")).into_response());
    }
    if !outlook::is_served(&clinic, draft.location()?).await? {
        return Ok(Redirect::to(&format!("/visits/{encounter}/outlook")).into_response());
    }
    match draft.next()? {
        Stage::Check => Ok(page(&clinic, &draft, false)?.into_response()),
        stage => Ok(Redirect::to(&draft.href(stage)).into_response()),
    }
}

/// `POST /visits/{visit}/check`: submits. Twice is once.
///
/// # Errors
/// When it is not the caller's draft, or the store is not there.
pub async fn submit(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let confirmation = format!("/visits/{encounter}/submitted");
    if draft.is_submitted() {
        return Ok(Redirect::to(&confirmation).into_response());
    }
    if !outlook::is_served(&clinic, draft.location()?).await? {
        return Ok(Redirect::to(&format!("/visits/{encounter}/outlook")).into_response());
    }
    let stage = draft.next()?;
    if stage != Stage::Check {
        return Ok(Redirect::to(&draft.href(stage)).into_response());
    }
    let today = draft.latest_date(&clinic);
    let problems = questionnaire::check(draft.questionnaire()?, &draft.response, today);
    let overall = draft.assess(&clinic)?.evaluation.overall();
    if !problems.is_empty() || overall == Outcome::Emergency {
        return Ok(page(&clinic, &draft, true)?
            .status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    }
    let command = posted.parse("command").map_err(|_| Refusal::BadRequest)?;
    let letter = Letter {
        subject: format!("{}: we have what you sent", clinic.settings().name),
        body: format!(
            "Thank you. A clinician will read what you sent, and we will write to you when there \
             is news.\n\nTo see how it stands: {}/visits\n",
            clinic.settings().public_url
        ),
    };
    let change = Change { command, encounter, version: draft.intake.version, letter: Some(letter) };
    match clinic.store().submit(&session.actor(), &change).await {
        Ok(_) => Ok(Redirect::to(&confirmation).into_response()),
        Err(StoreError::Duplicate(_)) => Ok(already_open().into_response()),
        Err(error) => Err(error.into()),
    }
}

fn already_open() -> Page {
    Page::new("You have a visit for this already", || {
        view! {
            <h1>"You have a visit for this already"</h1>
            <p>
                "A clinician is still looking at an earlier visit of yours about the same thing. \
                 This one is kept as a draft, and was not sent. You can add to the earlier one, \
                 or withdraw it first."
            </p>
            <p>
                <a href="/visits">"Go to your visits"</a>
            </p>
        }
    })
    .status(StatusCode::CONFLICT)
}

fn page(clinic: &Clinic, draft: &Draft, refused: bool) -> Result<Page, Refusal> {
    let questionnaire = draft.questionnaire()?;
    let today = draft.latest_date(clinic);
    let mut groups: Vec<(String, Vec<SummaryRow>)> =
        vec![("Where you are and who you are".to_owned(), who(draft))];
    for (index, page) in questionnaire.pages.iter().enumerate() {
        if !draft.asks(page) {
            continue;
        }
        let href = draft.href(Stage::Step(index + 1));
        let rows = steps::lines(page, &draft.response).into_iter().map(|line| SummaryRow {
            change: Some((href.clone(), line.question.clone())),
            key: line.question,
            value: line.answers,
        });
        match groups.last_mut() {
            Some((section, group)) if section == page.section_name() => group.extend(rows),
            _ => groups.push((page.section_name().to_owned(), rows.collect())),
        }
    }
    let missing: Vec<(String, String)> =
        questionnaire::check(questionnaire, &draft.response, today)
            .into_iter()
            .filter_map(|(page, error)| {
                let number = questionnaire.pages.iter().position(|other| other.link_id == page)?;
                let item = questionnaire
                    .pages
                    .get(number)?
                    .items
                    .iter()
                    .find(|item| item.link_id == error.link_id)?;
                Some((draft.href(Stage::Step(number + 1)), error.problem.sentence(item)))
            })
            .collect();
    let notices = notices(clinic, draft)?;
    let progress = draft.progress(Stage::Check);
    let (action, back) = (draft.href(Stage::Check), draft.back(Stage::Check));
    let command = clinic.store().new_command().to_string();
    let page = Page::new("Check your answers", move || {
        let groups: Vec<AnyView> = groups
            .iter()
            .cloned()
            .map(|(title, rows)| view! { <h2>{title}</h2> <SummaryList rows/> }.into_any())
            .collect();
        let notices: Vec<AnyView> = notices
            .iter()
            .cloned()
            .map(|(title, text)| {
                view! { <Alert kind=AlertKind::Info title=title><p>{text}</p></Alert> }.into_any()
            })
            .collect();
        let missing = (!missing.is_empty()).then(|| {
            let lines: Vec<AnyView> = missing
                .iter()
                .cloned()
                .map(|(href, text)| view! { <li><a href=href>{text}</a></li> }.into_any())
                .collect();
            view! {
                <Alert kind=AlertKind::Warning title="Something is still missing">
                    <ul>{lines}</ul>
                </Alert>
            }
        });
        view! {
            <BackLink href=back.clone()/>
            <Progress step=progress.step of=progress.of section=progress.section.clone()/>
            <h1>"Check your answers"</h1>
            {missing}
            {notices}
            {groups}
            <form method="post" action=action.clone()>
                <input type="hidden" name="command" value=command.clone()/>
                <h2>"Send it to the clinic"</h2>
                <p>
                    "By sending, you confirm that what you told us is true as far as you know. \
                     You can still add or correct something afterwards."
                </p>
                <div class="actions">
                    <Button>"Send to the clinic"</Button>
                </div>
            </form>
        }
    });
    Ok(if refused { page.refused() } else { page })
}

/// Who and where, as rows.
fn who(draft: &Draft) -> Vec<SummaryRow> {
    let change = |stage: Stage, what: &str| Some((draft.href(stage), what.to_owned()));
    let row =
        |key: &str, value: Vec<String>, change| SummaryRow { key: key.to_owned(), value, change };
    let mut rows = Vec::new();
    if let Some(location) = draft.intake.location {
        let value = vec![location.name().to_owned()];
        rows.push(row("You are in", value, change(Stage::Place, "where you are")));
    }
    if let Some(birth_date) = draft.intake.birth_date {
        let value = vec![words::date(birth_date.date())];
        rows.push(row("Date of birth", value, change(Stage::Place, "your date of birth")));
    }
    if let Some(profile) = &draft.profile {
        let address = &profile.address;
        let mut lines = vec![address.line.to_string()];
        lines.extend(address.line2.as_ref().map(ToString::to_string));
        lines.push(format!("{}, {} {}", address.city, address.state.code(), address.postal_code));
        let sex = match profile.sex_at_birth {
            domain::people::SexAtBirth::Female => "Female",
            domain::people::SexAtBirth::Male => "Male",
            domain::people::SexAtBirth::Unknown => "Not sure, or to talk about",
        };
        rows.extend([
            row("Name", vec![profile.legal_name.to_string()], change(Stage::About, "your name")),
            row("Sex at birth", vec![sex.to_owned()], change(Stage::About, "your sex at birth")),
            row(
                "Telephone",
                vec![profile.telephone.to_string()],
                change(Stage::About, "your telephone number"),
            ),
            row("Address", lines, change(Stage::About, "your address")),
        ]);
    }
    rows
}

/// What the patient should know before sending.
fn notices(clinic: &Clinic, draft: &Draft) -> Result<Vec<(String, String)>, Refusal> {
    let assessment = draft.assess(clinic)?;
    let evaluation = &assessment.evaluation;
    let mut notices = Vec::new();
    let modality = evaluation.modality();
    if modality > Modality::Asynchronous {
        let text = format!(
            "Before anything can be prescribed, you will need {}. The clinician will arrange it \
             with you.",
            outlook::kind_of_visit(modality)
        );
        notices.push(("You will need a visit".to_owned(), text));
    }
    let wanted = wanted(evaluation);
    if !wanted.is_empty() {
        let text = format!(
            "{} You can go back and add it, or send now and add it later.",
            wanted.join(" ")
        );
        notices.push(("Something more will be needed".to_owned(), text));
    }
    if matches!(evaluation.overall(), Outcome::Prohibited | Outcome::Refer) {
        let mut sentences: Vec<String> = evaluation
            .decisions
            .iter()
            .flat_map(|decision| &decision.reasons)
            .filter(|reason| reason.truth == Truth::True && reason.effect.bars())
            .map(|reason| reason.patient.clone())
            .collect();
        sentences.sort();
        sentences.dedup();
        notices.push((
            "From your answers, we may not be able to prescribe this".to_owned(),
            format!(
                "{} You can still send it: a clinician will read it and tell you what they think.",
                sentences.join(" ")
            ),
        ));
    }
    Ok(notices)
}

/// What the rules ask the patient to send, whichever medicine it will be, in
/// the words of the rules: not what the clinician brings about.
fn wanted(evaluation: &EvaluationRecord) -> Vec<String> {
    let mut sentences: BTreeMap<String, usize> = BTreeMap::new();
    for decision in &evaluation.decisions {
        for reason in decision.reasons.iter().filter(|reason| reason.truth == Truth::True) {
            let Effect::Require(Requirement::Evidence(demand)) = &reason.effect else { continue };
            let own = demand.kinds.iter().any(|kind| *kind != EvidenceKind::ClinicianDialogue);
            if own && decision.missing.contains(&demand.name()) {
                *sentences.entry(reason.patient.clone()).or_default() += 1;
            }
        }
    }
    let all = evaluation.decisions.len();
    sentences.into_iter().filter(|(_, count)| *count == all).map(|(sentence, _)| sentence).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        evidence::Evidence,
        pack::Pack,
        place::UsState,
        relationship::Relationship,
        rules::{Case, Facts, Ledger, Opening, evaluate},
    };

    use super::*;

    #[test]
    fn a_patient_in_texas_hears_before_sending_that_a_record_is_needed() {
        let pack = Pack::read(&crate::packs::starter_files()).unwrap();
        let on = "2026-11-23".parse().unwrap();
        let sent = [Evidence::Record { on }];
        let wanted = |location: UsState, protocol: &str, evidence: &[Evidence]| {
            let protocol = protocol.parse().unwrap();
            let case = Case {
                on,
                birth_date: None,
                sex_at_birth: None,
                location,
                relationship: Relationship::New,
                protocol: &protocol,
                medications: None,
                facts: &Facts::new(),
                evidence,
                consents: &BTreeSet::new(),
                fulfilled: &BTreeSet::new(),
                visit: None,
                licences: None,
            };
            let opening = Opening::Demonstration;
            let evaluation = evaluate(&pack, &Ledger::new(), opening, &case).unwrap();
            wanted(&evaluation).into_iter().any(|sentence| sentence.contains("In Texas"))
        };
        for protocol in pack.protocols() {
            let id = protocol.id.as_str();
            assert!(wanted(UsState::Tx, id, &[]), "{id}");
            assert!(!wanted(UsState::Tx, id, &sent), "{id}");
            assert!(!wanted(UsState::Ca, id, &[]), "{id}");
        }
    }
}
