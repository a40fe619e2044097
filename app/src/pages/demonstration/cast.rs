//! Who can be met in the demonstration.

use domain::{
    actor::{Actor, Role},
    ids::AccountId,
    people::EmailAddress,
};
use serde::Deserialize;
use store::Clinician;

use super::visits;
use crate::{
    clinic::Clinic,
    pages::{Refusal, operator::standing::Standing},
    ui::BadgeKind,
};

const CAST: &str = include_str!("cast.json");

/// The people who are introduced by name, besides the clinicians.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// Who runs the clinic.
    pub operators: Vec<Member>,
    /// Some of the patients.
    pub patients: Vec<Member>,
}

/// Somebody who is introduced.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The address, which is also how their account is found.
    pub email: EmailAddress,
    /// What they are here for, in a sentence.
    pub story: String,
}

impl Cast {
    /// Reads the list.
    ///
    /// # Errors
    /// When the file that is built in does not read.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(CAST)
    }
}

/// Somebody to sign in as.
pub(super) struct Person {
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) story: String,
    pub(super) badges: Vec<(BadgeKind, String)>,
}

/// Everybody to sign in as.
pub(super) struct People {
    pub(super) clinicians: Vec<Person>,
    pub(super) operators: Vec<Person>,
    pub(super) patients: Vec<Person>,
    /// Patients without a story, by name.
    pub(super) others: Vec<(AccountId, String)>,
}

impl People {
    /// Finds their accounts, and how their visits stand.
    pub(super) async fn load(clinic: &Clinic) -> Result<Self, Refusal> {
        let cast = Cast::read().map_err(|error| {
            tracing::error!(%error, "the demonstration's cast does not read");
            Refusal::Unavailable
        })?;
        let clinicians = clinic.store().clinicians(&Actor::System).await?;
        let working = clinicians.iter().filter(|clinician| !clinician.disabled);
        let mut people = Self {
            clinicians: working.map(|clinician| introduce(clinic, clinician)).collect(),
            operators: Vec::new(),
            patients: Vec::new(),
            others: Vec::new(),
        };
        for member in cast.operators {
            people.operators.extend(meet(clinic, member).await?);
        }
        for member in cast.patients {
            people.patients.extend(meet(clinic, member).await?);
        }
        for (id, profile) in clinic.store().patients(&Actor::System).await? {
            let id = AccountId::from(id);
            if people.patients.iter().all(|person| person.account != id) {
                people.others.push((id, profile.legal_name.to_string()));
            }
        }
        Ok(people)
    }
}

fn introduce(clinic: &Clinic, clinician: &Clinician) -> Person {
    let badges: Vec<(BadgeKind, String)> = clinician
        .licences
        .iter()
        .map(|licence| {
            let standing = Standing::of(clinic, licence);
            (standing.kind, format!("{} {}", licence.state.code(), standing.text))
        })
        .collect();
    let story = match badges.len() {
        0 => "No license is on record.",
        1 => "One license is on record:",
        _ => "Licenses on record:",
    };
    Person {
        account: clinician.id.into(),
        name: format!("{}, {}", clinician.name, clinician.title),
        story: story.to_owned(),
        badges,
    }
}

/// The account of a member of the cast, with how their visits stand; nobody where there is none.
async fn meet(clinic: &Clinic, member: Member) -> Result<Option<Person>, Refusal> {
    let store = clinic.store();
    let Some(account) = store.account_by_email(&member.email).await? else { return Ok(None) };
    let mut badges = Vec::new();
    if account.role == Role::Patient {
        let actor = account.actor();
        if !store.drafts(&actor).await?.is_empty() {
            badges.push((BadgeKind::Warning, "Not sent yet".to_owned()));
        }
        for visit in store.visits(&actor).await? {
            let (text, kind) = visits::status(&visit.encounter.state);
            badges.push((kind, text.to_owned()));
        }
    }
    Ok(Some(Person { account: account.id, name: member.name, story: member.story, badges }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_the_cast_is_part_of_another() {
        let cast = Cast::read().unwrap();
        let names: Vec<String> =
            cast.operators.into_iter().chain(cast.patients).map(|member| member.name).collect();
        for name in &names {
            let alike = names.iter().filter(|other| other.contains(name.as_str())).count();
            assert_eq!(alike, 1, "{name}");
        }
    }
}
