//! `asynclinic admin`: what the machine's owner does from the machine itself.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::{
    people::{EmailAddress, PersonName},
    rules::{Jurisdiction, RuleId},
};

use super::PlaceFlags;

/// Look after accounts, packs and the rules' verification.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Make an operator, and print the address that sets the password, once
    CreateOperator(CreateOperatorFlags),
    /// List the opening rules: which are verified, and which nobody vouches for yet
    ///
    /// A clinic with real patients serves a state only once its opening rule is
    /// verified. Rules that restrict always bind, verified or not.
    Rules(RulesFlags),
    /// Put on record that somebody has read a rule against its source
    ///
    /// Shows what is verified, with its citation. It holds for the rule as it
    /// reads now: a rule that changes must be verified again. Running servers
    /// heed it at once.
    VerifyRule(VerifyRuleFlags),
    /// Put a pack in force at once, as an operator of the clinic
    ///
    /// For what the pages cannot do: go on where this program does not read the
    /// pack in force any more. Running servers heed it at once. What changes for
    /// whom: see `asynclinic pack diff` and `asynclinic impact`.
    PublishPack(PublishPackFlags),
}

/// `asynclinic admin create-operator`.
#[derive(Clone, Debug, Args)]
pub struct CreateOperatorFlags {
    /// The operator's e-mail address, which is also the name to sign in with
    #[arg(long)]
    pub email: EmailAddress,
    /// The operator's name
    #[arg(long, default_value = "Operator")]
    pub name: PersonName,
    /// Where the clinic keeps what it knows.
    #[command(flatten)]
    pub place: PlaceFlags,
}

/// `asynclinic admin rules`.
#[derive(Clone, Debug, Args)]
pub struct RulesFlags {
    /// Only the rules of this jurisdiction, such as US-TX
    #[arg(long, value_name = "JURISDICTION")]
    pub of: Option<Jurisdiction>,
    /// Where the clinic keeps what it knows.
    #[command(flatten)]
    pub place: PlaceFlags,
}

/// `asynclinic admin verify-rule`.
#[derive(Clone, Debug, Args)]
pub struct VerifyRuleFlags {
    /// Which rules.
    #[command(flatten)]
    pub which: WhichRules,
    /// Who has read it and vouches for it: a person's name
    #[arg(long, value_name = "NAME")]
    pub by: PersonName,
    /// What they want to say about it, such as which edition they read
    #[arg(long, value_name = "TEXT")]
    pub note: String,
    /// Where the clinic keeps what it knows.
    #[command(flatten)]
    pub place: PlaceFlags,
}

/// `asynclinic admin publish-pack`.
#[derive(Clone, Debug, Args)]
pub struct PublishPackFlags {
    /// The pack's folder [default: the pack inside this program]
    #[arg(long, value_name = "DIR")]
    pub pack: Option<PathBuf>,
    /// Who decides it: the e-mail address of an operator
    #[arg(long, value_name = "EMAIL")]
    pub by: EmailAddress,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub note: String,
    /// Where the clinic keeps what it knows.
    #[command(flatten)]
    pub place: PlaceFlags,
}

/// One rule, or all that open a jurisdiction.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct WhichRules {
    /// One rule by its id, such as us-tx/service/open
    #[arg(long, value_name = "RULE")]
    pub rule: Option<RuleId>,
    /// Every rule that opens a jurisdiction, such as US-TX
    #[arg(long, value_name = "JURISDICTION")]
    pub all_opening_of: Option<Jurisdiction>,
}
