//! The row of an encounter, between its columns and [`Encounter`].

mod write;

use domain::{
    Date, Timestamp,
    encounter::{Encounter, State, StateName},
    ids::{EncounterId, PatientId},
    medication::ProtocolId,
    people::BirthDate,
    place::UsState,
};

use write::Columns;
pub(crate) use write::{store, store_state};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::{Cell, cell},
};

/// The columns of an encounter.
#[derive(sqlx::FromRow)]
pub(crate) struct EncounterRow {
    pub(crate) id: String,
    pub(crate) patient_id: Option<String>,
    protocol: String,
    pub(crate) questionnaire_version: String,
    location: Option<String>,
    attested_on: Option<String>,
    attested_at: Option<i64>,
    birth_date: Option<String>,
    had_red_flag: i64,
    pub(crate) version: i64,
    state: String,
    facts: String,
    submitted_at: Option<i64>,
    waiting_since: Option<i64>,
    answered: i64,
    urgent: i64,
    lease_clinician: Option<String>,
    lease_token: Option<String>,
    lease_until: Option<i64>,
    created_at: i64,
    touched_at: i64,
}

/// Every column of [`EncounterRow`], for `select`.
macro_rules! select_encounter {
    ($rest:literal) => {
        concat!(
            "select id, patient_id, protocol, questionnaire_version, location, attested_on, \
             attested_at, birth_date, had_red_flag, version, state, facts, submitted_at, \
             waiting_since, answered, urgent, lease_clinician, lease_token, lease_until, created_at, touched_at \
             from encounter ",
            $rest
        )
    };
}

pub(crate) use select_encounter;

impl EncounterRow {
    /// Where a value of this row stands.
    pub(crate) fn cell(&self, column: &'static str) -> Cell<'_> {
        cell!("encounter", self.id, column)
    }

    pub(crate) fn id(&self) -> Result<EncounterId, StoreError> {
        self.cell("id").parse(&self.id)
    }

    pub(crate) fn patient(&self) -> Result<Option<PatientId>, StoreError> {
        self.cell("patient_id").parse_optional(self.patient_id.as_deref())
    }

    pub(crate) fn protocol(&self) -> Result<ProtocolId, StoreError> {
        self.cell("protocol").parse(&self.protocol)
    }

    pub(crate) fn location(&self) -> Result<Option<UsState>, StoreError> {
        self.cell("location").parse_optional(self.location.as_deref())
    }

    pub(crate) fn attested_on(&self) -> Result<Option<Date>, StoreError> {
        self.cell("attested_on").parse_optional(self.attested_on.as_deref())
    }

    pub(crate) fn attested_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.cell("attested_at").moment_optional(self.attested_at)
    }

    pub(crate) fn birth_date(&self) -> Result<Option<BirthDate>, StoreError> {
        let cell = self.cell("birth_date");
        self.birth_date.as_deref().map(|sealed| cell.open(sealed)).transpose()
    }

    pub(crate) const fn had_red_flag(&self) -> bool {
        self.had_red_flag != 0
    }

    pub(crate) fn state_name(&self) -> Result<StateName, StoreError> {
        self.cell("state").parse(&self.state)
    }

    pub(crate) fn submitted_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.cell("submitted_at").moment_optional(self.submitted_at)
    }

    /// It was handed in, whatever became of it.
    pub(crate) const fn was_submitted(&self) -> bool {
        self.submitted_at.is_some()
    }

    /// Somebody waits for somebody.
    pub(crate) const fn is_waiting(&self) -> bool {
        self.waiting_since.is_some()
    }

    pub(crate) fn created_at(&self) -> Result<Timestamp, StoreError> {
        self.cell("created_at").moment(self.created_at)
    }

    pub(crate) fn touched_at(&self) -> Result<Timestamp, StoreError> {
        self.cell("touched_at").moment(self.touched_at)
    }

    /// The state with its facts; corrupt when they contradict the columns that
    /// the queue and the leases go by.
    pub(crate) fn state(&self) -> Result<State, StoreError> {
        let state: State = self.cell("facts").open(&self.facts)?;
        let columns = Columns::of(&state);
        let agrees = self.state_name()? == state.name()
            && self.waiting_since == columns.waiting_since.map(Timestamp::as_microsecond)
            && (self.answered != 0) == columns.answered
            && (self.urgent != 0) == columns.urgent
            && self.lease_clinician == columns.lease_clinician
            && self.lease_token == columns.lease_token
            && self.lease_until == columns.lease_until.map(Timestamp::as_microsecond);
        if agrees { Ok(state) } else { Err(self.cell("facts").corrupt()) }
    }

    /// The encounter; `None` while nobody has signed in or said where they are.
    pub(crate) fn read(&self) -> Result<Option<Encounter>, StoreError> {
        let state = self.state()?;
        let (Some(patient), Some(location)) = (self.patient()?, self.location()?) else {
            return match state.name() {
                StateName::Draft | StateName::Withdrawn | StateName::Expired => Ok(None),
                StateName::AwaitingReview
                | StateName::InReview
                | StateName::AwaitingPatient
                | StateName::AwaitingVisit
                | StateName::Prescribed
                | StateName::Declined => Err(self.cell("patient_id").corrupt()),
            };
        };
        Ok(Some(Encounter {
            id: self.id()?,
            patient,
            protocol: self.protocol()?,
            location,
            version: self.version,
            state,
        }))
    }
}

/// The row of an encounter.
pub(crate) async fn load(tx: &mut Tx, id: EncounterId) -> Result<Option<EncounterRow>, StoreError> {
    tx.fetch_optional(select_encounter!("where id = $1"), args![id]).await
}
