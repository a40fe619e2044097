//! Packs with mistakes: each is named with its file, its line and what to write.

#![cfg(test)]

#[path = "rules/clinic.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod clinic;

use domain::{
    medication::{MedicationId, ProtocolId},
    pack::{
        Pack, PackFile,
        diff::{Change, Kind, What, diff},
    },
    rules::Said,
};

use clinic::{OPEN, files, pack, rule};

/// The mistakes of a pack with one text exchanged in one file, and rules beside.
fn mistakes(path: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files(&[OPEN]);
    let file = files.iter_mut().find(|file| file.path == path).unwrap();
    assert!(file.text.contains(from), "{path} has no {from}");
    file.text = file.text.replacen(from, to, 1);
    refused(&files)
}

fn refused(files: &[PackFile]) -> Vec<String> {
    let errors = Pack::read(files).unwrap_err();
    errors.errors().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_named(found: &[String], parts: &[&str]) {
    let named = |found: &String| parts.iter().all(|part| found.contains(part));
    assert!(found.iter().any(named), "{parts:?} in {found:#?}");
}

#[test]
fn a_pack_gives_what_it_holds() {
    let pack = pack(&[OPEN, &rule("us/one", "", r#""alert""#)]);
    assert_eq!(pack.notice(), "Only for tests.");
    assert_eq!(pack.rules().count(), 2);
    let first: ProtocolId = "first".parse().unwrap();
    let protocol = pack.protocol(&first).unwrap();
    assert_eq!(protocol.formulary.len(), 2);
    assert_eq!(protocol.diagnosis("R69").unwrap().title, "Illness, unspecified");
    assert!(protocol.decline_reason("unsafe").is_some());
    let syrup: MedicationId = "syrup".parse().unwrap();
    assert_eq!(pack.medication(&syrup).unwrap().sig("spoon").unwrap().quantity, 1);
    assert!(pack.lexicon().recognise("nitro 0.4mg").classes.contains("nitrate"));
    assert!(pack.facts().any(|fact| fact.name.as_str() == "bad-heart"));
}

#[test]
fn the_digest_follows_the_content_and_not_the_layout() {
    let digest = |files: &[PackFile]| Pack::read(files).unwrap().digest();
    let files = files(&[OPEN]);
    let mut spaced = files.clone();
    for file in &mut spaced {
        file.text = format!("\n{}\n", file.text.replace(" = ", "  =  "));
    }
    assert_eq!(digest(&spaced), digest(&files));
    for (path, from, to) in [
        ("pack.toml", "Only for tests.", "For all."),
        ("facts.toml", "Has a bad heart", "Has a weak heart"),
        ("medicines.toml", "metformin", "metformine"),
        ("rules/all.toml", "We can help", "We cannot help"),
        ("protocols/first/formulary.toml", "max-refills = 5", "max-refills = 4"),
        ("protocols/first/protocol.toml", "Everybody", "Nobody"),
        ("protocols/first/questionnaire.json", "A bad heart", "A weak heart"),
    ] {
        let mut changed = files.clone();
        let file = changed.iter_mut().find(|file| file.path == path).unwrap();
        file.text = file.text.replace(from, to);
        assert_ne!(digest(&changed), digest(&files), "{path}");
    }
}

#[test]
fn a_mistake_in_a_rule_is_named_with_what_to_write() {
    for (keys, effect, parts) in [
        (
            r#"when = { fact = "bad-hart", is = true }"#,
            r#""alert""#,
            &["did you mean `bad-heart`?"][..],
        ),
        (r#"when = { fact = "bad-heart", is = 5 }"#, r#""alert""#, &["is a boolean", "`true`"]),
        (r#"when = { fact = "bad-heart", has = "x" }"#, r#""alert""#, &["write `is`"]),
        (r#"when = { fact = "mood", at-least = 5 }"#, r#""alert""#, &["`mood` is a code"]),
        (r#"when = { fact = "age", within-days = 5 }"#, r#""alert""#, &["asks only a date"]),
        (r#"when = { fact = "age", one-of = ["x"] }"#, r#""alert""#, &["asks only a code"]),
        (r#"when = { fact = "medicine-classes", is = "x" }"#, r#""alert""#, &["write `has"]),
        (
            r#"when = { fact = "medicine-classes", has = "nitrates" }"#,
            r#""alert""#,
            &["did you mean `nitrate`?"],
        ),
        (
            r#"when = { fact = "relationship", is = "New" }"#,
            r#""alert""#,
            &["is never `New`", "`new`?"],
        ),
        (
            r#"when = { fact = "age", at-least = 65, less-than = 18 }"#,
            r#""alert""#,
            &["no value of `age`"],
        ),
        (
            r#"when = { fact = "age", above = 65 }"#,
            r#""alert""#,
            &["unknown key `above`: write `all`, `any`"],
        ),
        ("from = 2026-02-01\nto = 2026-01-01", r#""alert""#, &["ends on 2026-01-01"]),
        (
            "from = 2026-02-30",
            r#""alert""#,
            &["rules/all.toml:13: `from`: there is no day `2026-02-30`"],
        ),
        (r#"protocols = ["third"]"#, r#""alert""#, &["`protocols` names `third`"]),
        ("protocols = []", r#""alert""#, &["`protocols` is empty"]),
        (r#"medications = ["pill-5"]"#, r#""alert""#, &["did you mean `pill-50`?"]),
        (r#"classes = ["pill"]"#, r#""alert""#, &["did you mean `pills`?"]),
        ("schedules = []", r#""alert""#, &["`schedules` is empty"]),
        (r#"url = "ftp://x""#, r#""alert""#, &["`https://`"]),
        ("urgent = true", r#""alert""#, &["`urgent` is for `prohibit` and `refer` alone"]),
        ("urgent = true", r#"{ stop = "911" }"#, &["a `stop` says by itself how soon"]),
        ("", r#""open""#, &["only a state's own rule"]),
        ("", r#""forbid""#, &["unknown effect `forbid`"]),
        (
            "",
            r#"{ require = { evidence = "photo", view = "chin" } }"#,
            &["takes a photo of `chin`"],
        ),
        (r#"note = "x""#, r#""alert""#, &["unknown key `note`: write `id`"]),
        (r#"jurisdiction = "US-XX""#, r#""alert""#, &["`US-XX` is no jurisdiction"]),
    ] {
        let found = refused(&files(&[&rule("us/tested", keys, effect)]));
        assert_named(&found, parts);
        assert!(found.iter().all(|found| found.starts_with("rules/all.toml:")), "{found:?}");
    }
}

#[test]
fn an_id_stands_once_and_never_for_the_engine() {
    let twice = rule("us/one", "", r#""alert""#);
    assert_named(
        &refused(&files(&[&twice, &twice])),
        &["rules/all.toml:15", "rules/all.toml:2 too"],
    );
    let own = rule("engine/closed-jurisdiction", "", r#""alert""#);
    assert_named(&refused(&files(&[&own])), &["`engine/`"]);
    assert_named(
        &refused(&files(&[&rule("one", "", r#""alert""#)])),
        &["`one` must be an id like"],
    );
}

#[test]
fn a_mistake_in_another_file_is_named_with_what_to_write() {
    for (path, from, to, parts) in [
        ("pack.toml", "status", "state", &["unknown key `state`"][..]),
        (
            "facts.toml",
            "name = \"mood\"",
            "name = \"bad-heart\"",
            &["facts.toml:14", "declared twice"],
        ),
        ("facts.toml", "name = \"mood\"", "name = \"Mood\"", &["lower-case"]),
        ("facts.toml", "\"codes\"", "\"code\"", &["the engine sets it: write `type = \"codes\"`"]),
        (
            "facts.toml",
            "title = \"Mood\"",
            "title = \"Mood\"\nunit = \"1\"",
            &["only a number has a `unit`"],
        ),
        ("facts.toml", "class = \"nitrate\"", "class = \"nitrat\"", &["did you mean `nitrate`?"]),
        (
            "facts.toml",
            "{ fact = \"systolic\"",
            "{ fact = \"sistolic\"",
            &["unknown fact `sistolic`", "`systolic`?"],
        ),
        (
            "facts.toml",
            "{ fact = \"systolic\", less-than = 90 }",
            "{ fact = \"low-pressure\", is = true }",
            &["derived from itself"],
        ),
        (
            "facts.toml",
            "name = \"medicine-classes\"",
            "name = \"classes\"",
            &["declare the fact `medicine-classes`"],
        ),
        ("medicines.toml", "metformin", "Nitro", &["medicines.toml:6", "listed twice"]),
        ("medicines.toml", "\"metformin\"", "", &["at least one name"]),
        (
            "medicines.toml",
            "[[medicine]]",
            "[[drug]]",
            &["unknown key `drug`: write `[[medicine]]`"],
        ),
        (
            "protocols/first/formulary.toml",
            "default-diagnosis = \"R69\"",
            "default-diagnosis = \"R6\"",
            &["`R6` is not among"],
        ),
        ("protocols/first/formulary.toml", "code = \"two\"", "code = \"one\"", &["there twice"]),
        (
            "protocols/first/formulary.toml",
            "quantity = 10\ndays",
            "quantity = 11\ndays",
            &["write a `quantity` from 1"],
        ),
        (
            "protocols/first/formulary.toml",
            "days-supply = 10",
            "days-supply = 31",
            &["write `days-supply` from 1"],
        ),
        (
            "protocols/first/formulary.toml",
            "\"III\"",
            "\"I\"",
            &["`schedule` is never `I`: write `II`, `III`, `IV` or `V`"],
        ),
        (
            "protocols/second/formulary.toml",
            "id = \"syrup\"",
            "id = \"gel\"",
            &["`gel` is there twice"],
        ),
        (
            "protocols/first/protocol.toml",
            "\"first\"",
            "\"other\"",
            &["write `first`, as the folder"],
        ),
        (
            "protocols/first/questionnaire.json",
            "\"bad-heart\" }]",
            "\"bad-hart\" }]",
            &["unknown fact `bad-hart`"],
        ),
        (
            "protocols/first/questionnaire.json",
            "\"bad-heart\" }]",
            "\"mood\" }]",
            &["do not fit the fact `mood`"],
        ),
        ("protocols/first/questionnaire.json", "{", "", &["protocols/first/questionnaire.json:"]),
        ("rules/all.toml", "reviewed = 2026-11-23", "reviewed = ", &["rules/all.toml:8"]),
    ] {
        assert_named(&mistakes(path, from, to), parts);
    }
}

#[test]
fn a_question_that_nobody_asks_is_missed() {
    let mut files =
        files(&[&rule("us/ache", r#"when = { fact = "stomach-ache", is = true }"#, r#""refer""#)]);
    for file in &mut files {
        file.text =
            file.text.replace(r#""valueCode": "stomach-ache""#, r#""valueCode": "bad-heart""#);
    }
    assert_named(&refused(&files), &["no question of `first` asks for `stomach-ache`"]);
}

#[test]
fn files_must_be_known_and_there_once() {
    let named = |path: &str| {
        let mut files = files(&[OPEN]);
        files.push(PackFile { path: path.to_owned(), text: String::new() });
        Pack::read(&files).map_or_else(|errors| errors.to_string(), |_| String::new())
    };
    for path in ["rules/all.json", "us-ar.toml", "jurisdictions/us-xx.toml", "protocols/x.toml"] {
        assert!(named(path).contains("unknown file"), "{path}");
    }
    assert!(named("facts.toml").contains("there twice"));
    assert!(
        named("protocols/third/rules.toml")
            .contains("protocols/third/protocol.toml: the file is missing")
    );
    assert_eq!(named("jurisdictions/us-ar.toml"), "");
    assert_eq!(named("rules/more.toml"), "");
}

#[test]
fn a_rule_in_a_folder_belongs_there() {
    let placed = |path: &str, text: String| {
        let mut files = files(&[OPEN]);
        files.retain(|file| file.path != path);
        files.push(PackFile { path: path.to_owned(), text });
        Pack::read(&files)
    };
    let federal = rule("us/one", "", r#""alert""#);
    let found = placed("jurisdictions/us-ar.toml", federal.clone()).unwrap_err().to_string();
    assert!(found.contains("write `jurisdiction = \"US-AR\"`"), "{found}");
    let pack = placed("protocols/first/rules.toml", federal).unwrap();
    let scoped = pack.rules().next().unwrap().protocols.as_ref().unwrap();
    assert!(scoped.iter().eq([&"first".parse::<ProtocolId>().unwrap()]));
    let other = rule("us/one", r#"protocols = ["second"]"#, r#""alert""#);
    let found = placed("protocols/first/rules.toml", other).unwrap_err().to_string();
    assert!(found.contains("remove `protocols`"), "{found}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let mut files = files(&[
        &rule("us/one", r#"when = { fact = "x", is = true }"#, r#""alert""#),
        &rule("us/two", "", r#""forbid""#),
        &rule("us/three", r#"classes = ["x"]"#, r#""alert""#),
    ]);
    files.retain(|file| file.path != "pack.toml");
    let found = refused(&files);
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn a_difference_says_what_an_added_or_removed_rule_says() {
    let (bare, fuller) = (pack(&[OPEN]), pack(&[OPEN, &rule("us/one", "", r#""prohibit""#)]));
    let says = |said: &[Said]| {
        let said: Vec<String> = said.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Title: Title",
                "Where: Everywhere (US)",
                "What it does: Prohibits",
                "How soon: With everything else that the patient is told",
                "What the patient reads: For the patient.",
                "What the clinician reads: For the clinician.",
                "Source: None",
            ]
        );
    };
    match diff(&bare, &fuller).as_slice() {
        [Change { kind: Kind::Rule, what: What::Added(said), .. }] => says(said),
        other => panic!("{other:?}"),
    }
    match diff(&fuller, &bare).as_slice() {
        [Change { kind: Kind::Rule, what: What::Removed(said), .. }] => says(said),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mistake_of_form_is_named_in_plain_words() {
    for (keys, effect, expected) in [
        (
            r#"when = "bad-heart""#,
            r#""alert""#,
            r#"`when` is the text "bad-heart": write a table such as `{ fact = "...", is = true }`"#,
        ),
        (
            r#"when = { fact = "age", within-days = -1 }"#,
            r#""alert""#,
            "`within-days` is the number `-1`: write a whole number from 0 to 65535",
        ),
        (
            r#"urgent = "yes""#,
            r#""alert""#,
            r#"`urgent` is the text "yes": write `true` or `false`"#,
        ),
        ("urgent = yes", r#""alert""#, r#"`urgent`: write a text in quotes: `"yes"`"#),
        ("url = ", r#""alert""#, "`url` has no value: write one, or remove the key"),
        (r#"classes = "pills""#, r#""alert""#, r#"`classes` is the text "pills": write a list"#),
        ("schedules = [2]", r#""alert""#, "`schedules` is the number `2`: write a word in quotes"),
        (r#"from = "2026-02-30""#, r#""alert""#, "`from`: there is no day `2026-02-30`"),
        ("from = 2026-1-5", r#""alert""#, "`from`: there is no day `2026-1-5`: write a day such"),
        (
            r#"from = "today""#,
            r#""alert""#,
            r#"`from` is the text "today": write a day such as `2026-01-31`"#,
        ),
        ("from = 2026", r#""alert""#, "`from` is the number `2026`: write a day such as"),
        (r#"title = "Again""#, r#""alert""#, "rules/all.toml:13: `title` is there twice: keep one"),
        ("citations = 1", r#""alert""#, "unknown key `citations`; did you mean `citation`?"),
        (
            "",
            r#"{ stop = "912" }"#,
            "`stop` is never `912`: write `911`, `988`, `emergency-department` or `same-day`",
        ),
        ("", "5", "`effect` is the number `5`: write a word such as `prohibit`"),
    ] {
        let found = refused(&files(&[&rule("us/tested", keys, effect)]));
        let [only] = found.as_slice() else { panic!("{keys}: {found:#?}") };
        assert!(only.contains(expected), "{expected} in {only}");
        assert!(!only.contains("struct ") && !only.contains("variant"), "{only}");
    }
}

#[test]
fn a_mistake_hides_none_in_other_rules_and_files() {
    let exchanged = |text: String, from: &str, to: &str| {
        assert!(text.contains(from), "no {from}");
        text.replace(from, to)
    };
    let plain = |id: &str| rule(id, "", r#""alert""#);
    let all = [
        exchanged(plain("us/basis"), "\"policy\"", "\"polici\""),
        exchanged(plain("us/confidence"), "\"high\"", "\"hihg\""),
        exchanged(plain("us/day"), "2026-11-23", "2026-02-30"),
        rule("us/unread", r#"when = "bad-heart""#, r#""alert""#),
        rule("us/unknown", r#"when = { fact = "bad-hart", is = true }"#, r#""alert""#),
        rule("us/twice", "title = \"Again\"", r#""alert""#),
        exchanged(plain("us/missing"), "citation = \"None\"\n", ""),
    ];
    let more = [
        rule("us/place", r#"jurisdiction = "XX""#, r#""alert""#),
        rule("us/effect", "", r#""forbid""#),
        exchanged(
            rule("us/several", "urgent = 1\nnote = \"x\"\nto = 2026-02-31", r#""forbid""#),
            "\"high\"",
            "high",
        ),
    ];
    let mut files = files(&all.each_ref().map(String::as_str));
    files.push(PackFile { path: "rules/more.toml".to_owned(), text: more.concat() });
    let found = refused(&files);
    let expected = [
        "rules/all.toml:6: `basis` is never `polici`: write `statute`, `regulation`, `label`, `guideline` or `policy`",
        "rules/all.toml:22: `confidence` is never `hihg`: write `high`, `medium` or `low`",
        "rules/all.toml:34: `reviewed`: there is no day `2026-02-30`: write a day such as `2026-01-31`",
        "rules/all.toml:52: `when` is the text \"bad-heart\": write a table such as",
        "rules/all.toml:54: rule `us/unknown`: unknown fact `bad-hart`; did you mean `bad-heart`?",
        "rules/all.toml:78: `title` is there twice: keep one",
        "rules/all.toml:80: `citation` is missing: add it",
        "rules/more.toml:13: `XX` is no jurisdiction: write `US`, or a state such as `US-AR`",
        "rules/more.toml:23: unknown effect `forbid`: write `open`, `prohibit`, `refer` or `alert`",
        "rules/more.toml:35: `confidence`: write a text in quotes: `\"high\"`",
        "rules/more.toml:36: unknown effect `forbid`",
        "rules/more.toml:39: `urgent` is the number `1`: write `true` or `false`",
        "rules/more.toml:40: unknown key `note`: write `id`",
        "rules/more.toml:41: `to`: there is no day `2026-02-31`",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{expected} in {found}");
    }
}

#[test]
fn where_the_tables_are_astray_nothing_is_made_of_them() {
    let broken = |keys: &str| refused(&files(&[&rule("us/x", keys, r#""forbid""#), OPEN]));
    assert_eq!(broken("url"), ["rules/all.toml:13: key with no value, expected `=`"]);
    assert_named(&broken("[rule]"), &["rules/all.toml:13: duplicate key"]);
    assert!(broken("url = [").iter().all(|found| !found.contains("write")));
}

#[test]
fn a_fact_that_cannot_be_read_is_told_once() {
    let asks = rule("us/asks", r#"when = { fact = "systolic", at-least = 5 }"#, r#""alert""#);
    let lacks = rule("us/lacks", r#"when = { fact = "sistolic", at-least = 5 }"#, r#""alert""#);
    let with = |from: &str, to: &str| {
        let mut files = files(&[&asks, &lacks]);
        let facts = files.iter_mut().find(|file| file.path == "facts.toml").unwrap();
        assert!(facts.text.contains(from));
        facts.text = facts.text.replacen(from, to, 1);
        refused(&files)
    };
    let found = with("name = \"systolic\"", "name = \"systolic\"\nnote = 1");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_named(&found, &["facts.toml:", "unknown key `note`"]);
    assert_named(&found, &["rules/all.toml:", "unknown fact `sistolic`"]);
    let found = with("name = \"systolic\"", "name");
    assert!(found.iter().all(|found| found.starts_with("facts.toml:")), "{found:#?}");
}
