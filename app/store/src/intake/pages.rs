//! Pages of answers: every saved revision is kept.

use domain::{
    Date, Timestamp,
    actor::Actor,
    encounter::{StateName, Verb, VerbError},
    ids::{EncounterId, PatientId},
    people::BirthDate,
    place::UsState,
    questionnaire::Response,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{APP_PAGES, Alarm, questionnaires::insert};
use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    photos,
    profiles::{self, PatientProfile, patient},
    sealed::{cell, seal},
    store::Store,
    writes::owned,
};

/// One saved revision of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRevision {
    /// The page: a linkId of the questionnaire, or one of [`APP_PAGES`].
    pub page: String,
    /// Counts from 1.
    pub revision: i64,
    /// What was answered.
    pub answers: Value,
    /// When.
    pub saved_at: Timestamp,
}

/// What the page `place` says, besides its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Where the patient is.
    pub location: UsState,
    /// The birth date.
    pub birth_date: BirthDate,
    /// The day, by the patient's calendar.
    pub on: Date,
}

/// A page to be saved.
#[derive(Clone, Debug, Serialize)]
pub struct PageSave {
    /// The page: a linkId of the questionnaire, or one of [`APP_PAGES`].
    pub page: String,
    /// The revision that was edited; 0 where none was saved yet.
    pub expected_revision: i64,
    /// What was answered.
    pub answers: Value,
    /// These answers raise a red flag. That stays on record.
    pub red_flag: bool,
    /// From the page `place`.
    pub place: Option<Place>,
    /// Where these answers call for a call from the clinic at once.
    pub crisis: Option<Alarm>,
}

#[derive(sqlx::FromRow)]
struct PageRow {
    page: String,
    revision: i64,
    answers: String,
    saved_at: i64,
}

impl Store {
    /// Saves a page of a draft; returns its new revision. The same save again
    /// returns the same revision. Files that it names stand from now on, and
    /// those that it names no more do not.
    ///
    /// # Errors
    /// [`StoreError::StalePage`] when the page was saved since it was read,
    /// [`StoreError::Incomplete`] when it names a file that is not this encounter's,
    /// [`StoreError::NotFound`] when it is not this actor's,
    /// [`StoreError::Verb`] when it is no longer a draft: see [`Store::amend`].
    pub async fn save_page(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        save: &PageSave,
    ) -> Result<i64, StoreError> {
        self.save(actor, encounter, save, None).await
    }

    /// Saves the page `about` of a draft with the profile that it says, both or neither.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient, and as [`Store::save_page`].
    pub async fn save_about(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        save: &PageSave,
        profile: &PatientProfile,
    ) -> Result<i64, StoreError> {
        patient(actor)?;
        self.save(actor, encounter, save, Some(profile)).await
    }

    async fn save(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        save: &PageSave,
        profile: Option<&PatientProfile>,
    ) -> Result<i64, StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let draft = tx
            .execute(
                "update encounter set touched_at = $2, version = version + 1 \
                 where id = $1 and state = 'draft'",
                args![encounter, at],
            )
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        let state = row.state_name()?;
        if draft == 0 || state != StateName::Draft {
            let attempted = Verb::Amend;
            return Err(VerbError::WrongState { from: state, attempted }.into());
        }
        match append(&mut tx, actor, encounter, save, at).await? {
            Appended::Before(revision) => {
                tx.rollback().await?;
                Ok(revision)
            }
            Appended::Now(revision) => {
                if let Some(patient) = row.patient()? {
                    introduce(&mut tx, patient, save, profile, at).await?;
                }
                let line = Audit::of(actor, "save-page", encounter, "own record");
                self.audit(&mut tx, at, line).await?;
                if let Some(alarm) = &save.crisis {
                    self.raise_crisis(&mut tx, actor, encounter, alarm, at).await?;
                }
                tx.commit().await?;
                Ok(revision)
            }
        }
    }
}

/// Writes what a page says of the patient beyond this encounter.
pub(crate) async fn introduce(
    tx: &mut Tx,
    patient: PatientId,
    save: &PageSave,
    profile: Option<&PatientProfile>,
    at: Timestamp,
) -> Result<(), StoreError> {
    if let Some(profile) = profile {
        profiles::write(tx, patient, profile, at).await?;
    }
    match save.place {
        Some(place) => profiles::correct_birth_date(tx, patient, place.birth_date, at).await,
        None => Ok(()),
    }
}

/// What became of a page to be saved.
pub(crate) enum Appended {
    /// It was saved before, as this revision.
    Before(i64),
    /// It is saved, as this revision.
    Now(i64),
}

/// What a page of the questionnaire answers; the wizard's own pages answer nothing of it.
fn answers_of(page: &str, answers: &Value) -> serde_json::Result<Response> {
    if APP_PAGES.contains(&page) {
        return Ok(Response::default());
    }
    serde_json::from_value(answers.clone())
}

