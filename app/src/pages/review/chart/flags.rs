//! What stands at the top: every flag with the rule that raised it.

use domain::{
    medication::MedicationId,
    pack::Protocol,
    rules::{Effect, Flag, Truth},
};
use leptos::prelude::*;

use super::{Open, identity, red_flag};
use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{Badge, BadgeKind, link_out},
    words,
};

#[derive(Clone)]
struct Row {
    kind: BadgeKind,
    word: &'static str,
    title: String,
    sentence: String,
    /// The medicines that it concerns, where it does not concern all of them.
    only: Option<String>,
    rule: String,
    citation: String,
    url: Option<String>,
    confidence: String,
    verified: bool,
}

impl Row {
    fn of(flag: &Flag<'_>, medicines: usize, protocol: &Protocol) -> Self {
        let reason = flag.reason;
        let only = (flag.medications.len() < medicines).then(|| {
            let name = |id: &&MedicationId| {
                let known = protocol.medication(id);
                known.map_or_else(|| id.to_string(), |medication| medication.plain_name.clone())
            };
            let names: Vec<String> = flag.medications.iter().map(name).collect();
            format!("Only {}", names.join(", "))
        });
        let (kind, word) = match (&reason.effect, reason.truth) {
            (_, Truth::Unknown) => (BadgeKind::Neutral, "Not known"),
            (Effect::Stop(_), _) => (BadgeKind::Danger, "Emergency"),
            (Effect::Prohibit, _) => (BadgeKind::Danger, "Do not prescribe"),
            (Effect::Refer, _) => (BadgeKind::Danger, "Refer"),
            (Effect::Alert, _) => (BadgeKind::Warning, "Caution"),
            (Effect::Require(_), _) => (BadgeKind::Warning, "Required"),
            (Effect::Open | Effect::Limit(_) | Effect::Oblige(_), _) => {
                (BadgeKind::Neutral, "Note")
            }
        };
        Self {
            kind,
            word,
            title: reason.title.clone(),
            sentence: reason.clinician.clone(),
            only,
            rule: reason.rule.to_string(),
            citation: words::source(&reason.citation).to_owned(),
            url: reason.url.clone(),
            confidence: reason.confidence.as_str().to_owned(),
            verified: reason.verified.is_some(),
        }
    }
}

/// The flags, most pressing first.
pub fn view_of(clinic: &Clinic, open: &Open, protocol: &Protocol) -> View {
    let evaluation = &open.assessment.evaluation;
    let medicines = evaluation.decisions.len();
    let rows: Vec<Row> =
        evaluation.flags().iter().map(|flag| Row::of(flag, medicines, protocol)).collect();
    let stands = evaluation.stop().is_some();
    let taken_back = red_flag::view_of(clinic, open, protocol);
    let had_red_flag = open.chart.had_red_flag;
    let changed = identity::flags(&open.chart);
    Box::new(move || {
        let stands = stands.then(|| {
            view! {
                <p class="red-flag">
                    <strong>"A red flag stands: the patient's answers say it is an emergency."</strong>
                    " Nothing can be prescribed while it does."
                </p>
            }
        });
        let empty = (rows.is_empty() && !had_red_flag && changed.is_none())
            .then(|| view! { <p class="quiet">"No rule raises anything."</p> });
        let flags: Vec<AnyView> = rows.iter().cloned().map(flag).collect();
        view! {
            <section aria-labelledby="flags">
                <h2 id="flags">"Flags"</h2>
                {stands}
                {empty}
                <ul class="flags">{taken_back()} {changed.as_ref().map(|view| view())} {flags}</ul>
            </section>
        }
        .into_any()
    })
}

fn flag(row: Row) -> AnyView {
    let verified = if row.verified { "verified by this clinic" } else { "not verified" };
    let citation = link_out(&row.citation, row.url.as_deref());
    let only = row.only.map(|only| view! { <Badge kind=BadgeKind::Neutral text=only/> });
    view! {
        <li class="flag">
            <Badge kind=row.kind text=row.word/>
            " "
            <strong>{row.title}</strong>
            " "
            {only}
            <p>{row.sentence}</p>
            <details class="rule">
                <summary>"Rule " <code>{row.rule}</code></summary>
                <p>
                    {citation} ". Confidence " {row.confidence} ", " {verified} "."
                </p>
            </details>
        </li>
    }
    .into_any()
}
