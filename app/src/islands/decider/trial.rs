//! Asking a pack about a case, in the browser: the same code as the server's.

use domain::{
    decide::in_json,
    pack::{Pack, PackFile},
    rules::Opening,
};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement},
};

use super::verify::read;
use crate::trial::view_of;

/// Attends to the form `trial`, and says what the pack with this digest answers.
pub(super) fn attend(pack: String) -> AnyView {
    let answer = RwSignal::new(None::<String>);
    let held = StoredValue::new(None::<Pack>);
    Effect::new(move |_| {
        let pack = pack.clone();
        let submit = window_event_listener(ev::submit, move |event| {
            submit(&event, &pack, answer, held);
        });
        on_cleanup(move || submit.remove());
    });
    view! {
        <div role="status">{move || answer.get().map(|answer| view_of(&answer))}</div>
    }
    .into_any()
}

fn submit(
    event: &SubmitEvent,
    digest: &str,
    answer: RwSignal<Option<String>>,
    held: StoredValue<Option<Pack>>,
) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|form| form.id() == "trial") else { return };
    let Ok(fields) = FormData::new_with_form(&form) else { return };
    let Some(case) = fields.get("case").as_string() else { return };
    let opening = match fields.get("unverified").as_string() {
        Some(_) => Opening::Demonstration,
        None => Opening::VerifiedOnly,
    };
    event.prevent_default();
    let address = format!("/packs/{digest}");
    spawn_local(async move {
        if held.with_value(Option::is_none) {
            held.set_value(fetched(&address).await);
        }
        let said = held.with_value(|pack| {
            let said = in_json(pack.as_ref()?, opening, &case);
            Some(said.unwrap_or_else(|error| error.to_string()))
        });
        match said {
            Some(said) => answer.set(Some(said)),
            // What the browser cannot do, the clinic does.
            None => drop(form.submit()),
        }
    });
}

async fn fetched(address: &str) -> Option<Pack> {
    let files: Vec<PackFile> = serde_json::from_str(&read(address).await?).ok()?;
    Pack::read(&files).ok()
}
