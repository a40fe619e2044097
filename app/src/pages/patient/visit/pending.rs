//! What stands in the way of an open visit, and what its patient can do about it.

use domain::{encounter::State, rules::EvidenceKind};
use leptos::prelude::*;
use store::{Chart, Outlook, StoreError};

use crate::{
    clinic::Clinic,
    pages::{
        Refusal,
        patient::{
            emergency,
            intake::{Draft, Missing},
            notices::{self, About, Moment, Notice, closed},
            told,
            visit::why::Why,
            visit_view::View,
        },
        rules_since::RulesSince,
    },
    session::Session,
    ui::{Alert, AlertKind, Button},
};

/// What the rules say to a visit as it stands, and whether somebody here may treat its patient.
pub struct Standing {
    outlook: Outlook,
}

impl Standing {
    /// Of this visit, today; nothing once it has come to its end. What it has the patient told
    /// leaves a receipt.
    ///
    /// # Errors
    /// When it is not the caller's, or the store is not there.
    pub async fn of(
        clinic: &Clinic,
        session: &Session,
        draft: &Draft,
    ) -> Result<Option<Self>, Refusal> {
        if draft.has_ended() {
            return Ok(None);
        }
        let local = |state| clinic.local_dates(state);
        let (store, encounter) = (clinic.store(), draft.intake.encounter);
        match store.tell(&session.actor(), encounter, &clinic.rulebook(), &local).await {
            Ok(outlook) => Ok(Some(Self { outlook })),
            Err(StoreError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What its patient is told of their own accord.
    #[must_use]
    pub fn notices(&self, draft: &Draft, chart: &Chart) -> Vec<Notice> {
        let moment = match &chart.encounter.state {
            State::AwaitingVisit { demand, .. } => Moment::AwaitingVisit(demand.modality),
            State::Draft
            | State::AwaitingReview { .. }
            | State::InReview { .. }
            | State::AwaitingPatient { .. }
            | State::Prescribed { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Expired { .. } => Moment::Sent,
        };
        let place = (self.outlook.location, self.outlook.served);
        Notice::all(&self.outlook.evaluation, &About::visit(draft), place, moment)
    }

    /// Why they are told so, with the receipt.
    #[must_use]
    pub fn why(&self, clinic: &Clinic, draft: &Draft, chart: &Chart) -> Option<Why> {
        told::why(clinic, draft, &self.outlook, Some(chart))
    }

    /// Whether nothing stands between a visit that waits and its answer: nobody is told to
    /// wait who must act, or whom nobody here may treat.
    #[must_use]
    pub fn is_on_its_way(&self, draft: &Draft) -> bool {
        let today = notices::is_urgent(&self.outlook.evaluation);
        let held_up = draft.emergency.is_some() || today || !draft.missing().is_empty();
        !held_up && self.is_open()
    }

    fn is_open(&self) -> bool {
        self.outlook.served && closed(&self.outlook.evaluation).is_none()
    }
}

/// An emergency first; then what is missing, where the patient is, what the rules say.
///
/// # Errors
/// When the store is not there.
pub async fn view_of(
    clinic: &Clinic,
    draft: &Draft,
    chart: &Chart,
    standing: &Standing,
) -> Result<View, Refusal> {
    let location = standing.outlook.location;
    let sent = chart.encounter.state.waiting().map_or(chart.created_at, |one| one.submitted_at);
    let since = RulesSince::of(clinic, &chart.record, None, sent).await?;
    let notices = standing.notices(draft, chart);
    let why = standing.why(clinic, draft, chart);
    let attestation = EvidenceKind::LocationAttestation.as_str();
    let old = standing
        .outlook
        .evaluation
        .decisions
        .iter()
        .any(|decision| decision.missing.iter().any(|missing| missing == attestation));
    let here = (old && standing.is_open()).then(|| Here {
        question: format!("Are you still in {}?", location.name()),
        yes: format!("Yes, I am still in {}", location.name()),
        action: format!("/visits/{}/confirm", chart.encounter.id),
        command: clinic.store().new_command().to_string(),
        version: chart.encounter.version.to_string(),
        asked: location.code(),
    });
    let stop = draft.emergency.clone().map(|stop| {
        let change = draft.href(stop.raised_at);
        (stop, change)
    });
    let missing: Vec<(String, String)> = draft
        .missing()
        .into_iter()
        .map(|Missing { stage, question }| (draft.href(stage), question))
        .collect();
    Ok(Box::new(move || {
        let stop = stop.as_ref().map(|(stop, change)| {
            view! { {emergency::banner(stop, false)} {emergency::mistaken(change)} }
        });
        let notices: Vec<AnyView> = notices.iter().map(Notice::view).collect();
        view! {
            {stop}
            {still_missing(&missing)}
            {since.as_ref().and_then(RulesSince::to_patient)}
            {here.as_ref().map(Here::view)}
            {notices}
            {why.as_ref().map(Why::view)}
        }
        .into_any()
    }))
}

fn still_missing(missing: &[(String, String)]) -> Option<AnyView> {
    if missing.is_empty() {
        return None;
    }
    let lines: Vec<AnyView> = missing
        .iter()
        .cloned()
        .map(|(href, question)| view! { <li><a href=href>{question}</a></li> }.into_any())
        .collect();
    Some(
        view! {
            <Alert kind=AlertKind::Warning title="Something is still missing">
                <p>"Nothing can be prescribed until you have answered this:"</p>
                <ul>{lines}</ul>
            </Alert>
        }
        .into_any(),
    )
}

/// "Are you still there?", with one button for yes.
struct Here {
    question: String,
    yes: String,
    action: String,
    command: String,
    version: String,
    /// Which state is asked about.
    asked: &'static str,
}

impl Here {
    fn view(&self) -> AnyView {
        let yes = self.yes.clone();
        view! {
            <section class="panel">
                <h2>{self.question.clone()}</h2>
                <p>
                    "It is a few days since you told us where you are. The clinician must know it \
                     again before you can get a prescription."
                </p>
                <form method="post" action=self.action.clone()>
                    <input type="hidden" name="command" value=self.command.clone()/>
                    <input type="hidden" name="version" value=self.version.clone()/>
                    <input type="hidden" name="asked" value=self.asked/>
                    <Button>{yes}</Button>
                </form>
                <p>"If not, choose “I am in another state now” below."</p>
            </section>
        }
        .into_any()
    }
}
