//! Medicines: the formulary's products with their directions, and the lexicon
//! that recognises what a patient types.

mod id;
pub mod lexicon;

use std::collections::BTreeSet;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

pub use id::{IdentifierError, MedicationId, ProtocolId};
pub use lexicon::{Lexicon, LexiconEntry, Recognition};

use crate::decimal::Decimal;

pub(crate) use id::{is_identifier, text_identifiers};

/// One product of a formulary (FHIR MedicationKnowledge).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Medication {
    /// Its id, unique in the pack.
    pub id: MedicationId,
    /// The clinical name: ingredient, strength, form.
    pub name: String,
    /// The name in plain words, for patients.
    pub plain_name: String,
    /// The active ingredient.
    pub ingredient: String,
    /// The classes that rules may name as their scope.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub classes: BTreeSet<String>,
    /// The strength with its unit.
    pub strength: String,
    /// The dose form.
    pub form: String,
    /// The route.
    pub route: String,
    /// What a quantity counts, such as `tablet`.
    pub unit: String,
    /// The schedule of 21 U.S.C. 812; absent when it is not controlled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// The RxNorm concept, only where it was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rxcui: Option<String>,
    /// What it is prescribed for.
    pub indication: String,
    /// The indication is not on the label.
    pub off_label: bool,
    /// The most units in one fill.
    pub max_quantity: u32,
    /// The most fills after the first.
    pub max_refills: u32,
    /// The most days that one fill may last.
    pub max_days_supply: u32,
    /// The ICD-10-CM code that is offered first; one of the protocol's diagnoses.
    pub default_diagnosis: String,
    /// What the patient is told, sentence by sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counselling: Vec<String>,
    /// The directions to choose from, in the order they are offered.
    #[serde(rename = "sig")]
    pub sigs: Vec<Sig>,
}

impl Medication {
    /// It has a schedule under the Controlled Substances Act.
    #[must_use]
    pub const fn is_controlled(&self) -> bool {
        self.schedule.is_some()
    }

    /// The directions with this code.
    #[must_use]
    pub fn sig(&self, code: &str) -> Option<&Sig> {
        self.sigs.iter().find(|sig| sig.code == code)
    }
}

/// One definite set of directions: never a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sig {
    /// Its code, unique within the medicine.
    pub code: String,
    /// The directions as they are printed.
    pub text: String,
    /// The ingredient in one dose, in milligrams, where that can be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_dose_mg: Option<Decimal>,
    /// The least hours between two doses, where that can be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_hours: Option<u32>,
    /// The suggested units in one fill.
    pub quantity: u32,
    /// The days that one suggested fill lasts.
    pub days_supply: u32,
}

impl Sig {
    /// How many days this quantity lasts, in proportion to the suggested fill
    /// and rounded up: at least one.
    #[must_use]
    pub fn lasts(&self, quantity: u32) -> u32 {
        let days = u64::from(quantity) * u64::from(self.days_supply);
        let days = days.div_ceil(u64::from(self.quantity.max(1)));
        u32::try_from(days).unwrap_or(u32::MAX).max(1)
    }

    /// The most units that last no longer than `days`.
    #[must_use]
    pub fn within(&self, days: u32) -> u32 {
        let units = u64::from(days) * u64::from(self.quantity);
        let units = units / u64::from(self.days_supply.max(1));
        u32::try_from(units).unwrap_or(u32::MAX)
    }
}

/// A quantity in words. What is counted has a plural; a unit of measure, which
/// holds a capital letter or is at most two letters long, has none.
#[must_use]
pub fn counted(quantity: u32, unit: &str) -> String {
    let measure = unit.len() <= 2 || unit.contains(char::is_uppercase);
    let plural = if quantity == 1 || measure { "" } else { "s" };
    format!("{quantity} {unit}{plural}")
}

/// A diagnosis that a protocol may record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// The ICD-10-CM code.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// A schedule of controlled substances that may be prescribed, 21 U.S.C. 812.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
pub enum Schedule {
    /// Schedule II.
    #[serde(rename = "II")]
    Two,
    /// Schedule III.
    #[serde(rename = "III")]
    Three,
    /// Schedule IV.
    #[serde(rename = "IV")]
    Four,
    /// Schedule V.
    #[serde(rename = "V")]
    Five,
}
