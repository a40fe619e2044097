//! Keys for the chart, and the claim kept while somebody works on it.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

use domain::ids::{EncounterId, LeaseToken};
use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{self, HtmlSelectElement, HtmlTextAreaElement},
};

use crate::api::leases::renew_lease;

/// Minutes without input after which the claim is not kept any more.
const IDLE_MINUTES: f64 = 10.0;
/// Minutes between two renewals.
const RENEW_MINUTES: u64 = 5;

/// Opens the part of the chart whose key was pressed; `?` shows the keys.
#[island]
pub fn Keys(encounter: EncounterId, lease: LeaseToken) -> impl IntoView {
    let shown = RwSignal::new(false);
    let lost = RwSignal::new(false);
    Effect::new(move |_| {
        let last_input = StoredValue::new(js_sys::Date::now());
        let keys = window_event_listener(ev::keydown, move |event| {
            last_input.set_value(js_sys::Date::now());
            press(&event, shown);
        });
        let offered = StoredValue::new(String::new());
        let chosen = window_event_listener(ev::change, move |event| offer(&event, offered));
        let pointer = window_event_listener(ev::pointerdown, move |_| {
            last_input.set_value(js_sys::Date::now());
        });
        let renewing = set_interval(
            move || {
                let idle = (js_sys::Date::now() - last_input.get_value()) / 60_000.0;
                if idle < IDLE_MINUTES {
                    spawn_local(async move {
                        lost.set(renew_lease(encounter, lease).await.is_err());
                    });
                }
            },
            std::time::Duration::from_secs(60 * RENEW_MINUTES),
        );
        on_cleanup(move || {
            keys.remove();
            chosen.remove();
            pointer.remove();
            if let Ok(renewing) = renewing {
                renewing.clear();
            }
        });
    });
    view! {
        <p class="quiet no-print">
            <button type="button" class="button button-quiet" on:click=move |_| shown.update(|on| *on = !*on)>
                "Keys " <kbd>"?"</kbd>
            </button>
        </p>
        <Show when=move || lost.get()>
            <p role="alert">
                "Your claim could not be kept. Finish soon, or claim it again. What you typed \
                 stays on this page."
            </p>
        </Show>
        <Show when=move || shown.get()>
            <dl class="keys">
                <dt><kbd>"1"</kbd> " to " <kbd>"9"</kbd></dt>
                <dd>"Open a medicine"</dd>
                <dt><kbd>"a"</kbd></dt>
                <dd>"Ask the patient"</dd>
                <dt><kbd>"v"</kbd></dt>
                <dd>"Call for a visit"</dd>
                <dt><kbd>"d"</kbd></dt>
                <dd>"Decline"</dd>
                <dt><kbd>"q"</kbd></dt>
                <dd>"Back to the queue"</dd>
                <dt><kbd>"?"</kbd></dt>
                <dd>"Show or hide this list"</dd>
            </dl>
        </Show>
    }
}

/// Puts the pack's words for the chosen reason into the field of the words to the
/// patient, unless the clinician has written there.
fn offer(event: &web_sys::Event, offered: StoredValue<String>) {
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

fn press(event: &KeyboardEvent, shown: RwSignal<bool>) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) {
        return;
    }
    let key = event.key();
    match key.as_str() {
        "?" => shown.update(|on| *on = !*on),
        "q" => {
            let _ = window().location().assign("/review");
        }
        key if key.len() == 1
            && key.chars().all(|key| key.is_ascii_alphanumeric())
            && open(key) =>
        {
            event.prevent_default();
        }
        _ => {}
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        matches!(target.tag_name().as_str(), "TEXTAREA" | "SELECT")
            || (target.tag_name() == "INPUT"
                && !matches!(
                    target.get_attribute("type").as_deref(),
                    Some("radio" | "checkbox" | "submit")
                ))
    })
}

/// Opens the `details` with this key and puts the focus into its first field.
fn open(key: &str) -> bool {
    let details = document().query_selector(&format!("details[data-key='{key}']")).ok().flatten();
    let Some(details) = details else { return false };
    let _ = details.set_attribute("open", "");
    let field = details
        .query_selector("textarea, select, input:not([type=hidden]), button")
        .ok()
        .flatten()
        .and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(field) = field {
        let _ = field.focus();
    }
    true
}
