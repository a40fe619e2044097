use super::*;
use crate::{
    evidence::Evidence,
    rules::{Facts, Value as Known},
};

fn facts(known: &[(&str, Known)]) -> Facts {
    let mut facts = Facts::default();
    for (name, value) in known {
        facts.insert(*name, value.clone());
    }
    facts
}

fn yes() -> Known {
    Known::Boolean(true)
}

fn no() -> Known {
    Known::Boolean(false)
}

fn gathered(questionnaire: &Questionnaire, answers: &[Answer]) -> Facts {
    gather(questionnaire, &response(&[("q", answers)])).facts
}

#[test]
fn yes_no_and_unsure_are_true_false_and_unknown() {
    let rest = json!({
        "answerOption": options(&["yes", "no", "unsure", "not-for-me"]),
        "extension": [ours("fact", "x")],
    });
    let questionnaire = one_item("choice", rest);
    for (answer, expected) in [
        ("yes", facts(&[("x", yes())])),
        ("no", facts(&[("x", no())])),
        ("unsure", facts(&[])),
        ("not-for-me", facts(&[])),
    ] {
        assert_eq!(gathered(&questionnaire, &[code(answer)]), expected, "{answer}");
    }
    assert_eq!(gathered(&questionnaire, &[]), facts(&[]));
}

#[test]
fn an_option_may_set_the_fact_of_its_question() {
    let cannot = json!([{ "url": "urn:asynclinic:fact-value", "valueBoolean": false }]);
    let mut listed = options(&["yes", "no"]);
    listed.as_array_mut().unwrap().push(option("cannot-apply", &cannot));
    let rest = json!({ "answerOption": listed, "extension": [ours("fact", "x")] });
    let questionnaire = one_item("choice", rest);
    assert_eq!(gathered(&questionnaire, &[code("cannot-apply")]), facts(&[("x", no())]));
}

#[test]
fn codes_and_sets_of_codes_are_facts() {
    let rest = |repeats: bool| {
        json!({
            "answerOption": options(&["a", "b", "unsure", "none"]),
            "extension": [ours("fact", "x")],
            "repeats": repeats,
        })
    };
    let one = one_item("choice", rest(false));
    assert_eq!(gathered(&one, &[code("a")]), facts(&[("x", Known::Code("a".to_owned()))]));
    assert_eq!(gathered(&one, &[code("unsure")]), facts(&[]));
    let several = one_item("choice", rest(true));
    let set = |codes: &[&str], complete| {
        let known = codes.iter().map(|code| (*code).to_owned()).collect();
        facts(&[("x", Known::Codes { known, complete })])
    };
    assert_eq!(gathered(&several, &[code("a"), code("b")]), set(&["a", "b"], true));
    assert_eq!(gathered(&several, &[code("a"), code("unsure")]), set(&["a"], false));
    assert_eq!(gathered(&several, &[code("none")]), set(&[], true));
}

#[test]
fn ticked_options_are_true_and_the_others_false_unless_unsure() {
    let fact = |name: &str| json!([ours("fact", name)]);
    let opposite = json!([
        ours("fact", "x"),
        { "url": "urn:asynclinic:fact-value", "valueBoolean": false },
    ]);
    let mut listed = options(&["unsure", "none"]);
    let all = listed.as_array_mut().unwrap();
    all.push(option("a", &fact("x")));
    all.push(option("b", &fact("y")));
    all.push(option("c", &opposite));
    let questionnaire = one_item("choice", json!({ "answerOption": listed, "repeats": true }));
    for (ticked, expected) in [
        (vec!["none"], facts(&[("x", no()), ("y", no())])),
        (vec!["a"], facts(&[("x", yes()), ("y", no())])),
        (vec!["b", "unsure"], facts(&[("y", yes())])),
        (vec!["c"], facts(&[("x", no()), ("y", no())])),
        (vec!["a", "c"], facts(&[("x", yes()), ("y", no())])),
        (vec![], facts(&[])),
    ] {
        let answers: Vec<Answer> = ticked.iter().map(|ticked| code(ticked)).collect();
        assert_eq!(gathered(&questionnaire, &answers), expected, "{ticked:?}");
    }
}

#[test]
fn true_wins_over_unknown_and_unknown_over_false() {
    let choice = json!({
        "answerOption": options(&["yes", "no", "unsure"]),
        "extension": [ours("fact", "x")],
    });
    let questionnaire =
        one_page(&json!([item("a", "choice", choice.clone()), item("b", "choice", choice)]));
    let both =
        |a: &[Answer], b: &[Answer]| gather(&questionnaire, &response(&[("a", a), ("b", b)])).facts;
    assert_eq!(both(&[code("no")], &[code("yes")]), facts(&[("x", yes())]));
    assert_eq!(both(&[code("unsure")], &[code("yes")]), facts(&[("x", yes())]));
    assert_eq!(both(&[code("no")], &[code("unsure")]), facts(&[]));
    assert_eq!(both(&[code("no")], &[code("no")]), facts(&[("x", no())]));
    // Asked and not answered: it may still be true.
    assert_eq!(both(&[code("no")], &[]), facts(&[]));
}

