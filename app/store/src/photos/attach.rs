//! Which files stand: those that a page or an answer names.

use std::collections::BTreeSet;

use domain::{
    Timestamp,
    ids::{EncounterId, PhotoId},
    questionnaire::{Answer, Response},
};

use super::file::{Photo, by_id};
use crate::{
    engine::{Tx, args},
    error::StoreError,
};

/// What stands changes with a page: files that it names now and did not before
/// stand, and those that it names no more do not. The encounter's row must be locked.
pub(crate) async fn follow_page(
    tx: &mut Tx,
    encounter: EncounterId,
    before: &Response,
    now: &Response,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (before, now) = (named(before), named(now));
    for photo in now.difference(&before) {
        let found = held_or_standing(tx, encounter, *photo).await?;
        attach(tx, &found, at).await?;
    }
    for photo in before.difference(&now) {
        tx.execute(
            "update photo set replaced_at = $3 \
             where id = $1 and encounter_id = $2 and replaced_at is null",
            args![*photo, encounter, at],
        )
        .await?;
    }
    Ok(())
}

/// Lets a file stand as the answer to a request for this view. Only one that was
/// sent for that: what stood before has been seen already.
pub(crate) async fn answer_view(
    tx: &mut Tx,
    encounter: EncounterId,
    photo: PhotoId,
    view: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let found = held_or_standing(tx, encounter, photo).await?;
    if found.attached_at.is_some() || found.view.as_deref() != Some(view) {
        return Err(StoreError::Incomplete("photo"));
    }
    attach(tx, &found, at).await
}

fn named(answers: &Response) -> BTreeSet<PhotoId> {
    answers
        .iter()
        .flat_map(|(_, answers)| answers)
        .filter_map(|answer| match answer {
            Answer::Attachment(photo) => Some(*photo),
            Answer::Integer(_)
            | Answer::Decimal(_)
            | Answer::Quantity { .. }
            | Answer::Date(_)
            | Answer::Text(_)
            | Answer::Coding { .. }
            | Answer::Other(_) => None,
        })
        .collect()
}

async fn held_or_standing(
    tx: &mut Tx,
    encounter: EncounterId,
    photo: PhotoId,
) -> Result<Photo, StoreError> {
    let found = by_id(tx, photo).await?.ok_or(StoreError::Incomplete("photo"))?.read()?;
    if found.encounter != encounter || found.replaced_at.is_some() {
        return Err(StoreError::Incomplete("photo"));
    }
    Ok(found)
}

/// Lets a file stand; of a view it takes the place of the one that stood.
async fn attach(tx: &mut Tx, photo: &Photo, at: Timestamp) -> Result<(), StoreError> {
    if photo.attached_at.is_some() {
        return Ok(());
    }
    if let Some(view) = &photo.view {
        tx.execute(
            "update photo set replaced_at = $3 where encounter_id = $1 and view = $2 \
             and attached_at is not null and replaced_at is null",
            args![photo.encounter, view.as_str(), at],
        )
        .await?;
    }
    let attached = tx
        .execute(
            "update photo set attached_at = $2 \
             where id = $1 and attached_at is null and replaced_at is null",
            args![photo.id, at],
        )
        .await?;
    // It may have been discarded since it was read.
    if attached == 1 { Ok(()) } else { Err(StoreError::Incomplete("photo")) }
}
