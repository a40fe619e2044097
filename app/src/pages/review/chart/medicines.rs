//! The medicines that the patient takes, and what clinicians say of those that the
//! lexicon does not recognise.

use std::collections::BTreeSet;

use domain::encounter::TypedMedicine;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::{MedicineFinding, Rulebook};

use super::{Open, Tried};
use crate::{
    clinic::Clinic,
    pages::{patient::visit_view::View, review::typed},
    ui::{Badge, BadgeKind, Button, ButtonKind, CheckboxGroup, Details, OptionItem},
    words,
};

/// The value of the box that says: no class.
pub const NONE: &str = "none";

/// The medicines as typed. What a clinician said of one stands with it; who holds the
/// encounter says what one is that is not recognised, and corrects what was said.
pub fn view_of(clinic: &Clinic, open: &Open, tried: &Tried) -> View {
    let form = open.held(clinic).map(|lease| Form {
        action: format!("/review/{}/medicine", open.chart.encounter.id),
        version: open.chart.encounter.version.to_string(),
        lease: lease.token.to_string(),
        classes: classes(&open.rulebook),
        tried: tried.clone(),
    });
    let zone = words::zone_of(open.chart.encounter.location);
    let lines: Vec<Line> = open
        .assessment
        .gathered
        .medicines
        .iter()
        .map(|medicine| {
            let about = |finding: &&MedicineFinding| finding.typed == medicine.typed;
            let findings: Vec<&MedicineFinding> =
                open.chart.medicines.iter().filter(about).collect();
            Line {
                said: findings.iter().map(|finding| attributed(finding, &zone)).collect(),
                latest: findings.last().map(|finding| ticked(&finding.classes)),
                command: clinic.store().new_command().to_string(),
                medicine: medicine.clone(),
            }
        })
        .collect();
    Box::new(move || {
        let rows: Vec<AnyView> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let form = form.as_ref().and_then(|form| form.view(line, index));
                line.view(form)
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

/// What a medicine can be: every class that the lexicon knows, or none of them.
fn classes(rulebook: &Rulebook) -> Vec<OptionItem> {
    let known = rulebook.pack.lexicon().classes();
    let known = known.into_iter().map(|class| OptionItem::new(class, class.replace('-', " ")));
    let none =
        OptionItem { exclusive: true, ..OptionItem::new(NONE, "No class that matters here") };
    known.chain([none]).collect()
}

/// What was said, by whom and when.
fn attributed(finding: &MedicineFinding, zone: &TimeZone) -> String {
    let classes = in_words(&finding.classes);
    format!("{}, {}: {classes}", finding.name, words::moment(finding.at, zone))
}

/// "alpha blocker, antihypertensive".
pub fn in_words(classes: &BTreeSet<String>) -> String {
    if classes.is_empty() {
        return "no class that matters here".to_owned();
    }
    classes.iter().map(|class| class.replace('-', " ")).collect::<Vec<_>>().join(", ")
}

/// As the form holds them.
fn ticked(classes: &BTreeSet<String>) -> Vec<String> {
    if classes.is_empty() { vec![NONE.to_owned()] } else { classes.iter().cloned().collect() }
}

/// One medicine.
struct Line {
    medicine: TypedMedicine,
    /// Everything that clinicians said of it, oldest first.
    said: Vec<String>,
    /// What holds of that, as the form holds it.
    latest: Option<Vec<String>>,
    command: String,
}

impl Line {
    fn view(&self, form: Option<AnyView>) -> AnyView {
        let recognition = &self.medicine.recognition;
        let (kind, text) = if recognition.complete {
            (BadgeKind::Neutral, in_words(&recognition.classes))
        } else {
            (BadgeKind::Warning, "not recognized: say what it is before prescribing".to_owned())
        };
        let said: Vec<AnyView> = self
            .said
            .iter()
            .cloned()
            .map(|line| view! { <li class="quiet">{line}</li> }.into_any())
            .collect();
        let said = (!said.is_empty()).then(|| {
            view! {
                <p class="quiet">"Recorded by a clinician:"</p>
                <ul>{said}</ul>
            }
        });
        view! {
            <li>
                <strong>{self.medicine.typed.clone()}</strong> " " <Badge kind text/> {said} {form}
            </li>
        }
        .into_any()
    }
}

/// What the form of every medicine has in common.
struct Form {
    action: String,
    version: String,
    lease: String,
    /// What there is to tick.
    classes: Vec<OptionItem>,
    tried: Tried,
}

impl Form {
    /// None where the lexicon alone knows the medicine.
    fn view(&self, line: &Line, index: usize) -> Option<AnyView> {
        let medicine = &line.medicine;
        if medicine.recognition.complete && !medicine.resolved {
            return None;
        }
        let tried = &self.tried;
        let again =
            typed::verb(&tried.posted) == "medicine" && tried.posted.get("typed") == medicine.typed;
        let (id, selected, error) = if again {
            let error = tried.errors.first().map(|(_, sentence)| sentence.clone());
            let ticked = tried.posted.all("classes").map(str::to_owned).collect();
            ("medicine-classes".to_owned(), ticked, error)
        } else {
            let latest = line.latest.clone().unwrap_or_default();
            (format!("medicine-{index}-classes"), latest, None)
        };
        let legend = format!("What {} is", medicine.typed);
        // The key goes to what must be said first.
        let key = (!medicine.resolved).then_some("m");
        let button = if medicine.resolved { "Record the correction" } else { "Record what it is" };
        let form = view! {
            <form method="post" action=self.action.clone() data-key=key>
                <input type="hidden" name="verb" value="medicine"/>
                <input type="hidden" name="command" value=line.command.clone()/>
                <input type="hidden" name="version" value=self.version.clone()/>
                <input type="hidden" name="lease" value=self.lease.clone()/>
                <input type="hidden" name="typed" value=medicine.typed.clone()/>
                <div class="classes">
                    <CheckboxGroup
                        id
                        name="classes"
                        legend
                        options=self.classes.clone()
                        selected
                        error
                    />
                </div>
                <Button kind=ButtonKind::Secondary>{button}</Button>
            </form>
        }
        .into_any();
        Some(if medicine.resolved {
            let summary = format!("Correct what {} is", medicine.typed);
            view! { <Details summary open=again>{form}</Details> }.into_any()
        } else {
            form
        })
    }
}
