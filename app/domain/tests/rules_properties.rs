//! What holds for all rules and all cases.

#![cfg(test)]

#[path = "rules/clinic.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod clinic;

use domain::{
    impact::Impact,
    medication::MedicationId,
    pack::{Pack, PackFile},
    receipt::Grounds,
    rules::{Evaluation, Facts, Ledger, Opening, Outcome, Value, evaluate},
};
use proptest::prelude::*;

use clinic::{Clinic, OPEN, files, number, pack, rule};

const CONDITIONS: [&str; 8] = [
    "",
    r#"when = { fact = "bad-heart", is = true }"#,
    r#"when = { not = { fact = "stomach-ache", is = false } }"#,
    r#"when = { any = [{ fact = "bad-heart", is = true }, { fact = "mood", one-of = ["low"] }] }"#,
    r#"when = { all = [{ fact = "low-pressure", is = true }, { fact = "mood", is = "low" }] }"#,
    r#"when = { fact = "takes-nitrate", is = true }"#,
    r#"when = { fact = "medicine-classes", has = "nitrate" }"#,
    r#"when = { fact = "systolic", at-least = 90, at-most = 170 }"#,
];

const EFFECTS: [&str; 10] = [
    r#""prohibit""#,
    r#""refer""#,
    r#""alert""#,
    r#"{ stop = "911" }"#,
    r#"{ require = { modality = "video" } }"#,
    r#"{ require = { evidence = "photo" } }"#,
    r#"{ require = { consent = "telehealth" } }"#,
    r#"{ limit = { quantity = 4, single-dose-mg = 50 } }"#,
    r#"{ limit = { interval-hours = 48 } }"#,
    r#"{ oblige = "call" }"#,
];

fn any_rules() -> impl Strategy<Value = Vec<String>> {
    let one = (0..CONDITIONS.len(), 0..EFFECTS.len());
    prop::collection::vec(one, 0..5).prop_map(|chosen| {
        let rules = chosen.into_iter().enumerate().map(|(place, (condition, effect))| {
            rule(&format!("us/rule-{place}"), CONDITIONS[condition], EFFECTS[effect])
        });
        rules.chain([OPEN.to_owned()]).collect()
    })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let boolean = |name: &'static str| {
        prop::option::of(any::<bool>().prop_map(move |known| (name, Value::Boolean(known))))
    };
    let medicines = (any::<bool>(), any::<bool>()).prop_map(|(nitrate, complete)| {
        let known = nitrate.then(|| "nitrate".to_owned()).into_iter().collect();
        ("medicine-classes", Value::Codes { known, complete })
    });
    let mood = prop::sample::select(vec!["low", "good"])
        .prop_map(|mood| ("mood", Value::Code(mood.to_owned())));
    let systolic = prop::sample::select(vec![80, 90, 120, 170, 180])
        .prop_map(|value| ("systolic", Value::Number(number(value))));
    let diastolic = prop::sample::select(vec![40, 50, 80])
        .prop_map(|value| ("diastolic", Value::Number(number(value))));
    let all = (
        boolean("bad-heart"),
        boolean("stomach-ache"),
        boolean("takes-nitrate"),
        prop::option::of(medicines),
        prop::option::of(mood),
        prop::option::of(systolic),
        prop::option::of(diastolic),
    );
    all.prop_map(|(a, b, c, d, e, f, g)| {
        let known = [a, b, c, d, e, f, g].into_iter().flatten();
        known.map(|(name, value)| (name.into(), value)).collect()
    })
}

fn read(rules: &[String]) -> Pack {
    pack(&rules.iter().map(String::as_str).collect::<Vec<_>>())
}

fn decide(pack: &Pack, facts: &Facts, opening: Opening) -> Evaluation {
    let clinic = Clinic { facts: facts.clone(), ..Clinic::default() };
    clinic.case(None, |case| evaluate(pack, &Ledger::new(), opening, case)).unwrap()
}

