//! The chart: one screen with what matters first, and the decision always in reach.

mod answers;
mod decision;
mod findings;
mod flags;
mod history;
mod identity;
mod medicines;
mod order;
mod past;
pub mod pause;
mod receipts;
mod red_flag;
mod waits;

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    encounter::{Encounter, State as EncounterState, Verb},
    ids::EncounterId,
    pack::Protocol,
    questionnaire::ItemKind,
};
use leptos::prelude::*;
use store::{Assessment, Chart, Rulebook};

pub use medicines::NONE;
pub use order::{Unready, page as sign_page, preview};

use super::{keys, returned, unlicensed};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal, rules_since::RulesSince},
    session::Session,
    ui::{Alert, AlertKind, BackLink, Badge, ErrorSummary},
    words,
};

/// Everything that the chart shows.
pub struct Open {
    /// What is on record.
    pub chart: Chart,
    /// What the rules say to it now.
    pub assessment: Assessment,
    /// The clinician who reads.
    pub reader: domain::ids::ClinicianId,
    /// The rules that were asked.
    pub rulebook: Rulebook,
    /// What a pack that came into force since it was sent changes for it.
    pub rules_since: Option<Arc<RulesSince>>,
    /// What the chart's receipts are read with.
    key: receipts::Key,
}

/// Why the last try was not carried out, and what was typed.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// What was typed, kept.
    pub posted: Posted,
    /// Field and sentence.
    pub errors: Vec<(String, String)>,
    /// A notice above the chart: title and text.
    pub notice: Option<(String, String)>,
}

impl Open {
    /// Reads the chart and asks the rules.
    ///
    /// # Errors
    /// `NotFound` when it is not this clinician's to read.
    pub async fn load(
        clinic: &Clinic,
        session: &Session,
        encounter: EncounterId,
    ) -> Result<Self, Refusal> {
        let actor = session.actor();
        let domain::actor::Actor::Clinician(reader) = actor else {
            return Err(Refusal::NotFound);
        };
        let local = |state| clinic.local_dates(state);
        let chart =
            clinic.store().chart(&actor, encounter, &local).await?.ok_or(Refusal::NotFound)?;
        let Chart { encounter: Encounter { protocol, .. }, questionnaire_version, .. } = &chart;
        let rulebook = clinic.rulebook();
        clinic.store().learn_questionnaire(&rulebook, protocol, questionnaire_version).await?;
        let dates = clinic.local_dates(chart.encounter.location);
        let assessment = rulebook.evaluate(&chart.record, Some(&chart.licences), &dates)?;
        let mut rules_since = None;
        if !has_ended(&chart.encounter.state) {
            let waiting = chart.encounter.state.waiting();
            let sent = waiting.map_or(chart.created_at, |waiting| waiting.submitted_at);
            let licences = Some(chart.licences.as_slice());
            rules_since = RulesSince::of(clinic, &chart.record, licences, sent).await?;
        }
        let rules_since = rules_since.map(Arc::new);
        let key = receipts::Key::of(clinic, &chart.receipts).await?;
        Ok(Self { chart, assessment, reader, rulebook, rules_since, key })
    }

    /// The protocol in force, with the questionnaire that was answered.
    ///
    /// # Errors
    /// When the pack in force has the protocol no more.
    pub fn protocol(&self) -> Result<Cow<'_, Protocol>, Refusal> {
        let Chart { encounter, questionnaire_version, .. } = &self.chart;
        Ok(self.rulebook.protocol(&encounter.protocol, questionnaire_version)?)
    }

    /// The lease, where this clinician holds it now.
    #[must_use]
    pub fn held(&self, clinic: &Clinic) -> Option<domain::encounter::Lease> {
        let lease = *self.chart.encounter.state.lease()?;
        (lease.clinician == self.reader && lease.holds(clinic.now())).then_some(lease)
    }

    /// Whether this clinician's claim was the last thing to end here.
    #[must_use]
    pub fn has_lapsed(&self, clinic: &Clinic) -> bool {
        match &self.chart.encounter.state {
            EncounterState::InReview { lease, .. } => {
                lease.clinician == self.reader && !lease.holds(clinic.now())
            }
            EncounterState::AwaitingReview { .. } => {
                let mut latest = self.chart.events.iter().rev();
                let lapse = latest.next().is_some_and(|event| event.verb == Verb::Lapse.as_str());
                let before = latest.next().and_then(|event| event.state.lease());
                lapse && before.is_some_and(|lease| lease.clinician == self.reader)
            }
            EncounterState::Draft
            | EncounterState::AwaitingPatient { .. }
            | EncounterState::AwaitingVisit { .. }
            | EncounterState::Prescribed { .. }
            | EncounterState::Declined { .. }
            | EncounterState::Withdrawn { .. }
            | EncounterState::Expired { .. } => false,
        }
    }
}

