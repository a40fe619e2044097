//! Who may call a route. Every row of the router's table names one of these.

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::actor::Actor;
use store::KeptPost;

use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{Refusal, patient::photos::receive},
    session::Session,
};

/// The largest form that is kept until its sender has signed in again, in bytes.
const LARGEST_KEPT: usize = 64 * 1024;
/// The longest address that is kept to lead back to, in bytes.
const LONGEST_PATH: usize = 200;

/// Who may call a route; the handler and the store check the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone at all.
    Anyone,
    /// A visitor who holds a draft, or a patient.
    DraftHolder,
    /// A patient who has signed in.
    Patient,
    /// A clinician who has signed in.
    Clinician,
    /// A patient or a clinician who has signed in: what a chart holds.
    Chart,
    /// An operator who has signed in.
    Operator,
    /// Anyone, while the clinic is a demonstration.
    Demonstration,
}

impl Access {
    /// Every kind of access.
    pub const ALL: [Self; 7] = [
        Self::Anyone,
        Self::DraftHolder,
        Self::Patient,
        Self::Clinician,
        Self::Chart,
        Self::Operator,
        Self::Demonstration,
    ];

    /// Whether this actor may call.
    #[must_use]
    pub const fn admits(self, actor: &Actor, demonstration: bool) -> bool {
        match self {
            Self::Anyone => true,
            Self::DraftHolder => matches!(actor, Actor::Visitor(Some(_)) | Actor::Patient(_)),
            Self::Patient => matches!(actor, Actor::Patient(_)),
            Self::Clinician => matches!(actor, Actor::Clinician(_)),
            Self::Chart => matches!(actor, Actor::Patient(_) | Actor::Clinician(_)),
            Self::Operator => matches!(actor, Actor::Operator(_)),
            Self::Demonstration => demonstration,
        }
    }
}

/// Lets the request through, or answers with the way to sign in, or with "not here".
pub async fn guard(
    State((clinic, access)): State<(Clinic, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let session = request.extensions().get::<Session>();
    let actor = session.map_or(Actor::Visitor(None), Session::actor);
    if access.admits(&actor, clinic.settings().demonstration) {
        return next.run(request).await;
    }
    match (access, actor) {
        (Access::Patient | Access::Chart | Access::DraftHolder, Actor::Visitor(_)) => {
            ask_to_sign_in(&clinic, request, "/sign-in").await
        }
        (Access::Clinician | Access::Operator, Actor::Visitor(_)) => {
            ask_to_sign_in(&clinic, request, "/staff/sign-in").await
        }
        _ => Refusal::NotFound.into_response(),
    }
}

/// Leads to `door`, where one signs in, and keeps what the sender would lose: the address,
/// and of a session that once was somebody's the form that was posted.
async fn ask_to_sign_in(clinic: &Clinic, request: Request, door: &'static str) -> Response {
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return Refusal::Unavailable.into_response();
    };
    let path = request.uri().path().to_owned();
    let posts = *request.method() == Method::POST;
    let nothing_to_keep = if posts { !session.was_somebodys() } else { session.keeps_a_form() };
    if path.len() > LONGEST_PATH || nothing_to_keep {
        return Redirect::to(door).into_response();
    }
    let form = if posts {
        match receive::text_of(request).await {
            Ok(Posted(form)) => form,
            Err(refusal) => return refusal.into_response(),
        }
    } else {
        Vec::new()
    };
    let size: usize = form.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > LARGEST_KEPT {
        return Refusal::TooLarge.into_response();
    }
    let kept = KeptPost { path, form, of: session.ended_account() };
    match session.keep(clinic, kept).await {
        Ok(()) => Redirect::to(door).into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}
