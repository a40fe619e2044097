//! One pack: what it changes and for whom, its files, and publishing it.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Timestamp,
    encounter::{
        QuestionError,
        request::{MAX_LENGTH, words as typed_words},
    },
    pack::{Pack, diff::diff},
    questionnaire::read_date,
    rules::Digest,
};
use leptos::prelude::*;
use store::{KeptPack, NewPublication, StoreError};

use super::{Standing, changes, impact, moment, name, zone};
use crate::{
    clinic::Clinic,
    form::Posted,
    packs::zipped,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, Button, DateField, ErrorSummary, SummaryList, SummaryRow, TextArea},
};

/// The field and the sentence, for each thing that is wrong.
type Errors = Vec<(String, String)>;

/// The address of a pack's page.
pub fn href(digest: Digest) -> String {
    format!("/operator/packs/{digest}")
}

/// `GET /operator/packs/{pack}`
///
/// # Errors
/// When the clinic has no such pack.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(digest): At<Digest>,
) -> Result<Page, Refusal> {
    let kept = session.take_kept(&clinic, &href(digest)).await?;
    let posted = kept.map(|kept| Posted(kept.form)).unwrap_or_default();
    page(&clinic, &session, digest, posted, Vec::new()).await
}

/// `POST /operator/packs/{pack}`: puts it in force, at once or from a day on.
///
/// # Errors
/// When the clinic has no such pack, or the store is not there.
pub async fn publish(
    State(clinic): State<Clinic>,
    session: Session,
    At(digest): At<Digest>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let pack = read(&clinic, digest).await?;
    let new = match publication(&posted, clinic.now()) {
        Ok(new) => new,
        Err(errors) => {
            let page = page(&clinic, &session, digest, posted, errors).await?;
            return Ok(page.refused().into_response());
        }
    };
    // What was compared is what is decided on: another pack in force makes another difference.
    if posted.get("seen") != clinic.rulebook().pack.digest().to_string() {
        let sentence = "Another pack has come into force since you opened this page: read again \
                        what changes";
        let errors = vec![("from".to_owned(), sentence.to_owned())];
        return Ok(page(&clinic, &session, digest, posted, errors).await?.conflicting());
    }
    match clinic.store().publish_pack(&session.actor(), &pack, &new).await {
        Ok(()) => Ok(Redirect::to("/operator/packs?done=published").into_response()),
        Err(error @ (StoreError::ProtocolInUse(_) | StoreError::QuestionnaireReused { .. })) => {
            let sentence = unfit(&error);
            let errors = vec![("from".to_owned(), sentence)];
            let page = page(&clinic, &session, digest, posted, errors).await?;
            Ok(page.refused().into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /operator/packs/{pack}/files`: its files, to be changed.
///
/// # Errors
/// When the clinic has no such pack.
pub async fn files(
    State(clinic): State<Clinic>,
    At(digest): At<Digest>,
) -> Result<Response, Refusal> {
    let kept = find(&clinic, digest).await?;
    let files = clinic.store().pack_files(digest).await?.ok_or(Refusal::NotFound)?;
    let folder = format!("{}-{}", kept.head.id, kept.head.version);
    let folder: String =
        folder.chars().filter(|one| one.is_ascii_alphanumeric() || "-.".contains(*one)).collect();
    let archive = zipped(&folder, &files).map_err(|_| Refusal::Unavailable)?;
    let name = format!("attachment; filename=\"{folder}.zip\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Refusal::Unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, archive).into_response())
}

/// Why a pack cannot be published as it is, and what to change in it.
fn unfit(error: &StoreError) -> String {
    match error {
        StoreError::QuestionnaireReused { protocol, version } => format!(
            "The questionnaire of {protocol} asks otherwise than its version {version}, which \
             patients were asked: give it a new version"
        ),
        StoreError::ProtocolInUse(protocol) => format!(
            "The pack has no protocol {protocol}, which this clinic has offered: add it. To \
             offer it no more, bar it by a rule"
        ),
        other => other.to_string(),
    }
}

async fn find(clinic: &Clinic, digest: Digest) -> Result<KeptPack, Refusal> {
    let packs = clinic.store().packs().await?;
    packs.into_iter().find(|pack| pack.digest == digest).ok_or(Refusal::NotFound)
}

pub(super) async fn read(clinic: &Clinic, digest: Digest) -> Result<Arc<Pack>, Refusal> {
    clinic.store().pack(clinic.rules(), digest).await?.ok_or(Refusal::NotFound)
}

fn publication(posted: &Posted, now: Timestamp) -> Result<NewPublication, Errors> {
    let mut errors = Errors::new();
    let part = |part: &str| posted.get(&format!("from.{part}")).trim();
    let effective_at = match read_date(part("month"), part("day"), part("year")) {
        Ok(None) => Some(now),
        Ok(Some(day)) => zone().to_timestamp(day.at(0, 0, 0, 0)).ok().filter(|begin| *begin > now),
        Err(_) => None,
    };
    if effective_at.is_none() {
        let sentence = "Enter a day after today with month, day and year, such as 12 31 2026, \
                        or leave all three empty to publish it now";
        errors.push(("from".to_owned(), sentence.to_owned()));
    }
    let note = match typed_words(posted.get("note")) {
        Ok(note) => Some(note),
        Err(QuestionError::TooLong) => {
            errors.push(("note".to_owned(), format!("Write at most {MAX_LENGTH} characters")));
            None
        }
        Err(_) => {
            errors.push(("note".to_owned(), "Say why it is published".to_owned()));
            None
        }
    };
    match (effective_at, note) {
        (Some(effective_at), Some(note)) => Ok(NewPublication { effective_at, note }),
        _ => Err(errors),
    }
}

async fn page(
    clinic: &Clinic,
    session: &Session,
    digest: Digest,
    posted: Posted,
    errors: Errors,
) -> Result<Page, Refusal> {
    let kept = find(clinic, digest).await?;
    let pack = read(clinic, digest).await?;
    let in_force = clinic.rulebook().pack;
    let publications = clinic.store().publications().await?;
    let standing = Standing::of(digest, in_force.digest(), &publications, clinic.now());
    let (changes, seen) = (diff(&in_force, &pack), in_force.digest());
    let impact = match standing {
        Standing::InForce => None,
        Standing::Begins(_) | Standing::Earlier | Standing::Draft => {
            Some(impact::of(clinic, session, &pack).await)
        }
    };
    let rows = rows(&kept, &pack);
    let title = name(&kept);
    Ok(Page::new(title.clone(), move || {
        let error = |name: &str| {
            errors.iter().find(|(field, _)| field == name).map(|(_, sentence)| sentence.clone())
        };
        let changed = (standing != Standing::InForce).then(|| {
            view! {
                <h2>"What it says otherwise than the pack in force"</h2>
                {changes::view_of(&changes)}
                <h2>"Whose outcomes flip"</h2>
                {impact.as_ref().map(impact::view_of)}
            }
        });
        let publish = (standing != Standing::InForce).then(|| form((digest, seen), &posted, error));
        view! {
            <BackLink href="/operator/packs"/>
            <ErrorSummary errors=errors.clone()/>
            <h1>{title.clone()} " " {standing.badge()}</h1>
            <p class="quiet">{kept.head.notice.clone()}</p>
            <SummaryList rows=rows.clone()/>
            <p><a href=format!("{}/files", href(digest)) download>"Take its files as a ZIP"</a></p>
            <p><a href=format!("{}/trial", href(digest))>"Ask it about a case"</a></p>
            {changed}
            {publish}
        }
    })
    .workspace())
}

fn rows(kept: &KeptPack, pack: &Pack) -> Vec<SummaryRow> {
    let row = |key: &str, value: String| SummaryRow {
        key: key.to_owned(),
        value: vec![value],
        change: None,
    };
    let medicines: usize = pack.protocols().map(|protocol| protocol.formulary.len()).sum();
    let protocols: Vec<&str> = pack.protocols().map(|one| one.title.as_str()).collect();
    vec![
        row("Here since", moment(kept.kept_at)),
        row("How far to trust it", kept.head.status.clone()),
        row("Rules", pack.rules().count().to_string()),
        row("Protocols", protocols.join(", ")),
        row("Medicines", medicines.to_string()),
        row("Digest", kept.digest.to_string()),
    ]
}

/// The form, with the pack in force that was compared.
fn form(
    (digest, seen): (Digest, Digest),
    posted: &Posted,
    error: impl Fn(&str) -> Option<String>,
) -> AnyView {
    let part = |part: &str| posted.get(&format!("from.{part}")).to_owned();
    view! {
        <h2>"Publish it"</h2>
        <p>
            "From then on every draft and every open visit is decided by it. A clinician who has \
             a chart open is told that the rules have changed. What was decided stays as it is. \
             To go back, publish the earlier pack again."
        </p>
        <form method="post" action=href(digest) novalidate>
            <input type="hidden" name="seen" value=seen.to_string()/>
            <DateField
                name="from"
                legend="From which day on"
                hint="It begins as that day begins on the East Coast. Leave it empty to begin now."
                month=part("month")
                day=part("day")
                year=part("year")
                error=error("from")
            />
            <TextArea
                name="note"
                label="Why"
                hint="It stands in the record of what was published."
                value=posted.get("note").to_owned()
                error=error("note")
                rows=3
            />
            <div class="actions">
                <Button>"Publish"</Button>
            </div>
        </form>
    }
    .into_any()
}
