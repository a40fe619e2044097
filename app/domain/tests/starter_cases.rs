//! What the starter's clinical rules say, case by case. The cases are data, in
//! `starter/*.toml`, and were written down from the reference tables.

#![cfg(test)]

mod shipped;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use domain::{
    evidence::Evidence,
    medication::{Medication, ProtocolId},
    pack::Pack,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    relationship::{Modality, Relationship, VisitOnRecord},
    rules::{
        Case, DecisionRecord, Effect, Evaluation, FactSource, FactType, Facts, Ledger, Opening,
        Reason, Rule, RuleSet, Truth, Value,
    },
};
use jiff::{ToSpan, civil::Date, civil::date};
use serde::Deserialize;
use shipped::starter;

const TODAY: Date = date(2026, 11, 23);
/// A state that asks for nothing but what the whole country asks for.
const STATE: UsState = UsState::Or;
const PROTOCOLS: [&str; 5] =
    ["acne", "erectile-dysfunction", "hair-loss", "isotretinoin", "testosterone"];

/// How many lines of the reference, and how many rules, a protocol has at least: a protocol of
/// one medicine has fewer.
fn least(protocol: &str) -> usize {
    if matches!(protocol, "isotretinoin" | "testosterone") { 50 } else { 70 }
}

/// What medicines are expected to have, by their id or their class.
type Of<T> = BTreeMap<String, T>;
/// The medicines, by id or class, that something is expected of.
type Whose = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
struct Table {
    reference: Vec<String>,
    usual: Usual,
    case: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Usual {
    age: i16,
    sex: Option<String>,
    given: Facts,
    limits: Of<Dose>,
    alerts: Whose,
    sigs: Of<Vec<String>>,
    #[serde(default)]
    obligations: Whose,
    /// The live visit that was held today, and what the rules ask for.
    #[serde(default)]
    visit: Option<Modality>,
    #[serde(default)]
    modality: Modality,
    /// Further laboratory values, by their LOINC codes.
    #[serde(default)]
    labs: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dose {
    mg: Option<domain::decimal::Decimal>,
    hours: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Line {
    says: String,
    of: Vec<String>,
    age: Option<i16>,
    sex: Option<String>,
    given: Facts,
    unknown: Vec<String>,
    classes: BTreeSet<String>,
    allergies: BTreeSet<String>,
    blood_pressure: Option<[i32; 2]>,
    without: Vec<String>,
    aged: BTreeMap<String, i64>,
    outcome: Of<String>,
    sigs: Of<Vec<String>>,
    limits: Of<Dose>,
    alerts: Whose,
    missing: Whose,
    obligations: Whose,
    because: Whose,
    visit: Option<Modality>,
    modality: Option<String>,
    stop: Option<String>,
}

fn table(protocol: &str) -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/starter/{protocol}.toml"));
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether a medicine is meant by an id or a class.
fn meant(medication: &Medication, name: &str) -> bool {
    medication.id.as_str() == name || medication.classes.contains(name)
}

/// What is said of a medicine: by its id, otherwise by its narrowest class that is named.
fn said<'a, T>(of: &'a Of<T>, medication: &Medication) -> Option<&'a T> {
    let is_wide = |class: &&String| medication.ingredient != **class;
    let mut classes: Vec<&String> = medication.classes.iter().collect();
    classes.sort_by_key(is_wide);
    let by_class = || classes.iter().find_map(|class| of.get(*class));
    of.get(medication.id.as_str()).or_else(by_class)
}

/// The names of which a medicine is meant.
fn names<'a>(whose: &'a Whose, medication: &Medication) -> BTreeSet<&'a str> {
    let is_meant = |list: &Vec<String>| list.iter().any(|name| meant(medication, name));
    whose.iter().filter(|(_, list)| is_meant(list)).map(|(name, _)| name.as_str()).collect()
}

impl Line {
    /// Everything that the patient would have said in good health, with what this line changes.
    fn facts(&self, pack: &Pack, usual: &Usual) -> Facts {
        let no = |fact: &&domain::rules::FactDefinition| {
            fact.fact_type == FactType::Boolean && fact.source == FactSource::Answer
        };
        let mut facts: Facts = pack
            .facts()
            .filter(no)
            .map(|fact| (fact.name.clone(), Value::Boolean(false)))
            .collect();
        for (name, value) in usual.given.iter().chain(self.given.iter()) {
            facts.insert(name.clone(), value.clone());
        }
        for name in &self.unknown {
            facts.remove(name).unwrap();
        }
        let typed =
            |known: &BTreeSet<String>| Value::Codes { known: known.clone(), complete: true };
        facts.insert("medicine-classes", typed(&self.classes));
        facts.insert("allergy-classes", typed(&self.allergies));
        facts
    }

