//! `asynclinic admin publish-pack`: a pack put in force from the machine itself.

use std::io::{Write as _, stdout};

use app::packs::starter_files;
use domain::actor::Role;
use store::NewPublication;

use super::Office;
use crate::{
    ServerError,
    cli::PublishPackFlags,
    open::{pack, store_failed},
    rules::{files_in, pack_of},
};

/// Keeps a pack and puts it in force at once. Does not read the one in force, so that a clinic
/// goes on whose pack this program does not read any more.
///
/// # Errors
/// The settings, the database, the pack, or nobody who may publish it.
pub async fn publish_pack(flags: &PublishPackFlags) -> Result<(), ServerError> {
    let (pack, files) = match &flags.pack {
        Some(dir) => {
            let files = files_in(dir)?;
            (pack_of(dir, &files)?, files)
        }
        None => (pack()?, starter_files()),
    };
    let Office { place, store, .. } = Office::open(&flags.place).await?;
    let failed = |cause| store_failed(&place, cause);
    let account = store.account_by_email(&flags.by).await.map_err(failed)?;
    let operator = account
        .filter(|account| account.role == Role::Operator && account.disabled_at.is_none())
        .ok_or_else(|| ServerError::NoOperator(flags.by.clone()))?
        .actor();
    store.keep_pack(&operator, &pack, &files).await.map_err(failed)?;
    let note = flags.note.trim().to_owned();
    let new = NewPublication { effective_at: store.now(), note };
    store.publish_pack(&operator, &pack, &new).await.map_err(failed)?;
    store.close().await;
    let head = pack.head();
    let mut out = stdout().lock();
    let said = writeln!(out, "In force from now on: {} {}", head.title, head.version)
        .and_then(|()| writeln!(out, "{}", pack.digest()));
    said.map_err(ServerError::unsaid)
}
