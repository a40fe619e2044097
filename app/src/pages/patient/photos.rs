//! Photos by view, and laboratory results: one page each.

mod file;
mod page;
pub mod receive;

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::{EncounterId, PhotoId},
    questionnaire::{Answer, Item, ItemKind, Page as QuestionnairePage, Response as Answers},
};
use store::{PageSave, Photo, StoreError};

use super::{
    intake::{Draft, Stage},
    steps,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    images::{ImageError, Picture},
    pages::{At, Refusal},
    session::{Session, digest_of},
    wizard::Step,
};

pub use file::file;
pub use page::{Note, page};
use receive::{Kept, Shows};

/// How often a page is saved again that another tab has saved in the meantime:
/// a photo is no matter of who was first.
const TRIES: usize = 4;

/// Whether the page asks for a photo or a record.
#[must_use]
pub fn is_photo_page(page: &QuestionnairePage) -> bool {
    attachment(page).is_some()
}

fn attachment(page: &QuestionnairePage) -> Option<&Item> {
    page.items.iter().find(|item| matches!(item.kind, ItemKind::Attachment { .. }))
}

/// A page that asks for a photo or a record, of a draft or of a submitted visit.
pub struct Asked {
    draft: Draft,
    step: Step,
    item: Item,
}

impl Asked {
    /// The page of this number.
    ///
    /// # Errors
    /// When it is not the caller's draft, or there is no such page.
    pub async fn load(
        clinic: &Clinic,
        session: &Session,
        encounter: EncounterId,
        number: usize,
    ) -> Result<Self, Refusal> {
        let draft = Draft::load(clinic, session, encounter).await?;
        let step = steps::step(clinic, &draft, number)?;
        Self::of(draft, step).ok_or(Refusal::NotFound)
    }

    /// The page of this step, where it asks for one.
    #[must_use]
    pub fn of(draft: Draft, step: Step) -> Option<Self> {
        let item = attachment(&step.page)?.clone();
        Some(Self { draft, step, item })
    }

    fn shows(&self) -> Shows {
        match &self.item.kind {
            ItemKind::Attachment { view: Some(view), record: false } => Shows::View(view.clone()),
            _ => Shows::Record,
        }
    }

    fn is_record(&self) -> bool {
        matches!(self.shows(), Shows::Record)
    }

    /// What stands for this page: of a view the one that was sent last, be it here or as
    /// the answer to a request; of a record its pages in order.
    fn standing(&self) -> Vec<&Photo> {
        let photos = &self.draft.intake.photos;
        match self.shows() {
            Shows::View(view) => {
                photos.iter().filter(|photo| photo.view.as_ref() == Some(&view)).collect()
            }
            Shows::Record => self
                .draft
                .response
                .get(self.item.link_id.as_str())
                .iter()
                .filter_map(|answer| photos.iter().find(|photo| is_of(answer, photo.id)))
                .collect(),
        }
    }

    fn photos(&self) -> Vec<PhotoId> {
        self.standing().into_iter().map(|photo| photo.id).collect()
    }

    /// A draft can be emptied. What a clinician may have seen already is only replaced,
    /// unless it was of free will.
    fn can_remove(&self) -> bool {
        !self.item.required || !self.draft.is_submitted()
    }
}

fn is_of(answer: &Answer, photo: PhotoId) -> bool {
    matches!(answer, Answer::Attachment(named) if *named == photo)
}

/// The page as it stands, for [`steps::show`].
///
/// # Errors
/// When it asks for no photo, or the store is not there.
pub async fn show(
    clinic: &Clinic,
    session: &Session,
    draft: Draft,
    step: Step,
) -> Result<Response, Refusal> {
    let lost = session.take_kept(clinic, &format!("{}/photo", step.href())).await?;
    // The picture is still there, and so is its button.
    session.take_kept(clinic, &format!("{}/remove", step.href())).await?;
    let note = if lost.is_some() { Note::SendAgain } else { Note::None };
    let asked = Asked::of(draft, step).ok_or(Refusal::NotFound)?;
    Ok(page(&asked, note).into_response())
}

