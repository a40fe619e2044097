//! The one door for posted forms, the same in the browser and on the server.

mod date;
mod number;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    Answer, DatePart, FieldError, Item, ItemKind, OTHER, Page, Problem, Response,
    validate::{MAX_REPEATS, validate},
};
use text::visible;

/// Reads one page of a form.
///
/// `pairs` are names and values as posted: the linkId; for dates `linkId.month`,
/// `linkId.day` and `linkId.year`; for check boxes and repeated lines the linkId
/// again and again; for a free answer the linkId with `other` and
/// `linkId.other`. Names that are not on the page are passed over. What the
/// page asks depends on `earlier` (the answers so far, pruned) and on its own
/// answers; uploads come from `earlier`. `today` is the person's local date.
///
/// The result holds this page only; [`Response::replace_page`] puts it in place.
///
/// # Errors
/// One [`FieldError`] for each item that is not in order.
pub fn parse_page(
    page: &Page,
    pairs: &[(String, String)],
    earlier: &Response,
    today: Date,
) -> Result<Response, Vec<FieldError>> {
    let read = read_page(page, pairs, earlier, today);
    if read.errors.is_empty() { Ok(read.answers) } else { Err(read.errors) }
}

/// A page as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRead<'a> {
    /// The answers that are in order.
    pub answers: Response,
    /// The items that are asked, given those answers.
    pub asked: Vec<&'a Item>,
    /// What is not in order.
    pub errors: Vec<FieldError>,
    /// What was answered, as far as it can be understood: the answers, and what was ticked
    /// beside an option that excludes it, without that option. An emergency is heeded in
    /// these, whatever else is wrong with the page.
    pub heard: Response,
}

/// Reads one page of a form like [`parse_page`], and says also which items it
/// asks and what of it is in order.
#[must_use]
pub fn read_page<'a>(
    page: &'a Page,
    pairs: &[(String, String)],
    earlier: &Response,
    today: Date,
) -> PageRead<'a> {
    let form = Form::new(pairs);
    let mut answers = Response::default();
    let mut beside = Vec::new();
    let mut asked = Vec::new();
    let mut errors = Vec::new();
    let mut failed = BTreeSet::new();
    for item in &page.items {
        // What hangs on an answer that is not in order is judged with the next post.
        if item.enable.rests_on(&failed) {
            continue;
        }
        let is_asked = item.enable.holds(|link_id| {
            let own = page.item(link_id.as_str()).is_some();
            if own { answers.get(link_id.as_str()) } else { earlier.get(link_id.as_str()) }
        });
        if !is_asked {
            continue;
        }
        asked.push(item);
        let read = form.read(item, earlier.get(item.link_id.as_str()));
        let error = match read {
            Ok(mut read) => match validate(item, &read, today) {
                Ok(()) => {
                    answers.set(item.link_id.clone(), read);
                    continue;
                }
                Err(error) => {
                    if error.problem == Problem::ExclusiveWithOthers {
                        read.retain(|answer| !item.excludes_others(answer));
                        beside.push((item.link_id.clone(), read));
                    }
                    error
                }
            },
            Err(error) => error,
        };
        failed.insert(&item.link_id);
        errors.push(error);
    }
    let mut heard = answers.clone();
    for (link_id, ticked) in beside {
        heard.set(link_id, ticked);
    }
    PageRead { answers, asked, errors, heard }
}

/// Reads the three inputs of a date; all three empty is no answer.
///
/// # Errors
/// The input that is wrong, and what is wrong with it.
pub fn read_date(month: &str, day: &str, year: &str) -> Result<Option<Date>, (DatePart, Problem)> {
    date::read(month.trim(), day.trim(), year.trim())
}

/// The names and values with which a form shows these answers: what
/// [`parse_page`] reads back. Uploads are not among them.
#[must_use]
pub fn form_pairs(page: &Page, response: &Response) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for item in page.items.iter().filter(|item| item.is_question()) {
        let name = item.link_id.as_str();
        for answer in response.get(name) {
            let value = match answer {
                Answer::Integer(whole) => whole.to_string(),
                Answer::Decimal(value) | Answer::Quantity { value, .. } => value.to_string(),
                Answer::Text(text) => text.clone(),
                Answer::Coding { code } => code.clone(),
                Answer::Other(text) => {
                    pairs.push((item.link_id.part(OTHER), text.clone()));
                    OTHER.to_owned()
                }
                Answer::Date(date) => {
                    pairs.extend(date::pairs(&item.link_id, *date));
                    continue;
                }
                Answer::Attachment(_) => continue,
            };
            pairs.push((name.to_owned(), value));
        }
    }
    pairs
}

