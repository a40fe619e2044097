//! Whether a receipt is genuine and the rules lead there: asked and told the same in the
//! browser and on the server.

use domain::{
    pack::{Pack, PackFile},
    receipt::{Fault, Receipt, ReplayFault, Telling, check, replay},
    rules::Digest,
};
use leptos::prelude::*;

use crate::ui::{Alert, AlertKind};

/// What came of checking a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is genuine, and the rules lead there.
    Holds(Told),
    /// It is genuine, and could not be decided again; why.
    Genuine(Told, String),
    /// It is genuine, and the rules lead elsewhere; where it differs.
    Otherwise(Told, String),
    /// It is not what was signed; what was changed.
    Forged(String),
    /// It is no receipt, or not the whole of one; where that shows.
    Unreadable(String),
}

/// What a genuine receipt says, in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its place in the chain.
    sequence: i64,
    /// What was decided.
    kind: String,
    /// On which day, where the patient was.
    on: String,
    /// About which medicine.
    medication: Option<String>,
    /// The pack it was decided under.
    pack: Digest,
}

/// What was decided or told, in words.
fn told(kind: &str) -> String {
    match Telling::named(kind) {
        Some(Telling::VisitRequired) => "its patient was told that a visit comes first".to_owned(),
        Some(Telling::NotHere) => "its patient was told that we cannot help here".to_owned(),
        Some(Telling::Elsewhere) => "its patient was told to be seen elsewhere".to_owned(),
        None => kind.replace('-', " "),
    }
}

impl Told {
    fn of(receipt: &Receipt) -> Self {
        let body = &receipt.body;
        Self {
            sequence: body.sequence,
            kind: told(&body.kind),
            on: body.on.to_string(),
            medication: body.medication.clone(),
            pack: body.pack,
        }
    }

    fn sentence(&self) -> String {
        let Self { sequence, kind, on, medication, .. } = self;
        let about = medication.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        format!("Receipt {sequence} of this clinic: {kind}{about}, on {on}.")
    }
}

/// The receipt that this text is, signed with this key.
///
/// # Errors
/// What is wrong with it.
pub fn genuine(text: &str, key: &str) -> Result<Receipt, Fault> {
    check(text, Some(key.trim()))
}

impl From<Fault> for Verdict {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreadable(_) => Self::Unreadable(fault.to_string()),
            Fault::Version(_)
            | Fault::Signature
            | Fault::Key(_)
            | Fault::Changed
            | Fault::Disclosure(_) => Self::Forged(fault.to_string()),
        }
    }
}

/// Decides once more, under the pack with these files.
#[must_use]
pub fn judge(receipt: &Receipt, files: Option<&[PackFile]>) -> Verdict {
    let told = Told::of(receipt);
    let Some(pack) = files.and_then(|files| Pack::read(files).ok()) else {
        let why = "The rules that were in force then are not kept here.".to_owned();
        return Verdict::Genuine(told, why);
    };
    match replay(&pack, receipt) {
        Ok(()) => Verdict::Holds(told),
        Err(fault @ (ReplayFault::Otherwise(_) | ReplayFault::Undecidable(_))) => {
            Verdict::Otherwise(told, fault.to_string())
        }
        Err(fault @ (ReplayFault::OtherPack { .. } | ReplayFault::Undisclosed)) => {
            Verdict::Genuine(told, fault.to_string())
        }
    }
}

impl Verdict {
    /// As it stands on a page.
    #[must_use]
    pub fn view(&self) -> AnyView {
        let (kind, title, told, why) = match self {
            Self::Holds(told) => {
                (AlertKind::Success, "Genuine, and the rules lead there", Some(told), None)
            }
            Self::Genuine(told, why) => {
                (AlertKind::Success, "Genuine, but not decided again", Some(told), Some(why))
            }
            Self::Otherwise(told, why) => {
                (AlertKind::Warning, "Genuine, but the rules lead elsewhere", Some(told), Some(why))
            }
            Self::Forged(why) => (AlertKind::Warning, "Not genuine", None, Some(why)),
            Self::Unreadable(why) => {
                (AlertKind::Warning, "We cannot read this file", None, Some(why))
            }
        };
        let again = matches!(self, Self::Unreadable(_)).then(|| {
            view! {
                <p>
                    "It is no receipt, or not all of it: a download can break off. Download the \
                     receipt again from your visit, and check that file."
                </p>
            }
        });
        let told = told.map(|told| {
            let pack = told.pack.to_string();
            view! {
                <p>{told.sentence()}</p>
                <p class="quiet">"Decided under the rules " <code class="digest">{pack}</code></p>
            }
        });
        let why = why.cloned().map(|why| view! { <p>{why}</p> });
        view! {
            <div id="verdict">
                <Alert kind title>
                    {told}
                    {why}
                    {again}
                </Alert>
            </div>
        }
        .into_any()
    }
}
