//! Pictures: drawn, never of anybody.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use app::{
    images::{
        Picture,
        sample::{self, Subject},
    },
    session::digest_of,
};
use domain::{
    actor::Actor,
    ids::{EncounterId, PhotoId},
    place::UsState,
};
use object_store::{ObjectStoreExt as _, path::Path};
use store::{NewPhoto, PhotoKind};

use super::{error::DemonstrationError, stage::Stage};

/// How many different heads there are.
const HEADS: u64 = 4;

/// Pictures that were drawn already: the same one serves several people.
#[derive(Default)]
pub(super) struct Pictures(Mutex<BTreeMap<(Subject, u64), Picture>>);

impl Pictures {
    fn draw(&self, subject: Subject, seed: u64) -> Result<Picture, DemonstrationError> {
        let mut drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(picture) = drawn.get(&(subject, seed)) {
            return Ok(picture.clone());
        }
        let picture = sample::draw(subject, seed)
            .map_err(|error| DemonstrationError::script(format!("a picture: {error}")))?;
        drawn.insert((subject, seed), picture.clone());
        Ok(picture)
    }
}

impl Stage<'_> {
    /// Sends a photo of a view, the `index`th that is asked for; without a view, a page of
    /// a record.
    pub(super) async fn send_picture(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        state: UsState,
        (view, index): (Option<&str>, usize),
    ) -> Result<PhotoId, DemonstrationError> {
        let head = encounter.as_uuid().as_u128() % u128::from(HEADS);
        let subject = if view.is_some() { Subject::Scalp(index) } else { Subject::Sheet };
        let picture = self.pictures.draw(subject, u64::try_from(head).unwrap_or_default())?;
        let mut name: Vec<String> = Vec::new();
        for _ in 0..4 {
            name.push(format!("{:014x}", self.dice.below(usize::MAX)));
        }
        let object_key = name.concat();
        let sha256 = digest_of(&picture.jpeg);
        let bytes = i64::try_from(picture.jpeg.len()).unwrap_or(i64::MAX);
        self.photos.put(&Path::from(object_key.as_str()), picture.jpeg.into()).await?;
        let photo = NewPhoto {
            encounter,
            kind: if view.is_some() { PhotoKind::Photo } else { PhotoKind::Record },
            view: view.map(ToOwned::to_owned),
            object_key,
            media_type: "image/jpeg".to_owned(),
            bytes,
            width: picture.width.into(),
            height: picture.height.into(),
            sha256,
            on: self.today(state),
        };
        Ok(self.store.add_photo(actor, &photo).await?)
    }
}
