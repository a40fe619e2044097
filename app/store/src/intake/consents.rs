//! Consents that were signed in an encounter.

use domain::{
    actor::Actor,
    consent::Consent,
    ids::{ConsentId, EncounterId},
};

use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    profiles::patient,
    sealed::{cell, seal},
    store::Store,
    writes::owned,
};

impl Store {
    /// Puts a signature on record. The same text signed again replaces nothing
    /// and returns the first signature.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient,
    /// [`StoreError::NotFound`] when it is not their open encounter.
    pub async fn sign_consent(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        consent: &Consent,
    ) -> Result<ConsentId, StoreError> {
        let patient = patient(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        tx.execute("update encounter set touched_at = $2 where id = $1", args![encounter, at])
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        if !row.state_name()?.is_open() {
            return Err(StoreError::NotFound);
        }
        let id = ConsentId::new(at, self.entropy());
        let signed = tx
            .execute(
                "insert into consent (id, encounter_id, patient_id, code, version, consent, \
                 signed_at) values ($1, $2, $3, $4, $5, $6, $7) \
                 on conflict (encounter_id, code, version) do nothing",
                args![
                    id,
                    encounter,
                    patient,
                    consent.code.as_str(),
                    consent.version.as_str(),
                    seal(consent)?,
                    consent.signed_at,
                ],
            )
            .await?;
        if signed == 0 {
            let first: Option<(String,)> = tx
                .fetch_optional(
                    "select id from consent \
                     where encounter_id = $1 and code = $2 and version = $3",
                    args![encounter, consent.code.as_str(), consent.version.as_str()],
                )
                .await?;
            let (first,) = first.ok_or(StoreError::NotFound)?;
            return cell!("consent", first, "id").parse(&first);
        }
        self.audit(&mut tx, at, Audit::of(actor, "sign-consent", encounter, "own record")).await?;
        tx.commit().await?;
        Ok(id)
    }
}

/// What was signed in an encounter, oldest first.
pub(crate) async fn of(tx: &mut Tx, encounter: EncounterId) -> Result<Vec<Consent>, StoreError> {
    let rows: Vec<(String, String)> = tx
        .fetch_all(
            "select id, consent from consent where encounter_id = $1 order by signed_at, id",
            args![encounter],
        )
        .await?;
    rows.into_iter().map(|(id, sealed)| cell!("consent", id, "consent").open(&sealed)).collect()
}
