//! The intake wizard: one step after another without a page load.
//!
//! The same form posts by itself without JavaScript; here it is read, checked
//! by the same code as on the server, and sent to the server function.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

mod browser;
mod step_form;

use domain::{packed::Packed, questionnaire::LinkId};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
    task::spawn_local,
};

pub use step_form::StepForm;

use crate::{
    api::{ApiError, steps::save_step},
    wizard::{Saved, Step},
};

fn asked(step: &Step) -> Vec<LinkId> {
    step.read().asked.iter().map(|item| item.link_id.clone()).collect()
}

/// A step that can be answered; the next one takes its place.
#[island]
pub fn Wizard(step: Packed<Step>) -> impl IntoView {
    let shown = RwSignal::new((0_u32, step.0));
    let busy = RwSignal::new(false);
    let unreachable = RwSignal::new(false);

    let show = move |step: Step, focus: browser::Focus| {
        shown.update(|(count, current)| {
            *count += 1;
            *current = step;
        });
        // The form that this came from goes away, and would take a frame that it asked for with it.
        spawn_local(async move { browser::settle(focus) });
    };

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let Some(pairs) = browser::pairs(&event) else { return };
        let (_, mut step) = shown.get_untracked();
        step.pairs = pairs;
        step.theirs = None;
        step.errors = step.read().errors;
        if !step.errors.is_empty() {
            return show(step, browser::Focus::Summary);
        }
        busy.set(true);
        spawn_local(async move {
            let saved =
                save_step(step.encounter, step.number, step.revision, step.pairs.clone()).await;
            busy.set(false);
            unreachable.set(saved.is_err());
            match saved.map(|Packed(saved)| saved) {
                Ok(Saved::Next { step }) => {
                    browser::visit(&step.href());
                    show(*step, browser::Focus::Heading);
                }
                Ok(Saved::Refused { step }) => show(*step, browser::Focus::Summary),
                Ok(Saved::Elsewhere { href }) => browser::leave(&href),
                Err(ApiError::SignIn) => browser::post(),
                Err(_) => show(step, browser::Focus::Notice),
            }
        });
    };

    let change = move |event: ev::Event| {
        let Some(pairs) = browser::pairs(&event) else { return };
        let (_, mut step) = shown.get_untracked();
        let before = asked(&step);
        step.pairs = pairs;
        if before != asked(&step) {
            let focus = browser::focused();
            show(step, focus);
        }
    };

    Effect::new(move |_| {
        // A link to a field of this page is a step in the history too, and no reason to reload.
        let back = window_event_listener(ev::popstate, move |_| {
            if browser::path() != shown.get_untracked().1.href() {
                browser::reload();
            }
        });
        on_cleanup(move || back.remove());
    });

    view! {
        <For
            each=move || [shown.get()]
            key=|(count, _)| *count
            children=move |(_, step)| {
                let action = step.href();
                view! {
                    <form method="post" action=action novalidate on:submit=submit on:change=change>
                        <StepForm step unreachable=unreachable.get_untracked() busy/>
                    </form>
                }
            }
        />
    }
}
