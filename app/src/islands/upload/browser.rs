//! What an upload needs of the browser: the form's files, the request, and the
//! server's page in the place of this one.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys,
};
use web_sys::{
    Element, HtmlElement, HtmlFormElement, HtmlInputElement, ProgressEvent, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

/// What the request says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// So many bytes of so many were sent.
    Sent(u64, u64),
    /// The server has answered.
    Answered,
    /// The network was lost.
    Lost,
    /// It took too long.
    TimedOut,
    /// It was stopped.
    Stopped,
}

/// A request that can be sent again and again; `heard` learns what becomes of each.
///
/// There is one on a page, for as long as the page lives.
pub fn line(heard: impl Fn(Heard, &XmlHttpRequest) + 'static) -> Option<XmlHttpRequest> {
    let xhr = XmlHttpRequest::new().ok()?;
    let own = xhr.clone();
    let listen = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        let what = match event.type_().as_str() {
            "progress" => Heard::Sent(event.loaded() as u64, event.total() as u64),
            "load" => Heard::Answered,
            "timeout" => Heard::TimedOut,
            "abort" => Heard::Stopped,
            _ => Heard::Lost,
        };
        heard(what, &own);
    });
    let listener = listen.as_ref().unchecked_ref();
    xhr.upload().ok()?.add_event_listener_with_callback("progress", listener).ok()?;
    for event in ["load", "timeout", "abort", "error"] {
        xhr.add_event_listener_with_callback(event, listener).ok()?;
    }
    listen.forget();
    Some(xhr)
}

/// Sends the form as the browser would; the answer comes as a parsed page.
pub fn send(xhr: &XmlHttpRequest, form: &HtmlFormElement, patience_ms: u32) -> Option<()> {
    let data = web_sys::FormData::new_with_form(form).ok()?;
    xhr.open_with_async("POST", &form.action(), true).ok()?;
    xhr.set_response_type(XmlHttpRequestResponseType::Document);
    xhr.set_timeout(patience_ms);
    xhr.send_with_opt_form_data(Some(&data)).ok()
}

/// The bytes of the file that was chosen.
pub fn size(form: &HtmlFormElement) -> f64 {
    let field = form.query_selector("input[type=file]").ok().flatten();
    let file = field
        .and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
        .and_then(|field| field.files())
        .and_then(|files| files.get(0));
    file.map_or(0.0, |file| file.size())
}

/// Goes where the server's answer leads. A page of this address, or a refusal,
/// takes the place of what stands here, as it would had the form been posted;
/// this island stays, and moves into it. Whether it did.
pub fn take_over(xhr: &XmlHttpRequest, island: &Element) -> bool {
    let address = xhr.response_url();
    let refused = xhr.status().is_ok_and(|status| status >= 400);
    let here = window().location().href().unwrap_or_default();
    if !refused && here.split('#').next() != Some(address.as_str()) {
        let _ = window().location().assign(&address);
        return false;
    }
    if swap(xhr, island).is_none() {
        let _ = window().location().reload();
        return false;
    }
    true
}

fn swap(xhr: &XmlHttpRequest, island: &Element) -> Option<()> {
    let page = xhr.response_xml().ok()??;
    let old = document().query_selector("main").ok()??;
    let new = page.query_selector("main").ok()??;
    let new = document().import_node_with_deep(&new, true).ok()?.dyn_into::<Element>().ok()?;
    let shell = island.closest("leptos-island").ok()??;
    let name = shell.get_attribute("data-component")?;
    let place = format!("leptos-island[data-component='{name}']");
    if let Some(place) = new.query_selector(&place).ok()? {
        place.replace_with_with_node_1(&shell).ok()?;
    }
    old.replace_with_with_node_1(&new).ok()?;
    document().set_title(&page.title());
    let focus = new.query_selector("#error-summary").ok()?;
    let focus = focus.or(new.query_selector("h1").ok()?)?.dyn_into::<HtmlElement>().ok()?;
    focus.set_attribute("tabindex", "-1").ok()?;
    focus.focus().ok()
}

/// Moves the focus to this element, once it is in the page.
///
/// The frame is asked of the browser itself: one that an effect asks for through
/// the framework is taken back as the effect runs again, and what stops an upload is one.
pub fn focus(id: &'static str) {
    let move_there = Closure::once_into_js(move || {
        let found = document().get_element_by_id(id);
        if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = found.focus();
        }
    });
    let _ = window().request_animation_frame(move_there.unchecked_ref());
}