    fn evidence(&self, usual: &Usual) -> Vec<Evidence> {
        let on = |kind: &str| {
            let days = self.aged.get(kind).copied().unwrap_or(10);
            TODAY.checked_sub(days.days()).unwrap()
        };
        let number = domain::decimal::Decimal::whole;
        let [systolic, diastolic] = self.blood_pressure.unwrap_or([122, 78]).map(number);
        let mut evidence = vec![
            Evidence::LocationAttestation { on: TODAY },
            Evidence::BloodPressure { on: on("blood-pressure"), systolic, diastolic },
            Evidence::HeartRate { on: on("heart-rate"), value: number(72) },
            Evidence::Record { on: on("record") },
            Evidence::Lab {
                on: on("lab"),
                code: "2160-0".to_owned(),
                value: number(1),
                unit: "mg/dL".to_owned(),
            },
            Evidence::Lab {
                on: on("lab"),
                code: "2823-3".to_owned(),
                value: number(4),
                unit: "mmol/L".to_owned(),
            },
        ];
        for code in &usual.labs {
            let (on, code) = (on(&format!("lab:{code}")), code.clone());
            evidence.push(Evidence::Lab { on, code, value: number(1), unit: "1".to_owned() });
        }
        for view in [
            "front-hairline",
            "left-temple",
            "right-temple",
            "vertex",
            "midline-part",
            "scalp-close-up",
            "face-front",
            "face-left",
            "face-right",
            "chest",
            "back",
        ] {
            evidence.push(Evidence::Photo { on: on("photo"), view: view.to_owned() });
        }
        evidence.retain(|piece| {
            let name = match piece {
                Evidence::Photo { view, .. } => format!("photo:{view}"),
                Evidence::Lab { code, .. } if usual.labs.contains(code) => format!("lab:{code}"),
                other => other.kind().to_owned(),
            };
            !self.without.contains(&name)
        });
        evidence
    }

    fn evaluate(
        &self,
        pack: &Pack,
        rules: &RuleSet<'_>,
        protocol: &ProtocolId,
        usual: &Usual,
    ) -> Evaluation {
        let years = self.age.unwrap_or(usual.age);
        let birth_date = BirthDate::new(TODAY.checked_sub(years.years()).unwrap()).unwrap();
        let sex = self.sex.as_deref().or(usual.sex.as_deref()).unwrap_or("male");
        let sex: SexAtBirth = sex.parse().unwrap();
        let consents = BTreeSet::from(["telehealth".to_owned()]);
        let case = Case {
            on: TODAY,
            birth_date: Some(birth_date),
            sex_at_birth: Some(sex),
            location: STATE,
            relationship: Relationship::New,
            protocol,
            medications: None,
            facts: &self.facts(pack, usual),
            evidence: &self.evidence(usual),
            unanswered: &[],
            consents: &consents,
            fulfilled: &BTreeSet::new(),
            visit: self.visit.or(usual.visit).map(|modality| VisitOnRecord { modality, on: TODAY }),
            licences: None,
        };
        rules.evaluate_over(&Ledger::default(), Opening::Demonstration, &case, &[TODAY]).unwrap()
    }

    /// What is not as this line says.
    fn differences(
        &self,
        evaluation: &Evaluation,
        rules: &RuleSet<'_>,
        usual: &Usual,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let stop = evaluation.stop().map(|(stop, _)| stop.as_str());
        if stop != self.stop.as_deref() {
            found.push(format!("stop {stop:?}, not {:?}", self.stop));
        }
        for (medication, decision) in rules.medications.iter().zip(&evaluation.decisions) {
            assert_eq!(medication.id, decision.medication);
            let differences = self.difference(decision, medication, usual);
            found.extend(differences.into_iter().map(|what| format!("{}: {what}", medication.id)));
        }
        found
    }

