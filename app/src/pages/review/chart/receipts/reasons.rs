//! The rules that spoke, each once, in the words of the pack that was in force.

use domain::{
    decide::AnswerReason,
    pack::Pack,
    receipt::Body,
    rules::{EngineRule, Truth},
};
use leptos::prelude::*;

use crate::{
    ui::{Badge, BadgeKind, link_out},
    words,
};

/// One rule that spoke.
pub struct Line {
    title: String,
    sentence: String,
    unknown: bool,
    /// The medicines that it concerns, where it does not concern all of them.
    only: Option<String>,
    rule: String,
    citation: String,
    url: Option<String>,
    checked: String,
}

/// The rules that spoke: on the medicine that was prescribed, or on any of the protocol.
pub fn of(body: &Body, pack: Option<&Pack>, name: &impl Fn(&str) -> String) -> Vec<Line> {
    let about: Vec<_> = body
        .decisions
        .iter()
        .filter(|one| body.medication.as_deref().is_none_or(|id| one.medication.as_str() == id))
        .collect();
    let mut spoke: Vec<(&AnswerReason, Vec<String>)> = Vec::new();
    for decision in &about {
        for reason in &decision.reasons {
            let medicine = name(decision.medication.as_str());
            match spoke.iter_mut().find(|(known, _)| known.rule == reason.rule) {
                Some((_, medicines)) => medicines.push(medicine),
                None => spoke.push((reason, vec![medicine])),
            }
        }
    }
    let line = |(reason, medicines): (&AnswerReason, Vec<String>)| {
        let only =
            (medicines.len() < about.len()).then(|| format!("Only {}", medicines.join("; ")));
        Line::of(reason, pack, only)
    };
    spoke.into_iter().map(line).collect()
}

impl Line {
    fn of(reason: &AnswerReason, pack: Option<&Pack>, only: Option<String>) -> Self {
        let (title, sentence, url) = match (
            pack.and_then(|pack| pack.rule(&reason.rule)),
            EngineRule::named(&reason.rule),
        ) {
            (Some(rule), _) => (rule.title.clone(), rule.clinician.clone(), rule.url.clone()),
            (None, Some(engine)) => {
                let said = engine.reason();
                (said.title, said.clinician, None)
            }
            // The pack is not kept here: the receipt itself names the rule and what it does.
            (None, None) => (reason.rule.to_string(), reason.effect.clone(), None),
        };
        let read = reason.reviewed.map(|day| format!("Source read on {}, ", words::date(day)));
        let by = reason.verified.as_ref().map_or_else(
            || "not verified by this clinic".to_owned(),
            |known| format!("verified by {}", known.by),
        );
        let checked = if reason.rule.is_engine() {
            String::new()
        } else {
            format!("{}{by}.", read.unwrap_or_default())
        };
        Self {
            title,
            sentence,
            unknown: reason.truth == Truth::Unknown,
            only,
            rule: reason.rule.to_string(),
            citation: reason.citation.clone(),
            url,
            checked,
        }
    }

    /// As it stands in the chart.
    pub fn view(&self) -> AnyView {
        let unknown =
            self.unknown.then(|| view! { <Badge kind=BadgeKind::Neutral text="Not known"/> });
        let only = self.only.clone().map(|only| view! { <span class="quiet">{only}</span> });
        view! {
            <li>
                <strong>{self.title.clone()}</strong> " " {unknown} " " {only}
                <p>{self.sentence.clone()}</p>
                <p class="quiet">
                    <code>{self.rule.clone()}</code> ": "
                    {link_out(&self.citation, self.url.as_deref())} ". " {self.checked.clone()}
                </p>
            </li>
        }
        .into_any()
    }
}
