//! Saving a page: of a draft as it stands, of a submitted visit as an amendment.

use store::{Change, PageSave, PatientProfile, StoreError};

use super::intake::Draft;
use crate::{clinic::Clinic, session::Session};

/// How often an amendment is tried again while a clinician moves the visit on.
const TRIES: u8 = 5;

/// Saves a page.
///
/// # Errors
/// [`StoreError::StalePage`] when another tab or device saved the page since it
/// was shown, [`StoreError::Verb`] when the visit has ended; nothing is written then.
pub async fn keep(
    clinic: &Clinic,
    session: &Session,
    draft: &Draft,
    save: &PageSave,
) -> Result<(), StoreError> {
    write(clinic, session, draft, save, None).await
}

/// Saves the page `about` with the profile that it says.
///
/// # Errors
/// As [`keep`].
pub async fn keep_about(
    clinic: &Clinic,
    session: &Session,
    draft: &Draft,
    save: &PageSave,
    profile: &PatientProfile,
) -> Result<(), StoreError> {
    write(clinic, session, draft, save, Some(profile)).await
}

async fn write(
    clinic: &Clinic,
    session: &Session,
    draft: &Draft,
    save: &PageSave,
    profile: Option<&PatientProfile>,
) -> Result<(), StoreError> {
    let (actor, encounter, store) = (session.actor(), draft.intake.encounter, clinic.store());
    if !draft.is_submitted() {
        return match profile {
            Some(profile) => store.save_about(&actor, encounter, save, profile).await.map(|_| ()),
            None => store.save_page(&actor, encounter, save).await.map(|_| ()),
        };
    }
    let mut version = draft.intake.version;
    for _ in 0..TRIES {
        let change = Change { command: store.new_command(), encounter, version, letter: None };
        let done = match profile {
            Some(profile) => store.amend_about(&actor, &change, save, profile).await,
            None => store.amend(&actor, &change, save).await,
        };
        match done {
            // What moved the version did not move this page, or the page would be stale.
            Err(StoreError::Conflict { current }) => version = current,
            done => return done.map(|_| ()),
        }
    }
    Err(StoreError::Conflict { current: version })
}
