//! The rules in force, and the one way in which charts and verbs ask them.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    Date,
    encounter::{
        Record,
        record::{Gathered, class_facts},
    },
    licence::{Licence, LicenceTerm},
    medication::ProtocolId,
    pack::{Pack, Protocol},
    questionnaire::Questionnaire,
    receipt::Grounds,
    rules::{Digest, Evaluation, FactDefinition, Ledger, Opening, evaluate_over},
};

use crate::error::StoreError;

/// The rules in force as they were last read: all clones see the same. The rows are the
/// truth: [`crate::Store::read_rules`] reads them before each page, and a verb reads
/// them in its own transaction, so that two servers never decide differently.
#[derive(Clone, Debug)]
pub struct CurrentRules {
    /// With the turn in which they were read.
    now: Arc<RwLock<(u64, Rulebook)>>,
    turns: Arc<AtomicU64>,
    packs: Arc<RwLock<BTreeMap<Digest, Arc<Pack>>>>,
}

impl CurrentRules {
    /// The rules as they were last read.
    #[must_use]
    pub fn get(&self) -> Rulebook {
        self.now.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// The turn of a reading that begins now.
    pub(crate) fn turn(&self) -> u64 {
        self.turns.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Puts what was read in this turn in place of what was read before; what a later turn
    /// has read stays.
    pub(crate) fn set(&self, turn: u64, rulebook: Rulebook) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if turn > now.0 {
            *now = (turn, rulebook);
        }
    }

    /// A pack that was read before.
    pub(crate) fn pack(&self, digest: Digest) -> Option<Arc<Pack>> {
        self.packs.read().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned()
    }

    /// Remembers a pack.
    pub(crate) fn learn(&self, pack: Pack) -> Arc<Pack> {
        let mut packs = self.packs.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(packs.entry(pack.digest()).or_insert_with(|| Arc::new(pack)))
    }
}

impl From<Rulebook> for CurrentRules {
    fn from(rulebook: Rulebook) -> Self {
        let pack = Arc::clone(&rulebook.pack);
        let packs = BTreeMap::from([(pack.digest(), pack)]);
        Self {
            now: Arc::new(RwLock::new((0, rulebook))),
            turns: Arc::default(),
            packs: Arc::new(RwLock::new(packs)),
        }
    }
}

/// Questionnaires as they read when somebody answered them, by protocol and version; none
/// where that version was never kept. Their rows never change, so that what was read once
/// holds: all clones see the same. See [`crate::Store::learn_questionnaire`].
#[derive(Clone, Debug, Default)]
pub struct KeptQuestionnaires(Arc<RwLock<ByVersion>>);

type ByVersion = BTreeMap<(ProtocolId, String), Option<Arc<Questionnaire>>>;

impl KeptQuestionnaires {
    fn get(&self, protocol: &ProtocolId, version: &str) -> Option<Option<Arc<Questionnaire>>> {
        let key = (protocol.clone(), version.to_owned());
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }

    /// Notes what was read.
    pub(crate) fn learn(
        &self,
        protocol: &ProtocolId,
        version: &str,
        questionnaire: Option<Questionnaire>,
    ) {
        let key = (protocol.clone(), version.to_owned());
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, questionnaire.map(Arc::new));
    }
}

/// The rules in force at one moment; cheap to clone.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The pack.
    pub pack: Arc<Pack>,
    /// What answers were given to before.
    pub kept: KeptQuestionnaires,
    /// Who verified which rule.
    pub ledger: Arc<Ledger>,
    /// Which opening rules open.
    pub opening: Opening,
}

/// What the rules say of a record.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The facts and the evidence they looked at.
    pub gathered: Gathered,
    /// What they decide, for every medicine of the protocol.
    pub evaluation: Evaluation,
}

impl Rulebook {
    /// The same rules under these verifications.
    #[must_use]
    pub fn under(&self, ledger: Ledger) -> Self {
        Self { ledger: ledger.into(), ..self.clone() }
    }

