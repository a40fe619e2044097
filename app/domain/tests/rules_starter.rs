//! The starter pack, as it is shipped.

#![cfg(test)]

mod shipped;

use std::collections::BTreeSet;

use domain::{
    pack::{Pack, RuleSlice},
    place::UsState,
    questionnaire::ItemKind,
    rules::{Effect, Facts, Jurisdiction, Rule, Value},
};
use shipped::{files, starter};

#[test]
fn the_starter_pack_is_accepted_as_a_whole() {
    let mut files = files();
    let pack = Pack::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    files.reverse();
    assert_eq!(Pack::read(&files).unwrap().digest(), pack.digest());
    for state in UsState::ALL {
        let opens = |rule: &&Rule| {
            rule.jurisdiction == Jurisdiction::State(state) && rule.effect == Effect::Open
        };
        assert!(pack.rules().any(|rule| opens(&rule)), "{}", state.name());
    }
}

#[test]
fn the_page_of_jurisdictions_says_what_the_pack_says() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../JURISDICTIONS.md");
    let stands = std::fs::read_to_string(path).unwrap();
    let page = domain::pack::overview::page(&starter());
    assert_eq!(
        stands, page,
        "run `asynclinic pack jurisdictions app/packs/starter > JURISDICTIONS.md`"
    );
    for state in UsState::ALL {
        assert_eq!(page.matches(&format!("| {} |", state.name())).count(), 1, "{}", state.name());
    }
}

#[test]
fn no_section_is_entered_twice_and_no_question_reads_like_another() {
    let pack = starter();
    for protocol in pack.protocols() {
        let questionnaire = &protocol.questionnaire;
        let mut sections: Vec<&str> =
            questionnaire.pages.iter().map(|page| page.section_name()).collect();
        sections.dedup();
        let once: BTreeSet<&str> = sections.iter().copied().collect();
        assert_eq!(once.len(), sections.len(), "{}: {sections:?}", protocol.id);
        let mut seen = BTreeSet::new();
        for item in questionnaire.items() {
            assert!(seen.insert(&item.text), "{}: “{}” twice", protocol.id, item.text);
        }
    }
}

#[test]
fn whoever_is_turned_down_or_stopped_reads_what_to_do_next() {
    let next = [
        "please", "call", "go", "ask", "see", "talk", "tell", "start", "take", "stop", "seen",
        "show", "suit",
    ];
    let pack = starter();
    let turns_down =
        |rule: &&Rule| matches!(rule.effect, Effect::Prohibit | Effect::Refer | Effect::Stop(_));
    let mut read = 0;
    for rule in pack.rules().filter(turns_down) {
        let said = rule.patient.to_lowercase();
        let mut words = said.split(|letter: char| !letter.is_alphabetic());
        assert!(words.any(|word| next.contains(&word)), "{}: {}", rule.id, rule.patient);
        read += 1;
    }
    assert!(read > 150, "only {read} rules");
}

#[test]
fn a_nitrate_is_recognised_by_any_of_its_names() {
    let pack = starter();
    for typed in [
        "Imdur",
        "imdur 30mg daily",
        "nitro spray",
        "poppers",
        "took some imdur last week",
        "Nitrostat 0.4 mg under the tongue",
        "isosorbide dinitrate",
        "amyl nitrite",
    ] {
        let recognition = pack.lexicon().recognise(typed);
        assert!(recognition.classes.contains("nitrate"), "{typed}: {recognition:?}");
    }
    let harmless = pack.lexicon().recognise("Omeprazole 20 mg twice a day");
    assert!(harmless.complete && harmless.classes.is_empty(), "{harmless:?}");
}

#[test]
fn a_slice_of_every_state_and_protocol_travels() {
    let pack = starter();
    for state in UsState::ALL {
        for protocol in pack.protocols() {
            let slice = pack.slice(state, &protocol.id).unwrap();
            let bytes = borsh::to_vec(&slice).unwrap();
            assert_eq!(borsh::from_slice::<RuleSlice>(&bytes).unwrap(), slice);
        }
    }
}

#[test]
fn a_clinician_can_find_out_what_a_missing_fact_rests_on_and_nothing_else() {
    let pack = starter();
    let typed = |complete| Value::Codes { known: BTreeSet::new(), complete };
    let findable = |missing: &[&str], complete: bool| -> Vec<String> {
        let facts: Facts = [
            ("kidney-function-in-question".into(), Value::Boolean(true)),
            ("medicine-classes".into(), typed(complete)),
        ]
        .into_iter()
        .collect();
        let on = jiff::civil::date(2026, 11, 30);
        let found = pack.catalogue().findable(missing.iter().copied(), &facts, on);
        found.into_iter().map(|fact| fact.name.to_string()).collect()
    };
    assert_eq!(findable(&["crcl-lt-51", "crcl-lt-30"], true), ["crcl"]);
    assert_eq!(findable(&["prior-naion", "alpha-blocker"], true), ["alpha-blocker", "prior-naion"]);
    // A medicine that is not recognised comes first.
    assert_eq!(findable(&["prior-naion", "alpha-blocker"], false), ["prior-naion"]);
    // Known, measured, a code, set by the engine, no fact at all.
    let others = ["kidney-function-in-question", "systolic", "phq2-mood", "age", "lab:2160-0"];
    assert!(findable(&others, true).is_empty());
}

/// A patient who is barred reads what cannot wait first, and alone: its sentence says so.
#[test]
fn only_what_cannot_wait_is_said_to_be_for_today() {
    let pack = starter();
    let bars = |rule: &&Rule| matches!(rule.effect, Effect::Prohibit | Effect::Refer);
    let today: Vec<&str> =
        pack.rules().filter(bars).filter(|rule| rule.urgent).map(|rule| rule.id.as_str()).collect();
    for rule in pack.rules().filter(bars) {
        let says = rule.patient.to_lowercase().contains("today");
        assert_eq!(rule.urgent, says, "{}", rule.id);
    }
    assert_eq!(
        today,
        [
            "erectile-dysfunction/referral/neurologic-deficit-or-saddle-symptoms",
            "isotretinoin/contraindication/pregnancy",
        ]
    );
}

/// Who was never tested has no report: what is missing is for the rules to say.
#[test]
fn nobody_is_held_up_by_a_report_that_they_do_not_have() {
    let mut reports = 0;
    for protocol in starter().protocols() {
        for item in protocol.questionnaire.items() {
            if matches!(item.kind, ItemKind::Attachment { record: true, .. }) {
                assert!(!item.required, "{}: {}", protocol.id, item.text);
                reports += 1;
            }
        }
    }
    assert!(reports >= 2, "only {reports}");
}
