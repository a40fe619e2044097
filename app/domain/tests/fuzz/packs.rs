//! The pack reader: a pack with mistakes is refused in words; one that is taken can be used.

use domain::{
    consent::ConsentText,
    pack::{Pack, PackFile, RuleSlice},
    place::UsState,
    rules::{FactDefinition, Facts, Jurisdiction, Ledger, Opening, Rule, evaluate},
};
use proptest::test_runner::TestCaseResult;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    choices::Choices,
    edit, odd,
    run::{Numbers, Target, wrong},
    shipped, small, tree,
};

#[test]
fn a_changed_pack_is_refused_in_words_or_says_what_it_says_however_it_is_laid_out() {
    let bases = bases();
    Target { name: "packs", cases: 40, build: &|numbers| build(&bases, numbers), check: &check }
        .run();
}

#[test]
fn packs_that_are_changed_are_good_at_first() {
    for files in bases() {
        check(&files).unwrap();
        Pack::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    }
}

/// Small packs more often than the whole one, because they are read in no time.
fn bases() -> Vec<Vec<PackFile>> {
    let rules = [
        small::OPEN.to_owned(),
        small::rule(
            "us/within",
            r#"when = { not = { fact = "systolic", at-least = 90, at-most = 170 } }"#,
            r#""prohibit""#,
        ),
        small::rule(
            "us/any",
            r#"when = { any = [{ fact = "bad-heart", is = true }, { fact = "mood", one-of = ["low"] }] }"#,
            r#"{ stop = "911" }"#,
        ),
        small::rule(
            "us/photo",
            "from = 2026-01-31",
            r#"{ require = { evidence = "photo", within-days = 30 } }"#,
        ),
        small::rule(
            "us/limit",
            r#"when = { fact = "medicine-classes", has = "nitrate" }"#,
            r#"{ limit = { quantity = 4, single-dose-mg = 2.5 } }"#,
        ),
        small::rule("us/duty", r#"to = 2027-01-31"#, r#"{ oblige = "call" }"#),
    ];
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let small = small::files(&rules);
    let whole = shipped::files();
    let mut bases = vec![small; 12];
    for protocol in protocols(&whole) {
        bases.push(cut(&whole, &protocol));
    }
    bases.push(whole);
    bases
}

fn protocols(files: &[PackFile]) -> Vec<String> {
    let heads = files.iter().filter(|file| file.path.ends_with("/protocol.toml"));
    heads.map(|file| file.path.split('/').nth(1).unwrap().to_owned()).collect()
}

/// The pack with one protocol and two states only, and the rules that go with them.
fn cut(files: &[PackFile], protocol: &str) -> Vec<PackFile> {
    let kept = |file: &&PackFile| match file.path.split('/').collect::<Vec<_>>().as_slice() {
        ["protocols", id, _] => *id == protocol,
        ["jurisdictions", state] => ["us-ar.toml", "us-tx.toml"].contains(state),
        ["rules", _] => false,
        _ => true,
    };
    files.iter().filter(kept).cloned().collect()
}

fn build(bases: &[Vec<PackFile>], numbers: &[Numbers]) -> Vec<PackFile> {
    let mut which = Choices::new(&numbers[0]);
    let mut files = which.of(bases).clone();
    for numbers in numbers {
        change(&mut files, &mut Choices::new(&numbers[1..]));
    }
    files
}

/// Changes a file, and now and then which files there are.
fn change(files: &mut Vec<PackFile>, choices: &mut Choices<'_>) {
    let place = choices.below(files.len());
    let Some(file) = files.get_mut(place) else { return };
    let whole_files = choices.once_in(30);
    match choices.below(if whole_files { 4 } else { 1 }) {
        0 if file.path.ends_with(".json") && choices.once_in(2) => {
            file.text = tree::change(&file.text, choices);
        }
        0 => file.text = edit::change(&file.text, choices),
        1 => {
            files.remove(place);
        }
        2 => {
            let again = file.clone();
            files.push(again);
        }
        _ => file.path.insert_str(0, odd::letters(choices)),
    }
}

fn check(files: &[PackFile]) -> TestCaseResult {
    let read = Pack::read(files);
    let mut reversed = files.to_vec();
    reversed.reverse();
    let again = Pack::read(&reversed);
    match (read, again) {
        (Ok(pack), Ok(again)) if pack == again => {
            same_in_another_layout(&pack, files)?;
            parts_read_back(&pack)?;
            can_be_asked(&pack)
        }
        (Err(errors), Err(_)) => {
            let length = errors.to_string().len();
            let given: usize = files.iter().map(|file| file.path.len() + file.text.len()).sum();
            if errors.errors().is_empty() || !errors.errors().is_sorted() {
                return wrong(format!("not a list of mistakes: {errors}"));
            }
            if length > 20 * given + (1 << 20) {
                return wrong(format!("{length} bytes of mistakes in {given} of files"));
            }
            Ok(())
        }
        (read, again) => wrong(format!(
            "it depends on the order of the files: {:?}, {:?}",
            read.map(|pack| pack.digest()),
            again.map(|pack| pack.digest())
        )),
    }
}

/// Without comments, with every key in another order: the digest is the same.
fn same_in_another_layout(pack: &Pack, files: &[PackFile]) -> TestCaseResult {
    let relaid = files.iter().map(|file| {
        let text = if file.path.ends_with(".json") {
            let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
            serde_json::to_string_pretty(&json).unwrap()
        } else {
            toml::to_string_pretty(&file.text.parse::<toml::Table>().unwrap()).unwrap()
        };
        PackFile { path: file.path.clone(), text }
    });
    match Pack::read(&relaid.collect::<Vec<_>>()) {
        Ok(again) if again.digest() == pack.digest() && again == *pack => Ok(()),
        Ok(_) => wrong("another layout has another digest"),
        Err(errors) => wrong(format!("another layout is refused: {errors}")),
    }
}

fn reads_back<T: Serialize + DeserializeOwned + PartialEq>(part: &T, what: &str) -> TestCaseResult {
    let json = serde_json::to_string(part).unwrap();
    match serde_json::from_str::<T>(&json) {
        Ok(again) if again == *part => Ok(()),
        Ok(_) => wrong(format!("{what} reads back as another: {json}")),
        Err(error) => wrong(format!("{what} does not read back: {error}: {json}")),
    }
}

fn parts_read_back(pack: &Pack) -> TestCaseResult {
    for rule in pack.rules() {
        reads_back::<Rule>(rule, "a rule")?;
        if pack.rule(&rule.id) != Some(rule) {
            return wrong(format!("two rules `{}`", rule.id));
        }
    }
    for fact in pack.facts() {
        reads_back::<FactDefinition>(fact, "a fact")?;
    }
    for code in ["telehealth", "photos"] {
        if let Some(consent) = pack.consent(code) {
            reads_back::<ConsentText>(consent, "a consent")?;
        }
    }
    for protocol in pack.protocols() {
        if let Some(slice) = pack.slice(UsState::Tx, &protocol.id) {
            let bytes = borsh::to_vec(&slice).unwrap();
            if borsh::from_slice::<RuleSlice>(&bytes).ok() != Some(slice) {
                return wrong("a slice does not read back".to_owned());
            }
        }
    }
    Ok(())
}

/// Every rule can be evaluated, by the whole pack and by its slices alike.
fn can_be_asked(pack: &Pack) -> TestCaseResult {
    let clinic = small::Clinic::default();
    for rule in pack.rules() {
        if let Some(when) = &rule.when {
            let truth = when.evaluate(&Facts::new(), clinic.on);
            let unknown = when.unknown_facts(&Facts::new(), clinic.on);
            if unknown.is_empty() == (truth == domain::rules::Truth::Unknown) {
                return wrong(format!("`{}` is {truth:?} and asks for {unknown:?}", rule.id));
            }
        }
    }
    let named = pack.rules().filter_map(|rule| match rule.jurisdiction {
        Jurisdiction::State(state) => Some(state),
        Jurisdiction::Federal => None,
    });
    let states: std::collections::BTreeSet<UsState> = named.collect();
    for state in states.into_iter().take(3) {
        for protocol in pack.protocols() {
            let clinic = small::Clinic {
                location: state,
                protocol: protocol.id.clone(),
                ..small::Clinic::default()
            };
            let ledger = Ledger::new();
            let slice = pack.slice(state, &protocol.id).unwrap();
            let (whole, part) = clinic.case(None, |case| {
                let whole = evaluate(pack, &ledger, Opening::Demonstration, case);
                (whole, slice.evaluate_over(&ledger, Opening::Demonstration, case, &[case.on]))
            });
            let (whole, part) = (whole.unwrap().into_record(), part.unwrap().into_record());
            if whole != part {
                return wrong(format!("a slice of `{}` decides otherwise", protocol.id));
            }
            if whole.decisions.len() != protocol.formulary.len() {
                return wrong(format!("not every medicine of `{}` is decided", protocol.id));
            }
        }
    }
    Ok(())
}
