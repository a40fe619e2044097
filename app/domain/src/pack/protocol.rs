//! A protocol: what one condition is treated by.

use serde::{Deserialize, Serialize};

use crate::{
    medication::{Diagnosis, Medication, MedicationId, ProtocolId},
    questionnaire::Questionnaire,
    rules::Digest,
};

/// A condition that the clinic treats, with its questions and its medicines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Protocol {
    /// Its id, the name of its folder.
    pub id: ProtocolId,
    /// Its name in a patient's words.
    pub title: String,
    /// What it offers, in a patient's words.
    pub summary: String,
    /// Whom it is for and whom not, in a patient's words.
    pub who_this_is_for: String,
    /// The diagnoses that may be recorded; at least one.
    pub diagnoses: Vec<Diagnosis>,
    /// Why a clinician may decline.
    pub decline_reasons: Vec<DeclineReason>,
    /// The days after which to ask how it went.
    pub follow_up_days: Vec<u16>,
    /// The questions.
    #[serde(skip)]
    pub questionnaire: Questionnaire,
    /// The digest of the questionnaire's JSON as it was read.
    pub questionnaire_digest: Digest,
    /// The medicines, in the order they are offered; at least one.
    pub formulary: Vec<Medication>,
}

impl Protocol {
    /// The medicine with this id.
    #[must_use]
    pub fn medication(&self, id: &MedicationId) -> Option<&Medication> {
        self.formulary.iter().find(|medication| medication.id == *id)
    }

    /// The diagnosis with this code.
    #[must_use]
    pub fn diagnosis(&self, code: &str) -> Option<&Diagnosis> {
        self.diagnoses.iter().find(|diagnosis| diagnosis.code == code)
    }

    /// The decline reason with this code.
    #[must_use]
    pub fn decline_reason(&self, code: &str) -> Option<&DeclineReason> {
        self.decline_reasons.iter().find(|reason| reason.code == code)
    }
}

/// Why a clinician may decline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineReason {
    /// Its code.
    pub code: String,
    /// What the clinician chooses from.
    pub label: String,
    /// Where the words to the patient start from.
    pub patient: String,
}

/// `protocol.toml`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ProtocolHead {
    pub(super) id: ProtocolId,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) who_this_is_for: String,
    pub(super) diagnoses: Vec<Diagnosis>,
    pub(super) decline_reasons: Vec<DeclineReason>,
    #[serde(default)]
    pub(super) follow_up_days: Vec<u16>,
}
