//! Licences: in which states a clinician may act, and until when.

use std::collections::BTreeSet;

use domain::{
    Date,
    actor::Actor,
    ids::{ClinicianId, LicenceId},
    licence::{Licence, LicenceKind, LicenceNumber, LicenceStatus},
    place::UsState,
};

use crate::{
    accounts::managing,
    audit::Audit,
    engine::{Tx, args},
    error::{NoLicence, StoreError},
    sealed::cell,
    store::Store,
};

/// Every date that the clocks of a state show now. None means that it is not
/// known, and then no licence covers.
pub type LocalDates<'a> = &'a (dyn Fn(UsState) -> Vec<Date> + Send + Sync);

/// A licence to be put on record.
#[derive(Clone, Debug)]
pub struct NewLicence {
    /// The state that issued it.
    pub state: UsState,
    /// The profession.
    pub kind: LicenceKind,
    /// The number the board gave; unique in the state.
    pub number: LicenceNumber,
    /// What the board says about it.
    pub status: LicenceStatus,
    /// The last day on which it is valid.
    pub expires_on: Date,
}

#[derive(sqlx::FromRow)]
struct LicenceRow {
    id: String,
    state: String,
    kind: String,
    number: String,
    status: String,
    expires_on: String,
}

impl LicenceRow {
    fn read(self) -> Result<Licence, StoreError> {
        Ok(Licence {
            id: cell!("licence", self.id, "id").parse(&self.id)?,
            state: cell!("licence", self.id, "state").parse(&self.state)?,
            kind: cell!("licence", self.id, "kind").parse(&self.kind)?,
            number: cell!("licence", self.id, "number").parse(&self.number)?,
            status: cell!("licence", self.id, "status").parse(&self.status)?,
            expires_on: cell!("licence", self.id, "expires_on").date(&self.expires_on)?,
        })
    }
}

impl Store {
    /// Puts a licence on record.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], [`StoreError::NotFound`] for an unknown
    /// clinician, or [`StoreError::Duplicate`] for a number in use.
    pub async fn add_licence(
        &self,
        actor: &Actor,
        clinician: ClinicianId,
        new: &NewLicence,
    ) -> Result<LicenceId, StoreError> {
        managing(actor)?;
        let at = self.now();
        let id = LicenceId::new(at, self.entropy());
        let mut tx = self.begin().await?;
        let added = tx
            .execute(
                "insert into licence (id, clinician_id, state, kind, number, status, expires_on, \
                 created_at, changed_at) select $2, account_id, $3, $4, $5, $6, $7, $8, $8 \
                 from clinician where account_id = $1",
                args![
                    clinician,
                    id,
                    new.state,
                    new.kind.as_str(),
                    new.number.as_str(),
                    new.status.as_str(),
                    new.expires_on,
                    at,
                ],
            )
            .await?;
        if added == 0 {
            return Err(StoreError::NotFound);
        }
        self.audit(
            &mut tx,
            at,
            Audit::about(actor, "add-licence", clinician.into(), new.state.code()),
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes what the board says about a licence, and until when it is valid.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], or [`StoreError::NotFound`].
    pub async fn change_licence(
        &self,
        actor: &Actor,
        licence: LicenceId,
        status: LicenceStatus,
        expires_on: Date,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        let changed = tx
            .execute(
                "update licence set status = $2, expires_on = $3, changed_at = $4 where id = $1",
                args![licence, status.as_str(), expires_on, at],
            )
            .await?;
        let holder: Option<(String,)> = tx
            .fetch_optional("select clinician_id from licence where id = $1", args![licence])
            .await?;
        let (1, Some((holder,))) = (changed, holder) else {
            return Err(StoreError::NotFound);
        };
        let holder = cell!("licence", licence.to_string(), "clinician_id").parse(&holder)?;
        self.audit(&mut tx, at, Audit::about(actor, "change-licence", holder, status.as_str()))
            .await?;
        tx.commit().await
    }

    /// The licences of a clinician, by state: for an operator, or their own.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`].
    pub async fn licences(
        &self,
        actor: &Actor,
        clinician: ClinicianId,
    ) -> Result<Vec<Licence>, StoreError> {
        if *actor != Actor::Clinician(clinician) {
            managing(actor)?;
        }
        let mut tx = self.read().await?;
        let licences = of(&mut tx, clinician).await?;
        tx.commit().await?;
        Ok(licences)
    }

    /// The states in which some clinician of this clinic may act today.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn states_served(
        &self,
        local: LocalDates<'_>,
    ) -> Result<BTreeSet<UsState>, StoreError> {
        let mut tx = self.read().await?;
        let licences = active(&mut tx).await?;
        tx.commit().await?;
        Ok(covered_states(&licences, local))
    }
}

/// The active licences of every clinician whose account is open.
pub(crate) async fn active(tx: &mut Tx) -> Result<Vec<Licence>, StoreError> {
    let rows: Vec<LicenceRow> = tx
        .fetch_all(
            "select licence.id, licence.state, licence.kind, licence.number, licence.status, \
             licence.expires_on from licence \
             join account on account.id = licence.clinician_id \
             where licence.status = 'active' and account.disabled_at is null",
            args![],
        )
        .await?;
    rows.into_iter().map(LicenceRow::read).collect()
}

/// The licences of a clinician, by state.
pub(crate) async fn of(tx: &mut Tx, clinician: ClinicianId) -> Result<Vec<Licence>, StoreError> {
    let rows: Vec<LicenceRow> = tx
        .fetch_all(
            "select id, state, kind, number, status, expires_on from licence \
             where clinician_id = $1 order by state, id",
            args![clinician],
        )
        .await?;
    rows.into_iter().map(LicenceRow::read).collect()
}

/// The licences of a clinician whose account is open, locked until the
/// transaction ends: nobody can revoke them between this look and the commit.
pub(crate) async fn of_locked(
    tx: &mut Tx,
    clinician: ClinicianId,
) -> Result<Vec<Licence>, StoreError> {
    let account: Vec<(Option<i64>,)> =
        tx.fetch_locked("select disabled_at from account where id = $1", args![clinician]).await?;
    if !matches!(account.as_slice(), [(None,)]) {
        return Err(StoreError::NoLicence(NoLicence::Disabled));
    }
    let rows: Vec<LicenceRow> = tx
        .fetch_locked(
            "select id, state, kind, number, status, expires_on from licence \
             where clinician_id = $1 order by state, id",
            args![clinician],
        )
        .await?;
    rows.into_iter().map(LicenceRow::read).collect()
}

/// Whether one of them covers `state` on every one of `dates`.
///
/// # Errors
/// [`StoreError::NoLicence`] with the reason that says most.
pub(crate) fn covering(
    licences: &[Licence],
    state: UsState,
    dates: &[Date],
) -> Result<(), StoreError> {
    let mut reason = NoLicence::None;
    for licence in licences.iter().filter(|licence| licence.state == state) {
        match dates.iter().find_map(|date| licence.refusal(state, *date)) {
            Some(refusal) => reason = NoLicence::Refused(refusal),
            None if !dates.is_empty() => return Ok(()),
            None => {}
        }
    }
    Err(StoreError::NoLicence(reason))
}

/// The states that the licences cover today.
pub(crate) fn covered_states(licences: &[Licence], local: LocalDates<'_>) -> BTreeSet<UsState> {
    licences
        .iter()
        .map(|licence| licence.state)
        .filter(|state| covering(licences, *state, &local(*state)).is_ok())
        .collect()
}
