//! Evidence on record: measurements, photos, laboratory values, a clinician's dialogue.

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{decimal::Decimal, packed};

/// One piece of evidence, with the patient's local date on which it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    /// A blood pressure in mmHg (LOINC 85354-9).
    BloodPressure {
        /// The day it was measured.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
        /// Systolic, mmHg (LOINC 8480-6).
        systolic: Decimal,
        /// Diastolic, mmHg (LOINC 8462-4).
        diastolic: Decimal,
    },
    /// A heart rate in beats a minute (LOINC 8867-4).
    HeartRate {
        /// The day it was measured.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
        /// Beats a minute.
        value: Decimal,
    },
    /// A photo of one named view.
    Photo {
        /// The day it was sent.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
        /// The view, as the protocol names it.
        view: String,
    },
    /// A clinician asked at least one question in this encounter, and the patient answered it.
    ClinicianDialogue {
        /// The day of the answer.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
    },
    /// A laboratory value.
    Lab {
        /// The day of the sample.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
        /// The LOINC code.
        code: String,
        /// The value, in `unit`.
        value: Decimal,
        /// The unit, as UCUM writes it.
        unit: String,
    },
    /// A record of earlier care or a laboratory report that was uploaded.
    Record {
        /// The day it was sent.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
    },
    /// The patient said where they are.
    LocationAttestation {
        /// The day they said so.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
    },
}

impl Evidence {
    /// The kind as packs name it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::BloodPressure { .. } => "blood-pressure",
            Self::HeartRate { .. } => "heart-rate",
            Self::Photo { .. } => "photo",
            Self::ClinicianDialogue { .. } => "clinician-dialogue",
            Self::Lab { .. } => "lab",
            Self::Record { .. } => "record",
            Self::LocationAttestation { .. } => "location-attestation",
        }
    }

    /// The day it was made or sent.
    #[must_use]
    pub const fn on(&self) -> Date {
        match self {
            Self::BloodPressure { on, .. }
            | Self::HeartRate { on, .. }
            | Self::Photo { on, .. }
            | Self::ClinicianDialogue { on }
            | Self::Lab { on, .. }
            | Self::Record { on }
            | Self::LocationAttestation { on } => *on,
        }
    }

    /// The same piece, dated `day`.
    #[must_use]
    pub fn dated(mut self, day: Date) -> Self {
        match &mut self {
            Self::BloodPressure { on, .. }
            | Self::HeartRate { on, .. }
            | Self::Photo { on, .. }
            | Self::ClinicianDialogue { on }
            | Self::Lab { on, .. }
            | Self::Record { on }
            | Self::LocationAttestation { on } => *on = day,
        }
        self
    }
}