#[test]
fn answers_to_questions_that_are_not_asked_say_nothing() {
    let fact = |name: &str| {
        json!({
            "answerOption": options(&["yes", "no"]),
            "extension": [ours("fact", name)],
        })
    };
    let mut hidden = fact("y");
    hidden["enableWhen"] =
        json!([{ "question": "q", "operator": "=", "answerCoding": { "code": "yes" } }]);
    let questionnaire =
        one_page(&json!([item("q", "choice", fact("x")), item("h", "choice", hidden)]));
    let given = response(&[("q", &[code("no")]), ("h", &[code("yes")])]);
    assert_eq!(gather(&questionnaire, &given).facts, facts(&[("x", no())]));
}

#[test]
fn measurements_become_evidence_with_their_dates_and_not_facts() {
    let fact = |name: &str| json!({ "extension": [ours("fact", name)] });
    let unit = json!({ "url": UNIT, "valueCoding": { "code": "mg/dL" } });
    let questionnaire = one_page(&json!([
        item("up", "integer", fact("systolic")),
        item("low", "integer", fact("diastolic")),
        item("on", "date", fact("blood-pressure-on")),
        item("beats", "integer", fact("heart-rate")),
        item("beats-on", "date", fact("heart-rate-on")),
        item("lab", "decimal", json!({ "extension": [ours("loinc", "2160-0"), unit] })),
        item("lab-on", "date", json!({ "extension": [ours("loinc-on", "2160-0")] })),
        item("weight", "decimal", fact("weight")),
        item("since", "date", fact("since")),
    ]));
    let number = |text: &str| -> crate::decimal::Decimal { text.parse().unwrap() };
    let exact = |text: &str| [Answer::Decimal(number(text))];
    let on = [Answer::Date(date(2026, 10, 1))];
    let mut given = response(&[
        ("up", &[Answer::Integer(128)]),
        ("low", &[Answer::Integer(82)]),
        ("on", &on),
        ("beats", &[Answer::Integer(70)]),
        ("lab", &exact("1.1")),
        ("lab-on", &on),
        ("weight", &exact("70.5")),
        ("since", &on),
    ]);
    let on = date(2026, 10, 1);
    let pressure = Evidence::BloodPressure { on, systolic: number("128"), diastolic: number("82") };
    let (code, unit) = ("2160-0".to_owned(), "mg/dL".to_owned());
    let lab = Evidence::Lab { on, code, value: number("1.1"), unit };
    let gathered = gather(&questionnaire, &given);
    assert_eq!(gathered.evidence, [pressure.clone(), lab.clone()]);
    assert_eq!(
        gathered.facts,
        facts(&[("weight", Known::Number(number("70.5"))), ("since", Known::Date(on))])
    );
    given.set("beats-on".parse().unwrap(), vec![Answer::Date(on)]);
    let pulse = Evidence::HeartRate { on, value: number("70") };
    assert_eq!(gather(&questionnaire, &given).evidence, [pressure, pulse, lab]);
}

#[test]
fn medicines_preference_and_pharmacy_are_gathered() {
    let flagged = |name: &str| json!({ "extension": [flag(name)] });
    let mut medicines = flagged("medicines");
    medicines["repeats"] = true.into();
    let mut preferred = flagged("preferred-medicine");
    preferred["answerOption"] = options(&["med-10", "no-preference"]);
    let questionnaire = one_page(&json!([
        item("m", "string", medicines),
        item("p", "choice", preferred),
        item("f", "string", flagged("pharmacy")),
    ]));
    let given = |preferred: &str| {
        let medicines = [text("one"), text("two")];
        let given =
            response(&[("m", &medicines), ("p", &[code(preferred)]), ("f", &[text("Main St")])]);
        gather(&questionnaire, &given)
    };
    assert_eq!(given("med-10").medicines, ["one", "two"]);
    assert_eq!(given("med-10").preferred_medicine.as_deref(), Some("med-10"));
    assert_eq!(given("no-preference").preferred_medicine, None);
    assert_eq!(given("med-10").pharmacy, ["Main St"]);
}

#[test]
fn a_required_question_that_is_asked_and_not_answered_is_named() {
    let asked_if_yes = json!({
        "required": true, "repeats": true, "extension": [flag("medicines")],
        "enableWhen": [{ "question": "q", "operator": "=", "answerCoding": { "code": "yes" } }],
    });
    let choice = json!({ "required": true, "answerOption": options(&["yes", "no"]) });
    let questionnaire = one_page(&json!([
        item("q", "choice", choice),
        item("list", "string", asked_if_yes),
        item("more", "string", json!({})),
    ]));
    let gathered = |given: &[(&str, &[Answer])]| gather(&questionnaire, &response(given));
    let none = gathered(&[]);
    assert_eq!(none.unanswered, ["q".parse().unwrap()]);
    assert!(none.medicines_complete, "no list was asked for");
    let no = gathered(&[("q", &[code("no")])]);
    assert!(no.unanswered.is_empty() && no.medicines_complete);
    let yes = gathered(&[("q", &[code("yes")])]);
    assert_eq!(yes.unanswered, ["list".parse().unwrap()]);
    assert!(!yes.medicines_complete, "an empty list is no answer");
    let all = gathered(&[("q", &[code("yes")]), ("list", &[text("one")])]);
    assert!(all.unanswered.is_empty() && all.medicines_complete);
}
