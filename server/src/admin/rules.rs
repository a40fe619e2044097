//! `asynclinic admin rules` and `verify-rule`: which rules somebody vouches for.

use std::io::{self, Write, stdout};

use domain::{
    actor::Actor,
    pack::Pack,
    rules::{Effect, Jurisdiction, Ledger, Rule},
};
use store::{Rulebook, Voucher};

use super::Office;
use crate::{
    ServerError,
    cli::{RulesFlags, VerifyRuleFlags, WhichRules},
    open::{Purpose, rules, store_failed},
};

/// Lists the rules that open a jurisdiction, verified or not.
///
/// # Errors
/// The settings, the database or the pack.
pub async fn list_rules(flags: &RulesFlags) -> Result<(), ServerError> {
    let Office { place, store, .. } = Office::open(&flags.place).await?;
    let current = rules(&store, &place, Purpose::Practice).await?;
    store.close().await;
    let Rulebook { pack, ledger, .. } = current.get();
    let rules: Vec<&Rule> = opening(&pack, flags.of).collect();
    if let (Some(jurisdiction), true) = (flags.of, rules.is_empty()) {
        return Err(ServerError::NothingOpens(jurisdiction));
    }
    list(&mut stdout().lock(), &rules, &ledger).map_err(ServerError::unsaid)
}

/// Puts on record that somebody vouches for rules, and shows them.
///
/// # Errors
/// The settings, the database, the pack, or a rule that it does not have.
pub async fn verify_rule(flags: &VerifyRuleFlags) -> Result<(), ServerError> {
    let Office { place, store, .. } = Office::open(&flags.place).await?;
    let pack = rules(&store, &place, Purpose::Practice).await?.get().pack;
    let rules = chosen(&pack, &flags.which)?;
    let rows: Vec<_> = rules.iter().map(|rule| (rule.id.clone(), rule.digest())).collect();
    let voucher = Voucher { by: flags.by.clone(), note: flags.note.trim().to_owned() };
    store
        .verify_rules(&Actor::System, &rows, &voucher)
        .await
        .map_err(|cause| store_failed(&place, cause))?;
    store.close().await;
    let mut out = stdout().lock();
    let said = rules.iter().try_for_each(|rule| {
        writeln!(out, "Verified by {}:", voucher.by)?;
        describe(&mut out, rule)
    });
    said.map_err(ServerError::unsaid)
}

fn chosen<'a>(pack: &'a Pack, which: &WhichRules) -> Result<Vec<&'a Rule>, ServerError> {
    let mut rules = Vec::new();
    if let Some(id) = &which.rule {
        rules.push(pack.rule(id).ok_or_else(|| ServerError::UnknownRule(id.clone()))?);
    }
    if let Some(jurisdiction) = which.all_opening_of {
        rules.extend(opening(pack, Some(jurisdiction)));
        if rules.is_empty() {
            return Err(ServerError::NothingOpens(jurisdiction));
        }
    }
    Ok(rules)
}

fn opening(pack: &Pack, of: Option<Jurisdiction>) -> impl Iterator<Item = &Rule> {
    pack.rules()
        .filter(|rule| matches!(rule.effect, Effect::Open))
        .filter(move |rule| of.is_none_or(|jurisdiction| rule.jurisdiction == jurisdiction))
}

fn list(out: &mut impl Write, rules: &[&Rule], ledger: &Ledger) -> io::Result<()> {
    let (verified, unverified): (Vec<_>, Vec<_>) =
        rules.iter().partition(|rule| ledger.verification(rule).is_some());
    writeln!(out, "Verified: {} of {} opening rules.", verified.len(), rules.len())?;
    for rule in verified {
        if let Some(known) = ledger.verification(rule) {
            let day = known.at.strftime("%Y-%m-%d");
            writeln!(out, "\n{}, by {} on {day}: {}", rule.id, known.by, known.note)?;
        }
    }
    if !unverified.is_empty() {
        writeln!(out, "\nNot verified, so nobody is treated under them:")?;
    }
    for rule in unverified {
        writeln!(out)?;
        describe(out, rule)?;
    }
    Ok(())
}

fn describe(out: &mut impl Write, rule: &Rule) -> io::Result<()> {
    writeln!(out, "{} ({}): {}", rule.id, rule.jurisdiction, rule.title)?;
    writeln!(out, "  says:       {}", rule.clinician)?;
    writeln!(out, "  citation:   {}", rule.citation)?;
    if let Some(url) = &rule.url {
        writeln!(out, "  read it at: {url}")?;
    }
    let confidence = rule.confidence.as_str();
    writeln!(out, "  reviewed:   {}, confidence {confidence}", rule.reviewed)?;
    writeln!(out, "  digest:     {}", rule.digest())
}