    /// Whether [`Rulebook::protocol`] knows what was asked.
    pub(crate) fn knows(&self, id: &ProtocolId, questionnaire_version: &str) -> bool {
        self.pack.protocol(id).is_none_or(|one| one.questionnaire.version == questionnaire_version)
            || self.kept.get(id, questionnaire_version).is_some()
    }

    /// The protocol as it is in force, with the questionnaire of the version that was answered:
    /// what was submitted is read as it was asked. Where that version was never kept, with
    /// the one in force.
    ///
    /// # Errors
    /// [`StoreError::UnknownProtocol`]; [`StoreError::UnknownQuestionnaire`] for a version that
    /// was not learnt.
    pub fn protocol(
        &self,
        id: &ProtocolId,
        questionnaire_version: &str,
    ) -> Result<Cow<'_, Protocol>, StoreError> {
        let protocol = self.pack.protocol(id).ok_or(StoreError::UnknownProtocol)?;
        if protocol.questionnaire.version == questionnaire_version {
            return Ok(Cow::Borrowed(protocol));
        }
        let kept = self.kept.get(id, questionnaire_version);
        Ok(match kept.ok_or(StoreError::UnknownQuestionnaire)? {
            Some(kept) => {
                let questionnaire = Questionnaire::clone(&kept);
                Cow::Owned(Protocol { questionnaire, ..protocol.clone() })
            }
            None => Cow::Borrowed(protocol),
        })
    }

    /// Asks the rules, on every one of `dates`. A chart that shows what this
    /// gives shows what a verb will compare, for the same licences.
    ///
    /// # Errors
    /// [`StoreError::UnknownProtocol`], [`StoreError::UnknownQuestionnaire`], or
    /// [`StoreError::Incomplete`] without a date.
    pub fn evaluate(
        &self,
        record: &Record,
        licences: Option<&[Licence]>,
        dates: &[Date],
    ) -> Result<Assessment, StoreError> {
        let (Some(on), Some(last)) = (dates.iter().min(), dates.iter().max()) else {
            return Err(StoreError::Incomplete("local date"));
        };
        let gathered = self.gather(record, *on, *last)?;
        let terms: Option<Vec<LicenceTerm>> =
            licences.map(|licences| licences.iter().map(Licence::term).collect());
        let case = record.case(&gathered, terms.as_deref(), *on, *last);
        let evaluation = evaluate_over(&self.pack, &self.ledger, self.opening, &case, dates)
            .map_err(|_| StoreError::UnknownProtocol)?;
        Ok(Assessment { gathered, evaluation })
    }

    /// The facts and the evidence of a record, as the pack reads them.
    ///
    /// # Errors
    /// [`StoreError::UnknownProtocol`] or [`StoreError::UnknownQuestionnaire`].
    pub(crate) fn gather(
        &self,
        record: &Record,
        on: Date,
        last: Date,
    ) -> Result<Gathered, StoreError> {
        let protocol = self.protocol(&record.protocol, &record.questionnaire_version)?;
        let (lexicon, facts) = (self.pack.lexicon(), class_facts(self.pack.catalogue()));
        Ok(record.gather(&protocol.questionnaire, lexicon, facts).between(on, last))
    }

    /// Everything that an assessment rested on.
    #[must_use]
    pub(crate) fn grounds(
        &self,
        record: &Record,
        assessment: &Assessment,
        licences: Option<&[Licence]>,
    ) -> Grounds {
        let terms: Option<Vec<LicenceTerm>> =
            licences.map(|licences| licences.iter().map(Licence::term).collect());
        let evaluation = &assessment.evaluation;
        let (on, last) = (evaluation.on, evaluation.through);
        Grounds::of(&record.case(&assessment.gathered, terms.as_deref(), on, last))
    }

    /// The facts that are missing in this assessment and that a clinician may
    /// find out: see [`Store::record_finding`](crate::Store::record_finding).
    #[must_use]
    pub fn findable(&self, assessment: &Assessment) -> Vec<&FactDefinition> {
        let missing = assessment
            .evaluation
            .decisions
            .iter()
            .flat_map(|decision| decision.missing.iter().map(String::as_str));
        let facts = &assessment.gathered.facts;
        self.pack.catalogue().findable(missing, facts, assessment.evaluation.on)
    }
}
