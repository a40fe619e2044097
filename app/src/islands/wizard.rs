//! The intake wizard: one step after another without a page load.
//!
//! The server renders every step, with JavaScript as without it. What is here
//! is what a page cannot do: it checks what was filled in by the same code as the
//! server, before anything is sent; asks at once what an answer leads to, and says
//! at once what cannot wait; posts the form as it stands, and lets the step that
//! comes back take its place; and says when the clinic could not be reached.
mod at_once;
mod browser;
mod fields;

use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
    task::spawn_local,
    web_sys::HtmlFormElement,
};

use self::{at_once::Watch, browser::Heard};
use crate::{
    ui::{Alert, AlertKind, ErrorSummary, field_id},
    wizard::{Questions, Wrong, in_words},
};

/// What stands above the step: what is wrong with it, or that it could not be sent.
#[derive(Clone, Copy)]
struct Above {
    /// The id of a field and the sentence at it.
    errors: RwSignal<Vec<(String, String)>>,
    /// The clinic could not be reached at the last try.
    unreachable: RwSignal<bool>,
    /// A step is under way.
    busy: RwSignal<bool>,
    /// What looks out for what cannot wait.
    watch: Watch,
}

/// Attends to the step below it.
#[island]
pub fn Wizard() -> impl IntoView {
    let above = Above {
        errors: RwSignal::new(Vec::new()),
        unreachable: RwSignal::new(false),
        busy: RwSignal::new(false),
        watch: Watch::new(),
    };
    Effect::new(move |_| {
        let submit = window_event_listener(ev::submit, move |event| submit(above, &event));
        let change = window_event_listener(ev::change, move |event| {
            if let Some(form) = browser::step(&event) {
                ask(&form);
                above.watch.look(&form, true);
            }
        });
        look(above);
        // A link to a field of this page is a step in the history too, and no reason to reload.
        let back = window_event_listener(ev::popstate, |_| {
            if !browser::is_shown() {
                browser::reload();
            }
        });
        on_cleanup(move || {
            submit.remove();
            change.remove();
            back.remove();
        });
    });
    view! {
        {move || view! { <ErrorSummary errors=above.errors.get()/> }}
        {move || above.unreachable.get().then(|| view! { <Unreachable/> })}
        <p class="visually-hidden" role="status">
            {move || above.busy.get().then_some("Saving…")}
        </p>
    }
}

/// Nothing was lost, and how to go on.
#[component]
fn Unreachable() -> impl IntoView {
    view! {
        <div id="unreachable">
            <Alert kind=AlertKind::Warning title="We could not reach the clinic">
                <p>
                    "What you filled in still stands on this page. Check your connection and press \
                     Continue again."
                </p>
                <p>"In an emergency, do not wait for us: call 911. In a crisis, call 988."</p>
            </Alert>
        </div>
    }
}

/// Checks the step, and sends it where nothing is wrong.
fn submit(above: Above, event: &SubmitEvent) {
    let Some(form) = browser::step(event) else { return };
    event.prevent_default();
    if above.busy.get_untracked() {
        return;
    }
    let (Some(questions), Some(pairs)) = (questions(&form), browser::pairs(&form)) else {
        return browser::post(&form);
    };
    let read = questions.read(&pairs);
    fields::clear(&form);
    let errors = in_words(&questions.page, &read.errors);
    for Wrong { link_id, field, sentence, .. } in &errors {
        fields::mark(&field_id(link_id), field, sentence);
    }
    above.unreachable.set(false);
    above.errors.set(errors.into_iter().map(|wrong| (wrong.field, wrong.line)).collect());
    // What may be an emergency is heard by the clinic, whatever else is wrong with the page.
    let heard = questions.urgent && !read.heard.is_empty();
    if !read.errors.is_empty() && !heard {
        return browser::settle("#error-summary");
    }
    above.busy.set(true);
    let taken_back = above.watch.taken_back(&form);
    spawn_local(async move {
        let heard = browser::send_all(&form, &taken_back, &pairs).await;
        above.busy.set(false);
        match heard {
            Heard::Step(page) => {
                above.watch.forget();
                browser::swap(&form, &page);
                look(above);
            }
            Heard::Elsewhere(href) => browser::leave(&href),
            Heard::Refused => browser::post(&form),
            Heard::Nothing => {
                above.unreachable.set(true);
                browser::settle("#unreachable");
            }
        }
    });
}

/// Shows the questions that the answers on this page lead to, and hides the others.
fn ask(form: &HtmlFormElement) {
    let (Some(questions), Some(pairs)) = (questions(form), browser::pairs(form)) else { return };
    let read = questions.read(&pairs);
    fields::show(form, &|link_id| read.asked.iter().any(|item| item.link_id.as_str() == link_id));
}

/// Looks at the step as it came.
fn look(above: Above) {
    if let Some(form) = browser::shown() {
        above.watch.look(&form, false);
    }
}

fn questions(form: &HtmlFormElement) -> Option<Questions> {
    Questions::unpack(&form.get_attribute(Questions::ATTRIBUTE)?)
}
