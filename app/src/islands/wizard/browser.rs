//! What the wizard needs of the browser: the form's fields, the network, the address, the focus.

use js_sys::futures::JsFuture;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        AbortSignal, Document, DomParser, Event, FormData, HtmlElement, HtmlFormElement,
        RequestInit, Response, SupportedType, UrlSearchParams,
    },
};

use crate::wizard::Questions;

/// After so many milliseconds without an answer the clinic counts as not reached; its own limit is the same.
const PATIENCE: u32 = 30_000;
/// Where the focus goes on a step that has just come: what is wrong, what is to be known, the question.
const FIRST: [&str; 3] = ["main form #error-summary", "main form .alert", "main h1"];

/// The names and values of a form.
pub type Pairs = Vec<(String, String)>;

/// What came of sending a step.
pub enum Heard {
    /// A page with a step: the next one, or the same with what is wrong.
    Step(Page),
    /// The way goes on at another page.
    Elsewhere(String),
    /// A refusal with a page of its own.
    Refused,
    /// No answer, or none that says whether it was saved.
    Nothing,
}

/// A page of the clinic that was not navigated to.
pub struct Page {
    href: String,
    document: Document,
}

/// The step's form that this event comes from.
pub fn step(event: &Event) -> Option<HtmlFormElement> {
    let from: HtmlElement = event.target()?.dyn_into().ok()?;
    from.closest(&format!("form[{}]", Questions::ATTRIBUTE)).ok()??.dyn_into().ok()
}

/// The step's form that stands on the page.
pub fn shown() -> Option<HtmlFormElement> {
    step_of(&document())?.dyn_into().ok()
}

/// The names and values of a form.
pub fn pairs(form: &HtmlFormElement) -> Option<Pairs> {
    let data = FormData::new_with_form(form).ok()?;
    let mut pairs = Vec::new();
    for entry in js_sys::try_iter(&data).ok()?? {
        let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.push((name, value));
        }
    }
    Some(pairs)
}

/// Posts what was answered `before`, and then the form as it stands: each is a revision of the
/// step. Where one is not saved, what comes after it is not sent.
pub async fn send_all(form: &HtmlFormElement, before: &[Pairs], pairs: &Pairs) -> Heard {
    for (earlier, revisions) in before.iter().zip(0..) {
        match send(form, &later_by(revisions, earlier)).await {
            // Saved: what the server would show of it was said already.
            Heard::Elsewhere(_) => {}
            heard @ (Heard::Step(_) | Heard::Refused | Heard::Nothing) => return heard,
        }
    }
    send(form, &later_by(before.len(), pairs)).await
}

/// The same form after so many revisions.
fn later_by(revisions: usize, pairs: &Pairs) -> Pairs {
    let later = |(name, value): &(String, String)| {
        let number = if name == "revision" { value.parse::<usize>().ok() } else { None };
        let value = number.map_or_else(|| value.clone(), |number| (number + revisions).to_string());
        (name.clone(), value)
    };
    pairs.iter().map(later).collect()
}

/// Posts the form as it stands, and reads the page that comes of it.
async fn send(form: &HtmlFormElement, pairs: &[(String, String)]) -> Heard {
    let Some(response) = fetch(form, pairs).await else { return Heard::Nothing };
    if response.status() >= 500 {
        return Heard::Nothing;
    }
    let Some(document) = document_of(&response).await else { return Heard::Nothing };
    let (href, has_step) = (response.url(), step_of(&document).is_some());
    match (has_step, response.ok()) {
        (true, _) => Heard::Step(Page { href, document }),
        (false, true) => Heard::Elsewhere(href),
        (false, false) => Heard::Refused,
    }
}

async fn fetch(form: &HtmlFormElement, pairs: &[(String, String)]) -> Option<Response> {
    let body = UrlSearchParams::new().ok()?;
    for (name, value) in pairs {
        body.append(name, value);
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&body);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    let asked = window().fetch_with_str_and_init(&form.action(), &request);
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}

async fn document_of(response: &Response) -> Option<Document> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    let parser = DomParser::new().ok()?;
    parser.parse_from_string(&text.as_string()?, SupportedType::TextHtml).ok()
}

fn step_of(document: &Document) -> Option<HtmlElement> {
    let step = document.query_selector(&format!("main form[{}]", Questions::ATTRIBUTE));
    step.ok()??.dyn_into().ok()
}

/// Lets the step of a page take the place of this one.
pub fn swap(form: &HtmlFormElement, page: &Page) {
    let Some(step) = step_of(&page.document) else { return };
    if form.replace_with_with_node_1(&step).is_err() {
        return leave(&page.href);
    }
    document().set_title(&page.document.title());
    if window().location().href().ok().as_ref() != Some(&page.href)
        && let Ok(history) = window().history()
    {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&page.href));
    }
    if let Some(first) = FIRST.into_iter().find(|first| found(first).is_some()) {
        window().scroll_to_with_x_and_y(0.0, 0.0);
        settle(first);
    }
}

/// Goes to another page.
pub fn leave(href: &str) {
    let _ = window().location().assign(href);
}

/// Whether the step on the page belongs to the address in the address bar.
pub fn is_shown() -> bool {
    let step = step_of(&document()).and_then(|step| step.get_attribute("action"));
    step == window().location().pathname().ok()
}

/// Loads the page of the address that Back or Forward led to.
pub fn reload() {
    let _ = window().location().reload();
}

/// Posts the form as it would without JavaScript.
pub fn post(form: &HtmlFormElement) {
    let _ = form.submit();
}

/// Moves the focus once what was rendered stands in the page. A title that has to
/// say that something is wrong says so.
pub fn settle(selector: &'static str) {
    let asked = request_animation_frame(move || {
        let Some(element) = found(selector) else { return };
        let _ = element.set_attribute("tabindex", "-1");
        let _ = element.focus();
        let title = document().title();
        if selector.ends_with("#error-summary") && !title.starts_with(ERROR) {
            document().set_title(&format!("{ERROR}{title}"));
        }
    });
    if asked.is_err() {
        leptos::logging::warn!("the focus could not be moved");
    }
}

fn found(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// What the title of a page with errors begins with.
const ERROR: &str = "Error: ";
