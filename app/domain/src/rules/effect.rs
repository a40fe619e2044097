//! What a rule does when its condition holds.

mod form;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::limits::Limit;
use crate::{
    evidence::Evidence,
    relationship::{Modality, VisitOnRecord},
};
use jiff::civil::Date;

pub use form::EffectError;

use super::condition::Period;

/// The one effect of a rule.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Effect {
    /// The jurisdiction may be served.
    Open,
    /// It must not be prescribed.
    Prohibit,
    /// Something must be there first.
    Require(Requirement),
    /// No more than this.
    Limit(Limit),
    /// To be seen elsewhere.
    Refer,
    /// An emergency: everything stops.
    Stop(Stop),
    /// The clinician is told.
    Alert,
    /// Something to be done and recorded, by its code.
    Oblige(String),
}

impl Effect {
    /// Whether it alone keeps a medicine from being prescribed.
    #[must_use]
    pub const fn bars(&self) -> bool {
        match self {
            Self::Prohibit | Self::Refer | Self::Stop(_) => true,
            Self::Open | Self::Require(_) | Self::Limit(_) | Self::Alert | Self::Oblige(_) => false,
        }
    }

    /// The effect's name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Prohibit => "prohibit",
            Self::Require(_) => "require",
            Self::Limit(_) => "limit",
            Self::Refer => "refer",
            Self::Stop(_) => "stop",
            Self::Alert => "alert",
            Self::Oblige(_) => "oblige",
        }
    }
}

/// Where to turn at once, most urgent first.
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
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// Call 911.
    #[serde(rename = "911")]
    Call911,
    /// Call or text 988, the suicide and crisis lifeline.
    #[serde(rename = "988")]
    Call988,
    /// Go to an emergency department.
    EmergencyDepartment,
    /// Be seen by somebody today.
    SameDay,
}

impl Stop {
    /// The word used in packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call911 => "911",
            Self::Call988 => "988",
            Self::EmergencyDepartment => "emergency-department",
            Self::SameDay => "same-day",
        }
    }
}

/// What must be there first.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Requirement {
    /// A live visit of this modality or a stronger one.
    Modality(Modality),
    /// A piece of evidence.
    Evidence(EvidenceDemand),
    /// A signed consent, by its code.
    Consent(String),
}

impl Requirement {
    /// A visit on record, held by the day `on`, is enough.
    pub(super) fn visit_suffices(needed: Modality, visit: Option<VisitOnRecord>, on: Date) -> bool {
        let held = visit.filter(|visit| visit.on <= on).map(|visit| visit.modality);
        held.unwrap_or(Modality::Asynchronous) >= needed
    }
}

/// Evidence of one of these kinds.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct EvidenceDemand {
    /// The kinds, any of which will do; at least one.
    pub kinds: Vec<EvidenceKind>,
    /// The photo's view, where one is asked for.
    pub view: Option<String>,
    /// The laboratory value's LOINC code, where one is asked for.
    pub code: Option<String>,
    /// How many days old it may be; absent where its age does not matter.
    pub within_days: Option<u16>,
}

impl EvidenceDemand {
    /// Some piece of evidence is of the kind, not in the future and not too old.
    #[must_use]
    pub fn is_met(&self, evidence: &[Evidence], on: Date) -> bool {
        evidence.iter().any(|piece| {
            let recent = match self.within_days {
                Some(days) => Period::Days(days).contains(piece.on(), on),
                None => piece.on() <= on,
            };
            recent && self.kinds.iter().any(|kind| self.fits(*kind, piece))
        })
    }

    fn fits(&self, kind: EvidenceKind, piece: &Evidence) -> bool {
        let asked = |wanted: &Option<String>, given: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == given)
        };
        kind.as_str() == piece.kind()
            && match piece {
                Evidence::Photo { view, .. } => asked(&self.view, view),
                Evidence::Lab { code, .. } => asked(&self.code, code),
                Evidence::BloodPressure { .. }
                | Evidence::HeartRate { .. }
                | Evidence::ClinicianDialogue { .. }
                | Evidence::Record { .. }
                | Evidence::LocationAttestation { .. } => true,
            }
    }

    /// How it is listed while it is missing: `blood-pressure`,
    /// `photo:front-hairline`, `lab:2160-0`, `photo|record|lab`.
    #[must_use]
    pub fn name(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        let mut name = kinds.join("|");
        for part in [&self.view, &self.code].into_iter().flatten() {
            name.push(':');
            name.push_str(part);
        }
        name
    }
}

/// The kinds of [`Evidence`] as packs name them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// [`Evidence::BloodPressure`].
    BloodPressure,
    /// [`Evidence::HeartRate`].
    HeartRate,
    /// [`Evidence::Photo`].
    Photo,
    /// [`Evidence::ClinicianDialogue`].
    ClinicianDialogue,
    /// [`Evidence::Lab`].
    Lab,
    /// [`Evidence::Record`].
    Record,
    /// [`Evidence::LocationAttestation`].
    LocationAttestation,
}

impl EvidenceKind {
    /// The word used in packs, the same as [`Evidence::kind`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BloodPressure => "blood-pressure",
            Self::HeartRate => "heart-rate",
            Self::Photo => "photo",
            Self::ClinicianDialogue => "clinician-dialogue",
            Self::Lab => "lab",
            Self::Record => "record",
            Self::LocationAttestation => "location-attestation",
        }
    }
}
