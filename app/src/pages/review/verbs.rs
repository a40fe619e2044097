//! What a clinician does to an encounter. Refused means: nothing written, the
//! reason told, what was typed kept.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    encounter::{Decline, OrderError, Question, VerbError, VisitDemand, request::words},
    ids::EncounterId,
    relationship::Modality,
};
use jiff::civil::{DateTime, Time};
use store::{Change, Held, Letter, Order, StoreError, VisitHeld};

use super::{
    chart::{self, Open, Tried},
    unlicensed,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
    session::Session,
    words::zone_of,
};

/// The body that a verb posts, with the verb's name for the form that shows it again.
pub(super) fn named(posted: Posted, verb: &str) -> Posted {
    let mut pairs = posted.0;
    pairs.push(("verb".to_owned(), verb.to_owned()));
    Posted(pairs)
}

fn change(
    encounter: EncounterId,
    posted: &Posted,
    letter: Option<Letter>,
) -> Result<Change, Refusal> {
    let command = posted.parse("command").map_err(|_| Refusal::BadRequest)?;
    let version = posted.parse("version").map_err(|_| Refusal::BadRequest)?;
    Ok(Change { command, encounter, version, letter })
}

pub(super) fn held(
    encounter: EncounterId,
    posted: &Posted,
    letter: Option<Letter>,
) -> Result<Held, Refusal> {
    let lease = posted.parse("lease").map_err(|_| Refusal::BadRequest)?;
    let digest = posted.get("digest").to_owned();
    let digest_seen = (!digest.is_empty()).then_some(digest);
    Ok(Held { change: change(encounter, posted, letter)?, lease, digest_seen })
}

/// "There is news": what it is about stands only behind the sign-in.
fn news(clinic: &Clinic) -> Option<Letter> {
    Some(Letter {
        subject: format!("{}: there is news about your visit", clinic.settings().name),
        body: format!(
            "A clinician has looked at your visit. To read it, sign in: {}/visits\n\nWe never \
             write in an e-mail what a visit is about.\n",
            clinic.settings().public_url
        ),
    })
}

/// What a refusal of the store means to the clinician: status, title, text.
fn told(error: &StoreError) -> Option<(StatusCode, &'static str, String)> {
    let (status, title, text) = match error {
        StoreError::Conflict { .. } => (
            StatusCode::CONFLICT,
            "Changed by someone else",
            "The visit has changed since you opened it. Read it again before you decide."
                .to_owned(),
        ),
        StoreError::RulesChanged { .. } => (
            StatusCode::CONFLICT,
            "The rules say something else now",
            "Since you opened the chart, the facts, the date or the rules have changed what is \
             permitted. The chart below shows what holds now."
                .to_owned(),
        ),
        StoreError::NotPermitted { .. } => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The rules do not permit this",
            "See the reasons at the medicine.".to_owned(),
        ),
        StoreError::NoLicence(reason) => (
            StatusCode::FORBIDDEN,
            "Your licence does not cover this",
            format!(
                "You can only give it back: {}. A colleague with a licence there can go on.",
                licence_reason(reason)
            ),
        ),
        StoreError::Verb(VerbError::LeaseEnded { .. }) => (
            StatusCode::CONFLICT,
            "Your claim ran out",
            "Nothing was written. Claim it again to go on.".to_owned(),
        ),
        StoreError::Verb(VerbError::ClaimedElsewhere) => (
            StatusCode::CONFLICT,
            "Claimed by someone else",
            "Your claim ran out and somebody else has taken it.".to_owned(),
        ),
        StoreError::Verb(VerbError::WrongState { .. }) => (
            StatusCode::CONFLICT,
            "Not possible any more",
            "The visit has moved on. The chart below shows how it stands.".to_owned(),
        ),
        StoreError::Verb(VerbError::VisitTooLittle(modality)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "This visit is not enough",
            format!("It must be {} or more.", modality.as_str()),
        ),
        StoreError::Verb(VerbError::Order(order)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The order goes beyond what is permitted",
            order_reason(order),
        ),
        StoreError::UnknownMedicine => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Not among the medicines any more",
            "The patient has changed the list. The chart below shows it as it is now.".to_owned(),
        ),
        StoreError::NotFindable => (
            StatusCode::CONFLICT,
            "This is known already",
            "It was answered, or somebody recorded it, since you opened the chart. A finding \
             never says otherwise than the patient does: ask them where you doubt it."
                .to_owned(),
        ),
        StoreError::VisitInFuture => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The visit is in the future",
            "Record it once it has taken place.".to_owned(),
        ),
        StoreError::CommandReused => (
            StatusCode::CONFLICT,
            "This form was sent before, with other contents",
            "Read the chart again before you decide.".to_owned(),
        ),
        _ => return None,
    };
    Some((status, title, text))
}

