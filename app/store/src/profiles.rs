//! Who a patient is.

use domain::{
    Timestamp,
    actor::Actor,
    ids::PatientId,
    people::{Address, BirthDate, PersonName, SexAtBirth, Telephone},
};
use serde::{Deserialize, Serialize};

use crate::{
    audit::Audit,
    cases,
    engine::{Tx, args},
    error::StoreError,
    sealed::{cell, seal},
    store::Store,
};

/// Who a patient is (FHIR Patient).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientProfile {
    /// The legal name.
    pub legal_name: PersonName,
    /// The birth date.
    pub birth_date: BirthDate,
    /// The sex at birth.
    pub sex_at_birth: SexAtBirth,
    /// The telephone number.
    pub telephone: Telephone,
    /// The home address.
    pub address: Address,
}

/// The patient who acts; for what only patients do with their own records.
pub(crate) fn patient(actor: &Actor) -> Result<PatientId, StoreError> {
    match actor {
        Actor::Patient(id) => Ok(*id),
        Actor::Visitor(_) | Actor::Clinician(_) | Actor::Operator(_) | Actor::System => {
            Err(StoreError::Forbidden)
        }
    }
}

impl Store {
    /// The patient's own profile, once it was given.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient.
    pub async fn profile(&self, actor: &Actor) -> Result<Option<PatientProfile>, StoreError> {
        let patient = patient(actor)?;
        let mut tx = self.read().await?;
        let profile = of(&mut tx, patient).await?;
        tx.commit().await?;
        self.audit_read(Audit::about(actor, "read-profile", patient.into(), "own record")).await?;
        Ok(profile)
    }

    /// Everybody who has a profile, by name: in a demonstration, whose people are invented.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but the server itself, and in a clinic with real
    /// patients.
    pub async fn patients(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(PatientId, PatientProfile)>, StoreError> {
        let (Actor::System, true) = (actor, self.is_demo().await?) else {
            return Err(StoreError::Forbidden);
        };
        let mut tx = self.read().await?;
        let rows: Vec<(String, String)> =
            tx.fetch_all("select patient_id, profile from patient_profile", args![]).await?;
        tx.commit().await?;
        let (action, why) = ("list-patients", "demonstration");
        self.audit_read(Audit { actor, action, encounter: None, subject: None, why }).await?;
        let mut patients: Vec<(PatientId, PatientProfile)> = rows
            .into_iter()
            .map(|(id, sealed)| {
                let profile = cell!("patient_profile", id, "profile").open(&sealed)?;
                Ok((cell!("patient_profile", id, "patient_id").parse(&id)?, profile))
            })
            .collect::<Result<_, StoreError>>()?;
        patients.sort_by(|(_, one), (_, other)| one.legal_name.cmp(&other.legal_name));
        Ok(patients)
    }

    /// Saves the patient's own profile. Their drafts and open encounters see it at once.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient.
    pub async fn save_profile(
        &self,
        actor: &Actor,
        profile: &PatientProfile,
    ) -> Result<(), StoreError> {
        let patient = patient(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        write(&mut tx, patient, profile, at).await?;
        let line = Audit::about(actor, "save-profile", patient.into(), "own record");
        self.audit(&mut tx, at, line).await?;
        tx.commit().await
    }
}

/// Writes the profile of a patient.
pub(crate) async fn write(
    tx: &mut Tx,
    patient: PatientId,
    profile: &PatientProfile,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into patient_profile (patient_id, profile, saved_at) values ($1, $2, $3) \
         on conflict (patient_id) do update \
         set profile = excluded.profile, saved_at = excluded.saved_at",
        args![patient, seal(profile)?, at],
    )
    .await?;
    cases::changed(tx, patient).await
}

/// Corrects the birth date in the profile of a patient who has one.
pub(crate) async fn correct_birth_date(
    tx: &mut Tx,
    patient: PatientId,
    birth_date: BirthDate,
    at: Timestamp,
) -> Result<(), StoreError> {
    match of(tx, patient).await? {
        Some(profile) if profile.birth_date != birth_date => {
            write(tx, patient, &PatientProfile { birth_date, ..profile }, at).await
        }
        Some(_) | None => Ok(()),
    }
}

/// The profile of a patient, where it was not saved again since this moment.
pub(crate) async fn as_of(
    tx: &mut Tx,
    patient: PatientId,
    at: Timestamp,
) -> Result<Option<PatientProfile>, StoreError> {
    let row: Option<(String,)> = tx
        .fetch_optional(
            "select profile from patient_profile where patient_id = $1 and saved_at <= $2",
            args![patient, at],
        )
        .await?;
    row.map(|(sealed,)| cell!("patient_profile", patient.to_string(), "profile").open(&sealed))
        .transpose()
}

/// The profile of a patient.
pub(crate) async fn of(
    tx: &mut Tx,
    patient: PatientId,
) -> Result<Option<PatientProfile>, StoreError> {
    let row: Option<(String,)> = tx
        .fetch_optional("select profile from patient_profile where patient_id = $1", args![patient])
        .await?;
    row.map(|(sealed,)| cell!("patient_profile", patient.to_string(), "profile").open(&sealed))
        .transpose()
}
