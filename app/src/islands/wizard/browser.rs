//! What the wizard needs of the browser: the form's fields, the address, the focus.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys,
};

/// What the title of a page with errors begins with.
const ERROR: &str = "Error: ";

/// Where the focus goes once the step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The summary of what is wrong.
    Summary,
    /// The question.
    Heading,
    /// The notice that the clinic could not be reached.
    Notice,
    /// The field that had it.
    Field(String),
}

/// The names and values of the form that this event comes from.
pub fn pairs(event: &web_sys::Event) -> Option<Vec<(String, String)>> {
    let form: web_sys::HtmlFormElement = event.current_target()?.dyn_into().ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let mut pairs = Vec::new();
    for entry in js_sys::try_iter(&data).ok()?? {
        let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.push((name, value));
        }
    }
    Some(pairs)
}

/// Puts the address of the step that now stands into the address bar.
pub fn visit(href: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// Goes to another page.
pub fn leave(href: &str) {
    let _ = window().location().assign(href);
}

/// The path in the address bar.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Loads the page of the address that Back or Forward led to.
pub fn reload() {
    let _ = window().location().reload();
}

/// Posts the form as it would without JavaScript: the server keeps what was
/// filled in, and leads through signing in.
pub fn post() {
    let form = document().query_selector("main form").ok().flatten();
    if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        let _ = form.submit();
    }
}

/// The field that has the focus.
pub fn focused() -> Focus {
    let id = document().active_element().map(|element| element.id()).unwrap_or_default();
    if id.is_empty() { Focus::Heading } else { Focus::Field(id) }
}

/// Moves the focus once the new step is in the page.
pub fn settle(focus: Focus) {
    let asked = request_animation_frame(move || {
        let found = match &focus {
            Focus::Summary => document().get_element_by_id("error-summary"),
            Focus::Heading => document().query_selector("main h1").ok().flatten(),
            Focus::Notice => document().get_element_by_id("unreachable"),
            Focus::Field(id) => document().get_element_by_id(id),
        };
        let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok())
        else {
            return;
        };
        if !matches!(focus, Focus::Field(_)) {
            let _ = element.set_attribute("tabindex", "-1");
        }
        let _ = element.focus();
        let title_now = document().title();
        if focus == Focus::Summary && !title_now.starts_with(ERROR) {
            document().set_title(&format!("{ERROR}{title_now}"));
        }
        if let Focus::Heading = focus {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            document().set_title(&title(&element.inner_text()));
        }
    });
    if asked.is_err() {
        leptos::logging::warn!("the focus could not be moved");
    }
}

/// The document's title for a question, with the clinic's name that stood behind the last one.
fn title(question: &str) -> String {
    let before = document().title();
    let clinic = before.rsplit_once(" - ").map_or("", |(_, clinic)| clinic);
    format!("{question} - {clinic}")
}
