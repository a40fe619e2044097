//! Photos by view, and laboratory results: one page each.

use axum::{
    body::Body,
    extract::{Multipart, State, multipart::Field},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::{EncounterId, PhotoId},
    questionnaire::{Answer, Item, ItemKind, Page as QuestionnairePage, Response as Answers},
};
use leptos::prelude::*;
use object_store::{ObjectStoreExt, path::Path};
use store::{NewPhoto, PageSave, PhotoKind};

use super::{
    intake::{Draft, Stage},
    steps,
};
use crate::{
    clinic::Clinic,
    images::{self, ImageError},
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, Button, ButtonKind, ErrorSummary, FileField, Progress},
    wizard::Step,
};

/// Whether the page asks for a photo or a record.
#[must_use]
pub fn is_photo_page(page: &QuestionnairePage) -> bool {
    attachment(page).is_some()
}

fn attachment(page: &QuestionnairePage) -> Option<(&Item, Option<&String>, bool)> {
    page.items.iter().find_map(|item| match &item.kind {
        ItemKind::Attachment { view, record } => Some((item, view.as_ref(), *record)),
        ItemKind::Display
        | ItemKind::Integer(_)
        | ItemKind::Decimal(_)
        | ItemKind::Quantity(_)
        | ItemKind::Date { .. }
        | ItemKind::String { .. }
        | ItemKind::Text { .. }
        | ItemKind::Choice { .. }
        | ItemKind::OpenChoice { .. } => None,
    })
}

/// The page of one photo: what was sent, and the field to send it.
#[must_use]
pub fn page(draft: &Draft, step: &Step, error: Option<ImageError>) -> Page {
    let item = attachment(&step.page).map(|(item, _, record)| (item.clone(), record));
    let sent: Vec<PhotoId> = item
        .iter()
        .flat_map(|(item, _)| draft.response.get(item.link_id.as_str()))
        .filter_map(|answer| match answer {
            Answer::Attachment(photo) => Some(*photo),
            _ => None,
        })
        .collect();
    let step = step.clone();
    let title = item.as_ref().map_or_else(String::new, |(item, _)| item.text.clone());
    let page = Page::new(title.clone(), move || {
        let Some((item, record)) = item.clone() else { return ().into_any() };
        let encounter = step.encounter;
        let errors: Vec<(String, String)> =
            error.iter().map(|error| ("photo".to_owned(), error.to_string())).collect();
        let pictures: Vec<AnyView> = sent
            .iter()
            .map(|photo| {
                let source = format!("/visits/{encounter}/photos/{photo}");
                view! {
                    <figure class="photo">
                        <img src=source alt="The photo you sent"/>
                    </figure>
                }
                .into_any()
            })
            .collect();
        let some = !sent.is_empty();
        let label = match (some, record) {
            (false, false) => "Choose or take a photo",
            (true, false) => "Send another photo instead",
            (false, true) => "Choose a photo of the result",
            (true, true) => "Send one more page",
        };
        let look = some.then(|| {
            view! { <p>"Look at it: is it sharp, and can the important part be seen?"</p> }
        });
        let go_on = (some || !item.required).then(|| {
            let text = if some { "Continue" } else { "Continue without" };
            view! {
                <form method="post" action=step.href() class="actions">
                    <input type="hidden" name="revision" value=step.revision.to_string()/>
                    <Button>{text}</Button>
                </form>
            }
        });
        let kind = if some { ButtonKind::Secondary } else { ButtonKind::Primary };
        view! {
            <BackLink href=step.back.clone()/>
            <Progress
                step=step.progress.step
                of=step.progress.of
                section=step.progress.section.clone()
            />
            <ErrorSummary errors/>
            <h1>{item.text.clone()}</h1>
            {item.hint.clone().map(|hint| view! { <p class="hint">{hint}</p> })}
            <div class="photos">{pictures}</div>
            {look}
            {go_on}
            <form
                method="post"
                action=format!("{}/photo", step.href())
                enctype="multipart/form-data"
                class="upload"
            >
                <FileField
                    name="photo"
                    label=label
                    hint="JPEG, PNG or WebP, at most 15 MB"
                    error=error.map(|error| error.to_string())
                />
                <Button kind>"Send this photo"</Button>
            </form>
            <p>
                <a class="quiet-link" href="/visits">"Save and finish later"</a>
            </p>
        }
        .into_any()
    });
    if error.is_some() { page.refused() } else { page }
}

