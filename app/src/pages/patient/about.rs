//! Who the patient is: what a prescription needs, and the sex at birth.

use std::str::FromStr;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    people::{Address, PersonName, PostalCode, SexAtBirth, Telephone},
    place::UsState,
};
use leptos::prelude::*;
use store::{PageSave, PatientProfile, StoreError};

use super::{
    frame::{Frame, Tried},
    intake::{Draft, Stage},
    keep::keep_about,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, ErrorSummary, OptionItem, RadioGroup, Select, TextField, state_options},
    words,
};

/// `GET /visits/{visit}/about`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if !draft.is_done(Stage::Place) {
        return Ok(Redirect::to(&draft.href(Stage::Place)).into_response());
    }
    if draft.has_ended() {
        return Ok(Redirect::to(&draft.visit()).into_response());
    }
    let kept = session.take_kept(&clinic, &draft.href(Stage::About)).await?;
    let mut tried = Tried::default();
    let posted = match (kept.map(|post| Posted(post.form)), &draft.profile) {
        (Some(posted), profile) => {
            if posted.parse::<i64>("revision") != Ok(revision(&draft)) {
                tried = Tried::elsewhere(profile.as_ref().map(lines).unwrap_or_default());
            }
            posted
        }
        (None, Some(profile)) => filled(profile),
        (None, None) => Posted::default(),
    };
    Ok(page(&draft, revision(&draft), posted, tried).into_response())
}

/// `POST /visits/{visit}/about`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn save(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let birth_date = draft.intake.birth_date.ok_or(Refusal::NotFound)?;
    let seen = posted.parse("revision").unwrap_or_default();
    if draft.has_ended() {
        return Ok(page(&draft, seen, posted, Tried::moved_on()).conflicting());
    }
    let profile = match read(&posted, birth_date) {
        Ok(profile) => profile,
        Err(errors) => {
            let tried = Tried::wrong(errors);
            return Ok(page(&draft, seen, posted, tried).refused().into_response());
        }
    };
    let save = PageSave {
        page: "about".to_owned(),
        expected_revision: seen,
        answers: serde_json::to_value(&profile).map_err(|_| Refusal::Unavailable)?,
        red_flag: false,
        place: None,
        crisis: None,
    };
    match keep_about(&clinic, &session, &draft, &save, &profile).await {
        Ok(()) if draft.is_submitted() => {
            let draft = Draft::load(&clinic, &session, encounter).await?;
            Ok(Redirect::to(&draft.after_amending()).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("/visits/{encounter}/outlook")).into_response()),
        Err(StoreError::StalePage { current }) => {
            let draft = Draft::load(&clinic, &session, encounter).await?;
            let theirs = draft.profile.as_ref().map(lines).unwrap_or_default();
            Ok(page(&draft, current, posted, Tried::elsewhere(theirs)).conflicting())
        }
        Err(StoreError::Verb(_)) => Ok(page(&draft, seen, posted, Tried::moved_on()).conflicting()),
        Err(error) => Err(error.into()),
    }
}

fn revision(draft: &Draft) -> i64 {
    draft.intake.page("about").map_or(0, |page| page.revision)
}

/// What is on record, as names and values.
fn lines(profile: &PatientProfile) -> Vec<(String, Vec<String>)> {
    [
        ("Full legal name", vec![profile.legal_name.to_string()]),
        ("Sex at birth", vec![words::sex_at_birth(profile.sex_at_birth).to_owned()]),
        ("Phone number", vec![profile.telephone.to_string()]),
        ("Your home address", words::address_lines(&profile.address)),
    ]
    .map(|(name, values)| (name.to_owned(), values))
    .into()
}

