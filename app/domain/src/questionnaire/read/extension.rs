//! The extensions that are known, and where.

use jiff::civil::Date;

use super::super::{Unit, error::Fault, fhir::Extension};
use crate::decimal::Decimal;

/// What all of ours begin with; any other that begins so is a mistake.
const OURS: &str = "urn:asynclinic:";

pub(super) const SECTION: &str = "urn:asynclinic:section";
pub(super) const FACT: &str = "urn:asynclinic:fact";
pub(super) const FACT_VALUE: &str = "urn:asynclinic:fact-value";
pub(super) const PAST: &str = "urn:asynclinic:past";
pub(super) const MEDICINES: &str = "urn:asynclinic:medicines";
pub(super) const ALLERGIES: &str = "urn:asynclinic:allergies";
pub(super) const PREFERRED: &str = "urn:asynclinic:preferred-medicine";
pub(super) const PHARMACY: &str = "urn:asynclinic:pharmacy";
pub(super) const PHOTO_VIEW: &str = "urn:asynclinic:photo-view";
pub(super) const RECORD: &str = "urn:asynclinic:record";
pub(super) const LOINC: &str = "urn:asynclinic:loinc";
pub(super) const LOINC_ON: &str = "urn:asynclinic:loinc-on";

/// Those of ours that an item may have.
pub(super) const OF_ITEMS: [&str; 10] =
    [FACT, PAST, MEDICINES, ALLERGIES, PREFERRED, PHARMACY, PHOTO_VIEW, RECORD, LOINC, LOINC_ON];
/// Those of ours that an option may have.
pub(super) const OF_OPTIONS: [&str; 2] = [FACT, FACT_VALUE];

const MIN: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MAX: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const UNIT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";
const EXCLUSIVE: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";

/// The extensions of one element. Those of others that we do not know are
/// passed over, as FHIR asks.
pub(super) struct Extensions<'a>(&'a [Extension]);

impl<'a> Extensions<'a> {
    pub(super) fn read(extensions: &'a [Extension], known: &[&str]) -> Result<Self, Fault> {
        let unknown = |url: &str| url.starts_with(OURS) && !known.contains(&url);
        match extensions.iter().find(|extension| unknown(&extension.url)) {
            Some(extension) => Err(Fault::UnknownExtension(extension.url.clone())),
            None => Ok(Self(extensions)),
        }
    }

    fn value<T>(
        &self,
        url: &str,
        value: &'static str,
        pick: impl Fn(&Extension) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let Some(extension) = self.0.iter().find(|extension| extension.url == url) else {
            return Ok(None);
        };
        let missing = || Fault::ExtensionValue { url: url.to_owned(), value };
        pick(extension).map(Some).ok_or_else(missing)
    }

    pub(super) fn flag(&self, url: &str) -> Result<bool, Fault> {
        Ok(self.boolean(url)?.unwrap_or_default())
    }

    pub(super) fn boolean(&self, url: &str) -> Result<Option<bool>, Fault> {
        self.value(url, "valueBoolean", |extension| extension.value_boolean)
    }

    pub(super) fn code(&self, url: &str) -> Result<Option<String>, Fault> {
        let code = |extension: &Extension| extension.value_code.clone();
        self.value(url, "valueCode", |extension| code(extension).filter(|code| !code.is_empty()))
    }

    pub(super) fn string(&self, url: &str) -> Result<Option<String>, Fault> {
        self.value(url, "valueString", |extension| extension.value_string.clone())
    }

    pub(super) fn is_exclusive(&self) -> Result<bool, Fault> {
        self.flag(EXCLUSIVE)
    }

    pub(super) fn numbers(&self) -> Result<(Option<Decimal>, Option<Decimal>), Fault> {
        let number = |url| self.value(url, "valueInteger or valueDecimal", number);
        let (min, max) = (number(MIN)?, number(MAX)?);
        ordered(min, max)
    }

    pub(super) fn dates(&self) -> Result<(Option<Date>, Option<Date>), Fault> {
        let date = |url| self.value(url, "valueDate", |extension| extension.value_date);
        let (min, max) = (date(MIN)?, date(MAX)?);
        ordered(min, max)
    }

    pub(super) fn unit(&self) -> Result<Option<Unit>, Fault> {
        let coding = self.value(UNIT, "valueCoding with a code", |extension| {
            extension.value_coding.clone().filter(|coding| !coding.code.is_empty())
        })?;
        Ok(coding.map(|coding| Unit {
            display: if coding.display.is_empty() { coding.code.clone() } else { coding.display },
            code: coding.code,
        }))
    }
}

fn number(extension: &Extension) -> Option<Decimal> {
    let whole = |whole: i64| i32::try_from(whole).ok().map(Decimal::whole);
    extension.value_decimal.or_else(|| extension.value_integer.and_then(whole))
}

fn ordered<T: PartialOrd>(min: Option<T>, max: Option<T>) -> Result<(Option<T>, Option<T>), Fault> {
    match (&min, &max) {
        (Some(least), Some(most)) if least > most => Err(Fault::EmptyRange),
        _ => Ok((min, max)),
    }
}
