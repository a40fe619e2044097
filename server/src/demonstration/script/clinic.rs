//! Who works here, what they write, and what the people who come are made of.

use std::collections::BTreeMap;

use domain::{
    licence::{LicenceKind, LicenceNumber, LicenceStatus},
    people::{EmailAddress, Npi, PersonName, PostalCode},
    place::UsState,
};
use serde::Deserialize;

/// Who works here, and what they write.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct ClinicScript {
    pub(in crate::demonstration) operator: OperatorScript,
    pub(in crate::demonstration) clinicians: Vec<ClinicianScript>,
    pub(in crate::demonstration) letters: Letters,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct OperatorScript {
    pub(in crate::demonstration) name: PersonName,
    pub(in crate::demonstration) email: EmailAddress,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct ClinicianScript {
    pub(in crate::demonstration) name: PersonName,
    pub(in crate::demonstration) email: EmailAddress,
    pub(in crate::demonstration) title: String,
    pub(in crate::demonstration) npi: Npi,
    pub(in crate::demonstration) licences: Vec<LicenceScript>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct LicenceScript {
    pub(in crate::demonstration) state: UsState,
    pub(in crate::demonstration) kind: LicenceKind,
    pub(in crate::demonstration) number: LicenceNumber,
    pub(in crate::demonstration) status: LicenceStatus,
    /// In how many days it ends; negative where it has ended.
    pub(in crate::demonstration) ends_in_days: i64,
}

/// The mails that patients get.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct Letters {
    pub(in crate::demonstration) received: LetterScript,
    pub(in crate::demonstration) news: LetterScript,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct LetterScript {
    pub(in crate::demonstration) subject: String,
    pub(in crate::demonstration) body: String,
}

/// What people are put together from.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct Crowd {
    pub(in crate::demonstration) female: Vec<String>,
    pub(in crate::demonstration) male: Vec<String>,
    pub(in crate::demonstration) surnames: Vec<String>,
    pub(in crate::demonstration) streets: Vec<String>,
    pub(in crate::demonstration) cities: BTreeMap<UsState, Vec<City>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::demonstration) struct City {
    pub(in crate::demonstration) name: String,
    pub(in crate::demonstration) postal_code: PostalCode,
    pub(in crate::demonstration) area: u16,
}
