//! The rules themselves, as they come to the browser.

use std::{cell::RefCell, rc::Rc};

use domain::{at_once::AtOnce, rules::Stop};
use js_sys::{Uint8Array, futures::JsFuture};
use leptos::{
    mount::{UnmountHandle, mount_to},
    prelude::*,
    tachys::view::any_view::AnyViewState,
    wasm_bindgen::JsCast,
    wasm_split::SplitLoaderError,
    web_sys::{
        Element, HtmlElement, HtmlFormElement, Response, ScrollIntoViewOptions,
        ScrollLogicalPosition,
    },
};

use super::{
    super::{browser, questions},
    Look, place,
};
use crate::ui::EmergencyBanner;

/// The rules did not come: the server says it once the step is posted.
pub struct NotHere;

impl From<SplitLoaderError> for NotHere {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A stop that holds, and why, in words to the patient.
type Told = (Stop, String);

/// Brings the rules from this address.
#[lazy(fallible)]
pub async fn bring(address: String) -> Result<Look, NotHere> {
    let rules = fetched(&address).await.ok_or(NotHere)?;
    let notice = Notice::default();
    let look: Look = Rc::new(move |form, answered| {
        let told = stop(&rules, form);
        let says = told.is_some();
        if let Some(place) = place(form) {
            notice.say(place, told, answered);
        }
        says
    });
    Ok(look)
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

/// What is said, and where: a step that takes the place of another has its own.
#[derive(Default)]
struct Notice {
    told: ArcRwSignal<Option<Told>>,
    shown: RefCell<Option<(Element, UnmountHandle<AnyViewState>)>>,
}

impl Notice {
    /// Says it there, or takes it back. What is said already is not said again.
    fn say(&self, place: Element, told: Option<Told>, answered: bool) {
        let mut shown = self.shown.borrow_mut();
        if shown.as_ref().is_none_or(|(there, _)| *there != place) {
            self.told.set(None);
            let Ok(parent) = place.clone().dyn_into::<HtmlElement>() else { return };
            let told = self.told.clone();
            *shown = Some((place.clone(), mount_to(parent, move || view_of(told))));
        }
        if self.told.read_untracked() == told {
            return;
        }
        let begins = told.is_some();
        self.told.set(told);
        if begins && answered {
            show(place);
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
                    "Did you choose this by mistake? Change your answer, here or on an earlier \
                     step, and this goes away."
                </p>
            }
        })
    })
    .into_any()
}

/// Brings it into view, once it stands there; the focus stays where it is.
fn show(place: Element) {
    let asked = request_animation_frame(move || {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        place.scroll_into_view_with_scroll_into_view_options(&options);
    });
    if asked.is_err() {
        leptos::logging::warn!("the notice could not be brought into view");
    }
}