/// Whatever `stricter` permits, `laxer` permits too, with no tighter limits and
/// no more duties.
fn permits_no_more(stricter: &Evaluation, laxer: &Evaluation) -> bool {
    stricter.decisions.iter().zip(&laxer.decisions).all(|(stricter, laxer)| {
        stricter.outcome != Outcome::Permitted
            || (laxer.outcome == Outcome::Permitted
                && stricter.limits.quantity <= laxer.limits.quantity
                && stricter.sigs.iter().all(|sig| laxer.sigs.contains(sig))
                && laxer.obligations.iter().all(|duty| stricter.obligations.contains(duty)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_further_prohibition_never_permits_more(
        rules in any_rules(), facts in any_facts(), when in prop::sample::select(&CONDITIONS),
    ) {
        let before = decide(&read(&rules), &facts, Opening::Demonstration);
        let mut more = rules;
        more.push(rule("us/further", when, r#""prohibit""#));
        let after = decide(&read(&more), &facts, Opening::Demonstration);
        prop_assert!(permits_no_more(&after, &before));
        for (before, after) in before.decisions.iter().zip(&after.decisions) {
            prop_assert!(after.outcome <= before.outcome);
        }
    }

    #[test]
    fn knowing_less_never_permits_more(rules in any_rules(), facts in any_facts()) {
        let pack = read(&rules);
        let before = decide(&pack, &facts, Opening::Demonstration);
        for (name, _) in facts.iter() {
            let mut less = facts.clone();
            less.remove(name.as_str());
            let after = decide(&pack, &less, Opening::Demonstration);
            prop_assert!(permits_no_more(&after, &before), "without {name}");
        }
    }

    #[test]
    fn the_order_of_rules_and_files_does_not_matter(rules in any_rules(), facts in any_facts()) {
        let texts: Vec<&str> = rules.iter().map(String::as_str).collect();
        let reversed: Vec<&str> = texts.iter().rev().copied().collect();
        let mut files: Vec<PackFile> = files(&reversed);
        files.reverse();
        let (one, other) = (pack(&texts), Pack::read(&files).unwrap());
        prop_assert_eq!(one.digest(), other.digest());
        let one = decide(&one, &facts, Opening::Demonstration);
        prop_assert_eq!(&one, &decide(&other, &facts, Opening::Demonstration));
    }

    #[test]
    fn an_unverified_opening_never_permits_outside_a_demonstration(
        rules in any_rules(), facts in any_facts(),
    ) {
        let evaluation = decide(&read(&rules), &facts, Opening::VerifiedOnly);
        let permissions = evaluation.decisions().filter_map(|decision| decision.permission());
        prop_assert_eq!(permissions.count(), 0);
    }

    #[test]
    fn a_permission_is_there_exactly_when_it_is_permitted(
        rules in any_rules(), facts in any_facts(),
    ) {
        let evaluation = decide(&read(&rules), &facts, Opening::Demonstration);
        for decision in evaluation.decisions() {
            let permission = decision.permission();
            prop_assert_eq!(permission.is_some(), decision.outcome == Outcome::Permitted);
            let medication: Option<&MedicationId> =
                permission.as_ref().map(|permission| permission.medication());
            prop_assert!(medication.is_none_or(|id| *id == decision.medication));
        }
    }

    #[test]
    fn the_impact_of_a_pack_is_what_deciding_under_both_shows(
        earlier in any_rules(), later in any_rules(), facts in any_facts(),
    ) {
        let (earlier, later) = (read(&earlier), read(&later));
        let (before, after) = [&earlier, &later]
            .map(|pack| decide(pack, &facts, Opening::Demonstration))
            .into();
        let clinic = Clinic { facts, ..Clinic::default() };
        let grounds = clinic.case(None, Grounds::of);
        let ledger = Ledger::new();
        let impact = Impact::new(&earlier, &later, (&ledger, Opening::Demonstration));
        let flips = impact.flips(&grounds, clinic.on);
        let mut expected: Vec<_> = before
            .decisions
            .iter()
            .zip(&after.decisions)
            .filter(|(before, after)| before.outcome != after.outcome)
            .map(|(before, after)| (&before.medication, before.outcome, after.outcome))
            .collect();
        expected.sort();
        let found: Vec<_> = flips
            .iter()
            .map(|flip| (&flip.medication, flip.before.unwrap(), flip.after.unwrap()))
            .collect();
        prop_assert_eq!(found, expected);
        for flip in &flips {
            prop_assert!(!flip.rules.is_empty(), "a rule makes the difference");
            for rule in &flip.rules {
                prop_assert_ne!(earlier.rule(rule), later.rule(rule));
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", path in 0..4_usize) {
        let path = ["pack.toml", "facts.toml", "rules/x.toml", "medicines.toml"][path];
        let file = PackFile { path: path.to_owned(), text };
        prop_assert!(Pack::read(&[file]).is_err());
    }
}
