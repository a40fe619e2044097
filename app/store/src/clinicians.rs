//! Clinicians: what is public about them, and their accounts.

use domain::{
    actor::{Actor, Role},
    ids::ClinicianId,
    licence::Licence,
    people::{EmailAddress, Npi, PersonName},
};

use crate::{
    accounts::managing,
    engine::{Tx, args},
    error::StoreError,
    licences,
    sealed::cell,
    store::Store,
};

/// A clinician who joins.
#[derive(Clone, Debug)]
pub struct NewClinician {
    /// Where their mail goes.
    pub email: EmailAddress,
    /// The name.
    pub name: PersonName,
    /// The National Provider Identifier.
    pub npi: Npi,
    /// The title behind the name, such as `MD`.
    pub title: String,
}

/// A clinician (FHIR Practitioner).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clinician {
    /// The id, which is the account's.
    pub id: ClinicianId,
    /// The name.
    pub name: PersonName,
    /// Where their mail goes.
    pub email: EmailAddress,
    /// The National Provider Identifier.
    pub npi: Npi,
    /// The title behind the name.
    pub title: String,
    /// The account cannot sign in.
    pub disabled: bool,
    /// All licences, also those that no longer cover.
    pub licences: Vec<Licence>,
}

#[derive(sqlx::FromRow)]
struct ClinicianRow {
    account_id: String,
    name: Option<String>,
    email: String,
    npi: String,
    title: String,
    disabled_at: Option<i64>,
}

impl ClinicianRow {
    fn read(self, licences: Vec<Licence>) -> Result<Clinician, StoreError> {
        let id = self.account_id;
        let name = self.name.ok_or_else(|| cell!("account", id, "name").corrupt())?;
        Ok(Clinician {
            id: cell!("clinician", id, "account_id").parse(&id)?,
            name: cell!("account", id, "name").parse(&name)?,
            email: cell!("account", id, "email").parse(&self.email)?,
            npi: cell!("clinician", id, "npi").parse(&self.npi)?,
            title: self.title,
            disabled: self.disabled_at.is_some(),
            licences,
        })
    }
}

impl Store {
    /// Makes a clinician with an account.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], or [`StoreError::Duplicate`] for an address or
    /// an NPI in use.
    pub async fn create_clinician(
        &self,
        actor: &Actor,
        new: &NewClinician,
    ) -> Result<ClinicianId, StoreError> {
        managing(actor)?;
        let mut tx = self.begin().await?;
        let id = self.create_staff(&mut tx, actor, Role::Clinician, &new.email, &new.name).await?;
        tx.execute(
            "insert into clinician (account_id, npi, title) values ($1, $2, $3)",
            args![id, new.npi.as_str(), new.title.as_str()],
        )
        .await?;
        tx.commit().await?;
        Ok(id.clinician())
    }

    /// All clinicians, by name.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator.
    pub async fn clinicians(&self, actor: &Actor) -> Result<Vec<Clinician>, StoreError> {
        managing(actor)?;
        let mut tx = self.read().await?;
        let rows: Vec<ClinicianRow> = tx
            .fetch_all(
                "select clinician.account_id, account.name, account.email, clinician.npi, \
                 clinician.title, account.disabled_at from clinician \
                 join account on account.id = clinician.account_id \
                 order by account.name, clinician.account_id",
                args![],
            )
            .await?;
        let mut clinicians = Vec::with_capacity(rows.len());
        for row in rows {
            clinicians.push(whole(&mut tx, row).await?);
        }
        tx.commit().await?;
        Ok(clinicians)
    }

    /// A clinician, as everybody may know them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clinician(&self, id: ClinicianId) -> Result<Option<Clinician>, StoreError> {
        let mut tx = self.read().await?;
        let row: Option<ClinicianRow> = tx
            .fetch_optional(
                "select clinician.account_id, account.name, account.email, clinician.npi, \
                 clinician.title, account.disabled_at from clinician \
                 join account on account.id = clinician.account_id \
                 where clinician.account_id = $1",
                args![id],
            )
            .await?;
        let clinician = match row {
            Some(row) => Some(whole(&mut tx, row).await?),
            None => None,
        };
        tx.commit().await?;
        Ok(clinician)
    }
}

async fn whole(tx: &mut Tx, row: ClinicianRow) -> Result<Clinician, StoreError> {
    let id = cell!("clinician", row.account_id, "account_id").parse(&row.account_id)?;
    let licences = licences::of(tx, id).await?;
    row.read(licences)
}
