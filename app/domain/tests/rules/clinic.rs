//! A small clinic for tests: one pack, one patient; tests say only what differs.

use std::collections::BTreeSet;

use domain::{
    Date,
    decimal::Decimal,
    evidence::Evidence,
    licence::Licence,
    medication::{MedicationId, ProtocolId},
    pack::{Pack, PackFile},
    people::{BirthDate, SexAtBirth},
    place::UsState,
    relationship::{Modality, Relationship, VisitOnRecord},
    rules::{Case, Facts, Ledger, Limits, Opening, Outcome, Permission, Reason, Value, evaluate},
};

/// The day of every decision that names no other.
pub const ON: Date = jiff::civil::date(2026, 11, 30);

/// The rule that opens Texas.
pub const OPEN: &str = r#"
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
"#;

/// A federal rule; `keys` are further keys, such as `when` or another jurisdiction.
pub fn rule(id: &str, keys: &str, effect: &str) -> String {
    let jurisdiction = if keys.contains("jurisdiction") { "" } else { "jurisdiction = \"US\"" };
    format!(
        r#"
[[rule]]
id = "{id}"
{jurisdiction}
title = "Title"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = {effect}
patient = "For the patient."
clinician = "For the clinician."
{keys}
"#
    )
}

/// The files of a pack with two protocols and these rules.
pub fn files(rules: &[&str]) -> Vec<PackFile> {
    let file = |path: &str, text: &str| PackFile { path: path.into(), text: text.into() };
    let rules: String = rules.concat();
    let mut files = vec![
        file("pack.toml", PACK),
        file("facts.toml", FACTS),
        file("medicines.toml", MEDICINES),
        file("rules/all.toml", &rules),
    ];
    for (protocol, formulary) in [("first", FIRST), ("second", SECOND)] {
        let path = |name: &str| format!("protocols/{protocol}/{name}");
        files.push(file(&path("protocol.toml"), &PROTOCOL.replace("ID", protocol)));
        files.push(file(&path("formulary.toml"), formulary));
        files.push(file(&path("rules.toml"), ""));
        files.push(file(&path("questionnaire.json"), QUESTIONNAIRE));
    }
    files
}