fn licence_reason(reason: &store::NoLicence) -> String {
    use domain::licence::LicenceRefusal;
    match reason {
        store::NoLicence::Disabled => "your account is closed".to_owned(),
        store::NoLicence::None => "you have no licence in the patient's state".to_owned(),
        store::NoLicence::Refused(refusal) => match refusal {
            LicenceRefusal::OtherState(_) => {
                "you have no licence in the patient's state".to_owned()
            }
            LicenceRefusal::NotActive(_) => "your licence there is not active".to_owned(),
            LicenceRefusal::Expired { on } => {
                format!("your licence there ended on {}", crate::words::date(*on))
            }
        },
    }
}

fn order_reason(order: &OrderError) -> String {
    match order {
        OrderError::OtherMedicine { .. } => "The rules permit another medicine.".to_owned(),
        OrderError::Sig(_) => "Choose one of the directions offered.".to_owned(),
        OrderError::Quantity(limit) => format!("The quantity must be from 1 to {limit}."),
        OrderError::DaysSupply { days, limit } => format!(
            "By these directions that quantity lasts {days} days, and a fill may last {limit}: \
             lower the quantity."
        ),
        OrderError::Refills(limit) => format!("The refills must be at most {limit}."),
        OrderError::Obligation(duty) => {
            format!("Record first that this is done: {}.", duty.replace('-', " "))
        }
    }
}

/// The chart again after a refusal; the chart where it worked.
pub(super) async fn answer<T>(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
    done: Result<T, StoreError>,
) -> Result<Response, Refusal> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/review/{encounter}")).into_response()),
        Err(error) => {
            let Some((status, title, text)) = told(&error) else { return Err(error.into()) };
            let notice = Some((title.to_owned(), text));
            let tried = Tried { posted, errors: Vec::new(), notice };
            chart::again(clinic, session, encounter, status, tried).await
        }
    }
}

/// The chart again with what is wrong with one field, which has the id of its form and its name.
pub(super) async fn incomplete(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
    field: &str,
    sentence: &str,
) -> Result<Response, Refusal> {
    let form = match posted.get("verb") {
        "prescribe" => posted.get("medication"),
        verb => verb,
    };
    let id = if form.is_empty() { field.to_owned() } else { format!("{form}-{field}") };
    let errors = vec![(id, sentence.to_owned())];
    let tried = Tried { posted, errors, notice: None };
    chart::again(clinic, session, encounter, StatusCode::UNPROCESSABLE_ENTITY, tried).await
}

/// `POST /review/{visit}/release`
///
/// # Errors
/// When it is not this clinician's.
pub async fn release(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let held = held(encounter, &posted, None)?;
    match clinic.store().release(&session.actor(), &held).await {
        Ok(_) => Ok(Redirect::to("/review").into_response()),
        Err(error) => answer::<()>(&clinic, &session, encounter, posted, Err(error)).await,
    }
}

