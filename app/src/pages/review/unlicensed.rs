//! What is left to a clinician whose licence ended in the middle of a review.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;

use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::Refusal,
    ui::{Alert, AlertKind, BackLink, Button},
};

/// The fields of the chart's forms that hold a clinician's own words.
const WORDS: [&str; 7] =
    ["message", "reason", "note", "question-1", "question-2", "question-3", "photo-text"];

/// The one thing that can still be done, where the licence is what stands in the way of a verb.
///
/// # Errors
/// Any other refusal, as it came.
pub fn instead(
    clinic: &Clinic,
    encounter: EncounterId,
    posted: &Posted,
    refusal: Refusal,
) -> Result<Response, Refusal> {
    if refusal != Refusal::NoLicence || posted.get("lease").is_empty() {
        return Err(refusal);
    }
    Ok(page(clinic, encounter, posted).status(StatusCode::FORBIDDEN).into_response())
}

fn page(clinic: &Clinic, encounter: EncounterId, posted: &Posted) -> Page {
    let command = clinic.store().new_command().to_string();
    let (version, lease) = (posted.get("version").to_owned(), posted.get("lease").to_owned());
    // The reason of a decline is a code; that of a visit is in the clinician's own words.
    let declining = posted.get("verb") == "decline";
    let written: Vec<String> = WORDS
        .into_iter()
        .filter(|name| !(declining && *name == "reason"))
        .map(|name| posted.get(name).trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    Page::new("Your licence does not cover this", move || {
        let lines: Vec<AnyView> = written
            .iter()
            .cloned()
            .map(|text| view! { <blockquote class="words">{text}</blockquote> }.into_any())
            .collect();
        let written = (!lines.is_empty()).then(|| {
            view! {
                <h2>"What you had written"</h2>
                <p>"It was not sent. Copy what a colleague may need."</p>
                {lines}
            }
        });
        view! {
            <BackLink href="/review"/>
            <h1>"Your licence does not cover this"</h1>
            <Alert kind=AlertKind::Warning title="You can only give it back">
                <p>
                    "Nothing was written. Your licence for the state where this patient is does \
                     not hold now. Once you give the visit back, a colleague with a licence \
                     there can go on."
                </p>
            </Alert>
            {written}
            <form method="post" action=format!("/review/{encounter}/release")>
                <input type="hidden" name="command" value=command.clone()/>
                <input type="hidden" name="version" value=version.clone()/>
                <input type="hidden" name="lease" value=lease.clone()/>
                <div class="actions">
                    <Button>"Give it back"</Button>
                </div>
            </form>
        }
    })
    .workspace()
}
