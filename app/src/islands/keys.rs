//! The keys of the workspace. What a key does stands in the page: `data-key` on
//! what it opens or presses, `data-row` on what the rows of a list offer, and
//! `data-row-key` on the list itself. `data-back` on a form says where Back leads once it
//! was sent.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        Element, Event, HtmlDialogElement, HtmlElement, HtmlSelectElement, HtmlTextAreaElement,
    },
};

/// What can take text or a choice inside of a form.
const FIELD: &str = "textarea, select, input:not([type=hidden]), button";

/// Obeys the keys of the page.
#[island(lazy)]
pub fn Keys() -> impl IntoView {
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |event| {
            if press(&event) {
                event.prevent_default();
            }
        });
        let offered = StoredValue::new(String::new());
        let reason = window_event_listener(ev::change, move |event| offer(&event, offered));
        let sent = window_event_listener(ev::submit, |event| leave_behind(&event));
        on_cleanup(move || {
            keys.remove();
            reason.remove();
            sent.remove();
        });
    });
}

/// A page that was itself the answer to a form cannot be gone back to: Back leads to the
/// page that the form names.
fn leave_behind(event: &Event) {
    let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let back = form.and_then(|form| form.get_attribute("data-back"));
    if let (Some(back), Ok(history)) = (back, window().history()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&back));
    }
}

/// Puts the pack's words for the chosen reason into the field of the words to the
/// patient, unless the clinician has written there.
fn offer(event: &Event, offered: StoredValue<String>) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    let Some(reason) = target.filter(|select| select.id() == "decline-reason") else { return };
    let field = document().get_element_by_id("decline-message");
    let field = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(field) = field.filter(|field| {
        let written = field.value();
        written.trim().is_empty() || written == offered.get_value()
    }) else {
        return;
    };
    let source = format!("[data-words-for='{}']", reason.value());
    let words = document().query_selector(&source).ok().flatten();
    let words = words.and_then(|words| words.text_content()).unwrap_or_default();
    field.set_value(&words);
    offered.set_value(words);
}

/// Whether the key did something.
fn press(event: &KeyboardEvent) -> bool {
    // A key that is held down does nothing twice: it must not sign what it has just opened.
    let with_others = event.ctrl_key() || event.meta_key() || event.alt_key();
    if with_others || event.repeat() || is_typing(event) {
        return false;
    }
    let key = event.key();
    if let Some(dialog) = dialog() {
        match (key.as_str(), dialog.open()) {
            ("?", true) => {
                dialog.close();
                return true;
            }
            ("?", false) => return dialog.show_modal().is_ok(),
            (_, true) => return false,
            (_, false) => {}
        }
    }
    match key.as_str() {
        "q" => go("/review"),
        "w" => go("/review/prescriptions"),
        "j" | "ArrowDown" => move_by(Element::next_element_sibling),
        "k" | "ArrowUp" => move_by(Element::previous_element_sibling),
        key if key.len() == 1 && key.chars().all(|key| key.is_ascii_alphanumeric()) => {
            open(key) || press_row(key)
        }
        _ => false,
    }
}

fn go(href: &str) -> bool {
    window().location().assign(href).is_ok()
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

fn within(element: &Element, selector: &str) -> Option<Element> {
    element.query_selector(selector).ok().flatten()
}

fn focus(element: Element) -> bool {
    element.dyn_into::<HtmlElement>().is_ok_and(|element| element.focus().is_ok())
}

fn dialog() -> Option<HtmlDialogElement> {
    find("dialog#keys")?.dyn_into().ok()
}

/// Whether letters go into what has the focus.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            target.get_attribute("type").as_deref(),
            Some("radio" | "checkbox" | "submit")
        ),
        _ => false,
    })
}

/// The row of the list that has the focus.
fn row() -> Option<Element> {
    let row = document().active_element()?.closest("tr").ok().flatten()?;
    within(&row, "[data-row]").map(|_| row)
}

/// Moves to the row before or behind; to the first where none has the focus.
fn move_by(step: impl Fn(&Element) -> Option<Element>) -> bool {
    let Some(row) = row() else { return find("[data-row]").is_some_and(focus) };
    step(&row).and_then(|row| within(&row, "[data-row]")).is_some_and(focus)
}

/// Presses what the row with the focus offers. Where none has it, the first gets it, and
/// nothing is pressed: nobody acts on a row that was not chosen.
fn press_row(key: &str) -> bool {
    let Some(list) = find(&format!("table[data-row-key='{key}']")) else { return false };
    let Some(row) = row() else { return within(&list, "[data-row]").is_some_and(focus) };
    within(&row, "[data-row]").is_some_and(click)
}

fn click(element: Element) -> bool {
    element.dyn_into::<HtmlElement>().map(|element| element.click()).is_ok()
}

/// Opens or presses what has this key.
fn open(key: &str) -> bool {
    let Some(found) = find(&format!("[data-key='{key}']")) else { return false };
    match found.tag_name().as_str() {
        "DETAILS" => {
            let _ = found.set_attribute("open", "");
            within(&found, FIELD).or_else(|| within(&found, "summary")).is_some_and(focus)
        }
        "FORM" => within(&found, FIELD).is_some_and(focus),
        _ => click(found),
    }
}
