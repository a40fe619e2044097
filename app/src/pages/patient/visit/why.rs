//! Why it came out as it did: the rules that spoke when it was decided, in the patient's
//! words, with their sources.

use domain::{
    encounter::State,
    relationship::Modality,
    rules::{Confidence, DecisionRecord, Effect, Reason, Requirement, Truth},
};
use leptos::prelude::*;
use store::{Chart, DeterminationKind};

use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{Details, link_out},
    words,
};

/// One rule that spoke.
#[derive(Clone)]
pub struct Line {
    sentence: String,
    citation: String,
    url: Option<String>,
    /// When its source was last read, and who vouches for it.
    checked: String,
}

impl Line {
    /// In the patient's words.
    #[must_use]
    pub fn of(reason: &Reason) -> Self {
        // Of a source that nobody has read no day of a reading is told.
        let read = match reason.confidence {
            Confidence::Low => reason.reviewed.map(|_| "Not checked against its source".to_owned()),
            Confidence::High | Confidence::Medium => {
                reason.reviewed.map(|day| format!("Last checked on {}", words::date(day)))
            }
        };
        let by = reason.verified.as_ref().map_or_else(
            || "nobody at this clinic has verified it yet".to_owned(),
            |known| format!("verified by {}", known.by),
        );
        Self {
            sentence: reason.patient.clone(),
            citation: words::source(&reason.citation).to_owned(),
            url: reason.url.clone(),
            checked: read.map_or_else(String::new, |read| format!("{read}; {by}.")),
        }
    }

    /// What it took, now that it is done: its sentence would ask for it again.
    #[must_use]
    pub fn done(reason: &Reason) -> Self {
        let sentence = format!("Asked for, and done: {}.", reason.title);
        Self { sentence, ..Self::of(reason) }
    }

    /// The same, where it concerns these medicines only.
    #[must_use]
    pub fn about(self, medicines: &str) -> Self {
        Self { sentence: format!("{medicines}: {}", self.sentence), ..self }
    }

    fn view(&self) -> AnyView {
        view! {
            <li>
                <p>{self.sentence.clone()}</p>
                <p class="quiet">
                    "Source: " {link_out(&self.citation, self.url.as_deref())} ". "
                    {self.checked.clone()}
                </p>
            </li>
        }
        .into_any()
    }
}

/// The rules behind the latest decision: for a prescription those of law and of what it
/// takes, for a call for a visit those that ask for one. Nothing where none spoke.
#[must_use]
pub fn view_of(clinic: &Clinic, chart: &Chart) -> View {
    let Some((summary, lines, digest)) = spoke(chart) else { return Box::new(|| ().into_any()) };
    let why = Why {
        summary,
        intro: "These rules were looked at when it was decided:".to_owned(),
        lines,
        receipt: receipt(chart),
        notice: clinic.rulebook().pack.notice().to_owned(),
        digest,
    };
    Box::new(move || why.view())
}

/// The rules that led somewhere, with the receipt that says so.
pub struct Why {
    /// The line that opens it.
    pub summary: &'static str,
    /// What stands above the rules.
    pub intro: String,
    /// The rules.
    pub lines: Vec<Line>,
    /// The address of the receipt.
    pub receipt: Option<String>,
    /// What the pack says of itself.
    pub notice: String,
    /// The digest of the pack.
    pub digest: String,
}

impl Why {
    /// As it stands on a page.
    #[must_use]
    pub fn view(&self) -> AnyView {
        let Self { summary, intro, lines, receipt, notice, digest } = self;
        let (intro, notice, digest) = (intro.clone(), notice.clone(), digest.clone());
        let lines: Vec<AnyView> = lines.iter().map(Line::view).collect();
        let receipt = receipt.clone().map(|href| {
            view! {
                <p>
                    <a href=href download>"Download the signed receipt"</a>
                    ". It says what was decided and by which rules, and you can "
                    <a href="/verify">"check it"</a>
                    ". It holds your answers: keep it as you keep a letter from a doctor."
                </p>
            }
        });
        view! {
            <Details summary=*summary>
                <p>{intro}</p>
                <ul class="why">{lines}</ul>
                {receipt}
                <p class="quiet">{notice}</p>
                <p class="quiet">"The rules as they stood then: " <code class="digest">{digest}</code></p>
            </Details>
        }
        .into_any()
    }
}

/// The address of the latest decision's receipt.
#[must_use]
pub fn receipt(chart: &Chart) -> Option<String> {
    let latest = chart.determinations.last()?;
    let signed = chart.receipts.iter().find(|one| one.body.determination == Some(latest.id))?;
    Some(format!("/visits/{}/receipts/{}", chart.encounter.id, signed.body.sequence))
}

fn spoke(chart: &Chart) -> Option<(&'static str, Vec<Line>, String)> {
    let latest = chart.determinations.last()?;
    let decisions = &latest.evaluation.decisions;
    let (summary, reasons) = match (&chart.encounter.state, latest.kind) {
        (State::Prescribed { outcome }, DeterminationKind::Prescribed) => {
            let medication = &outcome.what.medication;
            let decision = decisions.iter().find(|one| one.medication == *medication)?;
            let summary = if chart.record.visit.is_some() {
                "Why you could get this"
            } else {
                "Why you could get this without a call"
            };
            (summary, held(decision, is_of_law))
        }
        (State::AwaitingVisit { .. }, DeterminationKind::VisitRequired) => {
            let decision = decisions.first()?;
            ("Why you need a visit", held(decision, |effect| asks_for(effect, decision.modality)))
        }
        _ => return None,
    };
    let line = |reason: &Reason| match (latest.kind, &reason.effect) {
        (DeterminationKind::Prescribed, Effect::Require(_) | Effect::Oblige(_)) => {
            Line::done(reason)
        }
        _ => Line::of(reason),
    };
    let lines: Vec<Line> = reasons.into_iter().map(line).collect();
    (!lines.is_empty()).then(|| (summary, lines, latest.pack_digest.clone()))
}

/// The reasons that hold, of those that speak to it.
pub fn held(decision: &DecisionRecord, speaks: impl Fn(&Effect) -> bool) -> Vec<&Reason> {
    let reasons = decision.reasons.iter();
    reasons.filter(|reason| reason.truth == Truth::True && speaks(&reason.effect)).collect()
}

/// What opens the way, and what it takes. What to be careful about, and how much at most,
/// stands in the prescription itself.
const fn is_of_law(effect: &Effect) -> bool {
    match effect {
        Effect::Open | Effect::Require(_) | Effect::Oblige(_) => true,
        Effect::Prohibit | Effect::Refer | Effect::Limit(_) | Effect::Stop(_) | Effect::Alert => {
            false
        }
    }
}

/// What asks for a live visit of this kind. What would do with less says nothing more.
#[must_use]
pub fn asks_for(effect: &Effect, modality: Modality) -> bool {
    matches!(effect, Effect::Require(Requirement::Modality(needed)) if *needed == modality)
}
