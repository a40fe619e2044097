//! `enableWhen`: each condition must be able to compare with its question.

use super::{
    super::{
        Answer, Comparison, EnableWhen, Enablement, ItemKind, NO, Test, YES, error::Fault, fhir,
    },
    Reader,
};
use crate::decimal::Decimal;

impl Reader {
    pub(super) fn enablement(&self, wire: &fhir::Item) -> Result<Enablement, Fault> {
        if wire.enable_when.len() > 1 && wire.enable_behavior.is_none() {
            return Err(Fault::EnableBehavior);
        }
        let when = wire.enable_when.iter().map(|condition| self.condition(condition));
        Ok(Enablement {
            when: when.collect::<Result<_, _>>()?,
            any: matches!(wire.enable_behavior, Some(fhir::EnableBehavior::Any)),
        })
    }

    fn condition(&self, wire: &fhir::EnableWhen) -> Result<EnableWhen, Fault> {
        let (question, kind) = self
            .questions
            .get_key_value(wire.question.as_str())
            .ok_or_else(|| Fault::EnableWhenQuestion(wire.question.clone()))?;
        Ok(EnableWhen { question: question.clone(), test: test(kind, wire)? })
    }
}

fn test(kind: &ItemKind, wire: &fhir::EnableWhen) -> Result<Test, Fault> {
    let unfit = || Fault::EnableWhenAnswer(wire.question.clone());
    if wire.operator == "exists" {
        return wire.answer_boolean.map(Test::Exists).ok_or_else(unfit);
    }
    let comparison = comparison(&wire.operator).ok_or_else(unfit)?;
    let answer = answer(kind, wire).ok_or_else(unfit)?;
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    let has_order = answer.number().is_some() || matches!(answer, Answer::Date(_));
    if !is_equality && !has_order {
        return Err(unfit());
    }
    match (&answer, kind) {
        (Answer::Coding { code }, ItemKind::Choice { options, .. })
            if !options.iter().any(|option| option.code == *code) =>
        {
            Err(Fault::EnableWhenCode { question: wire.question.clone(), code: code.clone() })
        }
        (Answer::Coding { code }, ItemKind::OpenChoice { options, other, .. })
            if !options.iter().chain([other]).any(|option| option.code == *code) =>
        {
            Err(Fault::EnableWhenCode { question: wire.question.clone(), code: code.clone() })
        }
        _ => Ok(Test::Compare(comparison, answer)),
    }
}

fn comparison(operator: &str) -> Option<Comparison> {
    match operator {
        "=" => Some(Comparison::Equal),
        "!=" => Some(Comparison::NotEqual),
        ">" => Some(Comparison::Greater),
        "<" => Some(Comparison::Less),
        ">=" => Some(Comparison::AtLeast),
        "<=" => Some(Comparison::AtMost),
        _ => None,
    }
}

/// The expected answer, of the kind that the question takes.
fn answer(kind: &ItemKind, wire: &fhir::EnableWhen) -> Option<Answer> {
    match kind {
        ItemKind::Integer(_) | ItemKind::Decimal(_) | ItemKind::Quantity(_) => {
            let whole = |whole| i32::try_from(whole).ok().map(Decimal::whole);
            wire.answer_decimal
                .or_else(|| wire.answer_integer.and_then(whole))
                .or_else(|| wire.answer_quantity.as_ref().map(|quantity| quantity.value))
                .map(Answer::Decimal)
        }
        ItemKind::Date { .. } => wire.answer_date.map(Answer::Date),
        ItemKind::String { .. } | ItemKind::Text { .. } => {
            wire.answer_string.clone().map(Answer::Text)
        }
        ItemKind::Choice { boolean: true, .. } => wire
            .answer_boolean
            .map(|yes| Answer::Coding { code: if yes { YES } else { NO }.to_owned() }),
        ItemKind::Choice { .. } | ItemKind::OpenChoice { .. } => {
            wire.answer_coding.as_ref().map(|coding| Answer::Coding { code: coding.code.clone() })
        }
        ItemKind::Attachment { .. } | ItemKind::Display => None,
    }
}
