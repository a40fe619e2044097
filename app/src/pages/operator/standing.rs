//! What a licence is worth today, in a few words.

use domain::licence::{Licence, LicenceRefusal};
use jiff::ToSpan as _;

use crate::{clinic::Clinic, ui::BadgeKind, words};

/// How many days before its end a licence is worth a warning.
const WARNING_DAYS: i64 = 30;

/// Whether a licence covers its state today, and what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The words: `until January 3, 2028`, `ended on November 17, 2026`, `suspended`.
    pub text: String,
    /// What a sentence says of it: `is valid until January 3, 2028`, `is suspended`.
    pub predicate: String,
    /// How good that is.
    pub kind: BadgeKind,
}

impl Standing {
    /// What this licence is worth on every current date of its state.
    #[must_use]
    pub fn of(clinic: &Clinic, licence: &Licence) -> Self {
        let dates = clinic.local_dates(licence.state);
        let refusal = dates.iter().find_map(|date| licence.refusal(licence.state, *date));
        let ends = words::date(licence.expires_on);
        match refusal {
            Some(LicenceRefusal::Expired { .. }) => {
                let text = format!("ended on {ends}");
                Self { predicate: text.clone(), text, kind: BadgeKind::Danger }
            }
            Some(LicenceRefusal::NotActive(status)) => Self {
                text: status.to_string(),
                predicate: format!("is {status}"),
                kind: BadgeKind::Danger,
            },
            // A licence is always asked about its own state.
            Some(LicenceRefusal::OtherState(state)) => {
                let text = format!("is for {}", state.name());
                Self { predicate: text.clone(), text, kind: BadgeKind::Danger }
            }
            None => {
                let soon = dates
                    .iter()
                    .any(|date| licence.expires_on <= date.saturating_add(WARNING_DAYS.days()));
                Self {
                    text: format!("until {ends}"),
                    predicate: format!("is valid until {ends}"),
                    kind: if soon { BadgeKind::Warning } else { BadgeKind::Success },
                }
            }
        }
    }

    /// Whether somebody should look after it.
    #[must_use]
    pub const fn wants_attention(&self) -> bool {
        match self.kind {
            BadgeKind::Warning | BadgeKind::Danger => true,
            BadgeKind::Neutral | BadgeKind::Accent | BadgeKind::Success => false,
        }
    }
}
