//! The script: who works here, who comes, what they answer and what happens.

mod clinic;

use std::collections::BTreeMap;

use domain::{
    Date,
    medication::{MedicationId, ProtocolId},
    people::{EmailAddress, PersonName, SexAtBirth},
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use serde::{Deserialize, de::DeserializeOwned};

pub(super) use self::clinic::{ClinicScript, Crowd, LetterScript};
use super::{error::DemonstrationError, sample::Sample};

const CLINIC: &str = include_str!("../../demonstration/clinic.toml");
const PEOPLE: &str = include_str!("../../demonstration/people.toml");
const ANSWERS: &str = include_str!("../../demonstration/answers.toml");
const STORIES: [&str; 2] = [
    include_str!("../../demonstration/stories/ended.toml"),
    include_str!("../../demonstration/stories/open.toml"),
];

/// All of it.
pub(super) struct Script {
    pub(super) clinic: ClinicScript,
    pub(super) people: Crowd,
    pub(super) answers: Answers,
    stories: Vec<Story>,
}

/// What people answer where their story says nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Answers {
    pub(super) usual: BTreeMap<ProtocolId, BTreeMap<String, Sample>>,
    pub(super) phrases: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stories {
    story: Vec<Story>,
}

/// What happens to somebody.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Story {
    /// For whoever reads the script.
    pub(super) name: String,
    pub(super) protocol: ProtocolId,
    /// How many people live it, each in the next of the states.
    #[serde(default = "one")]
    pub(super) people: usize,
    pub(super) states: Vec<UsState>,
    #[serde(default = "male")]
    pub(super) sex: SexAtBirth,
    /// From the youngest to the oldest, in years.
    pub(super) age: [i64; 2],
    /// Somebody in particular.
    pub(super) person: Option<NamedPerson>,
    /// How many hours ago it begins: the first, and the last of several.
    pub(super) began_hours_ago: [i64; 2],
    #[serde(default)]
    pub(super) answers: BTreeMap<String, Sample>,
    /// Pages that were first answered otherwise, and then corrected.
    #[serde(default)]
    pub(super) slips: BTreeMap<String, BTreeMap<String, Sample>>,
    /// The page at which it is left.
    pub(super) left_at: Option<String>,
    #[serde(default)]
    pub(super) course: Vec<Scene>,
}

const fn one() -> usize {
    1
}

const fn male() -> SexAtBirth {
    SexAtBirth::Male
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct NamedPerson {
    pub(super) name: PersonName,
    pub(super) email: EmailAddress,
    pub(super) born: Date,
}

/// One thing that happens, so long after the one before, or so long ago.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Scene {
    pub(super) after: Option<SignedDuration>,
    pub(super) ago: Option<SignedDuration>,
    pub(super) deed: Deed,
}

/// What is done: a verb with its words.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub(super) enum Deed {
    Claim,
    Ask {
        #[serde(default)]
        questions: Vec<Sample>,
        photo_again: Option<PhotoAgain>,
    },
    Respond {
        #[serde(default)]
        answers: Vec<Sample>,
    },
    RequireVisit {
        modality: Modality,
        reason: Sample,
    },
    CompleteVisit {
        modality: Modality,
        note: Sample,
    },
    ResolveMedicine {
        typed: String,
        #[serde(default)]
        classes: Vec<String>,
    },
    Prescribe {
        medication: MedicationId,
        sig: String,
        #[serde(default)]
        refills: u32,
        message: Sample,
    },
    Decline {
        reason: String,
        message: Option<Sample>,
    },
    Send,
    Cancel {
        reason: Sample,
    },
    Withdraw,
    Amend {
        page: String,
        answers: BTreeMap<String, Sample>,
    },
    Relocate {
        state: UsState,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PhotoAgain {
    pub(super) view: String,
    pub(super) text: String,
}

impl Script {
    /// Reads all files.
    pub(super) fn read() -> Result<Self, DemonstrationError> {
        let mut stories = Vec::new();
        for text in STORIES {
            stories.extend(parse::<Stories>(text)?.story);
        }
        Ok(Self {
            clinic: parse(CLINIC)?,
            people: parse(PEOPLE)?,
            answers: parse(ANSWERS)?,
            stories,
        })
    }

    /// Every story, in the order in which it is played.
    pub(super) fn stories(&self) -> &[Story] {
        &self.stories
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, DemonstrationError> {
    toml::from_str(text).map_err(|error| DemonstrationError::script(error.to_string()))
}