    fn difference(
        &self,
        decision: &DecisionRecord,
        medication: &Medication,
        usual: &Usual,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let mut compare = |what: &str, is: String, expected: String| {
            if is != expected {
                found.push(format!("{what} {is}, not {expected}"));
            }
        };
        let outcome = said(&self.outcome, medication).map_or("permitted", String::as_str);
        compare("outcome", decision.outcome.as_str().to_owned(), outcome.to_owned());
        let modality = self.modality.as_deref().unwrap_or(usual.modality.as_str());
        compare("modality", decision.modality.as_str().to_owned(), modality.to_owned());
        let sigs = said(&self.sigs, medication).or(said(&usual.sigs, medication)).unwrap();
        compare("directions", format!("{:?}", decision.sigs), format!("{sigs:?}"));
        let limits =
            Dose { mg: decision.limits.single_dose_mg, hours: decision.limits.interval_hours };
        let dose = said(&self.limits, medication).or(said(&usual.limits, medication)).unwrap();
        compare("limits", format!("{limits:?}"), format!("{dose:?}"));
        let mut alerts = names(&usual.alerts, medication);
        alerts.extend(names(&self.alerts, medication));
        compare("alerts", format!("{:?}", alerts_of(decision)), format!("{alerts:?}"));
        let owed: BTreeSet<&str> = decision.obligations.iter().map(String::as_str).collect();
        let mut duties = names(&usual.obligations, medication);
        duties.extend(names(&self.obligations, medication));
        compare("duties", format!("{owed:?}"), format!("{duties:?}"));
        let missing: BTreeSet<&str> = decision.missing.iter().map(String::as_str).collect();
        let expected = names(&self.missing, medication);
        if expected.is_empty() != missing.is_empty() || !expected.is_subset(&missing) {
            compare("missing", format!("{missing:?}"), format!("{expected:?}"));
        }
        let reasons: BTreeSet<&str> = decision.reasons.iter().filter_map(own_name).collect();
        let expected = names(&self.because, medication);
        if !expected.is_subset(&reasons) {
            compare("reasons", format!("{reasons:?}"), format!("{expected:?}"));
        }
        found
    }
}

/// A rule that holds, by its id without the protocol: `caution/alpha-blocker`.
fn own_name(reason: &Reason) -> Option<&str> {
    (reason.truth == Truth::True).then(|| reason.rule.as_str().split_once('/').unwrap().1)
}

/// The cautions that hold, by the last part of their rule's id.
fn alerts_of(decision: &DecisionRecord) -> BTreeSet<&str> {
    let alerts = decision.reasons.iter().filter(|reason| reason.effect == Effect::Alert);
    alerts.filter_map(own_name).map(|name| name.split_once('/').unwrap().1).collect()
}

#[test]
fn every_case_of_the_tables_comes_out_as_the_reference_says() {
    let pack = starter();
    let mut wrong = Vec::new();
    for name in PROTOCOLS {
        let (protocol, table) = (name.parse::<ProtocolId>().unwrap(), table(name));
        let rules = pack.rule_set(STATE, &protocol).unwrap();
        for line in &table.case {
            let evaluation = line.evaluate(&pack, &rules, &protocol, &table.usual);
            let differences = line.differences(&evaluation, &rules, &table.usual);
            wrong.extend(differences.iter().map(|what| format!("{name}, {}: {what}", line.says)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_of_the_reference_has_a_case() {
    for name in PROTOCOLS {
        let table = table(name);
        let known: BTreeSet<&String> = table.reference.iter().collect();
        let shown: BTreeSet<&String> = table.case.iter().flat_map(|line| &line.of).collect();
        assert!(known.len() > least(name), "only {} lines for {name}", known.len());
        assert_eq!(known, shown, "{name}");
    }
}

/// Takes away one rule after the other: where no case notices, nothing shows
/// that the rule does what it should.
#[test]
fn no_rule_of_a_protocol_can_be_taken_away_without_a_case_that_notices() {
    let pack = starter();
    let mut unnoticed = Vec::new();
    for name in PROTOCOLS {
        let (protocol, table) = (name.parse::<ProtocolId>().unwrap(), table(name));
        let whole = pack.rule_set(STATE, &protocol).unwrap();
        // A rule that is no reason of a case cannot change it.
        let spoke: Vec<(&Line, BTreeSet<String>)> = table
            .case
            .iter()
            .map(|line| {
                let evaluation = line.evaluate(&pack, &whole, &protocol, &table.usual);
                let reasons = evaluation.decisions.iter().flat_map(|decision| &decision.reasons);
                (line, reasons.map(|reason| reason.rule.to_string()).collect())
            })
            .collect();
        let own = |rule: &&Rule| rule.protocols.is_some();
        let mut taken = 0;
        for rule in whole.rules.iter().map(|listed| listed.rule).filter(own) {
            let mut without = whole.clone();
            without.rules.retain(|other| other.rule.id != rule.id);
            let noticed = spoke
                .iter()
                .filter(|(_, reasons)| reasons.contains(rule.id.as_str()))
                .any(|(line, _)| {
                    let evaluation = line.evaluate(&pack, &without, &protocol, &table.usual);
                    !line.differences(&evaluation, &without, &table.usual).is_empty()
                });
            if !noticed {
                unnoticed.push(rule.id.to_string());
            }
            taken += 1;
        }
        assert!(taken > least(name), "only {taken} rules for {name}");
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}
