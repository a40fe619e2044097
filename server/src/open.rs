//! Opening the clinic's database, and never the wrong one.

use std::sync::Arc;

use app::packs;
use domain::{pack::Pack, rules::Opening};
use store::{CurrentRules, KeptQuestionnaires, Owner, Rulebook, Store, StoreError};

use crate::{
    ServerError, clock,
    config::{Database, Place},
    entropy,
    photos::make_private,
};

/// Whether the caller runs a demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Invented people.
    Demonstration,
    /// Real ones.
    Practice,
}

/// Opens the database, makes it where there is none, and brings its tables up
/// to date; one that belongs to the other purpose is left as it is.
///
/// # Errors
/// The database cannot be opened, or belongs to the other purpose.
pub async fn open(place: &Place, purpose: Purpose) -> Result<Store, ServerError> {
    make_private(&place.data)?;
    let store = connect(place).await?;
    let failed = |cause| store_failed(place, cause);
    check(store.owner().await.map_err(failed)?, purpose, place)?;
    store.migrate().await.map_err(failed)?;
    let marked = match purpose {
        Purpose::Demonstration => store.mark_demo().await,
        Purpose::Practice => store.mark_practice().await,
    };
    marked.map_err(failed)?;
    Ok(store)
}

/// Opens a database that is there already, and changes nothing about it.
///
/// # Errors
/// There is none, or it cannot be opened.
pub async fn open_existing(place: &Place) -> Result<Store, ServerError> {
    match &place.database {
        Database::Sqlite(path) if !path.is_file() => {
            Err(ServerError::NoDatabase(path.display().to_string()))
        }
        Database::Sqlite(_) | Database::Postgres(_) => connect(place).await,
    }
}

async fn connect(place: &Place) -> Result<Store, ServerError> {
    Store::connect(place.database.url().reveal(), clock(), entropy())
        .await
        .map_err(|cause| store_failed(place, cause))
}

/// A demonstration lets anybody read everything, so it takes only what nobody has used.
fn check(owner: Owner, purpose: Purpose, place: &Place) -> Result<(), ServerError> {
    let name = || place.database.to_string();
    match (purpose, owner) {
        (Purpose::Demonstration, Owner::Practice | Owner::Unknown) => {
            Err(ServerError::NotADemonstration(name()))
        }
        (Purpose::Practice, Owner::Demonstration) => Err(ServerError::IsADemonstration(name())),
        (Purpose::Demonstration, Owner::Demonstration | Owner::Nobody)
        | (Purpose::Practice, Owner::Practice | Owner::Nobody | Owner::Unknown) => Ok(()),
    }
}

/// Keeps the embedded pack: a clinic that has published none of its own works by it.
///
/// # Errors
/// The pack cannot be read or kept.
pub async fn ship(store: &Store, place: &Place) -> Result<(), ServerError> {
    let shipped = store.ship_pack(&pack()?, &packs::starter_files()).await;
    shipped.map_err(|cause| store_failed(place, cause))
}

/// The rules in force: the pack that the clinic works by, else the embedded one, and what
/// the clinic has verified of it so far. Changes nothing.
///
/// # Errors
/// The pack or the ledger cannot be read.
pub async fn rules(
    store: &Store,
    place: &Place,
    purpose: Purpose,
) -> Result<CurrentRules, ServerError> {
    let failed = |cause| store_failed(place, cause);
    let pack = pack()?;
    let opening = match purpose {
        Purpose::Demonstration => Opening::Demonstration,
        Purpose::Practice => Opening::VerifiedOnly,
    };
    let kept = KeptQuestionnaires::default();
    let ledger = Arc::default();
    let rules = CurrentRules::from(Rulebook { pack: pack.into(), kept, ledger, opening });
    store.read_rules(&rules).await.map_err(failed)?;
    Ok(rules)
}

/// The embedded pack.
///
/// # Errors
/// It cannot be read.
pub fn pack() -> Result<Pack, ServerError> {
    Pack::read(&packs::starter_files()).map_err(|errors| ServerError::Pack(errors.to_string()))
}

/// A failure of this database, named without its password.
pub fn store_failed(place: &Place, cause: StoreError) -> ServerError {
    ServerError::Store { database: place.database.to_string(), cause }
}
