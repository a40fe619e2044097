//! Grounds in few bytes: most facts are a "no", and a "no" is one bit.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    evidence::Evidence,
    licence::LicenceTerm,
    medication::ProtocolId,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    questionnaire::LinkId,
    receipt::Grounds,
    relationship::{Relationship, VisitOnRecord},
    rules::{FactName, Facts, Value},
};
use serde::{Deserialize, Serialize};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
};

/// The numbers of facts, by name.
#[derive(Debug, Default)]
pub struct Numbers(BTreeMap<FactName, usize>);

impl Numbers {
    /// All numbers that were given so far.
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        let rows: Vec<(String, i64)> =
            tx.fetch_all("select name, number from fact_number", args![]).await?;
        let mut numbers = Self::default();
        for (name, number) in rows {
            let number = usize::try_from(number)
                .map_err(|_| cell!("fact_number", name, "number").corrupt())?;
            numbers.0.insert(name.into(), number);
        }
        Ok(numbers)
    }

    /// Gives a number to every "no" of these grounds that has none.
    pub(super) async fn learn(&mut self, tx: &mut Tx, grounds: &Grounds) -> Result<(), StoreError> {
        for (name, _) in grounds.facts.iter().filter(|(_, value)| is_no(value)) {
            if self.0.contains_key(name) {
                continue;
            }
            tx.execute(
                "insert into fact_number (name, number) select $1, coalesce(max(number), -1) + 1 \
                 from fact_number where true on conflict do nothing",
                args![name.as_str()],
            )
            .await?;
            let row: Option<(i64,)> = tx
                .fetch_optional(
                    "select number from fact_number where name = $1",
                    args![name.as_str()],
                )
                .await?;
            // Where another server gave that number away meanwhile, it stays in words.
            let number = row.and_then(|(number,)| usize::try_from(number).ok());
            let Some(number) = number else { continue };
            self.0.insert(name.clone(), number);
        }
        Ok(())
    }
}

const fn is_no(value: &Value) -> bool {
    matches!(value, Value::Boolean(false))
}

/// Grounds without protocol and place, which stand in columns.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compact {
    #[serde(rename = "b")]
    birth_date: Option<BirthDate>,
    #[serde(rename = "s")]
    sex_at_birth: Option<SexAtBirth>,
    #[serde(rename = "r")]
    relationship: Relationship,
    /// What is known to be something else than "no".
    #[serde(rename = "f")]
    facts: Facts,
    /// The numbers of what is known to be "no": four to a digit, the lowest first.
    #[serde(rename = "n")]
    no: String,
    #[serde(rename = "e")]
    evidence: Vec<Evidence>,
    #[serde(rename = "u")]
    unanswered: Vec<LinkId>,
    #[serde(rename = "c")]
    consents: BTreeSet<String>,
    #[serde(rename = "d")]
    fulfilled: BTreeSet<String>,
    #[serde(rename = "v")]
    visit: Option<VisitOnRecord>,
    #[serde(rename = "l")]
    licences: Option<Vec<LicenceTerm>>,
}

impl Compact {
    /// These grounds; a "no" without a number is left in words.
    pub fn of(grounds: &Grounds, numbers: &Numbers) -> Self {
        let (mut facts, mut digits) = (Facts::new(), Vec::<u8>::new());
        for (name, value) in grounds.facts.iter() {
            match numbers.0.get(name).filter(|_| is_no(value)) {
                Some(number) => {
                    let place = number / 4;
                    digits.resize(digits.len().max(place + 1), 0);
                    if let Some(digit) = digits.get_mut(place) {
                        *digit |= 1 << (number % 4);
                    }
                }
                None => {
                    facts.insert(name.clone(), value.clone());
                }
            }
        }
        let no = digits.iter().filter_map(|digit| char::from_digit((*digit).into(), 16)).collect();
        Self {
            birth_date: grounds.birth_date,
            sex_at_birth: grounds.sex_at_birth,
            relationship: grounds.relationship,
            facts,
            no,
            evidence: grounds.evidence.clone(),
            unanswered: grounds.unanswered.clone(),
            consents: grounds.consents.clone(),
            fulfilled: grounds.fulfilled.clone(),
            visit: grounds.visit,
            licences: grounds.licences.clone(),
        }
    }

    /// The grounds again.
    pub fn grounds(self, protocol: &ProtocolId, state: UsState, numbers: &Numbers) -> Grounds {
        let digits: Vec<u32> = self.no.chars().filter_map(|digit| digit.to_digit(16)).collect();
        let is_no = |number: usize| {
            digits.get(number / 4).is_some_and(|digit| digit & (1 << (number % 4)) != 0)
        };
        // In order of names, which makes the map of them quickly.
        let no = numbers.0.iter().filter(|(_, number)| is_no(**number));
        let no = no.map(|(name, _)| (name.clone(), Value::Boolean(false)));
        let known = self.facts.iter().map(|(name, value)| (name.clone(), value.clone()));
        let facts = no.chain(known).collect();
        Grounds {
            birth_date: self.birth_date,
            sex_at_birth: self.sex_at_birth,
            location: state,
            relationship: self.relationship,
            protocol: protocol.clone(),
            facts,
            evidence: self.evidence,
            unanswered: self.unanswered,
            consents: self.consents,
            fulfilled: self.fulfilled,
            visit: self.visit,
            licences: self.licences,
        }
    }
}
