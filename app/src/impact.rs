//! Replaying every encounter on record under another pack: whose outcomes would flip.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    sync::Arc,
    thread::available_parallelism,
};

use domain::{
    Date,
    actor::Actor,
    ids::EncounterId,
    impact::Impact,
    medication::{MedicationId, ProtocolId},
    pack::Pack,
    place::UsState,
    receipt::Grounds,
    rules::{Facts, Outcome, RuleId},
};
use store::{CaseOnRecord, Rulebook, SealedCases, Store, StoreError};
use tokio::{sync::mpsc, task::JoinSet};

/// How many cases are read in one go, and how many goes wait for a worker at most.
const CHUNK: (i64, usize) = (2000, 2);
/// How many cases are gathered in one transaction, so that patients do not wait for it.
const GATHERED: i64 = 100;

/// Which outcome flips to which, of which medicine, where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// Where the patients are.
    pub state: UsState,
    /// The medicine.
    pub medication: MedicationId,
    /// What is decided under the pack in force.
    pub before: Option<Outcome>,
    /// What would be decided.
    pub after: Option<Outcome>,
}

/// How often, and by which rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Visits that were decided.
    pub decided: u64,
    /// Visits that are open.
    pub open: u64,
    /// The rules that were added, changed or removed and speak of them.
    pub rules: BTreeSet<RuleId>,
}

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many visits there are.
    pub total: u64,
    /// How many of them something that changed can speak of.
    pub touched: u64,
    /// How many would be decided otherwise, for one medicine at least.
    pub flipped: u64,
    /// What flips.
    pub turns: BTreeMap<Turn, Count>,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.flipped += other.flipped;
        for (turn, count) in other.turns {
            let known = self.turns.entry(turn).or_default();
            known.decided += count.decided;
            known.open += count.open;
            known.rules.extend(count.rules);
        }
    }
}

/// The pack that is replayed, beside the rules in force.
#[derive(Clone)]
pub struct Replay<'a> {
    /// The clinic's records.
    pub store: &'a Store,
    /// Who asks.
    pub actor: &'a Actor,
    /// The rules in force.
    pub rulebook: &'a Rulebook,
    /// The other pack.
    pub later: &'a Arc<Pack>,
    /// The day on which what is open is decided, where the patient is.
    pub today: &'a (dyn Fn(UsState) -> Date + Sync),
}

/// Cases to replay.
struct Chunk {
    cases: SealedCases,
    /// What the later pack knows of those where it reads medicines otherwise.
    reread: BTreeMap<EncounterId, Facts>,
}

