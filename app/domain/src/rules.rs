//! Rules of law and medicine as data, and the one pure function that weighs them.
//!
//! A pack (see [`crate::pack`]) declares facts and rules. [`evaluate()`] weighs
//! them for one case on one day and gives, for each medicine, an outcome with
//! its reasons. What is not known asks and never permits.

pub mod case;
pub mod catalogue;
pub mod condition;
pub mod decision;
pub mod digest;
pub mod effect;
mod evaluate;
pub mod fact;
pub mod flags;
mod known;
pub mod ledger;
pub mod limits;
mod listed;
mod merge;
mod outcomes;
pub mod reason;
pub mod rule;
mod standing;
pub mod truth;
pub mod value;
mod weigh;
mod words;

pub use case::{Case, CaseError};
pub use catalogue::{Catalogue, CatalogueError};
pub use condition::{Comparison, Condition, ConditionError, Knows, Period};
pub use decision::{Decision, DecisionRecord, Evaluation, EvaluationRecord, Outcome, Permission};
pub use digest::{Digest, DigestError, canonical};
pub use effect::{Effect, EffectError, EvidenceDemand, EvidenceKind, Requirement, Stop};
pub use evaluate::{RuleSet, evaluate, evaluate_over};
pub use fact::{FactDefinition, FactName, FactSource, FactType, builtin};
pub use flags::Flag;
pub(crate) use known::Known;
pub use ledger::{Ledger, Opening, Verification};
pub use limits::{Limit, Limits};
pub(crate) use listed::Bearing;
pub use listed::Listed;
pub(crate) use outcomes::Outcomes;
pub use reason::{EngineRule, Reason};
pub use rule::{Basis, Confidence, Jurisdiction, Rule, RuleId, UnknownJurisdictionError};
pub use truth::Truth;
pub use value::{Facts, Value};
pub use words::Said;
