//! A small pack: one protocol, two open states, a rule of each kind that the store must heed.

use std::sync::Arc;

use domain::{
    pack::{Pack, PackFile},
    rules::Opening,
};
use store::{KeptQuestionnaires, Rulebook};

/// The rules in force, with further ones.
pub fn rulebook(more: &[&str]) -> Rulebook {
    asking(QUESTIONNAIRE, more)
}

/// The same with another questionnaire.
pub fn asking(questionnaire: &str, more: &[&str]) -> Rulebook {
    Rulebook {
        pack: read(&files(questionnaire, more)).into(),
        kept: KeptQuestionnaires::default(),
        ledger: Arc::default(),
        opening: Opening::Demonstration,
    }
}

/// The files of the pack, with another questionnaire and further rules.
pub fn files(questionnaire: &str, more: &[&str]) -> Vec<PackFile> {
    let file = |path: &str, text: &str| PackFile { path: path.into(), text: text.into() };
    vec![
        file("pack.toml", PACK),
        file("facts.toml", FACTS),
        file("medicines.toml", MEDICINES),
        file("rules/all.toml", &[RULES, &more.concat()].concat()),
        file("protocols/first/protocol.toml", PROTOCOL),
        file("protocols/first/formulary.toml", FORMULARY),
        file("protocols/first/rules.toml", ""),
        file("protocols/first/questionnaire.json", questionnaire),
    ]
}

/// The pack that these files are.
pub fn read(files: &[PackFile]) -> Pack {
    Pack::read(files).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A prohibition that comes into force later.
pub const PROHIBITION: &str = r#"
[[rule]]
id = "us/recall"
jurisdiction = "US"
title = "Recalled"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = "prohibit"
patient = "It is not safe."
clinician = "Recalled."
"#;

const PACK: &str = r#"
id = "test"
title = "Test"
version = "1"
status = "for tests"
notice = "Only for tests."
"#;

const FACTS: &str = r#"
[[fact]]
name = "takes-nitrate"
type = "boolean"
from = "answer"
title = "Takes a nitrate"
medicine-class = "nitrate"

[[fact]]
name = "clearance"
type = "number"
unit = "mL/min"
from = "finding"
title = "Clearance"

[[fact]]
name = "relationship"
type = "code"
from = "record"
title = "Relationship"

[[fact]]
name = "medicine-classes"
type = "codes"
from = "answer"
title = "Classes of medicines"
"#;

const MEDICINES: &str = r#"
[[medicine]]
names = ["nitroglycerin", "nitro"]
classes = ["nitrate"]

[[medicine]]
names = ["metformin"]
classes = []
"#;

const RULES: &str = r#"
[[rule]]
id = "us-tx/open"
jurisdiction = "US-TX"
title = "Open"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = "open"
patient = "We can help you here."
clinician = "Open."

[[rule]]
id = "us-ar/open"
jurisdiction = "US-AR"
title = "Open"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = "open"
patient = "We can help you here."
clinician = "Open."

[[rule]]
id = "us-ar/video-first"
jurisdiction = "US-AR"
title = "Video first"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
when = { fact = "relationship", is = "new" }
effect = { require = { modality = "video" } }
patient = "A video visit comes first."
clinician = "Video first."

[[rule]]
id = "us/nitrate"
jurisdiction = "US"
title = "Nitrates"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
when = { fact = "takes-nitrate", is = true }
effect = "prohibit"
patient = "Not with a nitrate."
clinician = "Contraindicated."

[[rule]]
id = "us/consent"
jurisdiction = "US"
title = "Consent"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = { require = { consent = "telehealth" } }
patient = "You must consent."
clinician = "Consent."
"#;

const PROTOCOL: &str = r#"
id = "first"
title = "Title"
summary = "Summary"
who-this-is-for = "Everybody"
diagnoses = [{ code = "R69", title = "Illness, unspecified" }]
decline-reasons = [{ code = "unsafe", label = "Unsafe", patient = "It is not safe." }]
"#;

const FORMULARY: &str = r#"
[[medication]]
id = "pill-50"
name = "pill 50 MG Oral Tablet"
plain-name = "Pill"
ingredient = "pill"
classes = ["pills"]
strength = "50 mg"
form = "tablet"
route = "oral"
unit = "tablet"
indication = "illness"
off-label = false
max-quantity = 10
max-refills = 5
max-days-supply = 30
default-diagnosis = "R69"

[[medication.sig]]
code = "one"
text = "Take 1 tablet once a day."
single-dose-mg = 50
interval-hours = 24
quantity = 10
days-supply = 10
"#;

/// What it asks.
pub const QUESTIONNAIRE: &str = r#"{
    "resourceType": "Questionnaire",
    "url": "urn:test",
    "version": "1",
    "title": "Questions",
    "status": "active",
    "item": [
        {
            "linkId": "health",
            "type": "group",
            "text": "Your health",
            "item": [{
                "linkId": "nitrate",
                "type": "choice",
                "required": true,
                "text": "Do you take a nitrate?",
                "extension": [{ "url": "urn:asynclinic:fact", "valueCode": "takes-nitrate" }],
                "answerOption": [
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "yes", "display": "Yes" } },
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "no", "display": "No" } },
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "unsure", "display": "Not sure" } }
                ]
            }]
        },
        {
            "linkId": "medicines",
            "type": "group",
            "text": "Your medicines",
            "item": [{
                "linkId": "typed",
                "type": "string",
                "repeats": true,
                "text": "Which medicines do you take?",
                "extension": [{ "url": "urn:asynclinic:medicines", "valueBoolean": true }]
            }]
        }
    ]
}"#;
