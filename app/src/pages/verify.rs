//! Checking a receipt. The browser does it by itself where it can; the form posts to the same
//! check on the server.

use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

use super::Refusal;
use crate::{
    clinic::Clinic,
    islands::decider::Decider,
    page::Page,
    ui::{Button, Details, ErrorSummary, FileField},
    verdict::{Verdict, genuine, judge},
};

/// `GET /verify`
pub async fn show() -> Page {
    page(None, None)
}

/// `POST /verify`: checks the receipt that was sent, and keeps nothing of it.
///
/// # Errors
/// When the form cannot be read, or the store is not there.
pub async fn check(
    State(clinic): State<Clinic>,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Refusal> {
    let mut form = form.map_err(|_| Refusal::BadRequest)?;
    let mut text = String::new();
    while let Some(field) = form.next_field().await.map_err(|_| Refusal::BadRequest)? {
        if field.name() == Some("receipt") {
            let bytes = field.bytes().await.map_err(|_| Refusal::BadRequest)?;
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    if text.trim().is_empty() {
        return Ok(page(None, Some("Choose the file of a receipt")).refused().into_response());
    }
    let key = clinic.store().receipt_key().await?;
    let verdict = match genuine(&text, &key) {
        Ok(receipt) => {
            let files = clinic.store().published_files(receipt.body.pack).await?;
            judge(&receipt, files.as_deref())
        }
        Err(fault) => fault.into(),
    };
    let forged =
        matches!(verdict, Verdict::Forged(_) | Verdict::Unreadable(_) | Verdict::Otherwise(..));
    let page = page(Some(verdict), None);
    Ok(if forged { page.refused() } else { page }.into_response())
}

fn page(verdict: Option<Verdict>, error: Option<&'static str>) -> Page {
    Page::new("Check a receipt", move || {
        let errors: Vec<(String, String)> =
            error.map(|error| ("receipt".to_owned(), error.to_owned())).into_iter().collect();
        view! {
            <ErrorSummary errors/>
            <h1>"Check a receipt"</h1>
            <p>
                "A receipt says what was decided, or what you were told, and by which rules. Choose \
                 its file: this page tells you whether it comes from this clinic as it is, and whether the rules \
                 really lead to what it says."
            </p>
            {verdict.as_ref().map(Verdict::view)}
            <Decider/>
            <form id="verify" method="post" action="/verify" enctype="multipart/form-data" novalidate>
                <FileField
                    name="receipt"
                    label="The file of the receipt"
                    hint="Such as receipt-12.json. Your browser checks it; with scripts off, the clinic does, and keeps nothing."
                    accept="application/json,.json"
                    error=error.map(str::to_owned)
                />
                <div class="actions">
                    <Button>"Check it"</Button>
                </div>
            </form>
            <Details summary="How it is checked">
                <p>
                    "The clinic signs each receipt. One changed letter breaks the signature. What \
                     the decision rested on stands in it as digests, and your copy shows the \
                     values that belong to them. Then the decision is made once more, by the rules \
                     that were in force."
                </p>
                <p>
                    "The clinic's " <a href="/receipts/key">"public key"</a>
                    " can be compared with one you were given elsewhere."
                </p>
            </Details>
        }
    })
    .interactive()
}
