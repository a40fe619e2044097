//! Drafts whose questionnaire changed.

use std::mem::discriminant;

use jiff::civil::Date;

use super::{Answer, Item, ItemKind, LinkId, Questionnaire, Response, validate::validate};

/// Takes the answers of a draft over to a changed questionnaire: those whose
/// question has the same linkId and the same kind, and options that still
/// exist. Where check boxes gained an option, the question is asked again: a
/// box that was never shown was not left empty.
#[must_use]
pub fn carry_over(response: &Response, old: &Questionnaire, new: &Questionnaire) -> Response {
    let mut carried = Response::default();
    for (link_id, answers) in response.iter() {
        let items = old.item(link_id.as_str()).zip(new.item(link_id.as_str()));
        let Some((before, now)) = items.filter(|(before, now)| is_same_question(before, now))
        else {
            continue;
        };
        let kept: Vec<Answer> =
            answers.iter().filter(|answer| still_exists(now, answer)).cloned().collect();
        let one_expected = kept.len() > 1 && !now.repeats;
        let never_shown = before.repeats && gained_option(before, now);
        if !(one_expected || never_shown) {
            carried.set(link_id.clone(), kept);
        }
    }
    carried
}

/// The same where the old questionnaire is no longer at hand: answers are kept
/// that fit the question which now has their linkId. Check boxes are asked
/// again, because nobody knows which of them were shown.
#[must_use]
pub fn carry_what_fits(response: &Response, new: &Questionnaire, today: Date) -> Response {
    let mut carried = Response::default();
    for (link_id, answers) in response.iter() {
        let Some(item) = new.item(link_id.as_str()) else { continue };
        let boxes = item.repeats && !item.options().is_empty();
        if !boxes && validate(item, answers, today).is_ok() {
            carried.set(link_id.clone(), answers.to_vec());
        }
    }
    carried
}

impl Questionnaire {
    /// Answers to questions that this questionnaire does not have: to be shown,
    /// and never to be dropped in silence.
    pub fn unknown<'a>(
        &'a self,
        response: &'a Response,
    ) -> impl Iterator<Item = (&'a LinkId, &'a [Answer])> {
        response.iter().filter(|(link_id, _)| self.item(link_id.as_str()).is_none())
    }
}

fn is_same_question(before: &Item, now: &Item) -> bool {
    discriminant(&before.kind) == discriminant(&now.kind)
        && match (&before.kind, &now.kind) {
            (ItemKind::Quantity(before), ItemKind::Quantity(now))
            | (ItemKind::Decimal(before), ItemKind::Decimal(now))
            | (ItemKind::Integer(before), ItemKind::Integer(now)) => before.unit == now.unit,
            (ItemKind::Attachment { view: before, .. }, ItemKind::Attachment { view: now, .. }) => {
                before == now
            }
            _ => true,
        }
}

fn still_exists(now: &Item, answer: &Answer) -> bool {
    match answer {
        Answer::Coding { code } => now.option(code).is_some(),
        _ => true,
    }
}

fn gained_option(before: &Item, now: &Item) -> bool {
    now.options().iter().any(|option| before.option(&option.code).is_none())
}
