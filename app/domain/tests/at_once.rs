//! What a browser decides by itself, held against the whole pack.

#![cfg(test)]

mod shipped;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use domain::{
    at_once::AtOnce,
    decimal::Decimal,
    encounter::{Record, record::class_facts},
    evidence::Evidence,
    medication::ProtocolId,
    pack::{Pack, Protocol, SlicedRule},
    people::SexAtBirth,
    place::UsState,
    questionnaire::{Answer, Item, ItemKind, Purpose, Response},
    relationship::{Modality, Relationship, VisitOnRecord},
    rules::{
        Effect, EvaluationRecord, Facts, Jurisdiction, Ledger, Opening, Outcome, Verification,
        evaluate_over,
    },
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

static STARTER: LazyLock<Pack> = LazyLock::new(shipped::starter);

/// What the clocks of one state show, late in the evening.
const DATES: [Date; 2] = [date(2026, 11, 28), date(2026, 11, 29)];
/// A nitrate, a harmless one, one with a slip of the pen, and one that nobody knows.
const TYPED: [&str; 4] = ["Imdur 30 mg", "omeprazole", "isosorbid dinitrate", "Zorblaxin forte"];

fn record(protocol: &Protocol, location: UsState, response: Response) -> Record {
    Record {
        protocol: protocol.id.clone(),
        questionnaire_version: protocol.questionnaire.version.clone(),
        location,
        attested_on: DATES[0],
        birth_date: Some("1985-05-27".parse().unwrap()),
        sex_at_birth: Some(SexAtBirth::Female),
        relationship: Relationship::New,
        response,
        evidence: Vec::new(),
        visit: None,
        consents: BTreeSet::from(["telehealth".to_owned()]),
        fulfilled: BTreeSet::new(),
        findings: BTreeMap::new(),
        found: Facts::new(),
    }
}

/// What the server decides.
fn on_the_server(
    (ledger, opening): (&Ledger, Opening),
    protocol: &Protocol,
    record: &Record,
) -> EvaluationRecord {
    let facts = class_facts(STARTER.catalogue());
    let gathered = record
        .gather(&protocol.questionnaire, STARTER.lexicon(), facts)
        .between(DATES[0], DATES[1]);
    let case = record.case(&gathered, None, DATES[0], DATES[1]);
    evaluate_over(&STARTER, ledger, opening, &case, &DATES).unwrap().into_record()
}

/// What comes to the browser for a draft with these answers, as it travels.
fn sent((ledger, opening): (&Ledger, Opening), protocol: &Protocol, record: &Record) -> AtOnce {
    let by = (ledger, opening);
    let sent = AtOnce::of(&STARTER, by, &protocol.questionnaire, record, DATES.to_vec()).unwrap();
    let came = AtOnce::from_bytes(&sent.to_bytes().unwrap()).unwrap();
    assert_eq!(sent, came);
    came
}

fn protocol(id: &str) -> &'static Protocol {
    STARTER.protocol(&id.parse::<ProtocolId>().unwrap()).unwrap()
}

fn ticked(item: &Item, codes: &[&str]) -> Response {
    let answers = codes.iter().map(|code| Answer::Coding { code: (*code).to_owned() }).collect();
    let mut response = Response::default();
    response.set(item.link_id.clone(), answers);
    response
}

#[test]
fn every_option_of_every_question_is_decided_as_on_the_server() {
    let by = (&Ledger::new(), Opening::Demonstration);
    let mut stops = BTreeSet::new();
    for protocol in STARTER.protocols() {
        let rules = sent(by, protocol, &record(protocol, UsState::Tx, Response::default()));
        for item in protocol.questionnaire.items() {
            for option in item.options() {
                let response = ticked(item, &[&option.code]);
                let here = rules.evaluate(response.clone()).unwrap();
                let there = on_the_server(by, protocol, &record(protocol, UsState::Tx, response));
                assert_eq!(*here, there, "{}: {} of {}", protocol.id, option.code, item.link_id);
                stops.extend(here.stop().map(|(_, reason)| reason.rule.clone()));
            }
        }
    }
    assert!(stops.len() >= 25, "only {} rules that stop were heard", stops.len());
}

