//! What the answers mean to the rules.

mod merge;

use jiff::civil::Date;

use super::{
    Answer, Choice, Item, LinkId, NO, NO_PREFERENCE, Purpose, Questionnaire, Response, UNSURE, YES,
};
use crate::{
    decimal::Decimal,
    evidence::Evidence,
    rules::{
        Facts, Value,
        builtin::{DIASTOLIC, HEART_RATE, SYSTOLIC},
    },
};
use merge::{Said, Statements};

/// The answer that dates the blood pressure.
const BLOOD_PRESSURE_ON: &str = "blood-pressure-on";
/// The answer that dates the heart rate.
const HEART_RATE_ON: &str = "heart-rate-on";
/// Facts that become evidence: the engine takes them from there, with their date.
const MEASURED: [&str; 5] = [SYSTOLIC, DIASTOLIC, BLOOD_PRESSURE_ON, HEART_RATE, HEART_RATE_ON];

/// What the answers say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Facts; what is not in it is not known.
    pub facts: Facts,
    /// Measurements and laboratory values, each with its date; one without a
    /// date is left out. Photos and records are evidence too, and come from
    /// where they are kept.
    pub evidence: Vec<Evidence>,
    /// The medicines that were typed, one to an entry.
    pub medicines: Vec<String>,
    /// The allergies as they were told.
    pub allergies: Vec<String>,
    /// The id of the medicine that the person would like.
    pub preferred_medicine: Option<String>,
    /// Where the person would like to collect it, line by line.
    pub pharmacy: Vec<String>,
    /// Required questions that are asked and have no answer, in order: what
    /// they feed is not known, however much else is.
    pub unanswered: Vec<LinkId>,
    /// No list of medicines is among the unanswered: what was typed is all.
    pub medicines_complete: bool,
}

/// Reads the meaning of all answers to questions that are asked.
///
/// An option that is ticked makes its fact true, and the answer without it
/// false; with "I am not sure" among the answers, what is not ticked is
/// unknown. A question that is asked and not answered leaves its facts unknown,
/// whatever another question says against them; one that is not asked says
/// nothing. Where two questions give one fact, true wins, then unknown, then
/// false.
#[must_use]
pub fn gather(questionnaire: &Questionnaire, response: &Response) -> Gathered {
    let enabled = questionnaire.enabled(response);
    let asked: Vec<(&Item, &[Answer])> = questionnaire
        .items()
        .filter(|item| enabled.contains(&item.link_id))
        .map(|item| (item, response.get(item.link_id.as_str())))
        .collect();
    let mut statements = Statements::default();
    let mut gathered =
        Gathered { evidence: evidence(&asked), medicines_complete: true, ..Gathered::default() };
    for (item, answers) in asked {
        state(item, answers, &mut statements);
        if item.is_unanswered(answers) {
            gathered.unanswered.push(item.link_id.clone());
            gathered.medicines_complete &= item.purpose != Some(Purpose::Medicines);
        }
        let texts = answers.iter().filter_map(Answer::text).map(str::to_owned);
        match &item.purpose {
            Some(Purpose::Medicines) => gathered.medicines.extend(texts),
            Some(Purpose::Allergies) => gathered.allergies.extend(texts),
            Some(Purpose::Pharmacy) => gathered.pharmacy.extend(texts),
            Some(Purpose::PreferredMedicine) => {
                let code = answers.iter().find_map(Answer::code);
                let preferred = code.filter(|code| *code != NO_PREFERENCE);
                gathered.preferred_medicine = preferred.map(str::to_owned);
            }
            Some(Purpose::Lab(_) | Purpose::LabDate(_)) | None => {}
        }
    }
    gathered.facts = statements.into_facts();
    gathered
}

/// What one item says, through its own fact and those of its options.
fn state(item: &Item, answers: &[Answer], statements: &mut Statements) {
    if let Some(fact) = item.fact.as_deref().filter(|fact| !MEASURED.contains(fact)) {
        statements.add(fact, own_fact(item, answers));
    }
    let ticked = |code: &str| answers.iter().any(|answer| answer.code() == Some(code));
    let unsure = ticked(UNSURE);
    let other = match &item.kind {
        super::ItemKind::OpenChoice { other, .. } => Some(other),
        _ => None,
    };
    for option in item.options().iter().chain(other) {
        let Some(fact) = &option.fact else { continue };
        let value = option.fact_value.unwrap_or(true);
        let said = if answers.is_empty() {
            Said::Unknown
        } else if ticked(&option.code) {
            Said::Known(Value::Boolean(value))
        } else if unsure {
            Said::Unknown
        } else if value {
            Said::Known(Value::Boolean(false))
        } else {
            // Not to say "no" is not to say "yes".
            continue;
        };
        statements.add(fact, said);
    }
}

