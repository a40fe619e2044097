//! Deciding once more: whether the rules really lead where a receipt says.

use jiff::civil::Date;

use super::Receipt;
use crate::{
    decide::Answer,
    pack::Pack,
    rules::{Digest, Ledger, evaluate_over},
};

/// Why a decision cannot be replayed, or comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// The pack at hand is not the one that was in force.
    #[error("it was decided under the pack {asked}; the pack at hand is {held}")]
    OtherPack {
        /// The pack that was in force.
        asked: Digest,
        /// The pack at hand.
        held: Digest,
    },
    /// Not everything is disclosed that the decision rested on.
    #[error("not everything is disclosed that the decision rested on: it cannot be decided again")]
    Undisclosed,
    /// The pack does not know what it is about.
    #[error("it cannot be decided again: {0}")]
    Undecidable(String),
    /// The rules say something else.
    #[error("the rules decide otherwise on {0}")]
    Otherwise(String),
}

/// Decides once more, under the pack that was in force and the verifications that the receipt
/// quotes.
///
/// # Errors
/// Why that cannot be done, or the first medicine that comes out otherwise.
pub fn replay(pack: &Pack, receipt: &Receipt) -> Result<(), ReplayFault> {
    let body = &receipt.body;
    if body.pack != pack.digest() {
        return Err(ReplayFault::OtherPack { asked: body.pack, held: pack.digest() });
    }
    let grounds = receipt.grounds().ok_or(ReplayFault::Undisclosed)?;
    let mut ledger = Ledger::new();
    for reason in body.decisions.iter().flat_map(|decision| &decision.reasons) {
        if let (Some(verified), Some(rule)) = (&reason.verified, pack.rule(&reason.rule)) {
            ledger.verify(rule.id.clone(), rule.digest(), verified.clone());
        }
    }
    let mut dates: Vec<Date> = vec![body.on, body.through];
    dates.dedup();
    let case = grounds.case(body.on);
    let evaluation = evaluate_over(pack, &ledger, body.opening, &case, &dates)
        .map_err(|error| ReplayFault::Undecidable(error.to_string()))?;
    let again = Answer::of(evaluation.into_record()).decisions;
    if again.len() != body.decisions.len() {
        return Err(ReplayFault::Otherwise("how many medicines there are".to_owned()));
    }
    let other = again.iter().zip(&body.decisions).find(|(one, other)| one != other);
    other.map_or(Ok(()), |(one, _)| Err(ReplayFault::Otherwise(one.medication.to_string())))
}
