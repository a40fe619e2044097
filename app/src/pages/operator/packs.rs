//! The packs that the clinic has: which is in force, what comes, and sending a new one.

mod changes;
mod impact;
pub mod pack;
pub mod trial;

use std::collections::BTreeMap;

use axum::{
    extract::{Multipart, Query, State, multipart::MultipartRejection, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Timestamp,
    pack::{Pack, PackFile},
    rules::Digest,
};
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;
use store::{KeptPack, Publication, StoreError};

use crate::{
    clinic::Clinic,
    form::Posted,
    packs::unzipped,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{
        Alert, AlertKind, BackLink, Badge, BadgeKind, Button, ButtonKind, Details, ErrorSummary,
        FileField, SummaryList, SummaryRow,
    },
    words,
};

/// What was just done, as the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct After {
    #[serde(default)]
    done: String,
}

fn sentence(done: &str) -> Option<&'static str> {
    match done {
        "published" => Some("The pack is published"),
        "withdrawn" => Some("The publication is taken back: the pack does not begin"),
        _ => None,
    }
}

/// How a pack stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// The clinic decides by it.
    InForce,
    /// It begins then.
    Begins(Timestamp),
    /// It was in force before.
    Earlier,
    /// Nobody has published it.
    Draft,
}

impl Standing {
    fn of(pack: Digest, in_force: Digest, publications: &[Publication], now: Timestamp) -> Self {
        if pack == in_force {
            return Self::InForce;
        }
        let standing =
            || publications.iter().filter(|one| one.pack == pack && one.withdrawn_at.is_none());
        let coming = standing().filter(|one| !one.has_begun(now)).map(|one| one.effective_at);
        match coming.min() {
            Some(at) => Self::Begins(at),
            None if standing().next().is_some() => Self::Earlier,
            None => Self::Draft,
        }
    }

    fn badge(&self) -> AnyView {
        let (kind, text) = match self {
            Self::InForce => (BadgeKind::Success, "In force".to_owned()),
            Self::Begins(at) => (BadgeKind::Warning, format!("Begins {}", moment(*at))),
            Self::Earlier => (BadgeKind::Neutral, "Was in force".to_owned()),
            Self::Draft => (BadgeKind::Neutral, "Draft".to_owned()),
        };
        view! { <Badge kind text/> }.into_any()
    }
}

/// A moment as it is written here: on the clock by which packs begin.
fn moment(at: Timestamp) -> String {
    words::moment(at, &zone())
}

/// The clock by which packs begin: the first in the country to show a new day.
fn zone() -> TimeZone {
    words::first_zone()
}

/// "Asynclinic starter pack 0.1.0".
fn name(pack: &KeptPack) -> String {
    format!("{} {}", pack.head.title, pack.head.version)
}

/// `GET /operator/packs`
///
/// # Errors
/// When the store is not there.
pub async fn show(
    State(clinic): State<Clinic>,
    after: Result<Query<After>, QueryRejection>,
) -> Result<Page, Refusal> {
    let done = after.ok().and_then(|Query(after)| sentence(&after.done));
    page(&clinic, done, Vec::new()).await
}

/// `POST /operator/packs`: keeps the pack that was sent as a draft.
///
/// # Errors
/// When the form cannot be read, or the store is not there.
pub async fn upload(
    State(clinic): State<Clinic>,
    session: Session,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    let mut form = form.map_err(|_| Refusal::BadRequest)?;
    let mut archive = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| Refusal::BadRequest)? {
        if field.name() == Some("pack") {
            archive = field.bytes().await.map_err(|_| Refusal::BadRequest)?.to_vec();
        }
    }
    let kept = match read(archive).await? {
        Ok((pack, files)) => {
            clinic.store().keep_pack(&session.actor(), &pack, &files).await?;
            Ok(pack.digest())
        }
        Err(mistakes) => Err(mistakes),
    };
    match kept {
        Ok(digest) => Ok(Redirect::to(&pack::href(digest)).into_response()),
        Err(mistakes) => Ok(page(&clinic, None, mistakes).await?.refused().into_response()),
    }
}

/// `POST /operator/publications/{number}/withdraw`
///
/// # Errors
/// When it has begun, or the store is not there.
pub async fn withdraw(
    State(clinic): State<Clinic>,
    session: Session,
    At(number): At<i64>,
    _posted: Posted,
) -> Result<Response, Refusal> {
    match clinic.store().withdraw_publication(&session.actor(), number).await {
        Ok(()) => Ok(Redirect::to("/operator/packs?done=withdrawn").into_response()),
        Err(StoreError::NotFound) => Err(Refusal::ChangedElsewhere),
        Err(error) => Err(error.into()),
    }
}

/// The pack in an archive, or every mistake in it. Reading is work, and not the server's
/// other work's to wait for.
async fn read(archive: Vec<u8>) -> Result<Result<(Pack, Vec<PackFile>), Vec<String>>, Refusal> {
    if archive.is_empty() {
        return Ok(Err(vec!["Choose the ZIP file of a pack".to_owned()]));
    }
    let read = move || {
        let files = unzipped(&archive).map_err(|error| vec![error.to_string()])?;
        let pack = Pack::read(&files)
            .map_err(|errors| errors.to_string().lines().map(str::to_owned).collect::<Vec<_>>())?;
        Ok((pack, files))
    };
    tokio::task::spawn_blocking(read).await.map_err(|_| Refusal::Unavailable)
}

