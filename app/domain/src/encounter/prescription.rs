//! A prescription (FHIR MedicationRequest) and the order it comes from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClinicianId, PrescriptionId},
    medication::{Diagnosis, Medication, MedicationId, Sig, counted},
    rules::Permission,
};

/// What a clinician orders; checked against the [`Permission`] of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrescriptionOrder {
    /// The prescription's id.
    pub id: PrescriptionId,
    /// The medicine, by its id in the formulary.
    pub medication: MedicationId,
    /// The code of one of its sigs.
    pub sig: String,
    /// How many units in one fill.
    pub quantity: u32,
    /// How many fills after the first.
    pub refills: u32,
    /// The ICD-10-CM code of the diagnosis, one of the protocol's.
    pub diagnosis: Diagnosis,
    /// Words to the patient; may be empty.
    pub message: String,
    /// Obligations that the clinician has met and recorded.
    pub fulfilled: Vec<String>,
}

/// Why an order is not within what the rules permit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// The permission is for another medicine.
    #[error("the permission is for `{permitted}`, not `{ordered}`")]
    OtherMedicine {
        /// What the rules permit.
        permitted: MedicationId,
        /// What was ordered.
        ordered: MedicationId,
    },
    /// The sig is not one of those permitted.
    #[error("the directions `{0}` are not within what the rules permit")]
    Sig(String),
    /// The quantity is zero or above the limit.
    #[error("the quantity must be between `1` and `{0}`")]
    Quantity(u32),
    /// The quantity would last longer than one fill may.
    #[error(
        "the quantity lasts `{days}` days by these directions; at most `{limit}` are permitted"
    )]
    DaysSupply {
        /// How many days it would last.
        days: u32,
        /// How many are permitted.
        limit: u32,
    },
    /// More refills than the limit.
    #[error("the refills must be at most `{0}`")]
    Refills(u32),
    /// A duty is not recorded as done.
    #[error("the duty `{0}` must be recorded first")]
    Obligation(String),
}

/// What became of a prescription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum PrescriptionStatus {
    /// It must still reach a pharmacy.
    ToSend,
    /// It was given to the pharmacy.
    Sent {
        /// When.
        at: Timestamp,
        /// By whom.
        by: ClinicianId,
    },
    /// It was dispensed: it can no longer be cancelled.
    Dispensed {
        /// When the clinic was told.
        at: Timestamp,
    },
    /// It was cancelled before it was dispensed.
    Cancelled {
        /// When.
        at: Timestamp,
        /// By whom.
        by: ClinicianId,
        /// Why.
        reason: String,
    },
}

impl PrescriptionStatus {
    /// Whether it can still be taken back.
    #[must_use]
    pub const fn can_be_cancelled(&self) -> bool {
        match self {
            Self::ToSend | Self::Sent { .. } => true,
            Self::Dispensed { .. } | Self::Cancelled { .. } => false,
        }
    }

    /// The word kept in the store.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ToSend => "to-send",
            Self::Sent { .. } => "sent",
            Self::Dispensed { .. } => "dispensed",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

/// A prescription that the rules permitted.
///
/// A new one is made only by [`Prescription::issue`], from a [`Permission`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prescription {
    /// Its id.
    pub id: PrescriptionId,
    /// The medicine, by its id in the formulary.
    pub medication: MedicationId,
    /// The medicine's clinical name, as it stood in the formulary.
    pub name: String,
    /// The medicine's plain name, for the patient.
    pub plain_name: String,
    /// What the quantity counts, such as `tablet`.
    pub unit: String,
    /// The directions.
    pub sig: String,
    /// How many units in one fill.
    pub quantity: u32,
    /// How many fills after the first.
    pub refills: u32,
    /// How many days one fill lasts.
    pub days_supply: u32,
    /// Why it is prescribed.
    pub diagnosis: Diagnosis,
    /// What the patient is told about the medicine, as it stood in the formulary;
    /// empty in prescriptions from before it was kept.
    #[serde(default)]
    pub counselling: Vec<String>,
    /// Words to the patient; may be empty.
    pub message: String,
    /// Duties that were met and recorded.
    pub fulfilled: Vec<String>,
    /// What became of it.
    pub status: PrescriptionStatus,
}

impl PrescriptionOrder {
    /// Everything in which this order goes beyond the permission: directions, quantity, days
    /// of supply, refills, and each duty that is not recorded.
    #[must_use]
    pub fn problems(&self, permission: &Permission, medication: &Medication) -> Vec<OrderError> {
        let limits = permission.limits();
        let sig = self.directions(permission, medication);
        let days = sig.map(|sig| sig.lasts(self.quantity));
        let quantity = if self.quantity == 0 || self.quantity > limits.quantity {
            Some(OrderError::Quantity(limits.quantity))
        } else {
            days.filter(|days| *days > limits.days_supply)
                .map(|days| OrderError::DaysSupply { days, limit: limits.days_supply })
        };
        let undone = permission.obligations().iter().filter(|duty| !self.fulfilled.contains(duty));
        sig.is_none()
            .then(|| OrderError::Sig(self.sig.clone()))
            .into_iter()
            .chain(quantity)
            .chain((self.refills > limits.refills).then_some(OrderError::Refills(limits.refills)))
            .chain(undone.cloned().map(OrderError::Obligation))
            .collect()
    }

    /// The directions, where they are within the permission.
    fn directions<'a>(
        &self,
        permission: &Permission,
        medication: &'a Medication,
    ) -> Option<&'a Sig> {
        let own = |sig: &&Sig| sig.code == self.sig && permission.sigs().contains(&sig.code);
        medication.sigs.iter().find(own)
    }
}

impl Prescription {
    /// The prescription for an order within the permission of the rules.
    ///
    /// # Errors
    /// When the order goes beyond the permission: medicine, directions,
    /// quantity, days of supply, refills, or a duty that is not recorded.
    pub fn issue(
        permission: &Permission,
        medication: &Medication,
        order: PrescriptionOrder,
    ) -> Result<Self, OrderError> {
        if *permission.medication() != order.medication || medication.id != order.medication {
            return Err(OrderError::OtherMedicine {
                permitted: permission.medication().clone(),
                ordered: order.medication,
            });
        }
        let Some(sig) = order.directions(permission, medication) else {
            return Err(OrderError::Sig(order.sig));
        };
        if let Some(first) = order.problems(permission, medication).into_iter().next() {
            return Err(first);
        }
        let days_supply = sig.lasts(order.quantity);
        Ok(Self {
            id: order.id,
            medication: order.medication,
            name: medication.name.clone(),
            plain_name: medication.plain_name.clone(),
            unit: medication.unit.clone(),
            sig: sig.text.clone(),
            quantity: order.quantity,
            refills: order.refills,
            days_supply,
            diagnosis: order.diagnosis,
            counselling: medication.counselling.clone(),
            message: order.message,
            fulfilled: order.fulfilled,
            status: PrescriptionStatus::ToSend,
        })
    }

    /// The amount of one fill in words: "10 tablets", "60 mL or g".
    #[must_use]
    pub fn amount(&self) -> String {
        counted(self.quantity, &self.unit)
    }
}

#[cfg(test)]
mod tests;
