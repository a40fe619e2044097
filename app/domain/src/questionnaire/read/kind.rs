//! The type of an item, its options, its fact and its purpose.

use std::collections::BTreeSet;

use super::{
    super::{ANSWER_SYSTEM, Choice, ItemKind, NO, OTHER, Purpose, Range, YES, error::Fault, fhir},
    extension::{self, Extensions},
};

/// The most characters of a line where `maxLength` is not given.
const LINE: usize = 200;
/// The most characters of a text where `maxLength` is not given.
const TEXT: usize = 4000;

pub(super) fn read(wire: &fhir::Item, extensions: &Extensions<'_>) -> Result<ItemKind, Fault> {
    let kind = match wire.kind.as_str() {
        "display" => ItemKind::Display,
        "integer" => ItemKind::Integer(range(extensions)?),
        "decimal" => ItemKind::Decimal(range(extensions)?),
        "quantity" => {
            let range = range(extensions)?;
            if range.unit.is_none() {
                return Err(Fault::NoUnit);
            }
            ItemKind::Quantity(range)
        }
        "date" => {
            let (min, max) = extensions.dates()?;
            ItemKind::Date { past: extensions.flag(extension::PAST)?, min, max }
        }
        "string" => ItemKind::String { max: wire.max_length.unwrap_or(LINE) },
        "text" => ItemKind::Text { max: wire.max_length.unwrap_or(TEXT) },
        "boolean" => {
            ItemKind::Choice { options: vec![plain(YES, "Yes"), plain(NO, "No")], boolean: true }
        }
        "choice" => ItemKind::Choice { options: options(wire)?, boolean: false },
        "open-choice" => open_choice(wire)?,
        "attachment" => {
            let view = extensions.code(extension::PHOTO_VIEW)?;
            let record = extensions.flag(extension::RECORD)?;
            if view.is_some() == record {
                return Err(Fault::AttachmentWithoutPurpose);
            }
            ItemKind::Attachment { view, record }
        }
        "group" => return Err(Fault::TooDeep),
        other => return Err(Fault::UnknownType(other.to_owned())),
    };
    let has_options = matches!(wire.kind.as_str(), "choice" | "open-choice");
    if !has_options && !wire.answer_option.is_empty() {
        return Err(Fault::OptionsElsewhere);
    }
    if wire.repeats && !has_options && !matches!(wire.kind.as_str(), "string" | "attachment") {
        return Err(Fault::RepeatsElsewhere);
    }
    Ok(kind)
}

fn range(extensions: &Extensions<'_>) -> Result<Range, Fault> {
    let (min, max) = extensions.numbers()?;
    Ok(Range { min, max, unit: extensions.unit()? })
}

fn plain(code: &str, display: &str) -> Choice {
    Choice {
        code: code.to_owned(),
        display: display.to_owned(),
        system: None,
        exclusive: false,
        fact: None,
        fact_value: None,
    }
}

fn open_choice(wire: &fhir::Item) -> Result<ItemKind, Fault> {
    let mut options = options(wire)?;
    let listed = options.iter().position(|option| option.code == OTHER);
    let other = listed.map_or_else(|| plain(OTHER, "Something else"), |at| options.remove(at));
    Ok(ItemKind::OpenChoice { options, other, max: wire.max_length.unwrap_or(LINE) })
}

fn options(wire: &fhir::Item) -> Result<Vec<Choice>, Fault> {
    let options: Vec<Choice> = wire.answer_option.iter().map(option).collect::<Result<_, _>>()?;
    if options.is_empty() {
        return Err(Fault::NoOptions);
    }
    let mut seen = BTreeSet::new();
    match options.iter().find(|option| !seen.insert(option.code.as_str())) {
        Some(twice) => Err(Fault::DuplicateOption(twice.code.clone())),
        None => Ok(options),
    }
}

