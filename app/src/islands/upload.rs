//! Sending a file with progress, for a form that posts it by itself without this.
//!
//! The server decides and shows what came of it, and knows of one way only: the
//! form is posted as it stands, and the page that answers takes the place of
//! this one. What is here is what a page cannot show: how far the file has come,
//! and that the network failed. Nothing of the file is read or kept in the browser.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

mod browser;
mod stage;
mod words;

use browser::Heard;
use leptos::{
    ev::{self, SubmitEvent},
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlElement, HtmlFormElement, XmlHttpRequest},
};
use stage::Stage;
use words::Failure;

use crate::{
    ui::{Button, ButtonKind},
    upload::MAX_BYTES,
};

/// The encoding of a form that sends files.
const MULTIPART: &str = "multipart/form-data";
/// What stands where a file did not arrive.
const NOTICE: &str = "#upload-failed";
/// After so many milliseconds without a byte that moved, sending is given up.
const STALLED: f64 = 60_000.0;
/// How often that is looked at, in milliseconds.
const LOOK: u64 = 5_000;
/// After so many milliseconds the answer is given up; the server gives up then too.
const PATIENCE: u32 = 600_000;

/// How far the file of the form around it has come, and how to send it again.
#[island(lazy)]
pub fn Upload() -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let stage = RwSignal::new(Stage::Idle);
    let said = RwSignal::new(String::new());
    let stop = RwSignal::new(false);
    let show = move |next: Stage| {
        said.update(|said| *said = next.said(said));
        if matches!(next, Stage::Failed(_)) {
            browser::focus("upload-failed");
        }
        stage.set(next);
    };
    Effect::new(move |_| attend(root, stage, show, said, stop));
    view! {
        <div class="upload-live" node_ref=root>
            <p class="visually-hidden" role="status">
                {move || said.get()}
            </p>
            <Show when=move || stage.with(Stage::is_under_way)>
                <Bar stage stop/>
            </Show>
            {move || match stage.get() {
                Stage::Failed(failure) => Some(view! { <Notice failure/> }),
                Stage::Idle | Stage::Sending { .. } | Stage::Checking => None,
            }}
        </div>
    }
}

/// The bar, its words, and the way to stop.
#[component]
fn Bar(stage: RwSignal<Stage>, stop: RwSignal<bool>) -> impl IntoView {
    let percent = move || match stage.get() {
        Stage::Idle | Stage::Failed(_) => "0".to_owned(),
        Stage::Sending { percent, .. } => percent.to_string(),
        Stage::Checking => "100".to_owned(),
    };
    view! {
        <div class="upload-progress">
            <progress aria-label="How much is sent" max="100" value=percent></progress>
            <p class="upload-status">{move || stage.with(Stage::status)}</p>
            <button
                type="button"
                class="button button-secondary"
                id="upload-cancel"
                on:click=move |_| stop.set(true)
            >
                "Cancel"
            </button>
        </div>
    }
}

/// What went wrong, what is kept, and the way to try again.
#[component]
fn Notice(failure: Failure) -> impl IntoView {
    let again = (failure != Failure::TooLarge)
        .then(|| view! { <Button kind=ButtonKind::Primary>"Send again"</Button> });
    view! {
        <div class="upload-failed" id="upload-failed" role="alert" tabindex="-1">
            <p>
                <strong>"The file was not sent"</strong>
            </p>
            <p>{failure.sentence()} " " {failure.kept()}</p>
            {again}
        </div>
    }
}

/// Listens to the form and to the request for as long as the page lives.
fn attend(
    root: NodeRef<html::Div>,
    stage: RwSignal<Stage>,
    show: impl Fn(Stage) + Copy + 'static,
    said: RwSignal<String>,
    stop: RwSignal<bool>,
) {
    let (began, moved) = (StoredValue::new(0.0), StoredValue::new(0.0));
    let pressed = StoredValue::new_local(None::<HtmlElement>);
    let is_under_way = move || stage.with_untracked(Stage::is_under_way);
    let release = move || {
        if let Some(button) = pressed.try_update_value(Option::take).flatten() {
            let _ = button.remove_attribute("aria-disabled");
        }
    };
    let fail = move |failure| {
        release();
        show(Stage::Failed(failure));
    };
    let heard = move |heard: Heard, xhr: &XmlHttpRequest| match heard {
        Heard::Sent(sent, total) if is_under_way() => {
            let now = js_sys::Date::now();
            moved.set_value(now);
            show(if sent < total {
                Stage::sending(sent, total, now - began.get_value())
            } else {
                Stage::Checking
            });
        }
        Heard::Answered => match xhr.status() {
            Ok(408) => fail(Failure::TimedOut),
            Ok(500..) => fail(Failure::Clinic),
            _ => {
                let sent = xhr.status().is_ok_and(|status| status < 400);
                if root.get_untracked().is_some_and(|root| browser::take_over(xhr, &root)) {
                    stage.set(Stage::Idle);
                    said.set(if sent { "It is sent." } else { "" }.to_owned());
                }
            }
        },
        Heard::Lost => fail(Failure::Lost),
        Heard::TimedOut => fail(Failure::TimedOut),
        Heard::Stopped if is_under_way() => fail(Failure::Stopped),
        Heard::Sent(..) | Heard::Stopped => {}
    };
    // Without a request the form posts by itself.
    let Some(xhr) = browser::line(heard) else { return };
    let (stopped, stalled) = (xhr.clone(), xhr.clone());
    Effect::new(move |_| {
        if stop.get() {
            stop.set(false);
            let _ = stopped.abort();
        }
    });
    let looking = set_interval(
        move || {
            let sending = stage.with_untracked(|stage| matches!(stage, Stage::Sending { .. }));
            if sending && js_sys::Date::now() - moved.get_value() > STALLED {
                fail(Failure::TimedOut);
                let _ = stalled.abort();
            }
        },
        std::time::Duration::from_millis(LOOK),
    );
    let submit = window_event_listener(ev::submit, move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|form| form.enctype() == MULTIPART) else { return };
        event.prevent_default();
        if is_under_way() {
            return;
        }
        let size = browser::size(&form);
        if size > MAX_BYTES as f64 {
            return fail(Failure::TooLarge);
        }
        let now = js_sys::Date::now();
        began.set_value(now);
        moved.set_value(now);
        pressed.set_value(event.submitter());
        pressed.with_value(|button| {
            let _ = button.as_ref().map(|button| button.set_attribute("aria-disabled", "true"));
        });
        said.set(String::new());
        // The button that sends again goes away with what it stands in.
        let again = event
            .submitter()
            .is_some_and(|button| button.closest(NOTICE).is_ok_and(|notice| notice.is_some()));
        show(Stage::sending(0, size as u64, 0.0));
        if again {
            browser::focus("upload-cancel");
        }
        if browser::send(&xhr, &form, PATIENCE).is_none() {
            fail(Failure::Lost);
        }
    });
    on_cleanup(move || {
        submit.remove();
        if let Ok(looking) = looking {
            looking.clear();
        }
    });
}