/// That pack, read.
pub fn pack(rules: &[&str]) -> Pack {
    Pack::read(&files(rules)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A whole number.
pub const fn number(value: i32) -> Decimal {
    Decimal::whole(value)
}

/// Everything about one patient.
#[derive(Clone)]
pub struct Clinic {
    pub on: Date,
    pub birth_date: Option<BirthDate>,
    pub sex_at_birth: Option<SexAtBirth>,
    pub location: UsState,
    pub relationship: Relationship,
    pub protocol: ProtocolId,
    pub facts: Facts,
    pub evidence: Vec<Evidence>,
    pub consents: BTreeSet<String>,
    pub fulfilled: BTreeSet<String>,
    pub visit: Option<VisitOnRecord>,
    pub licences: Option<Vec<Licence>>,
}

impl Default for Clinic {
    fn default() -> Self {
        Self {
            on: ON,
            birth_date: None,
            sex_at_birth: None,
            location: UsState::Tx,
            relationship: Relationship::New,
            protocol: "first".parse().unwrap(),
            facts: Facts::new(),
            evidence: Vec::new(),
            consents: BTreeSet::new(),
            fulfilled: BTreeSet::new(),
            visit: None,
            licences: None,
        }
    }
}

/// A decision, and the permission if there is one.
pub struct Decided {
    pub outcome: Outcome,
    pub modality: Modality,
    pub missing: Vec<String>,
    pub obligations: Vec<String>,
    pub limits: Limits,
    pub sigs: Vec<String>,
    pub reasons: Vec<Reason>,
    pub permission: Option<Permission>,
}

impl Clinic {
    /// Only this is known; `None` for nothing.
    pub fn with(fact: &str, known: Option<bool>) -> Self {
        let facts = known.map(|known| (fact.into(), Value::Boolean(known)));
        Self { facts: facts.into_iter().collect(), ..Self::default() }
    }

    /// The case, for as long as `decide` needs it.
    pub fn case<T>(
        &self,
        medications: Option<&[MedicationId]>,
        decide: impl FnOnce(&Case<'_>) -> T,
    ) -> T {
        let terms =
            self.licences.as_ref().map(|all| all.iter().map(Licence::term).collect::<Vec<_>>());
        decide(&Case {
            unanswered: &[],
            on: self.on,
            birth_date: self.birth_date,
            sex_at_birth: self.sex_at_birth,
            location: self.location,
            relationship: self.relationship,
            protocol: &self.protocol,
            medications,
            facts: &self.facts,
            evidence: &self.evidence,
            consents: &self.consents,
            fulfilled: &self.fulfilled,
            visit: self.visit,
            licences: terms.as_deref(),
        })
    }

    /// The decision on one medicine, in a demonstration.
    pub fn decide(&self, pack: &Pack, medicine: &str) -> Decided {
        self.decide_with(pack, medicine, &Ledger::new(), Opening::Demonstration)
    }

    /// The decision on one medicine.
    pub fn decide_with(
        &self,
        pack: &Pack,
        medicine: &str,
        ledger: &Ledger,
        opening: Opening,
    ) -> Decided {
        let id: MedicationId = medicine.parse().unwrap();
        let evaluation = self
            .case(Some(std::slice::from_ref(&id)), |case| evaluate(pack, ledger, opening, case));
        let evaluation = evaluation.unwrap();
        let decision = evaluation.decision(&id).unwrap();
        let permission = decision.permission();
        let record = (*decision).clone();
        Decided {
            outcome: record.outcome,
            modality: record.modality,
            missing: record.missing,
            obligations: record.obligations,
            limits: record.limits,
            sigs: record.sigs,
            reasons: record.reasons,
            permission,
        }
    }
}

const PACK: &str = r#"
id = "test"
title = "Test"
version = "1"
status = "for tests"
notice = "Only for tests."
"#;

const FACTS: &str = r#"
[[fact]]
name = "bad-heart"
type = "boolean"
from = "answer"
title = "Has a bad heart"

[[fact]]
name = "stomach-ache"
type = "boolean"
from = "answer"
title = "Has a stomach ache"

[[fact]]
name = "mood"
type = "code"
from = "finding"
title = "Mood"

[[fact]]
name = "takes-nitrate"
type = "boolean"
from = "answer"
title = "Takes a nitrate"
medicine-class = "nitrate"

[[fact]]
name = "low-pressure"
type = "boolean"
from = "derived"
title = "Low blood pressure"
derived = { any = [{ fact = "systolic", less-than = 90 }, { fact = "diastolic", less-than = 50 }] }

[[fact]]
name = "age"
type = "number"
unit = "a"
from = "record"
title = "Age"

[[fact]]
name = "systolic"
type = "number"
unit = "mm[Hg]"
from = "evidence"
title = "Systolic"

[[fact]]
name = "diastolic"
type = "number"
unit = "mm[Hg]"
from = "evidence"
title = "Diastolic"

[[fact]]
name = "relationship"
type = "code"
from = "record"
title = "Relationship"

[[fact]]
name = "in-person-by"
type = "code"
from = "record"
title = "Evaluated in person by"

[[fact]]
name = "in-person-on"
type = "date"
from = "record"
title = "Evaluated in person on"

[[fact]]
name = "visit-modality"
type = "code"
from = "record"
title = "Visit"

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

const PROTOCOL: &str = r#"
id = "ID"
title = "Title"
summary = "Summary"
who-this-is-for = "Everybody"
diagnoses = [{ code = "R69", title = "Illness, unspecified" }]
decline-reasons = [{ code = "unsafe", label = "Unsafe", patient = "It is not safe." }]
"#;

const FIRST: &str = r#"
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

[[medication.sig]]
code = "one-seldom"
text = "Take 1 tablet every second day."
single-dose-mg = 50
interval-hours = 48
quantity = 10
days-supply = 20

[[medication.sig]]
code = "two"
text = "Take 2 tablets once a day."
single-dose-mg = 100
interval-hours = 24
quantity = 10
days-supply = 5

[[medication.sig]]
code = "three"
text = "Take 3 tablets once a day."
single-dose-mg = 150
interval-hours = 24
quantity = 9
days-supply = 3

[[medication]]
id = "gel"
name = "gel"
plain-name = "Gel"
ingredient = "gel"
strength = "1%"
form = "gel"
route = "topical"
unit = "tube"
schedule = "III"
indication = "illness"
off-label = false
max-quantity = 1
max-refills = 0
max-days-supply = 30
default-diagnosis = "R69"

[[medication.sig]]
code = "thin"
text = "Apply thinly once a day."
quantity = 1
days-supply = 30
"#;

const SECOND: &str = r#"
[[medication]]
id = "syrup"
name = "syrup"
plain-name = "Syrup"
ingredient = "syrup"
strength = "1 mg/mL"
form = "syrup"
route = "oral"
unit = "bottle"
indication = "illness"
off-label = false
max-quantity = 1
max-refills = 0
max-days-supply = 30
default-diagnosis = "R69"

[[medication.sig]]
code = "spoon"
text = "Take 1 spoon once a day."
quantity = 1
days-supply = 30
"#;

const QUESTIONNAIRE: &str = r#"{
    "resourceType": "Questionnaire",
    "url": "urn:test",
    "version": "1",
    "title": "Questions",
    "status": "active",
    "item": [{
        "linkId": "page",
        "type": "group",
        "text": "Your health",
        "item": [
            {
                "linkId": "health",
                "type": "choice",
                "repeats": true,
                "text": "Do any of these hold for you?",
                "answerOption": [
                    {
                        "valueCoding": { "system": "urn:asynclinic:answer", "code": "bad-heart", "display": "A bad heart" },
                        "extension": [{ "url": "urn:asynclinic:fact", "valueCode": "bad-heart" }]
                    },
                    {
                        "valueCoding": { "system": "urn:asynclinic:answer", "code": "stomach-ache", "display": "A stomach ache" },
                        "extension": [{ "url": "urn:asynclinic:fact", "valueCode": "stomach-ache" }]
                    },
                    {
                        "valueCoding": { "system": "urn:asynclinic:answer", "code": "nitrate", "display": "I take a nitrate" },
                        "extension": [{ "url": "urn:asynclinic:fact", "valueCode": "takes-nitrate" }]
                    }
                ]
            },
            {
                "linkId": "crown",
                "type": "attachment",
                "text": "A photo of the crown",
                "extension": [{ "url": "urn:asynclinic:photo-view", "valueCode": "crown" }]
            }
        ]
    }]
}"#;