/// The posted values by name.
struct Form<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Form<'a> {
    fn new(pairs: &'a [(String, String)]) -> Self {
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in pairs {
            values.entry(name).or_default().push(value);
        }
        Self(values)
    }

    fn all(&self, name: &str) -> &[&'a str] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    fn one(&self, name: &str) -> &'a str {
        self.all(name).first().map_or("", |value| value.trim())
    }

    fn read(&self, item: &Item, uploads: &[Answer]) -> Result<Vec<Answer>, FieldError> {
        let typed = self.one(item.link_id.as_str());
        let number = |answer: &dyn Fn(&str) -> Result<Answer, Problem>| {
            if typed.is_empty() {
                return Ok(Vec::new());
            }
            answer(typed)
                .map(|answer| vec![answer])
                .map_err(|problem| FieldError::at(item, problem))
        };
        match &item.kind {
            ItemKind::Display => Ok(Vec::new()),
            ItemKind::Integer(range) => {
                number(&|typed| number::whole(typed, range).map(Answer::Integer))
            }
            ItemKind::Decimal(range) => {
                number(&|typed| number::decimal(typed, range).map(Answer::Decimal))
            }
            ItemKind::Quantity(range) => number(&|typed| {
                let value = number::decimal(typed, range)?;
                let unit = range.unit.as_ref().map(|unit| unit.code.clone());
                Ok(Answer::Quantity { value, unit: unit.unwrap_or_default() })
            }),
            ItemKind::Date { .. } => {
                let part = |part| self.one(&item.link_id.part(part));
                let date = date::read(part("month"), part("day"), part("year"));
                date.map(|date| date.map(Answer::Date).into_iter().collect())
                    .map_err(|(part, problem)| FieldError::at_part(item, part.as_str(), problem))
            }
            ItemKind::String { max } => self.lines(item, *max, false),
            ItemKind::Text { max } => self.lines(item, *max, true),
            ItemKind::Choice { .. } => self.codes(item),
            ItemKind::OpenChoice { .. } => self.open_choice(item),
            ItemKind::Attachment { .. } => Ok(uploads
                .iter()
                .filter(|answer| matches!(answer, Answer::Attachment(_)))
                .cloned()
                .collect()),
        }
    }

    fn lines(&self, item: &Item, max: usize, several: bool) -> Result<Vec<Answer>, FieldError> {
        let mut lines = Vec::new();
        for (row, typed) in self.all(item.link_id.as_str()).iter().enumerate() {
            if lines.len() > MAX_REPEATS || (row > 0 && !item.repeats) {
                break;
            }
            match visible(typed, max, several) {
                Ok(line) if line.is_empty() => {}
                Ok(line) => lines.push(Answer::Text(line)),
                Err(problem) if row == 0 => return Err(FieldError::at(item, problem)),
                Err(problem) => {
                    return Err(FieldError::at_part(item, &format!("row{}", row + 1), problem));
                }
            }
        }
        Ok(lines)
    }

    /// The options ticked, each once, in the order of the questionnaire.
    fn codes(&self, item: &Item) -> Result<Vec<Answer>, FieldError> {
        let ticked: BTreeSet<&str> = self
            .all(item.link_id.as_str())
            .iter()
            .map(|code| code.trim())
            .filter(|code| !code.is_empty())
            .collect();
        let is_other =
            |code: &str| code == OTHER && matches!(item.kind, ItemKind::OpenChoice { .. });
        if ticked.iter().any(|code| item.option(code).is_none() && !is_other(code)) {
            return Err(FieldError::at(item, Problem::UnknownChoice));
        }
        let chosen = item.options().iter().filter(|option| ticked.contains(option.code.as_str()));
        Ok(chosen.map(|option| Answer::Coding { code: option.code.clone() }).collect())
    }

    fn open_choice(&self, item: &Item) -> Result<Vec<Answer>, FieldError> {
        let mut answers = self.codes(item)?;
        let is_chosen = self.all(item.link_id.as_str()).iter().any(|code| code.trim() == OTHER);
        let at_other = |problem| FieldError::at_part(item, OTHER, problem);
        let ItemKind::OpenChoice { max, .. } = item.kind else {
            return Ok(answers);
        };
        let typed = visible(self.one(&item.link_id.part(OTHER)), max, false).map_err(at_other)?;
        match (is_chosen, typed.is_empty()) {
            (true, true) => return Err(at_other(Problem::OtherMissing)),
            // Words without the tick count when nothing else was chosen.
            (_, false) if is_chosen || answers.is_empty() => answers.push(Answer::Other(typed)),
            _ => {}
        }
        Ok(answers)
    }
}