#[test]
fn what_another_build_wrote_is_not_read() {
    let hair = protocol("hair-loss");
    let here = record(hair, UsState::Tx, Response::default());
    let by = (&Ledger::new(), Opening::Demonstration);
    let bytes = sent(by, hair, &here).to_bytes().unwrap();
    assert!(AtOnce::from_bytes(&bytes).is_some());
    // The mark of the build stands first, after its length.
    let mut other = bytes.clone();
    other[4] ^= 1;
    assert_eq!(AtOnce::from_bytes(&other), None);
    assert_eq!(AtOnce::from_bytes(&bytes[..bytes.len() - 1]), None);
    assert_eq!(AtOnce::from_bytes(&[]), None);
}

#[test]
fn what_is_not_answered_stops_nobody() {
    let by = (&Ledger::new(), Opening::Demonstration);
    for protocol in STARTER.protocols() {
        for location in UsState::ALL.into_iter().step_by(5) {
            let rules = sent(by, protocol, &record(protocol, location, Response::default()));
            let evaluation = rules.evaluate(Response::default()).unwrap();
            assert_eq!(evaluation.stop(), None, "{} in {}", protocol.id, location.name());
        }
    }
}

#[test]
fn only_rules_of_the_state_and_the_protocol_travel_with_their_verifications_and_no_other() {
    let mut ledger = Ledger::new();
    let verification = Verification {
        by: "Ann Counsel".to_owned(),
        at: "2026-11-01T12:00:00Z".parse().unwrap(),
        note: "Read with counsel.".to_owned(),
    };
    for rule in STARTER.rules().filter(|rule| rule.effect == Effect::Open) {
        ledger.verify(rule.id.clone(), rule.digest(), verification.clone());
    }
    let hair = protocol("hair-loss");
    let here = record(hair, UsState::Tx, Response::default());
    let rules = sent((&ledger, Opening::VerifiedOnly), hair, &here);
    let slice = rules.slice();
    assert!(slice.rules.len() < STARTER.rules().count() / 5, "{} rules", slice.rules.len());
    for SlicedRule { rule, .. } in &slice.rules {
        let texan =
            [Jurisdiction::Federal, Jurisdiction::State(UsState::Tx)].contains(&rule.jurisdiction);
        assert!(texan && rule.concerns_protocol(&hair.id), "{}", rule.id);
    }
    let opened = rules.evaluate(Response::default()).unwrap();
    let mut unnoted = opened.clone().into_record();
    let mut whole = on_the_server((&ledger, Opening::VerifiedOnly), hair, &here);
    for evaluation in [&mut unnoted, &mut whole] {
        let reasons = evaluation.decisions.iter_mut().flat_map(|one| &mut one.reasons);
        reasons.filter_map(|one| one.verified.as_mut()).for_each(|known| known.note.clear());
    }
    assert_eq!(unnoted, whole);
    assert!(opened.decisions.iter().any(|decision| decision.outcome != Outcome::Prohibited));
    let shut = sent((&Ledger::new(), Opening::VerifiedOnly), hair, &here);
    let shut = shut.evaluate(Response::default()).unwrap();
    assert!(shut.decisions.iter().all(|decision| decision.outcome == Outcome::Prohibited));

    let mut came = Ledger::new();
    let openings = slice.rules.iter().filter(|one| one.rule.effect == Effect::Open);
    for SlicedRule { rule, digest } in openings {
        assert_eq!(*digest, rule.digest());
        let noted = Verification { note: String::new(), ..verification.clone() };
        came.verify(rule.id.clone(), *digest, noted);
    }
    assert_ne!(came, Ledger::new(), "the rule that opens Texas");
    assert_eq!(*rules.ledger(), came, "no other, and no notes");
    let otherwise = slice.rules.iter().map(|one| (&one.rule.id, slice.pack));
    assert_eq!(ledger.of_rules(otherwise), Ledger::new(), "nobody has verified another text");
}

