//! Inputs that are large in one way only: nothing may take more than its share of time or stack.

use domain::pack::{Pack, PackFile};
use serde_json::{Map, Value, json};

use crate::{answers::Judge, cases::file, receipts, shipped, small, watch};

/// How many parts make an input large: what takes their square does not end, and a stack does.
/// Fewer with every test run, which is not optimised.
fn size() -> usize {
    if std::env::var_os("FUZZ_SECONDS").is_some() { 20_000 } else { 4_000 }
}

/// The small pack with more at the end of one file.
fn with(path: &str, more: &str) -> Vec<PackFile> {
    let mut files = small::files(&[small::OPEN]);
    let file = files.iter_mut().find(|file| file.path == path).unwrap();
    file.text.push_str(more);
    files
}

fn read(name: &'static str, files: &[PackFile]) -> Result<Pack, String> {
    let watch = watch::over(name);
    watch.begin("large", files);
    Pack::read(files).map_err(|errors| errors.to_string())
}

fn case(facts: &Value) -> Value {
    json!({
        "version": 1,
        "on": "2026-11-30",
        "patient": { "birth_date": null, "sex_at_birth": null, "location": "US-TX" },
        "protocol": "first",
        "facts": facts,
    })
}

#[test]
fn a_long_chain_of_derived_facts_is_read_and_asked() {
    use std::fmt::Write as _;
    let mut chain = String::new();
    // Each rests on the next, so that the last in order of names comes first.
    let last = size() - 1;
    for place in 0..size() {
        let needed =
            if place == last { "bad-heart".to_owned() } else { format!("link-{:05}", place + 1) };
        let _ = write!(
            chain,
            "\n[[fact]]\nname = \"link-{place:05}\"\ntype = \"boolean\"\nfrom = \"derived\"\n\
             title = \"Link\"\nderived = {{ fact = \"{needed}\", is = true }}\n"
        );
    }
    let mut files = with("facts.toml", &chain);
    let rule =
        small::rule("us/chain", r#"when = { fact = "link-00000", is = true }"#, r#""prohibit""#);
    files.iter_mut().find(|file| file.path == "rules/all.toml").unwrap().text.push_str(&rule);
    let pack = read("large-chain", &files).unwrap();
    let judge = Judge::new(pack);
    judge.ask(&case(&json!("all-clear")).to_string()).unwrap();
    judge.ask(&case(&json!({ "bad-heart": true })).to_string()).unwrap();
}

#[test]
fn a_very_long_name_is_refused() {
    let long = "a".repeat(2_000_000);
    let rule =
        small::rule("us/long", &format!("when = {{ fact = \"{long}\", is = true }}"), r#""refer""#);
    assert!(read("large-name", &with("rules/all.toml", &rule)).is_err());
    assert!(read("large-key", &with("pack.toml", &format!("{long} = 1"))).is_err());
    let judge = Judge::new(shipped::starter());
    let watch = watch::over("large-fact");
    let text = case(&json!({ long: true })).to_string();
    watch.begin("large", &file(text.clone()));
    judge.ask(&text).unwrap();
}

#[test]
fn very_many_unknown_names_are_refused() {
    let judge = Judge::new(shipped::starter());
    let facts: Map<String, Value> =
        (0..size()).map(|place| (format!("unknown-fact-number-{place}"), json!(true))).collect();
    let watch = watch::over("large-facts");
    let text = case(&Value::Object(facts)).to_string();
    watch.begin("large", &file(text.clone()));
    judge.ask(&text).unwrap();
}

#[test]
fn what_is_nested_very_deep_is_refused() {
    for times in [100, 1000, 100_000] {
        for deep in [
            format!("x = {}{}", "[".repeat(times), "]".repeat(times)),
            format!("x = {}1{}", "{ y = ".repeat(times), " }".repeat(times)),
            format!("[x{}]", ".y".repeat(times)),
            format!("[[x{}]]", ".y".repeat(times)),
            format!("x{} = 1", ".y".repeat(times)),
            format!("x = {{ y{} = 1 }}", ".y".repeat(times)),
            "[[x]]\n".repeat(times),
        ] {
            for path in ["pack.toml", "rules/all.toml"] {
                let watch = watch::over("large-depth");
                let files = with(path, &format!("\n{deep}\n"));
                watch.begin("large", &files);
                assert!(
                    Pack::read(&files).is_err(),
                    "{times} {}",
                    deep.chars().take(20).collect::<String>()
                );
            }
        }
        let condition = format!(
            "when = {}{{ fact = \"bad-heart\", is = true }}{}",
            "{ not = ".repeat(times),
            " }".repeat(times)
        );
        let rule = small::rule("us/deep", &condition, r#""refer""#);
        let _ = read("large-condition", &with("rules/all.toml", &rule));
        let json = format!("{}{}", "[".repeat(times), "]".repeat(times));
        assert!(domain::decide::Input::read(&json).is_err());
        assert!(domain::receipt::check(&json, None).is_err());
        assert!(domain::questionnaire::Questionnaire::from_json(&json).is_err());
    }
}

#[test]
fn a_receipt_with_very_many_values_is_refused() {
    let signed = serde_json::to_value(receipts::signed(&shipped::starter())).unwrap();
    let mut many = signed;
    let again = many["disclosures"][0].clone();
    many["disclosures"] = Value::Array(vec![again; size()]);
    let grounds = (0..size()).map(|place| (format!("facts/{place}"), many["body"]["pack"].clone()));
    many["body"]["grounds"] = Value::Object(grounds.collect());
    let text = many.to_string();
    let watch = watch::over("large-receipt");
    watch.begin("large", &file(text.clone()));
    assert!(domain::receipt::check(&text, None).is_err());
    let read: domain::receipt::Receipt = serde_json::from_str(&text).unwrap();
    assert!(domain::receipt::replay(&shipped::starter(), &read).is_err());
}