impl Replay<'_> {
    /// How many visits there are by protocol and state, those first that something that
    /// changed can speak of.
    ///
    /// # Errors
    /// When the store fails.
    async fn places(&self) -> Result<(u64, Vec<(ProtocolId, UsState, u64)>), StoreError> {
        let ledger = Arc::clone(&self.rulebook.ledger);
        let (earlier, later) = (Arc::clone(&self.rulebook.pack), Arc::clone(self.later));
        let counts = self.store.case_counts().await?;
        let total = counts.iter().map(|one| one.count).sum();
        let opening = self.rulebook.opening;
        let touched = tokio::task::spawn_blocking(move || {
            let impact = Impact::new(&earlier, &later, (&ledger, opening));
            let places = counts.into_iter().filter(|one| impact.touches(&one.protocol, one.state));
            places.map(|one| (one.protocol, one.state, one.count)).collect()
        });
        Ok((total, touched.await.map_err(|_| lost())?))
    }

    /// Replays everything; `progress` hears how many visits of how many are done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run(&self, mut progress: impl FnMut(u64, u64)) -> Result<Found, StoreError> {
        self.store.begin_replay(self.actor, self.later.digest()).await?;
        let local = |state| vec![(self.today)(state)];
        while self.store.gather_cases(self.rulebook, &local, GATHERED).await? > 0 {}
        let (total, places) = self.places().await?;
        let touched = places.iter().map(|(_, _, count)| count).sum();
        let mut workers = JoinSet::new();
        let count = available_parallelism().map_or(1, NonZeroUsize::get);
        let senders: Vec<mpsc::Sender<Chunk>> = (0..count)
            .map(|_| {
                let (sender, receiver) = mpsc::channel(CHUNK.1);
                workers.spawn_blocking(self.worker(receiver));
                sender
            })
            .collect();
        let mut turns = senders.iter().cycle();
        let rereads = self.rereads();
        let mut done = 0;
        'all: for (protocol, state, _) in places {
            let mut after = None;
            loop {
                let cases =
                    self.store.cases(self.actor, (&protocol, state), after, CHUNK.0).await?;
                let Some(last) = cases.iter().last().map(|case| case.encounter) else { break };
                after = Some(last);
                let length = u64::try_from(cases.len()).unwrap_or_default();
                let reread =
                    if rereads { self.reread(&cases, state).await? } else { BTreeMap::new() };
                let Some(sender) = turns.next() else { break 'all };
                // A worker that is gone has failed, and says so below.
                if sender.send(Chunk { cases, reread }).await.is_err() {
                    break 'all;
                }
                done += length;
                progress(done, touched);
            }
        }
        drop(senders);
        let mut found = Found { total, touched, ..Found::default() };
        while let Some(tally) = workers.join_next().await {
            found.add(tally.map_err(|_| lost())??);
        }
        Ok(found)
    }

    fn rereads(&self) -> bool {
        let under = (&*self.rulebook.ledger, self.rulebook.opening);
        Impact::new(&self.rulebook.pack, self.later, under).rereads_medicines()
    }

    /// What the later pack knows of the cases in which the patient typed medicines.
    async fn reread(
        &self,
        cases: &SealedCases,
        state: UsState,
    ) -> Result<BTreeMap<EncounterId, Facts>, StoreError> {
        let later = Rulebook { pack: Arc::clone(self.later), ..self.rulebook.clone() };
        let mut reread = BTreeMap::new();
        for case in cases.iter().filter(|case| case.has_typed_medicines) {
            let on = case.decided_on.unwrap_or_else(|| (self.today)(state));
            let grounds = self.store.case_under(self.actor, case.encounter, &later, on).await?;
            reread.insert(case.encounter, grounds.facts);
        }
        Ok(reread)
    }

    /// What counts the flips of all chunks that it is sent.
    fn worker(
        &self,
        mut chunks: mpsc::Receiver<Chunk>,
    ) -> impl FnOnce() -> Result<Found, StoreError> + use<> {
        let (earlier, later) = (Arc::clone(&self.rulebook.pack), Arc::clone(self.later));
        let ledger = Arc::clone(&self.rulebook.ledger);
        let opening = self.rulebook.opening;
        let today: BTreeMap<UsState, Date> =
            UsState::ALL.into_iter().map(|state| (state, (self.today)(state))).collect();
        move || {
            let impact = Impact::new(&earlier, &later, (&ledger, opening));
            let mut found = Found::default();
            while let Some(Chunk { cases, mut reread }) = chunks.blocking_recv() {
                for case in cases.open() {
                    let case = case?;
                    let state = case.grounds.location;
                    let on = case.decided_on.or_else(|| today.get(&state).copied());
                    let Some(on) = on else { continue };
                    // Only what was typed is read otherwise; all else is as it was decided.
                    let after = reread
                        .remove(&case.encounter)
                        .map(|facts| Grounds { facts, ..case.grounds.clone() });
                    let after = after.as_ref().unwrap_or(&case.grounds);
                    found.count(&case, impact.flips_between((&case.grounds, after), on));
                }
            }
            Ok(found)
        }
    }
}

impl Found {
    fn count(&mut self, case: &CaseOnRecord, flips: Vec<domain::impact::Flip>) {
        self.flipped += u64::from(!flips.is_empty());
        for flip in flips {
            let turn = Turn {
                state: case.grounds.location,
                medication: flip.medication,
                before: flip.before,
                after: flip.after,
            };
            let count = self.turns.entry(turn).or_default();
            match case.decided_on {
                Some(_) => count.decided += 1,
                None => count.open += 1,
            }
            count.rules.extend(flip.rules);
        }
    }
}

/// A worker is gone: the process is going down.
fn lost() -> StoreError {
    StoreError::Unavailable("the replay was interrupted".to_owned())
}