/// `POST /visits/{visit}/steps/{number}/photo`
///
/// # Errors
/// When it is not the caller's draft, or there is no such page.
pub async fn send(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
    request: Request,
) -> Result<Response, Refusal> {
    // Whose page it is comes before what is sent to it.
    let asked = Asked::load(&clinic, &session, encounter, number).await?;
    let picture = match receive::form(request).await?.take("photo") {
        Ok(picture) => picture,
        Err(error) => {
            let status = match error {
                ImageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let page = page(&asked, Note::Refused(error));
            return Ok(page.status(status).into_response());
        }
    };
    let href = asked.draft.href(Stage::Step(number));
    // Carried through even when the sender is gone by now: a lost answer is no lost photo.
    let added = tokio::spawn(async move { add(&clinic, &session, asked, picture).await });
    added.await.map_err(|_| Refusal::Unavailable)??;
    Ok(Redirect::to(&href).into_response())
}

/// Adds a picture to what stands, once: the same one again changes nothing.
async fn add(
    clinic: &Clinic,
    session: &Session,
    asked: Asked,
    picture: Picture,
) -> Result<(), Refusal> {
    let (shows, digest) = (asked.shows(), digest_of(&picture.jpeg));
    let (encounter, number) = (asked.step.encounter, asked.step.number);
    let today = asked.step.today;
    let kept = Kept::keep(clinic, session, encounter, (picture, shows), today).await?;
    let attached = Answer::Attachment(kept.photo);
    let saved = rewrite(clinic, session, (encounter, number), |asked, mut answers| {
        if asked.standing().iter().any(|photo| photo.sha256 == digest) {
            return None;
        }
        if !asked.is_record() {
            answers.clear();
        }
        answers.push(attached.clone());
        Some(answers)
    })
    .await;
    if !matches!(saved, Ok(true)) {
        kept.discard(clinic, session).await;
    }
    saved.map(|_| ())
}

/// `POST /visits/{visit}/steps/{number}/remove`: takes one picture away.
///
/// # Errors
/// When it is not the caller's draft, there is no such page, or it has to keep its picture.
pub async fn remove(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let asked = Asked::load(&clinic, &session, encounter, number).await?;
    let photo: PhotoId = posted.parse("photo").map_err(|_| Refusal::BadRequest)?;
    if !asked.can_remove() {
        return Err(Refusal::NotFound);
    }
    rewrite(&clinic, &session, (encounter, number), |_, mut answers| {
        let before = answers.len();
        answers.retain(|answer| !is_of(answer, photo));
        (answers.len() < before).then_some(answers)
    })
    .await?;
    Ok(Redirect::to(&asked.draft.href(Stage::Step(number))).into_response())
}

/// Saves the page with other pictures; whether there was anything to save.
async fn rewrite(
    clinic: &Clinic,
    session: &Session,
    (encounter, number): (EncounterId, usize),
    change: impl Fn(&Asked, Vec<Answer>) -> Option<Vec<Answer>> + Send + Sync,
) -> Result<bool, Refusal> {
    for _ in 0..TRIES {
        let asked = Asked::load(clinic, session, encounter, number).await?;
        let mut answers = Answers::default();
        for other in &asked.step.page.items {
            let given = asked.draft.response.get(other.link_id.as_str()).to_vec();
            answers.set(other.link_id.clone(), given);
        }
        let before = answers.get(asked.item.link_id.as_str()).to_vec();
        let Some(attached) = change(&asked, before) else { return Ok(false) };
        answers.set(asked.item.link_id.clone(), attached);
        let save = PageSave {
            page: asked.step.page.link_id.to_string(),
            expected_revision: asked.step.revision,
            answers: serde_json::to_value(&answers).map_err(|_| Refusal::Unavailable)?,
            red_flag: false,
            place: None,
            crisis: None,
        };
        match steps::keep(clinic, session, &asked.draft, &save).await {
            Ok(()) => return Ok(true),
            Err(StoreError::StalePage { .. } | StoreError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Refusal::ChangedElsewhere)
}
