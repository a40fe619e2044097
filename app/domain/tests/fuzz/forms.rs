//! Posted forms: what is typed is understood or refused, and a refusal tells nothing of it.

use domain::{
    Date,
    pack::PackFile,
    questionnaire::{
        FieldError, Item, ItemKind, Page, Questionnaire, Response, check, form_pairs, parse_page,
        read_page,
    },
};
use proptest::test_runner::TestCaseResult;
use serde_json::Value;

use crate::{
    cases::file,
    choices::Choices,
    odd,
    run::{Target, wrong},
    shipped,
};

const TODAY: Date = Date::constant(2026, 11, 30);

/// Part of what is typed where it does not fit; no message holds it.
const MARK: &str = "8642097";

#[test]
fn whatever_is_posted_is_understood_or_refused_without_telling_it() {
    let pack = shipped::starter();
    let pages: Vec<&Page> =
        pack.protocols().flat_map(|protocol| &protocol.questionnaire.pages).collect();
    Target {
        name: "forms",
        cases: 1000,
        build: &|numbers| {
            let mut choices = Choices::new(numbers.as_flattened());
            let place = choices.below(pages.len());
            let pairs = pairs(pages[place], &mut choices);
            file(serde_json::to_string(&(pages[place].link_id.as_str(), pairs)).unwrap())
        },
        check: &|files| files.iter().try_for_each(|file| posted(&pages, file)),
    }
    .run();
}

fn posted(pages: &[&Page], file: &PackFile) -> TestCaseResult {
    let (name, pairs): (String, Vec<(String, String)>) = serde_json::from_str(&file.text).unwrap();
    let with_name = pages.iter().filter(|page| page.link_id.as_str() == name);
    with_name.into_iter().try_for_each(|page| judge(page, &pairs).map(drop))
}

/// Posts a page, and posts again what it would show; gives what was understood.
fn judge(
    page: &Page,
    pairs: &[(String, String)],
) -> Result<Response, proptest::test_runner::TestCaseError> {
    let earlier = Response::default();
    let read = read_page(page, pairs, &earlier, TODAY);
    for error in &read.errors {
        tells_nothing(page, error)?;
    }
    let parsed = parse_page(page, pairs, &earlier, TODAY);
    if parsed.is_ok() != read.errors.is_empty() {
        return wrong("one door takes what the other refuses");
    }
    let Ok(answers) = parsed else { return Ok(read.answers) };
    let shown = form_pairs(page, &answers);
    if parse_page(page, &shown, &earlier, TODAY).as_ref() != Ok(&answers) {
        return wrong(format!("what is shown is not read back: {shown:?}"));
    }
    let json = serde_json::to_string(&answers).unwrap();
    if serde_json::from_str::<Response>(&json).ok().as_ref() != Some(&answers) {
        return wrong(format!("the answers do not read back: {json}"));
    }
    Ok(answers)
}

fn tells_nothing(page: &Page, error: &FieldError) -> TestCaseResult {
    let Some(item) = page.item(error.link_id.as_str()) else {
        return wrong(format!("a mistake at `{}`, which is not there", error.link_id));
    };
    let words = [error.to_string(), format!("{error:?}"), error.problem.sentence(item)].concat();
    let own = serde_json::to_string(page).unwrap();
    if words.contains(MARK) && !own.contains(MARK) {
        return wrong(format!("it tells what was typed: {words}"));
    }
    Ok(())
}

/// Answers to every page, as far as they are understood.
pub fn answered(
    questionnaire: &Questionnaire,
    choices: &mut Choices<'_>,
) -> Result<Response, proptest::test_runner::TestCaseError> {
    let mut draft = Response::default();
    for page in &questionnaire.pages {
        let answers = judge(page, &pairs(page, choices))?;
        draft.replace_page(page, answers);
    }
    questionnaire.prune(&mut draft);
    let mut again = draft.clone();
    questionnaire.prune(&mut again);
    if again != draft {
        return wrong("pruned twice, the draft is another");
    }
    for (page, error) in check(questionnaire, &draft, TODAY) {
        if questionnaire
            .page(page.as_str())
            .is_none_or(|page| page.item(error.link_id.as_str()).is_none())
        {
            return wrong(format!("a mistake at `{}`, which is not on `{page}`", error.link_id));
        }
    }
    Ok(draft)
}

/// Something for each question, and for some that are not there.
fn pairs(page: &Page, choices: &mut Choices<'_>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for item in &page.items {
        for _ in 0..1 + choices.below(2) {
            pair(item, choices, &mut pairs);
        }
    }
    if choices.once_in(4) {
        pairs.push((odd::value(choices), odd::value(choices)));
    }
    pairs
}

fn pair(item: &Item, choices: &mut Choices<'_>, pairs: &mut Vec<(String, String)>) {
    let name = item.link_id.as_str();
    let mut add = |part: &str, value: String| pairs.push((format!("{name}{part}"), value));
    if choices.once_in(4) {
        let part = *choices.of(&["", "", ".other", ".month", ".day", ".year", ".row2"]);
        return add(part, typed(choices));
    }
    match &item.kind {
        ItemKind::Choice { options, .. } => add("", choices.of(options).code.clone()),
        ItemKind::OpenChoice { options, .. } if choices.below(2) == 0 && !options.is_empty() => {
            add("", choices.of(options).code.clone());
        }
        ItemKind::OpenChoice { .. } => {
            add("", "other".to_owned());
            add(".other", typed(choices));
        }
        ItemKind::Date { .. } => {
            add(".month", (1 + choices.below(13)).to_string());
            add(".day", (1 + choices.below(32)).to_string());
            add(".year", (*choices.of(&["2026", "2025", "26", "0", "9999", "10000"])).to_owned());
        }
        ItemKind::Integer(_) | ItemKind::Decimal(_) | ItemKind::Quantity(_) => {
            let number = choices.below(300);
            let ending = choices.of(&["", ".5", ",000", " mg", "/80", ".1234", "٣", "−"]);
            add("", format!("{number}{ending}"));
        }
        ItemKind::String { .. } | ItemKind::Text { .. } => add("", typed(choices)),
        ItemKind::Display | ItemKind::Attachment { .. } => {}
    }
}

fn typed(choices: &mut Choices<'_>) -> String {
    let value = match choices.below(5) {
        0 => MARK.to_owned(),
        1 => format!("Q{MARK}"),
        2 => format!("{MARK}{MARK}{MARK}"),
        3 => odd::letters(choices).to_owned(),
        _ => odd::value(choices),
    };
    serde_json::from_str::<Value>(&value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or(value)
}
