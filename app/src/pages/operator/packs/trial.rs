//! Asking a pack about one case, before it is published or after. The browser decides by
//! itself where it can; the form posts to the same code on the server.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{
    decide::in_json,
    pack::Pack,
    rules::{Digest, Opening},
};
use leptos::prelude::*;

use super::pack::{href, read};
use crate::{
    clinic::Clinic,
    form::Posted,
    islands::decider::Decider,
    page::Page,
    pages::{At, Refusal},
    trial::view_of,
    ui::{BackLink, Button, CheckboxGroup, Details, ErrorSummary, OptionItem, TextArea},
};

/// The field that takes rules that nobody has verified.
const UNVERIFIED: &str = "unverified";

/// `GET /operator/packs/{pack}/trial`
///
/// # Errors
/// When the clinic has no such pack.
pub async fn show(State(clinic): State<Clinic>, At(digest): At<Digest>) -> Result<Page, Refusal> {
    let pack = read(&clinic, digest).await?;
    let unverified = (UNVERIFIED.to_owned(), "yes".to_owned());
    let posted = Posted(vec![("case".to_owned(), example(&pack)), unverified]);
    Ok(page(digest, posted, None, Vec::new()))
}

/// `POST /operator/packs/{pack}/trial`: decides the case, and keeps nothing of it.
///
/// # Errors
/// When the clinic has no such pack.
pub async fn ask(
    State(clinic): State<Clinic>,
    At(digest): At<Digest>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let pack = read(&clinic, digest).await?;
    let opening = match posted.get(UNVERIFIED) {
        "" => Opening::VerifiedOnly,
        _ => Opening::Demonstration,
    };
    Ok(match in_json(&pack, opening, posted.get("case")) {
        Ok(answer) => page(digest, posted, Some(answer), Vec::new()).into_response(),
        Err(error) => {
            let mistakes = error.to_string().lines().map(str::to_owned).collect();
            page(digest, posted, None, mistakes).refused().into_response()
        }
    })
}

/// A case of the pack's first protocol, to be changed.
fn example(pack: &Arc<Pack>) -> String {
    let protocol = pack.protocols().next().map(|protocol| protocol.id.to_string());
    format!(
        r#"{{
  "version": 1,
  "on": "2026-12-31",
  "patient": {{ "birth_date": "1990-04-02", "sex_at_birth": "female", "location": "US-OR" }},
  "relationship": {{ "kind": "new" }},
  "protocol": "{}",
  "facts": "all-clear",
  "evidence": [],
  "consents": ["telehealth"]
}}"#,
        protocol.unwrap_or_default()
    )
}

fn page(digest: Digest, posted: Posted, answer: Option<String>, mistakes: Vec<String>) -> Page {
    Page::new("Ask a pack about a case", move || {
        let errors: Vec<(String, String)> =
            mistakes.iter().map(|mistake| ("case".to_owned(), mistake.clone())).collect();
        let answer = answer.as_deref().map(view_of);
        let unverified = vec![OptionItem::new("yes", "Take rules that nobody has verified yet")];
        view! {
            <BackLink href=href(digest)/>
            <ErrorSummary errors=errors.clone()/>
            <h1>"Ask a pack about a case"</h1>
            <p>
                "Write a case, not a patient: nothing of it is kept. Your browser decides it by \
                 the pack's rules; with scripts off, the clinic does."
            </p>
            <form id="trial" method="post" action=format!("{}/trial", href(digest)) novalidate>
                <TextArea
                    name="case"
                    label="The case, in JSON"
                    value=posted.get("case").to_owned()
                    error=(!errors.is_empty()).then(|| "It cannot be decided as it stands".to_owned())
                    rows=16
                />
                <CheckboxGroup
                    name=UNVERIFIED
                    legend="Opening rules"
                    options=unverified
                    selected=posted.all(UNVERIFIED).map(str::to_owned).collect()
                />
                <div class="actions">
                    <Button>"Decide"</Button>
                </div>
            </form>
            {answer}
            <Decider pack=digest.to_string()/>
            <Details summary="What a case may say">
                <p>
                    "It is the interface of " <code>"asynclinic decide"</code>
                    "; its JSON Schema is printed by " <code>"asynclinic decide --schema"</code> "."
                </p>
            </Details>
        }
    })
    .workspace()
    .interactive()
}
