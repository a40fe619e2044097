//! Checking a receipt where it is: it does not leave the browser.

use domain::{pack::PackFile, receipt::Receipt};
use js_sys::futures::JsFuture;
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{File, FormData, HtmlElement, HtmlFormElement, Response},
};

use crate::verdict::{Verdict, genuine, judge};

/// Attends to the form `verify`, and says what came of it.
pub(super) fn attend() -> AnyView {
    let verdict = RwSignal::new(None::<Verdict>);
    Effect::new(move |_| {
        let submit = window_event_listener(ev::submit, move |event| submit(verdict, &event));
        on_cleanup(move || submit.remove());
    });
    view! { <div role="status">{move || verdict.get().map(|verdict| verdict.view())}</div> }
        .into_any()
}

fn submit(verdict: RwSignal<Option<Verdict>>, event: &SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|form| form.id() == "verify") else { return };
    let Some(file) = chosen(&form) else { return };
    event.prevent_default();
    spawn_local(async move {
        match look(&file).await {
            Some(found) => {
                verdict.set(Some(found));
                settle();
            }
            // What the browser cannot do, the clinic does.
            None => drop(form.submit()),
        }
    });
}

/// The file that was chosen; nothing where none was, so that the server says so.
fn chosen(form: &HtmlFormElement) -> Option<File> {
    let file: File = FormData::new_with_form(form).ok()?.get("receipt").dyn_into().ok()?;
    (file.size() > 0.0).then_some(file)
}

async fn look(file: &File) -> Option<Verdict> {
    let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
    let key = read("/receipts/key").await?;
    let receipt: Receipt = match genuine(&text, &key) {
        Ok(receipt) => receipt,
        Err(fault) => return Some(fault.into()),
    };
    let files = read(&format!("/packs/{}", receipt.body.pack)).await;
    let files: Option<Vec<PackFile>> = files.and_then(|text| serde_json::from_str(&text).ok());
    Some(judge(&receipt, files.as_deref()))
}

/// The text at an address of this clinic; nothing where there is none.
pub(super) async fn read(address: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// The focus goes to what is said.
fn settle() {
    let asked = request_animation_frame(|| {
        let found = document().get_element_by_id("verdict");
        let found = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
        if let Some(found) = found {
            let _ = found.set_attribute("tabindex", "-1");
            let _ = found.focus();
        }
    });
    if asked.is_err() {
        leptos::logging::warn!("the focus could not be moved");
    }
}