fn read(
    posted: &Posted,
    birth_date: domain::people::BirthDate,
) -> Result<PatientProfile, Vec<(String, String)>> {
    let mut errors = Vec::new();
    let legal_name = field::<PersonName>(posted, &mut errors, "name", "Enter your full legal name");
    let sex_at_birth = field::<SexAtBirth>(
        posted,
        &mut errors,
        "sex-at-birth",
        "Choose the sex on your first birth certificate",
    );
    let telephone = field::<Telephone>(
        posted,
        &mut errors,
        "telephone",
        "Enter a US phone number with its area code, like 512 555 0142",
    );
    let line = field(posted, &mut errors, "line", "Enter your street and house number");
    let city = field(posted, &mut errors, "city", "Enter your city");
    let state = field::<UsState>(posted, &mut errors, "state", "Choose the state of your address");
    let postal_code = field::<PostalCode>(
        posted,
        &mut errors,
        "postal-code",
        "Enter your ZIP code as 5 digits, like 78701",
    );
    let (
        Some(legal_name),
        Some(sex_at_birth),
        Some(telephone),
        Some(line),
        Some(city),
        Some(state),
        Some(postal_code),
    ) = (legal_name, sex_at_birth, telephone, line, city, state, postal_code)
    else {
        return Err(errors);
    };
    let line2 = posted.parse("line2").ok();
    let address = Address { line, line2, city, state, postal_code };
    Ok(PatientProfile { legal_name, birth_date, sex_at_birth, telephone, address })
}

fn field<T: FromStr>(
    posted: &Posted,
    errors: &mut Vec<(String, String)>,
    name: &str,
    sentence: &str,
) -> Option<T> {
    let value = posted.parse::<T>(name).ok();
    if value.is_none() {
        errors.push((name.to_owned(), sentence.to_owned()));
    }
    value
}

fn filled(profile: &PatientProfile) -> Posted {
    let address = &profile.address;
    let pairs = [
        ("name", profile.legal_name.to_string()),
        ("sex-at-birth", profile.sex_at_birth.as_str().to_owned()),
        ("telephone", profile.telephone.to_string()),
        ("line", address.line.to_string()),
        ("line2", address.line2.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("city", address.city.to_string()),
        ("state", address.state.code().to_owned()),
        ("postal-code", address.postal_code.to_string()),
    ];
    Posted(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn page(draft: &Draft, revision: i64, posted: Posted, tried: Tried) -> Page {
    let (action, back) = (draft.href(Stage::About), draft.back(Stage::About));
    let frame = Frame::of(draft, Stage::About);
    Page::new("About you", move || {
        let errors = &tried.errors;
        let value = |name: &str| posted.get(name).to_owned();
        let error = |name: &str| {
            errors.iter().find(|(id, _)| id == name).map(|(_, sentence)| sentence.clone())
        };
        let sexes = vec![
            OptionItem::new("male", "Male"),
            OptionItem::new("female", "Female"),
            OptionItem::new("unknown", "I am not sure, or I would rather talk about it"),
        ];
        let sex = Some(value("sex-at-birth"));
        let state = Some(value("state"));
        view! {
            <BackLink href=back.clone()/>
            {frame.progress()}
            <ErrorSummary errors=errors.clone()/>
            {tried.notice()}
            <form method="post" action=action.clone() novalidate>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <h1>"About you"</h1>
                <p>"The law asks for your legal name and your address on a prescription."</p>
                <TextField
                    name="name"
                    label="Full legal name"
                    value=value("name")
                    error=error("name")
                    autocomplete="name"
                />
                <RadioGroup
                    name="sex-at-birth"
                    legend="Sex at birth"
                    hint="Some medicines are safe for one sex and not for the other"
                    options=sexes
                    selected=sex
                    error=error("sex-at-birth")
                />
                <TextField
                    name="telephone"
                    label="Phone number"
                    hint="We call only if something about your care is urgent"
                    value=value("telephone")
                    error=error("telephone")
                    input_type="tel"
                    autocomplete="tel"
                />
                <h2>"Your home address"</h2>
                <TextField
                    name="line"
                    label="Street and house number"
                    value=value("line")
                    error=error("line")
                    autocomplete="address-line1"
                />
                <TextField
                    name="line2"
                    label="Apartment or unit (optional)"
                    value=value("line2")
                    autocomplete="address-line2"
                />
                <TextField
                    name="city"
                    label="City"
                    value=value("city")
                    error=error("city")
                    autocomplete="address-level2"
                />
                <Select
                    name="state"
                    label="State"
                    options=state_options()
                    selected=state
                    error=error("state")
                    autocomplete="address-level1"
                />
                <TextField
                    name="postal-code"
                    label="ZIP code"
                    value=value("postal-code")
                    error=error("postal-code")
                    inputmode="numeric"
                    autocomplete="postal-code"
                />
                {frame.actions()}
            </form>
        }
    })
}
