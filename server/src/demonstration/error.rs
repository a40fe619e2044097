//! Why the demonstration could not be set up.

use store::StoreError;

/// Why the demonstration could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemonstrationError {
    /// The script does not read, or asks for what the pack does not have.
    #[error("the demonstration's script is wrong: {0}")]
    Script(String),
    /// An earlier try was broken off, and the clinic is half there.
    #[error(
        "the demonstration was broken off while it was set up: remove its folder or its database, and start again"
    )]
    Interrupted,
    /// The store refused something, or is not there.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A picture could not be put away.
    #[error("a picture of the demonstration could not be kept: {0}")]
    Photos(#[from] object_store::Error),
}

impl DemonstrationError {
    /// Something that the script got wrong.
    pub(super) fn script(what: impl Into<String>) -> Self {
        Self::Script(what.into())
    }

    /// What the clinic said no to, with the rules that said so: for the log.
    pub(super) fn reason(&self) -> String {
        let Self::Store(StoreError::NotPermitted { decision: Some(decision) }) = self else {
            return self.to_string();
        };
        let rules: Vec<String> =
            decision.reasons.iter().map(|reason| reason.rule.to_string()).collect();
        let missing = decision.missing.join(", ");
        format!("{self}: {}; missing: [{missing}]; {}", decision.outcome.as_str(), rules.join(", "))
    }

    /// The clinic said no, as it may say no to anybody: the story ends there.
    pub(super) const fn is_refusal(&self) -> bool {
        match self {
            Self::Store(error) => matches!(
                error,
                StoreError::Verb(_)
                    | StoreError::RulesChanged { .. }
                    | StoreError::NotPermitted { .. }
                    | StoreError::NoLicence(_)
                    | StoreError::Incomplete(_)
                    | StoreError::NotOfProtocol(_)
                    | StoreError::UnknownMedicine
                    | StoreError::Duplicate(_)
            ),
            Self::Script(_) | Self::Interrupted | Self::Photos(_) => false,
        }
    }
}
