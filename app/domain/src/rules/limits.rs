//! How much may be prescribed at most.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::{
    decimal::Decimal,
    medication::{Medication, Sig},
};

/// The limits that one rule sets.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Limit {
    /// The most units in one fill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// The most fills after the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refills: Option<u32>,
    /// The most days that one fill may last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_supply: Option<u32>,
    /// The most milligrams in one dose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub single_dose_mg: Option<Decimal>,
    /// The fewest hours between two doses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_hours: Option<u32>,
}

/// The limits that hold for one medicine: the tightest of its own and of every rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limits {
    /// The most units in one fill.
    pub quantity: u32,
    /// The most fills after the first.
    pub refills: u32,
    /// The most days that one fill may last.
    pub days_supply: u32,
    /// The most milligrams in one dose, where a rule says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub single_dose_mg: Option<Decimal>,
    /// The fewest hours between two doses, where a rule says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval_hours: Option<u32>,
}

impl Limits {
    /// The limits of the product itself.
    #[must_use]
    pub const fn of(medication: &Medication) -> Self {
        Self {
            quantity: medication.max_quantity,
            refills: medication.max_refills,
            days_supply: medication.max_days_supply,
            single_dose_mg: None,
            interval_hours: None,
        }
    }

    /// The tighter of each.
    #[must_use]
    pub fn tightened(self, limit: &Limit) -> Self {
        let least = |own: u32, other: Option<u32>| other.map_or(own, |other| own.min(other));
        Self {
            quantity: least(self.quantity, limit.quantity),
            refills: least(self.refills, limit.refills),
            days_supply: least(self.days_supply, limit.days_supply),
            single_dose_mg: [self.single_dose_mg, limit.single_dose_mg].into_iter().flatten().min(),
            interval_hours: self.interval_hours.max(limit.interval_hours),
        }
    }

    /// The same limits, as a rule would set them.
    pub(super) const fn as_limit(&self) -> Limit {
        Limit {
            quantity: Some(self.quantity),
            refills: Some(self.refills),
            days_supply: Some(self.days_supply),
            single_dose_mg: self.single_dose_mg,
            interval_hours: self.interval_hours,
        }
    }

    /// The dose is small enough, and seldom enough. Directions that do not say
    /// are not within a limit that asks.
    #[must_use]
    pub fn permit(&self, sig: &Sig) -> bool {
        self.single_dose_mg.is_none_or(|most| sig.single_dose_mg.is_some_and(|dose| dose <= most))
            && self
                .interval_hours
                .is_none_or(|least| sig.interval_hours.is_some_and(|hours| hours >= least))
    }
}