fn option(wire: &fhir::AnswerOption) -> Result<Choice, Fault> {
    let coding = wire
        .value_coding
        .clone()
        .filter(|coding| !coding.code.is_empty() && !coding.display.is_empty())
        .ok_or(Fault::NoOptions)?;
    let extensions = Extensions::read(&wire.extension, &extension::OF_OPTIONS)?;
    Ok(Choice {
        system: coding.system.filter(|system| system != ANSWER_SYSTEM),
        exclusive: extensions.is_exclusive()?,
        fact: extensions.code(extension::FACT)?,
        fact_value: extensions.boolean(extension::FACT_VALUE)?,
        code: coding.code,
        display: coding.display,
    })
}

/// The fact of the item itself: only answers that a rule can read give one.
pub(super) fn fact(kind: &ItemKind, extensions: &Extensions<'_>) -> Result<Option<String>, Fault> {
    let fact = extensions.code(extension::FACT)?;
    match kind {
        ItemKind::Display
        | ItemKind::String { .. }
        | ItemKind::Text { .. }
        | ItemKind::Attachment { .. }
            if fact.is_some() =>
        {
            Err(Fault::FactElsewhere)
        }
        _ => Ok(fact),
    }
}

/// What else the answer is for; each purpose fits some types only.
pub(super) fn purpose(
    kind: &ItemKind,
    repeats: bool,
    extensions: &Extensions<'_>,
) -> Result<Option<Purpose>, Fault> {
    let line = matches!(kind, ItemKind::String { .. });
    let words = line || matches!(kind, ItemKind::Text { .. });
    let options = matches!(kind, ItemKind::Choice { .. });
    let date = matches!(kind, ItemKind::Date { .. });
    let unit = match kind {
        ItemKind::Integer(range) | ItemKind::Decimal(range) | ItemKind::Quantity(range) => {
            Some(range.unit.is_some())
        }
        _ => None,
    };
    let flag = |url, purpose: Purpose| Ok(extensions.flag(url)?.then_some(purpose));
    let code = |url| extensions.code(url);
    let lab = code(extension::LOINC)?;
    if lab.is_some() && unit == Some(false) {
        return Err(Fault::NoUnit);
    }
    let found = [
        (extension::MEDICINES, flag(extension::MEDICINES, Purpose::Medicines)?, line && repeats),
        (
            extension::PREFERRED,
            flag(extension::PREFERRED, Purpose::PreferredMedicine)?,
            options && !repeats,
        ),
        (extension::ALLERGIES, flag(extension::ALLERGIES, Purpose::Allergies)?, words),
        (extension::PHARMACY, flag(extension::PHARMACY, Purpose::Pharmacy)?, words),
        (extension::LOINC, lab.map(Purpose::Lab), unit.is_some()),
        (extension::LOINC_ON, code(extension::LOINC_ON)?.map(Purpose::LabDate), date),
    ];
    let mut purpose = None;
    for (url, found, fits) in found {
        match found {
            Some(_) if !fits || purpose.is_some() => return Err(Fault::PurposeElsewhere(url)),
            Some(found) => purpose = Some(found),
            None => {}
        }
    }
    misplaced(kind, extensions)?;
    Ok(purpose)
}

/// Refuses what says something about another type of item.
fn misplaced(kind: &ItemKind, extensions: &Extensions<'_>) -> Result<(), Fault> {
    if !matches!(kind, ItemKind::Date { .. }) && extensions.flag(extension::PAST)? {
        return Err(Fault::PurposeElsewhere(extension::PAST));
    }
    if matches!(kind, ItemKind::Attachment { .. }) {
        return Ok(());
    }
    if extensions.code(extension::PHOTO_VIEW)?.is_some() {
        return Err(Fault::PurposeElsewhere(extension::PHOTO_VIEW));
    }
    if extensions.flag(extension::RECORD)? {
        return Err(Fault::PurposeElsewhere(extension::RECORD));
    }
    Ok(())
}