/// What the answers say about the item's own fact.
fn own_fact(item: &Item, answers: &[Answer]) -> Said {
    let known = |value: Option<Value>| value.map_or(Said::Unknown, Said::Known);
    let Some(first) = answers.first() else {
        return Said::Unknown;
    };
    if item.options().is_empty() {
        return known(match first {
            Answer::Date(date) => Some(Value::Date(*date)),
            number => number.number().map(Value::Number),
        });
    }
    if item.repeats {
        let is_open = |code: &str| code == UNSURE || code == super::OTHER;
        let codes = || answers.iter().filter_map(Answer::code);
        let is_set = |code: &&str| {
            !is_open(code) && !item.option(code).is_some_and(|option| option.exclusive)
        };
        return Said::Known(Value::Codes {
            known: codes().filter(is_set).map(str::to_owned).collect(),
            complete: !codes().any(is_open),
        });
    }
    known(first.code().and_then(|code| one_code(item, code)))
}

/// The value of one option: yes and no where the question is about yes and no,
/// or the code itself.
fn one_code(item: &Item, code: &str) -> Option<Value> {
    let option = item.option(code);
    let given = option.filter(|option| option.fact.is_none()).and_then(|option| option.fact_value);
    let is_yes_or_no =
        |option: &Choice| option.code == YES || option.code == NO || option.fact_value.is_some();
    match (given, code) {
        (Some(value), _) => Some(Value::Boolean(value)),
        (None, UNSURE) => None,
        (None, YES) => Some(Value::Boolean(true)),
        (None, NO) => Some(Value::Boolean(false)),
        (None, _) if item.options().iter().any(is_yes_or_no) => None,
        (None, code) => Some(Value::Code(code.to_owned())),
    }
}

/// Measurements that have a value and a date.
fn evidence(asked: &[(&Item, &[Answer])]) -> Vec<Evidence> {
    let answer_to = |matches: &dyn Fn(&Item) -> bool| {
        asked.iter().find(|(item, answers)| matches(item) && !answers.is_empty())
    };
    let of_fact = |name: &str| {
        answer_to(&|item| item.fact.as_deref() == Some(name))
            .and_then(|(_, answers)| answers.first())
    };
    let number = |name: &str| of_fact(name).and_then(Answer::number);
    let mut evidence = Vec::new();
    if let (Some(systolic), Some(diastolic), Some(on)) =
        (number(SYSTOLIC), number(DIASTOLIC), of_fact(BLOOD_PRESSURE_ON).and_then(date))
    {
        evidence.push(Evidence::BloodPressure { on, systolic, diastolic });
    }
    if let (Some(value), Some(on)) = (number(HEART_RATE), of_fact(HEART_RATE_ON).and_then(date)) {
        evidence.push(Evidence::HeartRate { on, value });
    }
    for (item, answers) in asked {
        let Some(Purpose::Lab(code)) = &item.purpose else {
            continue;
        };
        let dated = answer_to(&|item| item.purpose == Some(Purpose::LabDate(code.clone())));
        let on = dated.and_then(|(_, answers)| answers.first()).and_then(date);
        if let (Some((value, unit)), Some(on)) = (answers.first().and_then(|a| lab(item, a)), on) {
            evidence.push(Evidence::Lab { on, code: code.clone(), value, unit });
        }
    }
    evidence
}

fn date(answer: &Answer) -> Option<Date> {
    match answer {
        Answer::Date(date) => Some(*date),
        _ => None,
    }
}

fn lab(item: &Item, answer: &Answer) -> Option<(Decimal, String)> {
    let unit = match (answer, &item.kind) {
        (Answer::Quantity { unit, .. }, _) => unit.clone(),
        (_, super::ItemKind::Integer(range) | super::ItemKind::Decimal(range)) => {
            range.unit.as_ref()?.code.clone()
        }
        _ => return None,
    };
    answer.number().map(|value| (value, unit))
}