/// `POST /review/{visit}/request`
///
/// # Errors
/// When it is not this clinician's.
pub async fn request(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let posted = named(posted, "request");
    let mut questions: Vec<Question> = (1..=3)
        .map(|number| posted.get(&format!("question-{number}")).trim().to_owned())
        .filter(|text| !text.is_empty())
        .map(|text| Question::Text { text })
        .collect();
    let view = posted.get("view").to_owned();
    if !view.is_empty() {
        let text = posted.get("photo-text").trim().to_owned();
        questions.push(Question::Photo { view, text });
    }
    if questions.is_empty() {
        let sentence = "Write at least one question, or choose a photo";
        return incomplete(&clinic, &session, encounter, posted, "question-1", sentence).await;
    }
    let held = held(encounter, &posted, news(&clinic))?;
    let local = |state| clinic.local_dates(state);
    let done = clinic.store().request_information(&session.actor(), &held, questions, &local).await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/visit`
///
/// # Errors
/// When it is not this clinician's.
pub async fn visit(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let posted = named(posted, "visit");
    let modality = posted.parse::<Modality>("modality");
    let modality = modality.ok().filter(|modality| *modality > Modality::Asynchronous);
    let Some(modality) = modality else {
        let sentence = "Choose what kind of visit";
        return incomplete(&clinic, &session, encounter, posted, "modality", sentence).await;
    };
    let Ok(reason) = words(posted.get("reason")) else {
        let sentence = "Tell the patient why, in at most 2000 characters";
        return incomplete(&clinic, &session, encounter, posted, "reason", sentence).await;
    };
    let held = held(encounter, &posted, news(&clinic))?;
    let local = |state| clinic.local_dates(state);
    let demand = VisitDemand { modality, reason };
    let done = clinic
        .store()
        .require_visit(&session.actor(), &held, demand, clinic.rulebook(), &local)
        .await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/visit-held`: the visit took place.
///
/// # Errors
/// When it is not this clinician's.
pub async fn visit_held(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let posted = named(posted, "visit-held");
    let open = match Open::load(&clinic, &session, encounter).await {
        Ok(open) => open,
        Err(refusal) => return unlicensed::instead(&clinic, encounter, &posted, refusal),
    };
    let modality = posted.parse::<Modality>("modality").ok();
    let Some(modality) = modality.filter(|modality| *modality > Modality::Asynchronous) else {
        let sentence = "Choose how the visit was held";
        return incomplete(&clinic, &session, encounter, posted, "modality", sentence).await;
    };
    let (Ok(on), Ok(time)) = (posted.parse::<domain::Date>("on"), posted.parse::<Time>("time"))
    else {
        let sentence = "Write the date like 2026-11-23 and the time like 14:30";
        return incomplete(&clinic, &session, encounter, posted, "on", sentence).await;
    };
    let zone = zone_of(open.chart.encounter.location);
    let at = zone.to_ambiguous_timestamp(DateTime::from_parts(on, time)).compatible();
    let Ok(at) = at else {
        let sentence = "There is no such time on that day";
        return incomplete(&clinic, &session, encounter, posted, "on", sentence).await;
    };
    let Ok(note) = words(posted.get("note")) else {
        let sentence = "Write a note, in at most 2000 characters";
        return incomplete(&clinic, &session, encounter, posted, "note", sentence).await;
    };
    let change = change(encounter, &posted, None)?;
    let local = |state| clinic.local_dates(state);
    let held = VisitHeld { modality, at, on, note };
    let done = clinic.store().complete_visit(&session.actor(), &change, &held, &local).await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/decline`
///
/// # Errors
/// When it is not this clinician's.
pub async fn decline(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let posted = named(posted, "decline");
    let open = match Open::load(&clinic, &session, encounter).await {
        Ok(open) => open,
        Err(refusal) => return unlicensed::instead(&clinic, encounter, &posted, refusal),
    };
    let pack = &clinic.rulebook().pack;
    let protocol = pack.protocol(&open.chart.encounter.protocol).ok_or(Refusal::NotFound)?;
    let Some(reason) = protocol.decline_reason(posted.get("reason")) else {
        let sentence = "Choose a reason";
        return incomplete(&clinic, &session, encounter, posted, "reason", sentence).await;
    };
    let code = reason.code.clone();
    let Ok(message) = words(posted.get("message")) else {
        let sentence = "Tell the patient why, in at most 2000 characters";
        return incomplete(&clinic, &session, encounter, posted, "message", sentence).await;
    };
    let held = held(encounter, &posted, news(&clinic))?;
    let local = |state| clinic.local_dates(state);
    let decline = Decline { code, message };
    let done =
        clinic.store().decline(&session.actor(), &held, decline, clinic.rulebook(), &local).await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/prescribe`
///
/// # Errors
/// When it is not this clinician's.
pub async fn prescribe(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let posted = named(posted, "prescribe");
    let open = match Open::load(&clinic, &session, encounter).await {
        Ok(open) => open,
        Err(refusal) => return unlicensed::instead(&clinic, encounter, &posted, refusal),
    };
    let pack = &clinic.rulebook().pack;
    let protocol = pack.protocol(&open.chart.encounter.protocol).ok_or(Refusal::NotFound)?;
    let Some(diagnosis) = protocol.diagnosis(posted.get("diagnosis")).cloned() else {
        let sentence = "Choose a diagnosis";
        return incomplete(&clinic, &session, encounter, posted, "diagnosis", sentence).await;
    };
    let Ok(quantity) = posted.parse::<u32>("quantity") else {
        let sentence = "Enter the quantity as a whole number";
        return incomplete(&clinic, &session, encounter, posted, "quantity", sentence).await;
    };
    let Ok(refills) = posted.parse::<u32>("refills") else {
        let sentence = "Enter the refills as a whole number, 0 for none";
        return incomplete(&clinic, &session, encounter, posted, "refills", sentence).await;
    };
    let message = posted.get("message").trim().to_owned();
    if message.chars().count() > domain::encounter::request::MAX_LENGTH {
        let sentence = "Write at most 2000 characters";
        return incomplete(&clinic, &session, encounter, posted, "message", sentence).await;
    }
    let order = Order {
        medication: posted.parse("medication").map_err(|_| Refusal::BadRequest)?,
        sig: posted.get("sig").to_owned(),
        quantity,
        refills,
        diagnosis,
        message,
        fulfilled: posted.all("fulfilled").map(ToOwned::to_owned).collect(),
    };
    let held = held(encounter, &posted, news(&clinic))?;
    let local = |state| clinic.local_dates(state);
    let done =
        clinic.store().prescribe(&session.actor(), &held, &order, clinic.rulebook(), &local).await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/medicine`: says what a typed medicine is.
///
/// # Errors
/// When it is not this clinician's.
pub async fn medicine(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let known = clinic.rulebook().pack.lexicon().classes();
    let classes: Vec<String> = posted
        .get("classes")
        .split(',')
        .map(|class| class.trim().to_lowercase())
        .filter(|class| !class.is_empty() && class != "none")
        .collect();
    if let Some(unknown) = classes.iter().find(|class| !known.contains(class.as_str())) {
        let sentence =
            format!("`{unknown}` is not a class; write `none` for no class that matters");
        return incomplete(&clinic, &session, encounter, posted, "classes", &sentence).await;
    }
    let held = held(encounter, &posted, None)?;
    let typed = posted.get("typed").to_owned();
    let local = |state| clinic.local_dates(state);
    let classes = classes.into_iter().collect();
    let done = clinic
        .store()
        .resolve_medicine(&session.actor(), &held, &typed, classes, clinic.rulebook(), &local)
        .await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/cancel`: takes the prescription back.
///
/// # Errors
/// When it is not this clinician's.
pub async fn cancel(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let Ok(reason) = words(posted.get("reason")) else {
        let sentence = "Tell the patient why, in at most 2000 characters";
        return incomplete(&clinic, &session, encounter, posted, "reason", sentence).await;
    };
    let change = change(encounter, &posted, news(&clinic))?;
    let local = |state| clinic.local_dates(state);
    let done = clinic.store().cancel_prescription(&session.actor(), &change, &reason, &local).await;
    answer(&clinic, &session, encounter, posted, done).await
}

/// `POST /review/{visit}/sent`: the prescription has reached the pharmacy.
///
/// # Errors
/// When it is not this clinician's.
pub async fn sent(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let change = change(encounter, &posted, None)?;
    let local = |state| clinic.local_dates(state);
    match clinic.store().send_prescription(&session.actor(), &change, &local).await {
        Ok(_) => Ok(Redirect::to("/review/prescriptions").into_response()),
        Err(error) => answer::<()>(&clinic, &session, encounter, posted, Err(error)).await,
    }
}
