//! What is left to a clinician whose licence ended in the middle of a review.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;
use store::OwnClaim;

use super::{keys, typed};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Alert, AlertKind, BackLink, Button},
};

/// The one thing that can still be done, where the licence is what stands in the
/// way: to give back what is held. Nothing of the patient is shown; what the
/// clinician had typed is.
///
/// # Errors
/// Any other refusal, as it came.
pub async fn instead(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: &Posted,
    refusal: Refusal,
) -> Result<Response, Refusal> {
    if refusal != Refusal::NoLicence {
        return Err(refusal);
    }
    let claim = clinic.store().own_claim(&session.actor(), encounter).await?;
    if claim.is_none() && typed::shown(posted).is_none() {
        return Err(refusal);
    }
    let page = page(clinic, encounter, posted.clone(), claim);
    Ok(page.status(StatusCode::FORBIDDEN).into_response())
}

fn page(clinic: &Clinic, encounter: EncounterId, posted: Posted, claim: Option<OwnClaim>) -> Page {
    let command = clinic.store().new_command().to_string();
    Page::new("Your license does not cover this", move || {
        let (title, text) = if claim.is_some() {
            (
                "You can only give it back",
                "Nothing was written. Your license for the state where this patient is does not \
                 hold now. Once you give the visit back, a colleague with a license there can go \
                 on.",
            )
        } else {
            (
                "A colleague can go on",
                "Nothing was written. Your license for the state where this patient is does not \
                 hold now, and the visit is not yours any more. A colleague with a license there \
                 can take it.",
            )
        };
        let back = claim.map(|claim| {
            view! {
                <form method="post" action=format!("/review/{encounter}/release")>
                    <input type="hidden" name="command" value=command.clone()/>
                    <input type="hidden" name="version" value=claim.version.to_string()/>
                    <input type="hidden" name="lease" value=claim.lease.to_string()/>
                    <div class="actions">
                        <Button key="r">"Give it back"</Button>
                    </div>
                </form>
            }
        });
        view! {
            <BackLink href="/review"/>
            <h1>"Your license does not cover this"</h1>
            <Alert kind=AlertKind::Warning title=title>
                <p>{text}</p>
            </Alert>
            {typed::shown(&posted)}
            {back}
            {keys::view_of(keys::UNLICENSED)}
        }
    })
    .workspace()
    .interactive()
}
