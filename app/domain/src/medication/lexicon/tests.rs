use super::*;
use proptest::prelude::*;

fn lexicon() -> Lexicon {
    #[derive(Deserialize)]
    struct Document {
        medicine: Vec<LexiconEntry>,
    }
    let text = r#"
        [[medicine]]
        names = ["isosorbide mononitrate", "Imdur"]
        classes = ["nitrate"]
        [[medicine]]
        names = ["nitroglycerin", "nitro", "poppers"]
        classes = ["nitrate"]
        [[medicine]]
        names = ["tamsulosin"]
        classes = ["alpha-blocker"]
        [[medicine]]
        names = ["metformin", "vitamin b12", "St. John's wort"]
        classes = []
    "#;
    Lexicon::new(toml::from_str::<Document>(text).unwrap().medicine)
}

#[track_caller]
fn assert_recognised(typed: &str, classes: &[&str], complete: bool) {
    let recognition = lexicon().recognise(typed);
    let found: Vec<_> = recognition.classes.iter().map(String::as_str).collect();
    assert_eq!((found.as_slice(), recognition.complete), (classes, complete), "{typed}");
}

#[test]
fn names_are_found_whatever_stands_around_them() {
    for typed in [
        "Imdur",
        "IMDUR 30mg",
        "imdur, 2.5 mg tablets twice daily as needed",
        "nitro spray",
        "Poppers!",
        "took some imdur last week",
        "isosorbide-mononitrate ER 60 MG x 1",
        "isosorbide mononitrate (Imdur)",
    ] {
        assert_recognised(typed, &["nitrate"], true);
    }
    assert_recognised("metformin and tamsulosin 0.4mg", &["alpha-blocker"], true);
    assert_recognised("vitamin B12 1000 mcg", &[], true);
    assert_recognised("St John’s Wort", &[], true);
}

#[test]
fn what_is_not_understood_leaves_the_answer_open() {
    assert_recognised("imdur and something else", &["nitrate"], false);
    assert_recognised("heart pill", &[], false);
    assert_recognised("a pill", &[], false);
    assert_recognised("20 mg", &[], false);
    assert_recognised("vitamin", &[], false);
    assert_recognised("isosorbide", &[], false);
    assert_recognised("metforminx", &[], false);
    assert_recognised("нитроглицерин", &[], false);
    assert_recognised("no idea", &[], false);
}

#[test]
fn names_are_whole_words() {
    assert_recognised("nitrofurantoin", &[], false);
    assert_recognised("antimdur", &[], false);
}

#[test]
fn one_slip_in_a_long_name_counts_but_stays_open() {
    assert_recognised("nitroglycerine", &["nitrate"], false);
    assert_recognised("isosorbid mononitrate", &["nitrate"], false);
    assert_recognised("my tamsulosine 0.4", &["alpha-blocker"], false);
    assert_recognised("popers", &["nitrate"], false);
    assert_recognised("indur", &[], false);
}

#[test]
fn none_says_that_there_is_no_medicine() {
    for typed in ["", "None", "n/a", "no medicines", "  "] {
        assert_recognised(typed, &[], true);
    }
}

#[test]
fn all_that_was_typed_counts_together() {
    let all = lexicon().recognise_all(["imdur", "metformin", "tamsulosin"]);
    assert_eq!(all.classes.len(), 2);
    assert!(all.complete);
    assert!(!lexicon().recognise_all(["imdur", "something"]).complete);
    assert!(lexicon().recognise_all([]).complete);
}

proptest! {
    #[test]
    fn a_name_is_found_in_any_company(before in "[ -~]{0,40}", after in "[ -~]{0,40}") {
        let recognition = lexicon().recognise(&format!("{before} Imdur {after}"));
        prop_assert!(recognition.classes.contains("nitrate"));
    }

    #[test]
    fn any_text_is_taken(text in ".{0,300}") {
        let recognition = lexicon().recognise(&text);
        prop_assert!(recognition.classes.len() <= 2);
    }
}