/// Appends a revision, with what it says about place, red flags and files. The
/// row of the encounter must be locked.
pub(crate) async fn append(
    tx: &mut Tx,
    actor: &Actor,
    encounter: EncounterId,
    save: &PageSave,
    at: Timestamp,
) -> Result<Appended, StoreError> {
    let answers = answers_of(&save.page, &save.answers)
        .map_err(|_| StoreError::Incomplete("answers to questions"))?;
    let current: Option<PageRow> = tx
        .fetch_optional(
            "select page, revision, answers, saved_at from encounter_page \
             where encounter_id = $1 and page = $2 order by revision desc limit 1",
            args![encounter, save.page.as_str()],
        )
        .await?;
    let revision = current.as_ref().map_or(0, |row| row.revision);
    let row = encounter.to_string();
    let before = current
        .map(|page| cell!("encounter_page", row, "answers").open::<Value>(&page.answers))
        .transpose()?;
    if revision != save.expected_revision {
        let same = before.filter(|_| revision == save.expected_revision + 1);
        return if same.is_some_and(|answers| answers == save.answers) {
            Ok(Appended::Before(revision))
        } else {
            Err(StoreError::StalePage { current: revision })
        };
    }
    insert(tx, actor, encounter, (save.page.as_str(), revision + 1, &save.answers), at).await?;
    let before = before
        .map(|before| answers_of(&save.page, &before))
        .transpose()
        .map_err(|_| cell!("encounter_page", row, "answers").corrupt())?;
    photos::follow_page(tx, encounter, &before.unwrap_or_default(), &answers, at).await?;
    if save.red_flag {
        tx.execute("update encounter set had_red_flag = 1 where id = $1", args![encounter]).await?;
    }
    if let Some(place) = save.place {
        tx.execute(
            "update encounter set location = $2, birth_date = $3, attested_on = $4, \
             attested_at = $5 where id = $1",
            args![encounter, place.location, seal(&place.birth_date)?, place.on, at],
        )
        .await?;
    }
    Ok(Appended::Now(revision + 1))
}

/// Appends where the patient says they are, as a revision of the page `location`. The row of
/// the encounter must be locked.
pub(crate) async fn append_location(
    tx: &mut Tx,
    actor: &Actor,
    encounter: EncounterId,
    (location, on): (UsState, Date),
    at: Timestamp,
) -> Result<(), StoreError> {
    let revision: Option<(Option<i64>,)> = tx
        .fetch_optional(
            "select max(revision) from encounter_page \
             where encounter_id = $1 and page = 'location'",
            args![encounter],
        )
        .await?;
    let revision = revision.and_then(|(latest,)| latest).unwrap_or(0) + 1;
    let answers = json!({ "state": location.code(), "on": on });
    insert(tx, actor, encounter, ("location", revision, &answers), at).await
}

/// Every revision of every page, oldest first.
pub(crate) async fn of(
    tx: &mut Tx,
    encounter: EncounterId,
) -> Result<Vec<PageRevision>, StoreError> {
    let rows: Vec<PageRow> = tx
        .fetch_all(
            "select page, revision, answers, saved_at from encounter_page \
             where encounter_id = $1 order by saved_at, page, revision",
            args![encounter],
        )
        .await?;
    let id = encounter.to_string();
    rows.into_iter()
        .map(|row| {
            Ok(PageRevision {
                page: row.page,
                revision: row.revision,
                answers: cell!("encounter_page", id, "answers").open(&row.answers)?,
                saved_at: cell!("encounter_page", id, "saved_at").moment(row.saved_at)?,
            })
        })
        .collect()
}

/// The latest revision of each page, in the order in which pages were first saved.
pub(crate) fn current(pages: &[PageRevision]) -> Vec<PageRevision> {
    let mut current: Vec<PageRevision> = Vec::new();
    for page in pages {
        match current.iter_mut().find(|known| known.page == page.page) {
            Some(known) if known.revision < page.revision => *known = page.clone(),
            Some(_) => {}
            None => current.push(page.clone()),
        }
    }
    current
}

/// The answers to the questionnaire on the current pages.
pub(crate) fn response(
    encounter: EncounterId,
    current: &[PageRevision],
) -> Result<Response, StoreError> {
    let id = encounter.to_string();
    let mut response = Response::default();
    for page in current.iter().filter(|page| !APP_PAGES.contains(&page.page.as_str())) {
        let answers: Response = serde_json::from_value(page.answers.clone())
            .map_err(|_| cell!("encounter_page", id, "answers").corrupt())?;
        for (link_id, answers) in answers.iter() {
            response.set(link_id.clone(), answers.to_vec());
        }
    }
    Ok(response)
}