async fn page(
    clinic: &Clinic,
    done: Option<&'static str>,
    mistakes: Vec<String>,
) -> Result<Page, Refusal> {
    let now = clinic.now();
    let in_force = clinic.rulebook().pack.digest();
    let packs = clinic.store().packs().await?;
    let publications = clinic.store().publications().await?;
    let names: BTreeMap<Digest, String> =
        packs.iter().map(|pack| (pack.digest, name(pack))).collect();
    let rows: Vec<(Digest, String, String, Standing)> = packs
        .iter()
        .map(|pack| {
            let standing = Standing::of(pack.digest, in_force, &publications, now);
            let came = if pack.shipped { "Came with the program" } else { "Uploaded" };
            let came = format!("{came} {}", moment(pack.kept_at));
            (pack.digest, name(pack), came, standing)
        })
        .collect();
    let history: Vec<(i64, bool, SummaryRow)> =
        publications.iter().map(|one| line(one, &names, now)).collect();
    Ok(Page::new("Packs", move || {
        let done = done.map(|done| view! { <Alert kind=AlertKind::Success title=done/> });
        view! {
            <BackLink href="/operator/rules"/>
            {done}
            {refused(&mistakes)}
            <h1>"Packs"</h1>
            <p>
                "A pack is everything that the clinic decides by: rules of law and medicine, \
                 questions, medicines. It is a folder of text files that a lawyer or a physician \
                 can read and change."
            </p>
            {table(&rows)}
            <h2>"Send a pack"</h2>
            <form method="post" action="/operator/packs" enctype="multipart/form-data" novalidate>
                <FileField
                    name="pack"
                    label="A ZIP file of the pack's folder"
                    hint="It is read as a whole. Nothing is decided by it before you publish it."
                    accept=".zip,application/zip"
                    error=(!mistakes.is_empty()).then(|| "The pack was not taken".to_owned())
                />
                <div class="actions">
                    <Button>"Send"</Button>
                </div>
            </form>
            <Details summary="How to change a pack">
                <ol>
                    <li>"Open the pack in force above and take its files as a ZIP."</li>
                    <li>"Change the text files. Give the pack a new version in pack.toml."</li>
                    <li>"Zip the folder again and send it here: it becomes a draft."</li>
                    <li>"See what it changes and for whom, then publish it."</li>
                </ol>
            </Details>
            <h2>"What was published"</h2>
            {history.iter().map(publication).collect::<Vec<_>>()}
        }
    })
    .workspace())
}

/// Every mistake, under a title that leads to the field.
fn refused(mistakes: &[String]) -> Option<AnyView> {
    if mistakes.is_empty() {
        return None;
    }
    let errors: Vec<(String, String)> =
        mistakes.iter().map(|mistake| ("pack".to_owned(), mistake.clone())).collect();
    Some(view! { <ErrorSummary errors/> }.into_any())
}

fn table(rows: &[(Digest, String, String, Standing)]) -> AnyView {
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|(digest, name, came, standing)| {
            view! {
                <tr>
                    <th scope="row">
                        <a href=pack::href(*digest)>{name.clone()}</a>
                        <p class="rule">{short(*digest)}</p>
                    </th>
                    <td>{came.clone()}</td>
                    <td>{standing.badge()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Pack"</th>
                    <th scope="col">"Where it is from"</th>
                    <th scope="col">"Standing"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The first digits of a digest: enough to tell two packs apart.
fn short(digest: Digest) -> String {
    let text = digest.to_string();
    text.get(..19).map_or_else(|| text.clone(), |head| format!("{head}\u{2026}"))
}

/// The number of a publication, whether it can be taken back, and what it says.
fn line(
    one: &Publication,
    names: &BTreeMap<Digest, String>,
    now: Timestamp,
) -> (i64, bool, SummaryRow) {
    let pack = names.get(&one.pack).cloned().unwrap_or_else(|| short(one.pack));
    let by = one.published_by.as_deref().unwrap_or("the program");
    let mut value = vec![
        format!("From {}", moment(one.effective_at)),
        format!("Published by {by} on {}", moment(one.published_at)),
    ];
    if !one.note.is_empty() {
        value.push(one.note.clone());
    }
    if let Some(at) = one.withdrawn_at {
        value.push(format!("Taken back on {}", moment(at)));
    }
    let waits = one.withdrawn_at.is_none() && !one.has_begun(now);
    (one.number, waits, SummaryRow { key: pack, value, change: None })
}

fn publication((number, waits, row): &(i64, bool, SummaryRow)) -> AnyView {
    let (number, key) = (*number, row.key.clone());
    let withdraw = waits.then(|| {
        view! {
            <form method="post" action=format!("/operator/publications/{number}/withdraw")>
                <Button kind=ButtonKind::Secondary>
                    "Take it back" <span class="visually-hidden">": " {key}</span>
                </Button>
            </form>
        }
    });
    view! { <SummaryList rows=vec![row.clone()]/> {withdraw} }.into_any()
}
