//! The forms beside prescribing: ask, decline, call for a visit, give back.

use domain::{encounter::Lease, ids::EncounterId, pack::Protocol, relationship::Modality};
use leptos::prelude::*;

use super::super::{Open, Tried, photo_views};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::patient::visit_view::View,
    ui::{Button, ButtonKind, Details, OptionItem, Select, TextArea, TextField},
};

/// What every write names: lease, version, and the digest that the clinician saw.
#[derive(Clone)]
pub struct Hidden {
    encounter: EncounterId,
    version: i64,
    lease: String,
    digest: String,
}

impl Hidden {
    /// The fields for the chart as it stands.
    pub fn new(open: &Open, lease: Lease) -> Self {
        Self {
            encounter: open.chart.encounter.id,
            version: open.chart.encounter.version,
            lease: lease.token.to_string(),
            digest: open.assessment.evaluation.digest().to_string(),
        }
    }

    /// The address of a verb.
    pub fn action(&self, verb: &str) -> String {
        format!("/review/{}/{verb}", self.encounter)
    }

    /// The hidden fields of the form of one verb.
    pub fn fields(&self, verb: &'static str, command: &str) -> AnyView {
        view! {
            <input type="hidden" name="verb" value=verb/>
            <input type="hidden" name="command" value=command.to_owned()/>
            <input type="hidden" name="version" value=self.version.to_string()/>
            <input type="hidden" name="lease" value=self.lease.clone()/>
            <input type="hidden" name="digest" value=self.digest.clone()/>
        }
        .into_any()
    }
}

/// What was typed into the form of this verb.
pub(super) fn kept(tried: &Tried, verb: &str) -> Posted {
    if tried.posted.get("verb") == verb { tried.posted.clone() } else { Posted::default() }
}

/// What is wrong with this field of the form of this verb.
pub(super) fn wrong(tried: &Tried, verb: &str, field: &str) -> Option<String> {
    tried
        .errors
        .iter()
        .filter(|_| tried.posted.get("verb") == verb)
        .find_map(|(id, sentence)| (*id == format!("{verb}-{field}")).then(|| sentence.clone()))
}

/// Ask, decline, call for a visit, give back.
pub fn view_of(
    clinic: &Clinic,
    open: &Open,
    protocol: &Protocol,
    hidden: &Hidden,
    tried: &Tried,
) -> View {
    let commands: [String; 4] = std::array::from_fn(|_| clinic.store().new_command().to_string());
    let views: Vec<OptionItem> = photo_views(open)
        .unwrap_or_default()
        .into_iter()
        .map(|(view, text)| OptionItem::new(view, text))
        .collect();
    let reasons: Vec<OptionItem> = protocol
        .decline_reasons
        .iter()
        .map(|reason| OptionItem::new(reason.code.clone(), reason.label.clone()))
        .collect();
    let offered: Vec<(String, String, String)> = protocol
        .decline_reasons
        .iter()
        .map(|reason| (reason.code.clone(), reason.label.clone(), reason.patient.clone()))
        .collect();
    let needed = open.assessment.evaluation.modality();
    let (asking, declining, visiting) =
        (kept(tried, "request"), kept(tried, "decline"), kept(tried, "visit"));
    let (hidden, tried) = (hidden.clone(), tried.clone());
    Box::new(move || {
        let wrong = |verb: &str, field: &str| wrong(&tried, verb, field);
        let [ask, decline, visit, back] = &commands;
        let value = |posted: &Posted, name: &str| posted.get(name).to_owned();
        let questions: Vec<AnyView> = (1..=3)
            .map(|number| {
                let name = format!("question-{number}");
                let typed = value(&asking, &name);
                let label = format!("Question {number}");
                let id = format!("request-{name}");
                let error = wrong("request", &name);
                view! { <TextArea id name label value=typed error rows=2/> }.into_any()
            })
            .collect();
        let photo = (!views.is_empty()).then(|| {
            let options = views.clone();
            let selected = Some(value(&asking, "view"));
            view! {
                <Select
                    id="request-view"
                    name="view"
                    label="Or one photo again"
                    options
                    selected
                    error=wrong("request", "view")
                    placeholder="No photo"
                />
                <TextField
                    id="request-photo-text"
                    name="photo-text"
                    label="What to do better in the photo"
                    value=value(&asking, "photo-text")
                    error=wrong("request", "photo-text")
                />
            }
        });
        let words = words_to_start_from(&offered);
        let selected_reason = Some(value(&declining, "reason"));
        let modality = Some(match visiting.get("modality") {
            "" if needed > Modality::Asynchronous => needed.as_str().to_owned(),
            typed => typed.to_owned(),
        });
        let opened = |posted: &Posted| !posted.0.is_empty();
        view! {
            <div class="decision-verbs">
            <details id="ask" data-key="a" open=opened(&asking)>
                <summary>"Ask the patient " <kbd>"a"</kbd></summary>
                <form method="post" action=hidden.action("request") novalidate>
                    {hidden.fields("request", ask)}
                    {questions}
                    {photo}
                    <Button>"Send the questions"</Button>
                </form>
            </details>
            <details id="visit" data-key="v" open=opened(&visiting)>
                <summary>"Call for a visit " <kbd>"v"</kbd></summary>
                <form method="post" action=hidden.action("visit") novalidate>
                    {hidden.fields("visit", visit)}
                    <Select
                        id="visit-modality"
                        name="modality"
                        label="At least"
                        options=modalities()
                        selected=modality
                        error=wrong("visit", "modality")
                    />
                    <TextArea
                        id="visit-reason"
                        name="reason"
                        label="Why, in words to the patient"
                        value=value(&visiting, "reason")
                        error=wrong("visit", "reason")
                        rows=3
                    />
                    <Button>"Call for a visit"</Button>
                </form>
            </details>
            <details id="decline" data-key="d" open=opened(&declining)>
                <summary>"Decline " <kbd>"d"</kbd></summary>
                <form method="post" action=hidden.action("decline") novalidate>
                    {hidden.fields("decline", decline)}
                    <Select
                        id="decline-reason"
                        name="reason"
                        label="Reason"
                        options=reasons.clone()
                        selected=selected_reason
                        error=wrong("decline", "reason")
                    />
                    <Details summary="Words to start from">
                        <ul>{words}</ul>
                    </Details>
                    <TextArea
                        id="decline-message"
                        name="message"
                        label="Words to the patient"
                        value=value(&declining, "message")
                        error=wrong("decline", "message")
                        rows=4
                    />
                    <Button>"Review and decline"</Button>
                </form>
            </details>
            <form method="post" action=hidden.action("release")>
                {hidden.fields("release", back)}
                <Button kind=ButtonKind::Quiet key="r">"Give it back"</Button>
            </form>
            </div>
        }
        .into_any()
    })
}

/// The pack's words for each reason; the keys' island offers them in the field.
fn words_to_start_from(offered: &[(String, String, String)]) -> Vec<AnyView> {
    offered
        .iter()
        .cloned()
        .map(|(code, label, words)| {
            view! {
                <li>
                    <strong>{label}</strong> ": " <span data-words-for=code>{words}</span>
                </li>
            }
            .into_any()
        })
        .collect()
}

/// The ways in which a live visit can be held.
pub(super) fn modalities() -> Vec<OptionItem> {
    vec![
        OptionItem::new(Modality::Audio.as_str(), "Telephone"),
        OptionItem::new(Modality::Video.as_str(), "Video"),
        OptionItem::new(Modality::InPerson.as_str(), "In person"),
    ]
}
