//! The one-time link by which a member of staff chooses a password.

use domain::{actor::Actor, ids::AccountId};
use jiff::SignedDuration;
use store::{Letter, StoreError};

use crate::{clinic::Clinic, session::new_token};

/// How long the link works.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// Posts a link; an earlier one no longer works.
///
/// # Errors
/// When there is no such account, it is disabled, or the store is not there.
pub async fn send(clinic: &Clinic, actor: &Actor, account: AccountId) -> Result<(), StoreError> {
    let (token, hash) = new_token(clinic);
    let settings = clinic.settings();
    let letter = Letter {
        subject: format!("{}: choose your password", settings.name),
        body: format!(
            "You can sign in to {} as a clinician. Choose your password first:\n\n\
             {}/staff/password/{token}\n\n\
             The link works once, for 72 hours. If you did not expect it, ask the operator of \
             the clinic.\n",
            settings.name, settings.public_url
        ),
    };
    clinic.store().invite(actor, account, &hash, LASTS, Some(letter)).await
}
