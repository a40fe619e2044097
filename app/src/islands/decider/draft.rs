//! What cannot wait is said while a step is being answered, before anything is sent.
//!
//! Only a stop is: it holds whatever else is answered later, and help comes first. That a
//! visit is needed, or that something stands against a medicine, can wait until everything
//! is answered; said at a tick, it would teach which answer to give.

use std::{cell::RefCell, rc::Rc};

use domain::{at_once::AtOnce, rules::Stop};
use js_sys::{Uint8Array, futures::JsFuture};
use leptos::{
    ev,
    mount::{UnmountHandle, mount_to},
    prelude::*,
    tachys::view::any_view::AnyViewState,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{
        Element, Event, HtmlElement, HtmlFormElement, Response, ScrollIntoViewOptions,
        ScrollLogicalPosition,
    },
};

use crate::{
    islands::wizard::{browser, questions},
    ui::EmergencyBanner,
};

/// A stop that holds, and why, in words to the patient.
type Told = (Stop, String);

/// Brings the rules from this address, and looks at the steps by them; where they do not come,
/// the server says it once the step is posted.
pub(super) fn attend(address: String) -> AnyView {
    let watch = Watch::default();
    let held = StoredValue::new_local(watch.clone());
    Effect::new(move |_| {
        let (watch, address) = (held.get_value(), address.clone());
        spawn_local(async move {
            *watch.rules.borrow_mut() = fetched(&address).await;
            let answered = *watch.answered.borrow();
            if let Some(form) = browser::shown() {
                watch.look(&form, answered);
            }
        });
        let change = window_event_listener(ev::change, move |event| {
            if let Some(form) = browser::step(&event) {
                held.with_value(|watch| watch.look(&form, true));
            }
        });
        let step = window_event_listener_untyped(browser::STEP, move |_: Event| {
            if let Some(form) = browser::shown() {
                held.with_value(|watch| watch.look(&form, false));
            }
        });
        on_cleanup(move || {
            change.remove();
            step.remove();
        });
    });
    ().into_any()
}

async fn fetched(address: &str) -> Option<AtOnce> {
    let response = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    AtOnce::from_bytes(&Uint8Array::new(&bytes).to_vec())
}

/// The stop that holds with what stands in the fields, read as the server will read it.
fn stop(rules: &AtOnce, form: &HtmlFormElement) -> Option<Told> {
    let (questions, pairs) = (questions(form)?, browser::pairs(form)?);
    let heard = questions.read(&pairs).heard;
    let mut response = questions.earlier;
    response.replace_page(&questions.page, heard);
    let evaluation = rules.evaluate(response).ok()?;
    evaluation.stop().map(|(stop, reason)| (stop, reason.patient.clone()))
}

/// What looks at the steps.
#[derive(Clone, Default)]
struct Watch {
    /// The rules, once they have come.
    rules: Rc<RefCell<Option<AtOnce>>>,
    /// Somebody has answered something on this page.
    answered: Rc<RefCell<bool>>,
    /// What is said.
    told: ArcRwSignal<Option<Told>>,
    /// Where it is said: a step that takes the place of another has its own place.
    shown: Rc<RefCell<Option<Shown>>>,
}

type Shown = (Element, UnmountHandle<AnyViewState>);

impl Watch {
    /// Looks at a step, where an answer to it can be an emergency, and says so below its
    /// questions, or takes it back. What is said already is not said again.
    fn look(&self, form: &HtmlFormElement, answered: bool) {
        *self.answered.borrow_mut() |= answered;
        let Ok(Some(place)) = form.query_selector("[data-at-once]") else { return };
        let rules = self.rules.borrow();
        let Some(rules) = rules.as_ref() else { return };
        let told = stop(rules, form);
        let mut shown = self.shown.borrow_mut();
        if shown.as_ref().is_none_or(|(there, _)| *there != place) {
            self.told.set(None);
            let Ok(parent) = place.clone().dyn_into::<HtmlElement>() else { return };
            let told = self.told.clone();
            *shown = Some((place.clone(), mount_to(parent, move || view_of(told))));
        }
        if *self.told.read_untracked() == told {
            return;
        }
        let begins = told.is_some();
        self.told.set(told);
        if begins && answered {
            bring_into_view(place);
        }
    }
}

fn view_of(told: ArcRwSignal<Option<Told>>) -> AnyView {
    (move || {
        told.get().map(|(stop, sentence)| {
            view! {
                <EmergencyBanner urgency=stop.into()>
                    <p>{sentence}</p>
                </EmergencyBanner>
                <p>
                    "Did you choose this by mistake? Change your answer above, and this goes away."
                </p>
            }
        })
    })
    .into_any()
}

/// Once it stands there; the focus stays where it is.
fn bring_into_view(place: Element) {
    let asked = request_animation_frame(move || {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        place.scroll_into_view_with_scroll_into_view_options(&options);
    });
    if asked.is_err() {
        leptos::logging::warn!("the notice could not be brought into view");
    }
}
