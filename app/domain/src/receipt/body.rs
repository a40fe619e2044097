//! The signed part, and the signature.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ALGORITHM, Disclosure, Grounds, SecretKey, VERSION};
use crate::{
    decide::MedicationAnswer,
    ids::{ClinicianId, DeterminationId, EncounterId},
    rules::{Digest, EvaluationRecord, Opening, canonical},
};

/// What the clinic signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Body {
    /// [`VERSION`].
    pub version: u8,
    /// The version of the program that decided.
    pub engine: String,
    /// The clinic's name for itself, the same in all of its receipts.
    pub clinic: String,
    /// Its place in the clinic's chain, from 1.
    pub sequence: i64,
    /// The digest of the receipt before it; none for the first.
    pub previous: Option<Digest>,
    /// When it was decided.
    pub at: Timestamp,
    /// About which encounter.
    pub encounter: EncounterId,
    /// Which determination; absent where the product itself told its patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub determination: Option<DeterminationId>,
    /// What was decided: `prescribed`, `declined`, `visit-required` or `information-requested`;
    /// or what was told, see [`super::Telling`].
    pub kind: String,
    /// By whom; absent where no clinician was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinician: Option<ClinicianId>,
    /// The medicine, where one was prescribed.
    pub medication: Option<String>,
    /// The patient's local day, the earliest where clocks differ.
    pub on: Date,
    /// The latest.
    pub through: Date,
    /// The pack that was in force.
    pub pack: Digest,
    /// Which opening rules open.
    pub opening: Opening,
    /// What the rules said, for every medicine of the protocol.
    pub decisions: Vec<MedicationAnswer>,
    /// The salted digest of everything that it rested on, by name.
    pub grounds: BTreeMap<String, Digest>,
}

/// A signature over the body's canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// [`ALGORITHM`].
    pub algorithm: String,
    /// The clinic's public key, base64url.
    pub key: String,
    /// The signature, base64url.
    pub value: String,
}

/// A receipt as a reader holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// What was signed.
    pub body: Body,
    /// The signature.
    pub signature: Signature,
    /// What this reader is shown of what it rested on.
    pub disclosures: Vec<Disclosure>,
}

/// What a receipt says besides what the rules and the grounds say.
#[derive(Clone, Debug)]
pub struct Heading {
    /// See [`Body::engine`].
    pub engine: String,
    /// See [`Body::clinic`].
    pub clinic: String,
    /// See [`Body::sequence`].
    pub sequence: i64,
    /// See [`Body::previous`].
    pub previous: Option<Digest>,
    /// See [`Body::at`].
    pub at: Timestamp,
    /// See [`Body::encounter`].
    pub encounter: EncounterId,
    /// See [`Body::determination`].
    pub determination: Option<DeterminationId>,
    /// See [`Body::kind`].
    pub kind: String,
    /// See [`Body::clinician`].
    pub clinician: Option<ClinicianId>,
    /// See [`Body::medication`].
    pub medication: Option<String>,
    /// See [`Body::opening`].
    pub opening: Opening,
}

impl Receipt {
    /// Signs a receipt with the clinic's key. `secret` is drawn anew for each and told nobody:
    /// the salts come from it.
    #[must_use]
    pub fn sign(
        heading: Heading,
        evaluation: &EvaluationRecord,
        grounds: &Grounds,
        key: &SecretKey,
        secret: &[u8; 32],
    ) -> Self {
        let disclosures: Vec<Disclosure> = grounds
            .entries()
            .into_iter()
            .map(|(name, value)| Disclosure::new(secret, name, value))
            .collect();
        let answer = crate::decide::Answer::of(evaluation.clone());
        let body = Body {
            version: VERSION,
            engine: heading.engine,
            clinic: heading.clinic,
            sequence: heading.sequence,
            previous: heading.previous,
            at: heading.at,
            encounter: heading.encounter,
            determination: heading.determination,
            kind: heading.kind,
            clinician: heading.clinician,
            medication: heading.medication,
            on: evaluation.on,
            through: evaluation.through,
            pack: evaluation.pack,
            opening: heading.opening,
            decisions: answer.decisions,
            grounds: disclosures.iter().map(|one| (one.name.clone(), one.digest())).collect(),
        };
        let signature = Signature {
            algorithm: ALGORITHM.to_owned(),
            key: key.public(),
            value: key.sign(&body.signed_text()),
        };
        Self { body, signature, disclosures }
    }

    /// As the patient holds it: without what is the prescriber's own.
    #[must_use]
    pub fn for_the_patient(mut self) -> Self {
        let body = &self.body;
        self.disclosures.retain(|disclosure| body.is_the_patients(&disclosure.name));
        self
    }

    /// What it rested on, as far as this reader is shown; nothing where more is missing than
    /// what is the prescriber's own.
    #[must_use]
    pub fn grounds(&self) -> Option<Grounds> {
        let shown = |name: &String| self.disclosures.iter().any(|one| one.name == *name);
        let grounds = &self.body.grounds;
        if !grounds.keys().all(|name| !self.body.is_the_patients(name) || shown(name)) {
            return None;
        }
        Grounds::from_entries(self.disclosures.iter().map(|one| (one.name.as_str(), &one.value)))
    }
}

impl Body {
    /// Whether the patient is shown what stands under this name: all but the licences of the
    /// clinician who decided.
    #[must_use]
    pub fn is_the_patients(&self, name: &str) -> bool {
        self.clinician.is_none() || !Grounds::is_the_prescribers(name)
    }

    /// The text that is signed.
    #[must_use]
    pub fn signed_text(&self) -> String {
        canonical(&serde_json::to_value(self).unwrap_or(Value::Null))
    }

    /// The digest by which the next receipt names this one.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of_bytes(self.signed_text().as_bytes())
    }
}
