//! `asynclinic admin create-operator`: the first account of a clinic.

use std::io::{Write as _, stdout};

use app::session::hash_of;
use domain::actor::Actor;
use jiff::SignedDuration;
use store::{Constraint, StoreError};

use super::Office;
use crate::{
    ServerError, cli::CreateOperatorFlags, clock::secret, config::Setting, open::store_failed,
};

/// How long the address for a first password holds.
const INVITATION: SignedDuration = SignedDuration::from_hours(24);

/// Makes an operator, and prints the address that sets the password, once.
///
/// # Errors
/// The settings, the database, or an account that exists already.
pub async fn create_operator(flags: &CreateOperatorFlags) -> Result<(), ServerError> {
    let Office { sources, place, store } = Office::open(&flags.place).await?;
    let failed = |cause| match cause {
        StoreError::Duplicate(Constraint::AccountEmail) => ServerError::AccountExists,
        cause => store_failed(&place, cause),
    };
    let operator =
        store.create_operator(&Actor::System, &flags.email, &flags.name).await.map_err(failed)?;
    let code = secret();
    store
        .invite(&Actor::System, operator.into(), &hash_of(&code), INVITATION, None)
        .await
        .map_err(failed)?;
    store.close().await;
    let address = sources.get(Setting::PublicUrl).map(|given| given.value.trim_end_matches('/'));
    say(address, &code).map_err(ServerError::unsaid)
}

fn say(address: Option<&str>, code: &str) -> std::io::Result<()> {
    let address = address.unwrap_or("https://(the clinic's address)");
    let mut out = stdout().lock();
    writeln!(out, "The operator's account is made. To set its password, open this address;")?;
    writeln!(out, "it works once, for 24 hours:")?;
    writeln!(out, "  {address}/staff/password/{code}")
}
