//! What a browser needs to decide a draft by itself, while one of its pages is being answered.
//!
//! It decides nothing: the same case is decided again when the page is posted, and only
//! that counts. It is there so that what cannot wait does not wait for the network.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;

use crate::{
    encounter::{Record, record::class_facts},
    medication::Recognition,
    pack::{Pack, RuleSlice},
    packed,
    questionnaire::{Purpose, Questionnaire, Response},
    rules::{Bearing, CaseError, Evaluation, Ledger, Opening},
};

/// The rules for one draft, with what is known of it besides its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct AtOnce {
    parts: Parts,
    /// What follows from the rules alone: every answer is decided with it.
    bearings: Vec<Bearing>,
}

/// What travels.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
struct Parts {
    /// The rules of its state and protocol.
    slice: RuleSlice,
    /// The verifications of those rules.
    ledger: Ledger,
    opening: Opening,
    /// The dates that are current where the patient is.
    #[borsh(serialize_with = "packed::write_dates", deserialize_with = "packed::read_dates")]
    dates: Vec<Date>,
    /// The questionnaire without its words: what an answer means depends on all of it.
    questionnaire: Questionnaire,
    /// What is on record, without the answers.
    record: Record,
    /// What the lexicon makes of the medicines and allergies that were typed before this was
    /// sent. It is too large to travel: of what is typed later, nothing is known.
    typed: BTreeMap<String, Recognition>,
}

impl AtOnce {
    /// What this record needs; nothing where the pack has its protocol no more.
    #[must_use]
    pub fn of(
        pack: &Pack,
        (ledger, opening): (&Ledger, Opening),
        questionnaire: &Questionnaire,
        record: &Record,
        dates: Vec<Date>,
    ) -> Option<Self> {
        let slice = pack.slice(record.location, &record.protocol)?;
        let said = |purpose: &Option<Purpose>| {
            matches!(purpose, Some(Purpose::Medicines | Purpose::Allergies))
        };
        let typed = questionnaire
            .items()
            .filter(|item| said(&item.purpose))
            .flat_map(|item| record.response.get(item.link_id.as_str()))
            .filter_map(|answer| answer.text())
            .map(|typed| (typed.to_owned(), pack.lexicon().recognise(typed)))
            .collect();
        let rules = slice.rules.iter().map(|one| (&one.rule.id, one.digest));
        Some(Self::from(Parts {
            ledger: ledger.of_rules(rules),
            slice,
            opening,
            dates,
            questionnaire: questionnaire.without_words(),
            record: Record { response: Response::default(), ..record.clone() },
            typed,
        }))
    }

    /// As it travels; nothing where it has more parts than borsh counts.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        packed::to_bytes(&self.parts)
    }

    /// From what [`Self::to_bytes`] gave; nothing where another build gave it.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        packed::from_bytes::<Parts>(bytes).map(Self::from)
    }

    /// The rules that it decides by.
    #[must_use]
    pub const fn slice(&self) -> &RuleSlice {
        &self.parts.slice
    }

    /// The verifications of those rules.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.parts.ledger
    }

    /// What the rules say to these answers: the same as under the whole pack, but for
    /// medicines and allergies that were never sent.
    ///
    /// # Errors
    /// When there is no date.
    pub fn evaluate(&self, response: Response) -> Result<Evaluation, CaseError> {
        let Self { parts, bearings } = self;
        let (Some(on), Some(last)) = (parts.dates.iter().min(), parts.dates.iter().max()) else {
            return Err(CaseError::NoDate);
        };
        let record = Record { response, ..parts.record.clone() };
        let recognise = |typed: &str| parts.typed.get(typed).cloned();
        let gathered = record
            .gather_by(&parts.questionnaire, recognise, class_facts(&parts.slice.catalogue))
            .between(*on, *last);
        let case = record.case(&gathered, None, *on, *last);
        let by = (&parts.ledger, parts.opening);
        parts.slice.evaluate_by(bearings, by, &case, &parts.dates)
    }
}

impl From<Parts> for AtOnce {
    fn from(parts: Parts) -> Self {
        Self { bearings: parts.slice.bearings(), parts }
    }
}
