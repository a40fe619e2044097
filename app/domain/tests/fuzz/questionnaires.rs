//! The questionnaire reader: what it takes can be shown, kept, answered and exported.

use domain::{
    packed,
    questionnaire::{Questionnaire, Response, carry_over, gather},
};
use proptest::test_runner::TestCaseResult;

use crate::{
    cases::file,
    choices::Choices,
    edit, forms,
    run::{Numbers, Target, wrong},
    shipped, tree,
};

#[test]
fn a_changed_questionnaire_is_refused_in_words_or_can_be_answered() {
    let written: Vec<String> = shipped::files()
        .into_iter()
        .filter(|file| file.path.ends_with("questionnaire.json"))
        .map(|file| file.text)
        .collect();
    Target {
        name: "questionnaires",
        cases: 150,
        build: &|numbers| file(changed(&written, numbers)),
        check: &|files| files.iter().try_for_each(|file| check(&file.text)),
    }
    .run();
}

fn changed(texts: &[String], numbers: &[Numbers]) -> String {
    let mut text = Choices::new(&numbers[0]).of(texts).clone();
    for numbers in numbers {
        let mut choices = Choices::new(&numbers[1..]);
        text = if choices.once_in(4) {
            edit::change(&text, &mut choices)
        } else {
            tree::change(&text, &mut choices)
        };
    }
    text
}

fn check(text: &str) -> TestCaseResult {
    let read = Questionnaire::from_json(text);
    if read != Questionnaire::from_json(text) {
        return wrong("read twice, it says otherwise");
    }
    let questionnaire = match read {
        Ok(questionnaire) => questionnaire,
        Err(error) if error.to_string().is_empty() => return wrong("refused without a word"),
        Err(_) => return Ok(()),
    };
    let packed = packed::pack(&questionnaire).unwrap();
    if packed::unpack::<Questionnaire>(&packed).as_ref() != Some(&questionnaire) {
        return wrong("packed and unpacked, it is another");
    }
    let json = serde_json::to_string(&questionnaire).unwrap();
    match serde_json::from_str::<Questionnaire>(&json) {
        Ok(again) if again == questionnaire => {}
        Ok(_) | Err(_) => return wrong("kept and read, it is another"),
    }
    let nothing = Response::default();
    if !gather(&questionnaire, &nothing).facts.is_empty() {
        return wrong("without an answer, something is known");
    }
    let draft = forms::answered(&questionnaire, &mut Choices::new(&seeds(text)))?;
    if carry_over(&draft, &questionnaire, &questionnaire) != draft {
        return wrong("carried over to the same questionnaire, a draft is another");
    }
    let gathered = gather(&questionnaire, &draft);
    if gathered != gather(&questionnaire, &draft) {
        return wrong("gathered twice, it means something else");
    }
    match draft.to_fhir(&questionnaire).get("item") {
        None if !draft.is_empty() => wrong("a draft is exported without its answers"),
        Some(_) | None => Ok(()),
    }
}

/// Numbers that depend on the text alone, so that an input is all there is to keep.
fn seeds(text: &str) -> Vec<u32> {
    let mut state = text
        .bytes()
        .fold(0x811c_9dc5_u32, |state, byte| (state ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    std::iter::repeat_with(next).take(2000).collect()
}
