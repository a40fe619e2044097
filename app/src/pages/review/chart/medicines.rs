//! The medicines that the patient takes, and what a clinician says of those that
//! nobody recognised.

use leptos::prelude::*;

use super::{Open, Tried};
use crate::{
    clinic::Clinic,
    pages::{patient::visit_view::View, review::typed},
    ui::{Badge, BadgeKind, Button, ButtonKind, TextField},
};

/// The medicines as typed; one that is not recognised has a form to say what it is.
pub fn view_of(clinic: &Clinic, open: &Open, tried: &Tried) -> View {
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
                    let again = typed::verb(&tried.posted) == "medicine"
                        && tried.posted.get("typed") == medicine.typed;
                    let (id, value, error) = if again {
                        let error = tried.errors.first().map(|(_, sentence)| sentence.clone());
                        (
                            "medicine-classes".to_owned(),
                            tried.posted.get("classes").to_owned(),
                            error,
                        )
                    } else {
                        (format!("medicine-{index}-classes"), String::new(), None)
                    };
                    view! {
                        <form
                            method="post"
                            action=format!("/review/{encounter}/medicine")
                            data-key="m"
                        >
                            <input type="hidden" name="verb" value="medicine"/>
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
