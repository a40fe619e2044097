//! What stands at the top: every flag with the rule that raised it, and the
//! medicines that nobody has recognised yet.

use domain::rules::{Effect, Flag, Truth};
use leptos::prelude::*;

use super::{Open, Tried};
use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{Badge, BadgeKind, Button, ButtonKind, TextField},
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
    fn of(flag: &Flag<'_>, medicines: usize) -> Self {
        let reason = flag.reason;
        let only = (flag.medications.len() < medicines).then(|| {
            let names: Vec<&str> = flag.medications.iter().map(|id| id.as_str()).collect();
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
            citation: reason.citation.clone(),
            url: reason.url.clone(),
            confidence: reason.confidence.as_str().to_owned(),
            verified: reason.verified.is_some(),
        }
    }
}

/// The flags, most pressing first.
pub fn view_of(open: &Open) -> View {
    let evaluation = &open.assessment.evaluation;
    let medicines = evaluation.decisions.len();
    let rows: Vec<Row> = evaluation.flags().iter().map(|flag| Row::of(flag, medicines)).collect();
    let urgent = open.chart.had_red_flag;
    Box::new(move || {
        let urgent = urgent.then(|| {
            view! {
                <li class="flag">
                    <Badge kind=BadgeKind::Danger text="Taken back"/>
                    <strong>"The patient first ticked a red flag, then took it back"</strong>
                    <p>"Both answers stand in the history below. Make sure which one is right."</p>
                </li>
            }
        });
        let empty = (rows.is_empty() && urgent.is_none())
            .then(|| view! { <p class="quiet">"No rule raises anything."</p> });
        let flags: Vec<AnyView> = rows.iter().cloned().map(flag).collect();
        view! {
            <section aria-labelledby="flags">
                <h2 id="flags">"Flags"</h2>
                {empty}
                <ul class="flags">{urgent} {flags}</ul>
            </section>
        }
        .into_any()
    })
}

fn flag(row: Row) -> AnyView {
    let verified = if row.verified { "verified by this clinic" } else { "not verified" };
    let citation = match row.url {
        Some(url) => view! { <a href=url rel="noreferrer noopener">{row.citation}</a> }.into_any(),
        None => row.citation.into_any(),
    };
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

/// The medicines as typed; one that is not recognised has a form to say what it is.
pub fn medicines(clinic: &Clinic, open: &Open, tried: &Tried) -> View {
    let held = open.held(clinic);
    let encounter = open.chart.encounter.id;
    let version = open.chart.encounter.version;
    let medicines = open.assessment.gathered.medicines.clone();
    let tried = tried.clone();
    let commands: Vec<String> =
        medicines.iter().map(|_| clinic.store().new_command().to_string()).collect();
    let known: Vec<String> =
        clinic.rulebook().pack.lexicon().classes().into_iter().map(ToOwned::to_owned).collect();
    Box::new(move || {
        let rows: Vec<AnyView> = medicines
            .iter()
            .zip(&commands)
            .enumerate()
            .map(|(index, (medicine, command))| {
                let classes: Vec<String> = medicine.recognition.classes.iter().cloned().collect();
                let classes = match (classes.is_empty(), medicine.recognition.complete) {
                    (_, false) => "not recognised: say what it is before prescribing".to_owned(),
                    (true, true) => "no class that matters here".to_owned(),
                    (false, true) => classes.join(", "),
                };
                let unknown = !medicine.recognition.complete;
                let form = held.filter(|_| unknown).map(|lease| {
                    let hint = format!("None, or some of: {}", known.join(", "));
                    let again = tried.posted.get("typed") == medicine.typed;
                    let (id, value, error) = if again {
                        let error = tried.errors.first().map(|(_, sentence)| sentence.clone());
                        ("classes".to_owned(), tried.posted.get("classes").to_owned(), error)
                    } else {
                        (format!("classes-{index}"), String::new(), None)
                    };
                    view! {
                        <form method="post" action=format!("/review/{encounter}/medicine")>
                            <input type="hidden" name="command" value=command.clone()/>
                            <input type="hidden" name="version" value=version.to_string()/>
                            <input type="hidden" name="lease" value=lease.token.to_string()/>
                            <input type="hidden" name="typed" value=medicine.typed.clone()/>
                            <TextField
                                id
                                name="classes"
                                label="Its classes, with commas between"
                                hint
                                value
                                error
                            />
                            <Button kind=ButtonKind::Secondary>"Record what it is"</Button>
                        </form>
                    }
                });
                let kind = if unknown { BadgeKind::Warning } else { BadgeKind::Neutral };
                view! {
                    <li>
                        <strong>{medicine.typed.clone()}</strong> " "
                        <Badge kind text=classes/> {form}
                    </li>
                }
                .into_any()
            })
            .collect();
        let body = if rows.is_empty() {
            view! { <p class="quiet">"None named."</p> }.into_any()
        } else {
            view! { <ul>{rows}</ul> }.into_any()
        };
        view! {
            <section aria-labelledby="medicines">
                <h2 id="medicines">"Medicines the patient takes"</h2>
                {body}
            </section>
        }
        .into_any()
    })
}
