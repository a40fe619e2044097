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
use store::{PageSave, PatientProfile};

use super::intake::{Draft, Stage};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{
        BackLink, Button, ErrorSummary, OptionItem, Progress, RadioGroup, Select, TextField,
        state_options,
    },
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
    let kept = session.take_kept(&clinic, &draft.href(Stage::About)).await?;
    let posted = match (kept, &draft.profile) {
        (Some(post), _) => Posted(post.form),
        (None, Some(profile)) => filled(profile),
        (None, None) => Posted::default(),
    };
    Ok(page(&draft, posted, Vec::new()).into_response())
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
    let profile = match read(&posted, birth_date) {
        Ok(profile) => profile,
        Err(errors) => return Ok(page(&draft, posted, errors).refused().into_response()),
    };
    let actor = session.actor();
    clinic.store().save_profile(&actor, &profile).await?;
    let save = PageSave {
        page: "about".to_owned(),
        expected_revision: draft.intake.page("about").map_or(0, |page| page.revision),
        answers: serde_json::json!({ "confirmed": true }),
        red_flag: false,
        place: None,
        crisis: None,
    };
    clinic.store().save_page(&actor, encounter, &save).await?;
    Ok(Redirect::to(&format!("/visits/{encounter}/outlook")).into_response())
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
        "Enter a US telephone number with its area code, like 512 555 0142",
    );
    let line = field(posted, &mut errors, "line", "Enter your street and house number");
    let city = field(posted, &mut errors, "city", "Enter your town or city");
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

fn page(draft: &Draft, posted: Posted, errors: Vec<(String, String)>) -> Page {
    let progress = draft.progress(Stage::About);
    let (action, back) = (draft.href(Stage::About), draft.back(Stage::About));
    Page::new("About you", move || {
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
            <Progress step=progress.step of=progress.of section=progress.section.clone()/>
            <ErrorSummary errors=errors.clone()/>
            <form method="post" action=action.clone() novalidate>
                <h1>"About you"</h1>
                <p>"A prescription needs your legal name and address."</p>
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
                    hint="Some medicines act differently, or are not safe, depending on this"
                    options=sexes
                    selected=sex
                    error=error("sex-at-birth")
                />
                <TextField
                    name="telephone"
                    label="Telephone number"
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
                    label="Town or city"
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
                <div class="actions">
                    <Button>"Continue"</Button>
                    <a class="quiet-link" href="/visits">"Save and finish later"</a>
                </div>
            </form>
        }
    })
}
