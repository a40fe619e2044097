//! Intake: drafts, their pages of answers, consents, and handing them in.

mod consents;
mod crisis;
pub(crate) mod pages;
pub(crate) mod questionnaires;
mod submit;
mod telling;

use domain::{
    Date, Timestamp,
    actor::Actor,
    consent::Consent,
    encounter::{State, StateName},
    ids::{EncounterId, PatientId},
    medication::ProtocolId,
    people::BirthDate,
    place::UsState,
    questionnaire::Response,
    relationship::Relationship,
};

pub use crisis::{Alarm, Crisis};
pub use pages::{PageRevision, PageSave, Place};
pub use questionnaires::Upgrade;
pub use telling::Outlook;

pub(crate) use consents::of as consents_of;

use crate::{
    audit::Audit,
    encounters::{self, EncounterRow, select_encounter},
    engine::args,
    error::StoreError,
    photos::{self, Photo},
    profiles::patient,
    review,
    sealed::seal,
    store::Store,
    writes::owned,
};

/// The pages of the wizard that are not the questionnaire's. Every other page
/// holds answers to questions: a [`Response`] as JSON.
pub const APP_PAGES: [&str; 4] = ["place", "about", "consent", "location"];

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its id.
    pub encounter: EncounterId,
    /// The protocol.
    pub protocol: ProtocolId,
    /// Where the patient is, once they said so.
    pub location: Option<UsState>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last gone on with.
    pub touched_at: Timestamp,
}

/// An encounter as its patient edits it.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Its id.
    pub encounter: EncounterId,
    /// Whose it is, once they have signed in.
    pub patient: Option<PatientId>,
    /// The protocol.
    pub protocol: ProtocolId,
    /// The version of the questionnaire that was answered.
    pub questionnaire_version: String,
    /// Where it stands.
    pub state: StateName,
    /// The version, for [`crate::Change`].
    pub version: i64,
    /// Where the patient is, once they said so.
    pub location: Option<UsState>,
    /// When they said so, by their own calendar.
    pub attested_on: Option<Date>,
    /// The birth date, once given.
    pub birth_date: Option<BirthDate>,
    /// What patient and clinic are to each other, from the visits on record.
    pub relationship: Relationship,
    /// A red flag was ticked once, even if it was taken back.
    pub had_red_flag: bool,
    /// The current revision of every page that was saved.
    pub pages: Vec<PageRevision>,
    /// What was signed.
    pub consents: Vec<Consent>,
    /// Photos and records that were sent and not replaced.
    pub photos: Vec<Photo>,
}

impl Intake {
    /// The answers to the questionnaire.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a page does not hold answers.
    pub fn response(&self) -> Result<Response, StoreError> {
        pages::response(self.encounter, &self.pages)
    }

    /// A page, once it was saved.
    #[must_use]
    pub fn page(&self, name: &str) -> Option<&PageRevision> {
        self.pages.iter().find(|page| page.page == name)
    }
}

impl Store {
    /// Begins a draft. A visitor's session holds it until they sign in.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a visitor or a patient,
    /// [`StoreError::NotFound`] when a visitor's session is gone.
    pub async fn create_draft(
        &self,
        actor: &Actor,
        session_hash: &str,
        protocol: &ProtocolId,
        questionnaire_version: &str,
    ) -> Result<EncounterId, StoreError> {
        let owner = match actor {
            Actor::Visitor(_) => None,
            Actor::Patient(patient) => Some(*patient),
            Actor::Clinician(_) | Actor::Operator(_) | Actor::System => {
                return Err(StoreError::Forbidden);
            }
        };
        let at = self.now();
        let id = EncounterId::new(at, self.entropy());
        let mut tx = self.begin().await?;
        tx.execute(
            "insert into encounter (id, patient_id, protocol, questionnaire_version, \
             had_red_flag, version, state, facts, answered, urgent, created_at, touched_at) \
             values ($1, $2, $3, $4, 0, 0, 'draft', $5, 0, 0, $6, $6)",
            args![id, owner, protocol, questionnaire_version, seal(&State::Draft)?, at],
        )
        .await?;
        if owner.is_none() {
            let held = tx
                .execute(
                    "update session set draft_id = $2 where id_hash = $1 and account_id is null",
                    args![session_hash, id],
                )
                .await?;
            if held == 0 {
                return Err(StoreError::NotFound);
            }
        }
        self.audit(&mut tx, at, Audit::of(actor, "create-draft", id, "own record")).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The patient's drafts, the latest touched first.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient.
    pub async fn drafts(&self, actor: &Actor) -> Result<Vec<DraftRow>, StoreError> {
        let patient = patient(actor)?;
        let mut tx = self.read().await?;
        let rows: Vec<EncounterRow> = tx
            .fetch_all(
                select_encounter!(
                    "where patient_id = $1 and state = 'draft' order by touched_at desc, id desc"
                ),
                args![patient],
            )
            .await?;
        tx.commit().await?;
        let drafts = rows
            .iter()
            .map(|row| {
                Ok(DraftRow {
                    encounter: row.id()?,
                    protocol: row.protocol()?,
                    location: row.location()?,
                    created_at: row.created_at()?,
                    touched_at: row.touched_at()?,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let mut lines = vec![Audit::about(actor, "list-drafts", patient.into(), "own record")];
        lines.extend(
            drafts
                .iter()
                .map(|draft| Audit::of(actor, "list-in-drafts", draft.encounter, "own record")),
        );
        self.audit_reads(lines).await?;
        Ok(drafts)
    }

    /// The patient's or the visitor's own encounter, to go on with or to amend.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for clinicians and operators.
    pub async fn intake(
        &self,
        actor: &Actor,
        encounter: EncounterId,
    ) -> Result<Option<Intake>, StoreError> {
        let mut tx = self.read().await?;
        let row = encounters::load(&mut tx, encounter).await?;
        let row = match row.map(|row| owned(actor, &row).map(|()| row)) {
            Some(Ok(row)) => row,
            None | Some(Err(StoreError::NotFound)) => return Ok(None),
            Some(Err(error)) => return Err(error),
        };
        let patient = row.patient()?;
        let visits = match patient {
            Some(patient) => review::visits_of(&mut tx, patient).await?,
            None => Vec::new(),
        };
        let intake = Intake {
            encounter,
            patient,
            relationship: review::relationship(&visits, encounter, None),
            protocol: row.protocol()?,
            state: row.state_name()?,
            version: row.version,
            location: row.location()?,
            attested_on: row.attested_on()?,
            birth_date: row.birth_date()?,
            had_red_flag: row.had_red_flag(),
            pages: pages::current(&pages::of(&mut tx, encounter).await?),
            consents: consents::of(&mut tx, encounter).await?,
            photos: photos::current(photos::of(&mut tx, encounter).await?),
            questionnaire_version: row.questionnaire_version,
        };
        tx.commit().await?;
        self.audit_read(Audit::of(actor, "read-intake", encounter, "own record")).await?;
        Ok(Some(intake))
    }
}