/// The photos that the protocol has: what each is called, and what it asks for.
///
/// # Errors
/// When the pack in force has the protocol no more.
pub fn photo_views(open: &Open) -> Result<Vec<(String, String)>, Refusal> {
    let protocol = open.protocol()?;
    Ok(protocol
        .questionnaire
        .items()
        .filter_map(|item| match &item.kind {
            ItemKind::Attachment { view: Some(view), .. } => {
                Some((view.clone(), item.text.clone()))
            }
            _ => None,
        })
        .collect())
}

/// `GET /review/{visit}`, with what was typed before the session ended.
///
/// # Errors
/// When it is not this clinician's to read.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let tried = returned::take(&clinic, &session, encounter).await?;
    again(&clinic, &session, encounter, StatusCode::OK, tried).await
}

/// The chart again, with why the last try was not carried out.
///
/// # Errors
/// When it is not this clinician's to read any more.
pub async fn again(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    status: StatusCode,
    tried: Tried,
) -> Result<Response, Refusal> {
    match Open::load(clinic, session, encounter).await {
        Ok(open) => Ok(page(clinic, &open, tried)?.status(status).into_response()),
        Err(refusal) => {
            unlicensed::instead(clinic, session, encounter, &tried.posted, refusal).await
        }
    }
}

/// The page.
///
/// # Errors
/// When the pack in force has the protocol no more.
pub fn page(clinic: &Clinic, open: &Open, tried: Tried) -> Result<Page, Refusal> {
    let chart = &open.chart;
    let protocol = open.protocol()?;
    let protocol = protocol.as_ref();
    let title = protocol.title.clone();
    let name = chart.profile.as_ref().map(|profile| profile.legal_name.to_string());
    let name = name.unwrap_or_else(|| "Patient".to_owned());
    let zone = words::zone_of(chart.encounter.location);
    let about = about(clinic, chart);
    let confirmed = chart.attested_at.map_or_else(
        || "not confirmed".to_owned(),
        |at| format!("confirmed {}", words::moment(at, &zone)),
    );
    let attested = format!("{}, {confirmed}", chart.encounter.location.name());
    let waits = waits::view_of(open, protocol);
    let (status, kind) = past::status(&chart.encounter.state);
    let rules_since = open.rules_since.clone();
    let flags = flags::view_of(clinic, open, protocol);
    let answers = answers::view_of(protocol, chart);
    let photos = answers::photos(protocol, chart);
    let medicines = medicines::view_of(clinic, open, &tried);
    let findings = findings::view_of(clinic, open, &tried)?;
    let history = history::view_of(protocol, chart);
    let past = past::view_of(clinic, chart);
    let receipts = receipts::view_of(open);
    let decision = decision::view_of(clinic, open, protocol, &tried);
    let has_photos = chart.photos.iter().any(|photo| photo.replaced_at.is_none());
    let ended = has_ended(&chart.encounter.state);
    let Tried { errors, notice, .. } = tried;
    let error = if errors.is_empty() { "" } else { "Error: " };
    Ok(Page::new(format!("{error}{name}: {title}"), move || {
        let notice = notice.clone().map(|(title, text)| {
            view! { <Alert kind=AlertKind::Warning title=title><p>{text}</p></Alert> }
        });
        view! {
            <BackLink href="/review"/>
            <ErrorSummary errors=errors.clone()/>
            {notice}
            <header class="chart-header">
                <h1>{name.clone()}</h1>
                <p>
                    {title.clone()} " · " {about.clone()} " · " {attested.clone()} " "
                    <Badge kind=kind text=status/>
                </p>
            </header>
            <nav class="chart-nav" aria-label="On this page">
                <a href="#flags">"Flags"</a>
                <a href="#answers">"Answers"</a>
                {has_photos.then(|| view! { <a href="#photos">"Photos"</a> })}
                <a href="#decision">{if ended { "Decided" } else { "Decide" }}</a>
            </nav>
            <div class="chart">
                <div class="chart-main">{rules_since.as_ref().map(|since| since.to_clinician())} {waits()} {flags()} {medicines()} {findings()} {answers()} {past()} {history()} {receipts()}</div>
                <div class="chart-side">{decision()} {photos()}</div>
            </div>
            {keys::view_of(keys::CHART)}
        }
    })
    .workspace()
    .interactive())
}

/// "Male, 44 years old".
fn about(clinic: &Clinic, chart: &Chart) -> String {
    let today = clinic.today(chart.encounter.location);
    chart.profile.as_ref().map_or_else(String::new, |profile| {
        let sex = match profile.sex_at_birth {
            domain::people::SexAtBirth::Female => "Female at birth",
            domain::people::SexAtBirth::Male => "Male at birth",
            domain::people::SexAtBirth::Unknown => "Sex at birth not known",
        };
        format!("{sex}, {} years old", profile.birth_date.age_on(today))
    })
}

/// Whether the review of this encounter has ended.
#[must_use]
pub const fn has_ended(state: &EncounterState) -> bool {
    !state.name().is_open()
}
