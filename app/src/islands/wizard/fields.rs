//! What is wrong, at the field itself: the same marks as the server's, put on and
//! taken away in the page.

use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, HtmlFormElement},
};

const WRONG: &str = "field-has-error";
const DESCRIBED: &str = "aria-describedby";

/// Every element of a form that this selects.
fn all(form: &HtmlFormElement, selector: &str) -> Vec<Element> {
    let Ok(found) = form.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into::<Element>().ok()).collect()
}

/// Takes every mark away, also those that the server put there.
pub fn clear(form: &HtmlFormElement) {
    for sentence in all(form, ".field-error") {
        let id = sentence.id();
        for element in all(form, &format!("[{DESCRIBED}~='{id}']")) {
            describe(&element, &id, false);
        }
        sentence.remove();
    }
    for field in all(form, &format!(".{WRONG}")) {
        let _ = field.class_list().remove_1(WRONG);
    }
    for input in all(form, "[aria-invalid]") {
        let _ = input.remove_attribute("aria-invalid");
    }
    for summary in all(form, "#error-summary") {
        summary.remove();
    }
}

/// Puts a sentence at a field: `item` is the id of the question's first input,
/// `input` that of the one that is wrong.
pub fn mark(item: &str, input: &str, sentence: &str) {
    let Some(input) = document().get_element_by_id(input) else { return };
    let Some(field) = input.closest(".field").ok().flatten() else { return };
    let id = format!("{item}-error");
    let _ = field.class_list().add_1(WRONG);
    let _ = input.set_attribute("aria-invalid", "true");
    let described = if field.tag_name() == "FIELDSET" { &field } else { &input };
    describe(described, &id, true);
    let Some(line) = line(&id, sentence) else { return };
    // Where the server puts it: behind the hint, or else behind the question.
    let before = [".field-hint", "legend", "h1", ".field-label"]
        .into_iter()
        .find_map(|selector| field.query_selector(selector).ok().flatten());
    if let Some(before) = before {
        let _ = before.after_with_node_1(&line);
    }
}

fn line(id: &str, sentence: &str) -> Option<Element> {
    let word = document().create_element("span").ok()?;
    word.set_class_name("visually-hidden");
    word.set_text_content(Some("Error: "));
    let line = document().create_element("p").ok()?;
    line.set_class_name("field-error");
    line.set_id(id);
    line.append_with_node_1(&word).ok()?;
    line.append_with_str_1(sentence).ok()?;
    Some(line)
}

/// Adds an id to what describes an element, or takes it away.
fn describe(element: &Element, id: &str, by: bool) {
    let before = element.get_attribute(DESCRIBED).unwrap_or_default();
    let mut ids: Vec<&str> = before.split_whitespace().filter(|other| *other != id).collect();
    if by {
        ids.push(id);
    }
    let _ = match ids.is_empty() {
        true => element.remove_attribute(DESCRIBED),
        false => element.set_attribute(DESCRIBED, &ids.join(" ")),
    };
}

/// Shows the questions that are asked, and hides the others.
pub fn show(form: &HtmlFormElement, is_asked: &dyn Fn(&str) -> bool) {
    for question in all(form, "[data-question]") {
        let Ok(question) = question.dyn_into::<HtmlElement>() else { continue };
        let asked = question.get_attribute("data-question").is_some_and(|id| is_asked(&id));
        question.set_hidden(!asked);
    }
}
