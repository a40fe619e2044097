//! Who may call a route. Every row of the router's table names one of these.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::actor::Actor;

use crate::{clinic::Clinic, pages::Refusal, session::Session};

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
            crate::pages::patient::sign_in::ask(&clinic, request).await
        }
        (Access::Clinician | Access::Operator, Actor::Visitor(_)) => {
            crate::pages::staff::sign_in::ask(&clinic, request).await
        }
        _ => Refusal::NotFound.into_response(),
    }
}
