//! Declining, with a reason of the protocol and words to the patient: first both are shown,
//! then it is done.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::{encounter::Decline, ids::EncounterId};

use super::attempt::{Attempt, Wrong};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        At, Refusal,
        review::{
            chart::pause::{self, Pause, as_seen, row},
            keys,
        },
    },
    session::Session,
};

/// `POST /review/{visit}/decline`: only what comes from "Decline" is written.
///
/// # Errors
/// When it is not this clinician's.
pub async fn decline(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let act = posted.get("act").to_owned();
    let attempt = Attempt::new(clinic, session, encounter, "decline", posted);
    if act == "change" {
        return attempt.unchanged().await;
    }
    let open = match attempt.open().await? {
        Ok(open) => open,
        Err(response) => return Ok(response),
    };
    let clinic = &attempt.clinic;
    let pack = &clinic.rulebook().pack;
    let protocol = pack.protocol(&open.chart.encounter.protocol).ok_or(Refusal::NotFound)?;
    let mut wrong = Wrong::new();
    let reason = protocol.decline_reason(attempt.posted.get("reason"));
    if reason.is_none() {
        wrong.push(("reason", "Choose a reason".to_owned()));
    }
    let message = attempt.words("message", "Tell the patient why", &mut wrong);
    let (Some(reason), true) = (reason, wrong.is_empty()) else {
        return attempt.wrong(wrong).await;
    };
    let held = attempt.held(attempt.news())?;
    if act != "decline" {
        if let Err(error) = as_seen(clinic, &open, &held) {
            return attempt.answer::<()>(Err(error)).await;
        }
        let pause = Pause {
            title: "Review and decline",
            rows: vec![
                pause::patient(clinic, &open),
                row("Reason", vec![reason.label.clone()]),
                row("Words to the patient", vec![message]),
            ],
            warning: (
                "Declining ends the visit.",
                "The patient reads your words at once. It cannot be undone.",
            ),
            verb: "decline",
            act: ("decline", "Decline"),
            keys: keys::DECLINE,
        };
        return Ok(pause.page(clinic, &open, &held, &attempt.posted).into_response());
    }
    let decline = Decline { code: reason.code.clone(), message };
    let local = |state| clinic.local_dates(state);
    let done = clinic
        .store()
        .decline(&attempt.session.actor(), &held, decline, &clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}