#[test]
fn what_was_typed_before_is_recognised_and_what_is_typed_now_is_not_known() {
    let by = (&Ledger::new(), Opening::Demonstration);
    let protocol = protocol("erectile-dysfunction");
    let asked = |purpose: Purpose| {
        let mut items = protocol.questionnaire.items();
        items.find(|item| item.purpose == Some(purpose.clone())).unwrap()
    };
    let typed = asked(Purpose::Medicines);
    let page = protocol.questionnaire.page_of(typed.link_id.as_str()).unwrap();
    let mut gates = typed.enable.when.iter().chain(&page.enable.when);
    let gate = gates.next().map(|when| when.question.as_str()).unwrap();
    let gate = protocol.questionnaire.item(gate).unwrap();
    let mut response = ticked(gate, &["yes"]);
    response.set(typed.link_id.clone(), vec![Answer::Text("Imdur 30 mg".to_owned())]);
    let before = record(protocol, UsState::Ca, response.clone());
    let there = on_the_server(by, protocol, &before);
    let bars = |evaluation: &EvaluationRecord| {
        evaluation.decisions.iter().all(|one| one.outcome == Outcome::Prohibited)
    };
    assert!(bars(&there), "nitrates bar every medicine");
    assert_eq!(*sent(by, protocol, &before).evaluate(response.clone()).unwrap(), there);

    let nothing = record(protocol, UsState::Ca, Response::default());
    let here = sent(by, protocol, &nothing).evaluate(response).unwrap();
    assert!(!bars(&here), "nobody has looked at it yet");
    assert!(here.decisions.iter().all(|one| one.outcome != Outcome::Permitted));
}

fn tenths(number: usize) -> Decimal {
    format!("{}.{}", number / 10, number % 10).parse().unwrap()
}

/// On record before: pictures, and a visit that was held.
fn with_a_past(record: Record) -> Record {
    let picture = |view: &str, on| Evidence::Photo { view: view.to_owned(), on };
    Record {
        evidence: vec![picture("face-front", DATES[0]), picture("scalp-top", date(2025, 3, 1))],
        visit: Some(VisitOnRecord { modality: Modality::Video, on: DATES[0] }),
        ..record
    }
}

/// Answers by chance: to every question one of its options, several, or none.
fn by_chance(protocol: &Protocol, mut next: impl FnMut(usize) -> usize) -> Response {
    let mut response = Response::default();
    for item in protocol.questionnaire.items() {
        let options = item.options();
        let answers = match &item.kind {
            _ if next(4) == 0 => Vec::new(),
            ItemKind::Choice { .. } | ItemKind::OpenChoice { .. } => {
                let many = if item.repeats { 1 + next(3) } else { 1 };
                let code = |place: usize| Answer::Coding { code: options[place].code.clone() };
                (0..many).map(|_| code(next(options.len()))).collect()
            }
            ItemKind::String { .. } | ItemKind::Text { .. } => {
                vec![Answer::Text(TYPED[next(TYPED.len())].to_owned())]
            }
            ItemKind::Date { .. } => vec![Answer::Date(DATES[next(2)])],
            ItemKind::Integer(_) => vec![Answer::Integer(i64::try_from(next(200)).unwrap())],
            ItemKind::Decimal(_) => vec![Answer::Decimal(tenths(next(3000)))],
            ItemKind::Quantity(range) => {
                let unit = range.unit.as_ref().unwrap().code.clone();
                vec![Answer::Quantity { value: tenths(next(3000)), unit }]
            }
            ItemKind::Display | ItemKind::Attachment { .. } => Vec::new(),
        };
        response.set(item.link_id.clone(), answers);
    }
    response
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The same where everything typed was sent before; and where it was not, a
    /// browser never says that somebody must be stopped whom the server lets go on.
    #[test]
    fn answers_by_chance_are_decided_as_on_the_server(
        which in 0..5_usize,
        place in 0..51_usize,
        chances in proptest::collection::vec(any::<u16>(), 400),
    ) {
        let by = (&Ledger::new(), Opening::Demonstration);
        let protocol = STARTER.protocols().nth(which).unwrap();
        let location = UsState::ALL[place];
        let mut chances = chances.into_iter().cycle();
        let response = by_chance(protocol, |of| usize::from(chances.next().unwrap()) % of.max(1));
        let full = with_a_past(record(protocol, location, response.clone()));
        let there = on_the_server(by, protocol, &full);
        let here = sent(by, protocol, &full).evaluate(response.clone()).unwrap();
        prop_assert_eq!(&*here, &there);
        let blank = with_a_past(record(protocol, location, Response::default()));
        let here = sent(by, protocol, &blank).evaluate(response).unwrap();
        prop_assert!(here.stop().is_none() || there.stop().is_some());
    }
}
