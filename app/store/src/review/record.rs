//! What is on record for an encounter, as the rules look at it.

use domain::{
    encounter::{Encounter, Record},
    evidence::Evidence,
    ids::ClinicianId,
};

use super::{
    fact_findings, findings, information,
    visits::{self, VisitRow},
};
use crate::{
    encounters::EncounterRow,
    engine::Tx,
    error::StoreError,
    intake::{consents_of, pages},
    photos,
    profiles::{self, PatientProfile},
};

/// The record of an encounter, as `prescriber` would look at it.
pub(crate) async fn record(
    tx: &mut Tx,
    row: &EncounterRow,
    encounter: &Encounter,
    prescriber: Option<ClinicianId>,
) -> Result<Record, StoreError> {
    let profile = profiles::of(tx, encounter.patient).await?;
    let held = visits::of_patient(tx, encounter.patient).await?;
    record_with(tx, row, encounter, prescriber, (profile.as_ref(), &held)).await
}

/// The same with what is known of the patient beyond this encounter: who they are, and their
/// visits.
pub(super) async fn record_with(
    tx: &mut Tx,
    row: &EncounterRow,
    encounter: &Encounter,
    prescriber: Option<ClinicianId>,
    (profile, held): (Option<&PatientProfile>, &[VisitRow]),
) -> Result<Record, StoreError> {
    let id = encounter.id;
    let pages = pages::current(&pages::of(tx, id).await?);
    let mut evidence: Vec<Evidence> = photos::evidence(&photos::of(tx, id).await?).collect();
    evidence.extend(information::evidence(tx, id).await?);
    let consents = consents_of(tx, id).await?;
    Ok(Record {
        protocol: encounter.protocol.clone(),
        questionnaire_version: row.questionnaire_version.clone(),
        location: encounter.location,
        attested_on: row.attested_on()?.ok_or_else(|| row.cell("attested_on").corrupt())?,
        birth_date: row.birth_date()?,
        sex_at_birth: profile.map(|profile| profile.sex_at_birth),
        relationship: visits::relationship(held, id, prescriber),
        response: pages::response(id, &pages)?,
        evidence,
        visit: visits::of_encounter(held, id),
        consents: consents.into_iter().map(|consent| consent.code).collect(),
        fulfilled: Default::default(),
        findings: findings::latest(findings::of(tx, id).await?),
        found: fact_findings::facts(&fact_findings::of(tx, id).await?),
    })
}