/// `POST /visits/{visit}/steps/{number}/photo`
///
/// # Errors
/// When it is not the caller's draft, or there is no such page.
pub async fn send(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
    multipart: Multipart,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let step = steps::step(&clinic, &draft, number)?;
    let Some((item, view, record)) = attachment(&step.page) else { return Err(Refusal::NotFound) };
    let picture = match receive(multipart).await {
        Ok(picture) => picture,
        Err(error) => {
            let status = match error {
                ImageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            return Ok(page(&draft, &step, Some(error)).status(status).into_response());
        }
    };
    let kind = if record { PhotoKind::Record } else { PhotoKind::Photo };
    let on = draft.today(&clinic);
    let photo = keep(&clinic, &session, encounter, kind, view.cloned(), picture, on).await?;
    let mut answers = Answers::default();
    for other in &step.page.items {
        let given = draft.response.get(other.link_id.as_str()).to_vec();
        answers.set(other.link_id.clone(), given);
    }
    let before = answers.get(item.link_id.as_str());
    let mut attached = if record { before.to_vec() } else { Vec::new() };
    attached.push(Answer::Attachment(photo));
    answers.set(item.link_id.clone(), attached);
    let save = PageSave {
        page: step.page.link_id.to_string(),
        expected_revision: step.revision,
        answers: serde_json::to_value(&answers).map_err(|_| Refusal::Unavailable)?,
        red_flag: false,
        place: None,
        crisis: None,
    };
    // The photo has moved the version of a submitted visit: read it anew.
    let draft = Draft::load(&clinic, &session, encounter).await?;
    steps::keep(&clinic, &session, &draft, &save).await?;
    Ok(Redirect::to(&draft.href(Stage::Step(number))).into_response())
}

/// The picture in a multipart body, made anew.
///
/// # Errors
/// When there is none, or it is not one that we take.
pub async fn receive(mut multipart: Multipart) -> Result<images::Picture, ImageError> {
    while let Some(field) = multipart.next_field().await.map_err(|_| ImageError::TooLarge)? {
        if field.file_name().is_none() {
            continue;
        }
        return read(field).await;
    }
    Err(ImageError::Empty)
}

/// The picture in one field of a multipart body, made anew off the async threads.
///
/// # Errors
/// When it is not one that we take.
pub async fn read(field: Field<'_>) -> Result<images::Picture, ImageError> {
    let bytes = field.bytes().await.map_err(|_| ImageError::TooLarge)?;
    tokio::task::spawn_blocking(move || images::read(&bytes))
        .await
        .unwrap_or(Err(ImageError::Broken))
}

/// Puts the picture into the object store, and then on record.
///
/// # Errors
/// When one of the stores is not there; nothing is on record then.
pub async fn keep(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    kind: PhotoKind,
    view: Option<String>,
    picture: images::Picture,
    on: domain::Date,
) -> Result<PhotoId, Refusal> {
    let (object_key, _) = crate::session::new_token(clinic);
    let bytes = i64::try_from(picture.jpeg.len()).map_err(|_| Refusal::TooLarge)?;
    let sha256 = crate::session::digest_of(&picture.jpeg);
    clinic.photos().put(&Path::from(object_key.as_str()), picture.jpeg.into()).await.map_err(
        |error| {
            tracing::error!(%error, "a photo could not be kept");
            Refusal::Unavailable
        },
    )?;
    let photo = NewPhoto {
        encounter,
        kind,
        view,
        object_key,
        media_type: "image/jpeg".to_owned(),
        bytes,
        width: picture.width.into(),
        height: picture.height.into(),
        sha256,
        on,
    };
    Ok(clinic.store().add_photo(&session.actor(), &photo).await?)
}

/// `GET /visits/{visit}/photos/{photo}`, also for clinicians.
///
/// # Errors
/// When it is not the caller's to see.
pub async fn file(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, photo)): At<(EncounterId, PhotoId)>,
) -> Result<Response, Refusal> {
    let local = |state| clinic.local_dates(state);
    let photo = clinic
        .store()
        .photo(&session.actor(), photo, &local)
        .await?
        .filter(|photo| photo.encounter == encounter)
        .ok_or(Refusal::NotFound)?;
    let key = Path::from(photo.object_key.as_str());
    let file = clinic.photos().get(&key).await.map_err(|error| {
        tracing::error!(%error, "a photo could not be read");
        Refusal::Unavailable
    })?;
    let bytes = file.bytes().await.map_err(|_| Refusal::Unavailable)?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok(response)
}
