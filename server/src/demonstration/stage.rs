//! What every story is played on: the store under a clock that the script moves.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use app::words;
use domain::{Date, Timestamp, ids::ClinicianId, place::UsState};
use jiff::SignedDuration;
use object_store::ObjectStore;
use store::{Clock, Entropy, Letter, Rulebook, Store};

use super::{
    SEED, Scene as Setting,
    dice::Dice,
    error::DemonstrationError,
    pictures::Pictures,
    sample::{Drawing, Phrases, Sample},
    script::{LetterScript, Scene, Script, Story},
};

/// A clock that the script sets.
#[derive(Clone)]
pub(super) struct StageClock(Arc<AtomicI64>);

impl StageClock {
    fn at(at: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::MIN)
    }

    pub(super) fn set(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::Relaxed);
    }
}

/// The stage.
pub(super) struct Stage<'a> {
    pub(super) store: Store,
    pub(super) clock: StageClock,
    pub(super) now: Timestamp,
    pub(super) script: &'a Script,
    pub(super) rulebook: &'a Rulebook,
    pub(super) photos: Arc<dyn ObjectStore>,
    pub(super) pictures: Pictures,
    pub(super) dice: Dice,
    pub(super) phrases: Phrases,
    /// The clinicians, in the order of the script.
    pub(super) staff: Vec<ClinicianId>,
    /// First names and surnames in an order of chance, for those the script does not name.
    pub(super) names: super::people::Names,
}

impl<'a> Stage<'a> {
    /// Opens the database under a clock of its own, and lets the clinicians in.
    pub(super) async fn open(
        setting: Setting<'a>,
        script: &'a Script,
    ) -> Result<Self, DemonstrationError> {
        let clock = StageClock::at(setting.now);
        let hand = clock.clone();
        let store = Store::connect(
            setting.database_url,
            Clock::new(move || hand.now()),
            Entropy::seeded(SEED),
        )
        .await?;
        let dice = Dice::new(SEED);
        let mut stage = Self {
            store,
            clock,
            now: setting.now,
            script,
            rulebook: setting.rulebook,
            photos: setting.photos,
            pictures: Pictures::default(),
            phrases: Phrases::new(&script.answers.phrases, &dice),
            names: super::people::Names::new(&script.people, &dice),
            dice,
            staff: Vec::new(),
        };
        stage.let_clinicians_in().await?;
        Ok(stage)
    }

    /// When this turn of a story begins: the turns are spread evenly.
    pub(super) fn beginning(&self, story: &Story, turn: usize) -> Timestamp {
        let [first, last] = story.began_hours_ago.map(|hours| hours * 60);
        let gaps = i64::try_from(story.people.saturating_sub(1)).unwrap_or_default();
        let turn = i64::try_from(turn).unwrap_or_default();
        let minutes = first + ((last - first) * turn).checked_div(gaps).unwrap_or_default();
        self.ago(SignedDuration::from_mins(minutes))
    }

    fn ago(&self, span: SignedDuration) -> Timestamp {
        self.now.saturating_sub(span).unwrap_or(self.now)
    }

    /// Lets time pass before a scene: what follows something else follows it by about so
    /// long. It never goes back, and never beyond now.
    pub(super) fn wait(&self, scene: &Scene) {
        if let Some(after) = scene.after {
            let seconds = after.as_secs();
            self.pass(self.dice.between([seconds * 4 / 5, seconds * 6 / 5]));
        }
        if let Some(ago) = scene.ago {
            self.clock.set(self.ago(ago).max(self.clock.now()));
        }
    }

    /// Lets so many seconds pass, at most until now.
    pub(super) fn pass(&self, seconds: i64) {
        let later = self.clock.now().saturating_add(SignedDuration::from_secs(seconds));
        self.clock.set(later.unwrap_or(self.now).min(self.now));
    }

    /// Every date that the clocks of a state show.
    pub(super) fn local_dates(&self, state: UsState) -> Vec<Date> {
        words::local_dates(state, self.clock.now())
    }

    /// The date in a state; where its clocks differ, the earlier one.
    pub(super) fn today(&self, state: UsState) -> Date {
        let first = self.local_dates(state).into_iter().min();
        first.unwrap_or_else(|| words::utc_date(self.clock.now()))
    }

    /// What samples are drawn with, in a state.
    pub(super) fn drawing(&self, state: UsState) -> Drawing<'_> {
        Drawing { dice: &self.dice, phrases: &self.phrases, today: self.today(state) }
    }

    /// A sample as one text.
    pub(super) fn text(&self, sample: &Sample, state: UsState) -> String {
        self.drawing(state).text(sample)
    }

    /// The mail to a patient who has handed something in.
    pub(super) fn received(&self) -> Option<Letter> {
        Some(letter(&self.script.clinic.letters.received))
    }

    /// The mail to a patient for whom there is news.
    pub(super) fn news(&self) -> Option<Letter> {
        Some(letter(&self.script.clinic.letters.news))
    }
}

fn letter(script: &LetterScript) -> Letter {
    Letter { subject: script.subject.clone(), body: script.body.clone() }
}
