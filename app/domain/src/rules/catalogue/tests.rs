use serde::Deserialize;

use super::*;

const ON: Date = jiff::civil::date(2026, 8, 31);

fn catalogue(text: &str) -> Result<Catalogue, CatalogueError> {
    #[derive(Deserialize)]
    struct Document {
        fact: Vec<FactDefinition>,
    }
    Catalogue::new(toml::from_str::<Document>(text).unwrap().fact)
}

fn usual() -> Catalogue {
    catalogue(
        r#"
        fact = [
            { name = "medicine-classes", type = "codes", from = "answer", title = "Classes" },
            { name = "nitrate", type = "boolean", from = "answer", title = "N", medicine-class = "nitrate" },
            { name = "systolic", type = "number", unit = "mm[Hg]", from = "evidence", title = "S" },
            { name = "a-last", type = "boolean", from = "derived", title = "Rests on low", derived = { fact = "low", is = true } },
            { name = "low", type = "boolean", from = "derived", title = "Low", derived = { fact = "systolic", less-than = 90 } },
        ]"#,
    )
    .unwrap()
}

fn settled(json: &str) -> String {
    let given = serde_json::from_str(json).unwrap();
    serde_json::to_string(&usual().settle(&given, ON)).unwrap()
}

#[test]
fn a_derived_fact_is_true_by_its_condition_then_as_given_then_as_derived() {
    for (given, expected) in [
        (r#"{"systolic":80}"#, r#"{"a-last":true,"low":true,"systolic":80}"#),
        (r#"{"low":false,"systolic":80}"#, r#"{"a-last":true,"low":true,"systolic":80}"#),
        (r#"{"low":true,"systolic":120}"#, r#"{"a-last":true,"low":true,"systolic":120}"#),
        (r#"{"systolic":120}"#, r#"{"a-last":false,"low":false,"systolic":120}"#),
        (r#"{"low":false}"#, r#"{"a-last":false,"low":false}"#),
        ("{}", "{}"),
    ] {
        assert_eq!(settled(given), expected, "{given}");
    }
}

#[test]
fn a_no_to_one_question_is_no_answer_to_another() {
    let two = catalogue(
        r#"
        fact = [
            { name = "pregnant", type = "boolean", from = "answer", title = "P" },
            { name = "can-be", type = "boolean", from = "answer", title = "C", derived = { fact = "pregnant", is = true } },
        ]"#,
    )
    .unwrap();
    for (given, expected) in [
        (r#"{"pregnant":true}"#, Some(true)),
        (r#"{"can-be":false,"pregnant":true}"#, Some(true)),
        (r#"{"can-be":true,"pregnant":false}"#, Some(true)),
        (r#"{"can-be":false,"pregnant":false}"#, Some(false)),
        (r#"{"pregnant":false}"#, None),
        ("{}", None),
    ] {
        let facts = two.settle(&serde_json::from_str(given).unwrap(), ON);
        assert_eq!(facts.get("can-be"), expected.map(Value::Boolean).as_ref(), "{given}");
    }
}

#[test]
fn a_typed_medicine_outweighs_a_no() {
    let unsure = r#"{"medicine-classes":{"known":[],"complete":false}"#;
    for (given, expected) in [
        (r#"{"medicine-classes":["nitrate"],"nitrate":false}"#.to_owned(), Some(true)),
        (r#"{"medicine-classes":["nitrate"]}"#.to_owned(), Some(true)),
        (r#"{"medicine-classes":[],"nitrate":false}"#.to_owned(), Some(false)),
        (format!(r#"{unsure},"nitrate":false}}"#), None),
        (format!(r#"{unsure},"nitrate":true}}"#), Some(true)),
        (r#"{"nitrate":false}"#.to_owned(), None),
    ] {
        let facts = usual().settle(&serde_json::from_str(&given).unwrap(), ON);
        assert_eq!(facts.get("nitrate"), expected.map(Value::Boolean).as_ref(), "{given}");
    }
}

#[test]
fn what_is_not_declared_or_of_another_type_is_not_known() {
    assert_eq!(settled(r#"{"other":true,"systolic":true,"nitrate":3}"#), "{}");
}

#[test]
fn a_circle_and_a_second_declaration_are_refused() {
    let fact = |name: &str, on: &str| {
        format!(
            r#"{{ name = "{name}", type = "boolean", from = "derived", title = "T", derived = {{ fact = "{on}", is = true }} }}"#
        )
    };
    let circle = catalogue(&format!("fact = [{}, {}]", fact("a", "b"), fact("b", "a")));
    assert_eq!(circle, Err(CatalogueError::Circle("a".into())));
    let twice = catalogue(&format!("fact = [{}, {}]", fact("a", "b"), fact("a", "c")));
    assert_eq!(twice, Err(CatalogueError::Twice("a".into())));
}

#[test]
fn a_part_keeps_what_its_facts_rest_on() {
    let part = usual().only([&FactName::from("a-last")]);
    let names: Vec<_> = part.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["a-last", "low", "medicine-classes", "systolic"]);
}
