use super::*;

#[derive(Debug, Deserialize)]
struct Document {
    when: Condition,
}

fn condition(text: &str) -> Condition {
    toml::from_str::<Document>(&format!("when = {text}")).unwrap().when
}

fn refusal(text: &str) -> String {
    toml::from_str::<Document>(&format!("when = {text}")).unwrap_err().message().to_owned()
}

fn facts(json: &str) -> Facts {
    serde_json::from_str(json).unwrap()
}

const ON: Date = jiff::civil::date(2026, 8, 31);

#[test]
fn every_operator_answers_true_false_and_unknown() {
    let known = facts(
        r#"{"yes":true,"age":44,"day":"2026-03-01","state":"US-AR","set":["a"],"open":{"known":["a"],"complete":false}}"#,
    );
    for (text, expected) in [
        (r#"{ fact = "yes", is = true }"#, Truth::True),
        (r#"{ fact = "yes", is = false }"#, Truth::False),
        (r#"{ fact = "other", is = true }"#, Truth::Unknown),
        (r#"{ fact = "yes", is = 1 }"#, Truth::Unknown),
        (r#"{ fact = "age", is = 44 }"#, Truth::True),
        (r#"{ fact = "day", is = "2026-03-01" }"#, Truth::True),
        (r#"{ fact = "state", is = "US-TX" }"#, Truth::False),
        (r#"{ fact = "state", one-of = ["US-TX", "US-AR"] }"#, Truth::True),
        (r#"{ fact = "state", one-of = ["US-TX"] }"#, Truth::False),
        (r#"{ fact = "other", one-of = ["US-TX"] }"#, Truth::Unknown),
        (r#"{ fact = "set", has = "a" }"#, Truth::True),
        (r#"{ fact = "set", has = "b" }"#, Truth::False),
        (r#"{ fact = "open", has = "a" }"#, Truth::True),
        (r#"{ fact = "open", has = "b" }"#, Truth::Unknown),
        (r#"{ fact = "age", at-least = 44 }"#, Truth::True),
        (r#"{ fact = "age", more-than = 44 }"#, Truth::False),
        (r#"{ fact = "age", at-most = 44 }"#, Truth::True),
        (r#"{ fact = "age", less-than = 44.001 }"#, Truth::True),
        (r#"{ fact = "age", at-least = 18, less-than = 44 }"#, Truth::False),
        (r#"{ fact = "other", at-least = 18 }"#, Truth::Unknown),
        (r#"{ fact = "day", less-than = "2026-03-01" }"#, Truth::False),
        (r#"{ fact = "day", at-least = 18 }"#, Truth::Unknown),
        (r#"{ fact = "other", within-days = 3 }"#, Truth::Unknown),
        (r#"{ not = { fact = "other", is = true } }"#, Truth::Unknown),
        (r#"{ any = [{ fact = "other", is = true }, { fact = "yes", is = true }] }"#, Truth::True),
        (
            r#"{ all = [{ fact = "other", is = true }, { fact = "yes", is = false }] }"#,
            Truth::False,
        ),
    ] {
        let condition = condition(text);
        assert_eq!(condition.evaluate(&known, ON), expected, "{text}");
        let json = serde_json::to_string(&condition).unwrap();
        assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), condition, "{json}");
    }
}

#[test]
fn within_counts_the_last_day_and_not_the_future() {
    for (text, day, expected) in [
        ("within-days = 180", "2026-03-04", true),
        ("within-days = 180", "2026-03-03", false),
        ("within-days = 0", "2026-08-31", true),
        ("within-days = 180", "2026-09-01", false),
        ("within-months = 6", "2026-02-28", true),
        ("within-months = 6", "2026-02-27", false),
        ("within-months = 12", "2025-08-31", true),
        ("within-months = 12", "2025-08-30", false),
        ("within-days = 65535", "1900-01-01", true),
        ("within-months = 65535", "1900-01-01", true),
    ] {
        let condition = condition(&format!(r#"{{ fact = "day", {text} }}"#));
        let known = facts(&format!(r#"{{"day":"{day}"}}"#));
        assert_eq!(condition.evaluate(&known, ON), expected.into(), "{text} from {day}");
    }
}

#[test]
fn only_what_could_still_decide_is_asked() {
    let text = r#"{ any = [
        { all = [{ fact = "a", is = true }, { fact = "no", is = true }] },
        { all = [{ fact = "b", is = true }, { fact = "yes", is = true }] },
        { not = { fact = "c", is = true } },
    ] }"#;
    let known = facts(r#"{"yes":true,"no":false}"#);
    let names = condition(text).unknown_facts(&known, ON);
    assert_eq!(names.iter().map(FactName::as_str).collect::<Vec<_>>(), ["b", "c"]);
    let decided = facts(r#"{"yes":true,"b":true}"#);
    assert!(condition(text).unknown_facts(&decided, ON).is_empty());
}

#[test]
fn what_is_not_a_condition_is_refused_with_what_to_write() {
    for (text, part) in [
        (r#"{ fact = "a" }"#, "say what to ask of `a`"),
        (r#"{ all = [] }"#, "`all` must list at least one"),
        (r#"{ fact = "a", one-of = [] }"#, "`one-of` must list"),
        (r#"{ fact = "a", is = ["b"] }"#, "`one-of` or `has`"),
        (r#"{ fact = "a", at-least = "b" }"#, "takes a number or a date"),
        (r#"{ fact = "a", is = 1, all = [{ fact = "b", is = 1 }] }"#, "either one of"),
        (r#"{ is = 1 }"#, "either one of"),
        (r#"{}"#, "either one of"),
        (r#"{ fact = "a", equals = 1 }"#, "unknown field `equals`"),
        (r#"{ fact = "a", within-days = -1 }"#, "invalid value"),
    ] {
        let message = refusal(text);
        assert!(message.contains(part), "{text}: {message}");
    }
}
