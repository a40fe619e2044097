//! Whether answers fit their questions: the same for a page that is posted and
//! for a whole draft before it is submitted.

use jiff::civil::Date;

use super::{
    Answer, FieldError, Item, ItemKind, LinkId, OTHER, Problem, Questionnaire, Range, Response,
};

/// The most answers to a repeated line or upload.
pub const MAX_REPEATS: usize = 20;

/// Everything that keeps a draft from being submitted, by page, over all pages
/// and items that are asked. `today` is the person's local date.
#[must_use]
pub fn check(
    questionnaire: &Questionnaire,
    response: &Response,
    today: Date,
) -> Vec<(LinkId, FieldError)> {
    let enabled = questionnaire.enabled(response);
    let mut errors = Vec::new();
    for page in &questionnaire.pages {
        for item in page.items.iter().filter(|item| enabled.contains(&item.link_id)) {
            if let Err(error) = validate(item, response.get(item.link_id.as_str()), today) {
                errors.push((page.link_id.clone(), error));
            }
        }
    }
    errors
}

/// Whether these answers fit this item.
pub(super) fn validate(item: &Item, answers: &[Answer], today: Date) -> Result<(), FieldError> {
    if answers.is_empty() {
        return match item.kind {
            ItemKind::Display => Ok(()),
            _ if !item.required => Ok(()),
            ItemKind::Attachment { .. } => Err(FieldError::at(item, Problem::PhotoMissing)),
            _ => Err(FieldError::at(item, Problem::Required)),
        };
    }
    if answers.len() > 1 && !item.repeats {
        return Err(FieldError::at(item, Problem::ChooseOne));
    }
    // Options cannot be more than there are: `fits` knows each of them.
    let max = MAX_REPEATS.max(item.options().len() + 1);
    if answers.len() > max {
        return Err(FieldError::at(item, Problem::TooMany { max }));
    }
    for (index, answer) in answers.iter().enumerate() {
        fits(&item.kind, answer, item, today)
            .map_err(|problem| at_row(item, index, answer, problem))?;
    }
    if answers.len() > 1 && answers.iter().any(|answer| item.excludes_others(answer)) {
        return Err(FieldError::at(item, Problem::ExclusiveWithOthers));
    }
    Ok(())
}

fn at_row(item: &Item, index: usize, answer: &Answer, problem: Problem) -> FieldError {
    match answer {
        Answer::Other(_) => FieldError::at_part(item, OTHER, problem),
        Answer::Date(_) => FieldError::at_part(item, "month", problem),
        Answer::Text(_) if index > 0 => {
            FieldError::at_part(item, &format!("row{}", index + 1), problem)
        }
        _ => FieldError::at(item, problem),
    }
}

fn fits(kind: &ItemKind, answer: &Answer, item: &Item, today: Date) -> Result<(), Problem> {
    match (kind, answer) {
        (ItemKind::Integer(range), Answer::Integer(_))
        | (ItemKind::Decimal(range), Answer::Decimal(_)) => in_range(range, answer),
        (ItemKind::Quantity(range), Answer::Quantity { unit, .. })
            if range.unit.as_ref().is_some_and(|expected| expected.code == *unit) =>
        {
            in_range(range, answer)
        }
        (ItemKind::Date { past, min, max }, Answer::Date(date)) => match (min, max) {
            _ if *past && *date > today => Err(Problem::InFuture),
            (Some(min), _) if date < min => Err(Problem::TooEarly { min: *min }),
            (_, Some(max)) if date > max => Err(Problem::TooLate { max: *max }),
            _ => Ok(()),
        },
        (ItemKind::String { max } | ItemKind::Text { max }, Answer::Text(text))
        | (ItemKind::OpenChoice { max, .. }, Answer::Other(text)) => {
            if text.chars().count() > *max { Err(Problem::TooLong { max: *max }) } else { Ok(()) }
        }
        (ItemKind::Choice { .. } | ItemKind::OpenChoice { .. }, Answer::Coding { code }) => {
            if item.option(code).is_some() { Ok(()) } else { Err(Problem::UnknownChoice) }
        }
        (ItemKind::Attachment { .. }, Answer::Attachment(_)) => Ok(()),
        _ => Err(Problem::AskAgain),
    }
}

fn in_range(range: &Range, answer: &Answer) -> Result<(), Problem> {
    let number = answer.number().ok_or(Problem::NotANumber)?;
    let unit = || range.unit.as_ref().map(|unit| unit.display.clone());
    match (range.min, range.max) {
        (Some(min), _) if number < min => Err(Problem::TooSmall { min, unit: unit() }),
        (_, Some(max)) if number > max => Err(Problem::TooLarge { max, unit: unit() }),
        _ => Ok(()),
    }
}
