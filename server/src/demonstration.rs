//! The demonstration clinic: invented people, whose visits are played through the
//! same verbs as everybody's while the script moves the clock.
//!
//! Who they are and what happens to them stands in `server/demonstration/`;
//! nothing is written around the store, so that every event, every receipt and
//! every line of the audit trail is what a real visit would have left.

mod dice;
mod error;
mod intake;
mod people;
mod pictures;
mod review;
mod sample;
mod script;
mod staff;
mod stage;

use std::sync::Arc;

use domain::Timestamp;
use jiff::SignedDuration;
use object_store::ObjectStore;
use store::{Rulebook, Store};

pub use error::DemonstrationError;
use script::{Script, Story};
use stage::Stage;

/// The same seed makes the same people.
const SEED: u64 = 20_261_123;
/// How often the past days are looked through for what ran out.
const CHORES_EVERY: SignedDuration = SignedDuration::from_hours(6);
/// How long ago people first came to the clinic.
const OPENED_AGO: SignedDuration = SignedDuration::from_hours(10 * 24);

/// What a demonstration is set up with.
pub struct Scene<'a> {
    /// The database, as [`Store::connect`] takes it: migrated, marked, empty.
    pub database_url: &'a str,
    /// Now: nothing that is played lies after it.
    pub now: Timestamp,
    /// The rules.
    pub rulebook: &'a Rulebook,
    /// Where photos go.
    pub photos: Arc<dyn ObjectStore>,
}

/// What was set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// How many encounters were begun.
    pub encounters: usize,
    /// Stories that the clinic refused to let go on, and why: none, unless the
    /// pack or the law of the day says something else than the script expects.
    pub cut_short: Vec<String>,
}

/// Sets the demonstration up where it is not there yet.
///
/// The operator's account is made last: while it is missing, the clinic is not whole.
///
/// # Errors
/// [`DemonstrationError::Interrupted`] when an earlier try was broken off,
/// and whatever the store, the script or the photos' store refuse.
pub async fn ensure(store: &Store, scene: Scene<'_>) -> Result<Option<Seeded>, DemonstrationError> {
    if store.has_operator().await? {
        return Ok(None);
    }
    if !store.is_empty().await? {
        return Err(DemonstrationError::Interrupted);
    }
    seed(scene).await.map(Some)
}

/// Sets the demonstration up.
///
/// # Errors
/// Whatever the store, the script or the photos' store refuse.
pub async fn seed(scene: Scene<'_>) -> Result<Seeded, DemonstrationError> {
    let script = Script::read()?;
    let stage = Stage::open(scene, &script).await?;
    let seeded = perform(&stage, &script).await;
    stage.store.close().await;
    seeded
}

async fn perform(stage: &Stage<'_>, script: &Script) -> Result<Seeded, DemonstrationError> {
    let mut seeded = Seeded::default();
    for story in script.stories() {
        for turn in 0..story.people {
            seeded.encounters += 1;
            match play(stage, story, turn).await {
                Ok(()) => {}
                Err(error) if error.is_refusal() => {
                    let (name, turn, why) = (&story.name, turn + 1, error.reason());
                    seeded.cut_short.push(format!("{name} ({turn}): {why}"));
                }
                Err(error) => return Err(error),
            }
        }
    }
    let mut at = stage.now.saturating_sub(OPENED_AGO).unwrap_or(stage.now);
    while at < stage.now {
        stage.clock.set(at);
        stage.store.expire_due(&domain::encounter::Expiry::default()).await?;
        at = at.saturating_add(CHORES_EVERY).unwrap_or(stage.now);
    }
    stage.clock.set(stage.now);
    stage.open_the_office(script).await?;
    Ok(seeded)
}

/// One person's visit, from the first page to where the script leaves it.
async fn play(stage: &Stage<'_>, story: &Story, turn: usize) -> Result<(), DemonstrationError> {
    stage.clock.set(stage.beginning(story, turn));
    let person = stage.person(story, turn)?;
    let Some(mut visit) = stage.fill_in(story, &person).await? else { return Ok(()) };
    for scene in &story.course {
        stage.wait(scene);
        visit.act(stage, &scene.deed).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
