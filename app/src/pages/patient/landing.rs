//! The landing page: what this is, and which conditions are treated.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::medication::ProtocolId;
use leptos::prelude::*;

use crate::{
    clinic::Clinic,
    form::Posted,
    limits,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Button, Details},
};

/// `GET /`
pub async fn show(State(clinic): State<Clinic>) -> Page {
    let cards: Vec<(String, String, String)> = clinic
        .rulebook()
        .pack
        .protocols()
        .map(|protocol| (protocol.id.to_string(), protocol.title.clone(), protocol.summary.clone()))
        .collect();
    Page::new("Care when it suits you", move || {
        let cards: Vec<AnyView> = cards
            .iter()
            .cloned()
            .map(|(id, title, summary)| {
                view! {
                    <li class="card">
                        <h3>{title.clone()}</h3>
                        <p>{summary}</p>
                        <form method="post" action="/visits">
                            <input type="hidden" name="protocol" value=id/>
                            <Button>
                                "Start" <span class="visually-hidden">{format!(": {title}")}</span>
                            </Button>
                        </form>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            <div class="hero">
                <h1>"See a clinician without an appointment"</h1>
                <p class="lead">
                    "Answer a few questions when it suits you. A clinician who is licensed where \
                     you are reads your answers and decides. You do not have to be online at the \
                     same time."
                </p>
            </div>
            <h2>"What do you need help with?"</h2>
            <ul class="cards">{cards}</ul>
            <h2>"How it works"</h2>
            <ol class="how">
                <li>"You answer questions about your health. It takes about 10 minutes."</li>
                <li>"A licensed clinician reads everything you sent."</li>
                <li>"You get a clear answer: a prescription, a question back, or why not."</li>
            </ol>
            <Details summary="What we do with what you tell us">
                <p>
                    "Only you and the clinicians who are licensed in your state can read it. We \
                     never send it to anybody else's computers, and our e-mails never say what it \
                     is about."
                </p>
            </Details>
        }
    })
}

/// `POST /visits`: starts a draft.
///
/// # Errors
/// When the condition is not one of those treated, too many were begun, or the store
/// is not there.
pub async fn start(
    State(clinic): State<Clinic>,
    session: Session,
    posted: Posted,
) -> Result<Response, Refusal> {
    let protocol: ProtocolId = posted.parse("protocol").map_err(|_| Refusal::BadRequest)?;
    let rulebook = clinic.rulebook();
    let found = rulebook.pack.protocol(&protocol).ok_or(Refusal::BadRequest)?;
    let version = &found.questionnaire.version;
    clinic.store().allow_each(&limits::drafts(session.client())).await?;
    let hash = session.ensure(&clinic).await?;
    let encounter =
        clinic.store().create_draft(&session.actor(), &hash, &protocol, version).await?;
    Ok(Redirect::to(&format!("/visits/{encounter}/place")).into_response())
}
