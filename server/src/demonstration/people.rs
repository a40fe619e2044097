//! People: put together from names, streets and towns, the same ones every time.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{
    people::{Address, BirthDate, EmailAddress, SexAtBirth},
    place::UsState,
};
use jiff::ToSpan as _;
use store::PatientProfile;

use super::{
    dice::Dice,
    error::DemonstrationError,
    script::{Crowd, Story},
    stage::Stage,
};

/// Somebody who comes to the clinic.
pub(super) struct Person {
    pub(super) email: EmailAddress,
    pub(super) profile: PatientProfile,
    /// Where they are, which is also where they live.
    pub(super) state: UsState,
}

/// Names in an order of chance.
pub(super) struct Names {
    female: Vec<String>,
    male: Vec<String>,
    surnames: Vec<String>,
    given: AtomicUsize,
}

impl Names {
    pub(super) fn new(crowd: &Crowd, dice: &Dice) -> Self {
        Self {
            female: dice.shuffled(crowd.female.clone()),
            male: dice.shuffled(crowd.male.clone()),
            surnames: dice.shuffled(crowd.surnames.clone()),
            given: AtomicUsize::new(0),
        }
    }

    /// The next name: no surname comes twice before all were given.
    fn next(&self, sex: SexAtBirth) -> Option<String> {
        let turn = self.given.fetch_add(1, Ordering::Relaxed);
        let first = match sex {
            SexAtBirth::Female => &self.female,
            SexAtBirth::Male | SexAtBirth::Unknown => &self.male,
        };
        let pick = |from: &[String]| from.get(turn.checked_rem(from.len())?).cloned();
        Some(format!("{} {}", pick(first)?, pick(&self.surnames)?))
    }
}

impl Stage<'_> {
    /// The person who lives this turn of a story.
    pub(super) fn person(&self, story: &Story, turn: usize) -> Result<Person, DemonstrationError> {
        let wrong = |what: &str| DemonstrationError::script(format!("`{}`: {what}", story.name));
        let state = turn
            .checked_rem(story.states.len())
            .and_then(|place| story.states.get(place))
            .copied()
            .ok_or_else(|| wrong("no state"))?;
        let (name, email, born) = match &story.person {
            Some(named) => (named.name.clone(), named.email.clone(), Some(named.born)),
            None => {
                let name = self.names.next(story.sex).ok_or_else(|| wrong("no name"))?;
                let email = address_of(&name).parse().map_err(|_| wrong("no address"))?;
                (name.parse().map_err(|_| wrong("no name"))?, email, None)
            }
        };
        let dice = Dice::named(email.as_str());
        let born = born.unwrap_or_else(|| {
            let years = dice.between(story.age);
            let days = dice.between([0, 364]);
            self.today(state).saturating_sub(years.years()).saturating_sub(days.days())
        });
        let home = Home { crowd: &self.script.people, dice: &dice, state };
        let (address, telephone) = home.pick().ok_or_else(|| wrong("no town in its state"))?;
        let profile = PatientProfile {
            legal_name: name,
            birth_date: BirthDate::new(born).map_err(|_| wrong("no birth date"))?,
            sex_at_birth: story.sex,
            telephone: telephone.parse().map_err(|_| wrong("no telephone number"))?,
            address,
        };
        Ok(Person { email, profile, state })
    }
}

/// `first.last@example.com`, in plain letters.
fn address_of(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            ' ' => Some('.'),
            letter if letter.is_ascii_alphanumeric() => Some(letter),
            _ => None,
        })
        .collect();
    format!("{plain}@example.com")
}

struct Home<'a> {
    crowd: &'a Crowd,
    dice: &'a Dice,
    state: UsState,
}

impl Home<'_> {
    /// An address, and a telephone number of those that belong to nobody (555-0100 to 0199).
    fn pick(&self) -> Option<(Address, String)> {
        let city = self.dice.one(self.crowd.cities.get(&self.state)?)?;
        let street = self.dice.one(&self.crowd.streets)?;
        let line = format!("{} {street}", self.dice.between([12, 4980]));
        let flat = format!("Apt {}", self.dice.between([1, 48]));
        let address = Address {
            line: line.parse().ok()?,
            line2: if self.dice.below(3) == 0 { flat.parse().ok() } else { None },
            city: city.name.parse().ok()?,
            state: self.state,
            postal_code: city.postal_code.clone(),
        };
        let telephone = format!("{} 555 01{:02}", city.area, self.dice.between([0, 99]));
        Some((address, telephone))
    }
}
