//! The box that answers a request for information.

use domain::{
    encounter::Question,
    ids::{EncounterId, PhotoId},
};
use leptos::prelude::*;
use store::Chart;

use super::asked;
use crate::{
    clinic::Clinic,
    form::Posted,
    islands::upload::Upload,
    pages::{
        Refusal,
        patient::{intake::Draft, visit_view::View},
    },
    ui::{Button, FileField, OptionItem, RadioGroup, Select, TextArea, state_options},
};

/// The name of the field that answers this question, from 1.
pub(super) fn field(number: usize) -> String {
    format!("answer-{number}")
}

/// The name of the field that holds the id of a photo which has arrived already.
pub(super) fn kept_field(name: &str) -> String {
    format!("{name}-kept")
}

/// Whether an answer needs a file.
pub(super) fn asks_for_photo(chart: &Chart) -> bool {
    asked(&chart.encounter.state).is_some_and(|asked| {
        asked.questions.iter().any(|question| matches!(question, Question::Photo { .. }))
    })
}

/// The field for a new photo. One that has arrived is shown, and goes with the answer.
fn photo(
    encounter: EncounterId,
    name: String,
    text: String,
    kept: Option<PhotoId>,
    error: Option<String>,
) -> AnyView {
    let label = if kept.is_some() { "Send another photo instead" } else { "Send a new photo" };
    let kept = kept.map(|kept| {
        view! {
            <p>"We have this photo. It goes with your answer."</p>
            <div class="photos">
                <figure class="photo">
                    <img
                        src=format!("/visits/{encounter}/photos/{kept}")
                        alt="The new photo, as you sent it"
                    />
                </figure>
            </div>
            <input type="hidden" name=kept_field(&name) value=kept.to_string()/>
        }
    });
    view! {
        {kept}
        <FileField name label hint=text error/>
    }
    .into_any()
}

/// The questions with a field each, where the patient owes an answer.
///
/// # Errors
/// When the pack in force has the protocol no more.
pub fn view_of(
    clinic: &Clinic,
    _draft: &Draft,
    chart: &Chart,
    posted: Posted,
    errors: Vec<(String, String)>,
) -> Result<Option<View>, Refusal> {
    let Some(asked) = asked(&chart.encounter.state) else { return Ok(None) };
    let questions = asked.questions.clone();
    let action = format!("/visits/{}/respond", chart.encounter.id);
    let version = chart.encounter.version.to_string();
    let command = clinic.store().new_command().to_string();
    let here = chart.encounter.location;
    let encounter = chart.encounter.id;
    let photos = asks_for_photo(chart);
    let encoding = if photos { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
    Ok(Some(Box::new(move || {
        let error = |name: &str| {
            errors.iter().find(|(id, _)| id == name).map(|(_, sentence)| sentence.clone())
        };
        let fields: Vec<AnyView> = questions
            .iter()
            .enumerate()
            .map(|(index, question)| {
                let name = field(index + 1);
                let error = error(&name);
                match question {
                    Question::Text { text } => {
                        let value = posted.get(&name).to_owned();
                        view! { <TextArea name label=text.clone() value error/> }.into_any()
                    }
                    Question::Photo { text, .. } => {
                        let kept = posted.parse(&kept_field(&name)).ok();
                        photo(encounter, name, text.clone(), kept, error)
                    }
                }
            })
            .collect();
        let options = vec![
            OptionItem::new("yes", format!("Yes, I am in {}", here.name())),
            OptionItem::new("no", "No, I am in another state"),
        ];
        let selected = Some(posted.get("here").to_owned());
        let elsewhere = Some(posted.get("state").to_owned());
        view! {
            <section class="panel">
                <h2>"We have a question for you"</h2>
                <form method="post" action=action.clone() enctype=encoding novalidate>
                    <input type="hidden" name="command" value=command.clone()/>
                    <input type="hidden" name="version" value=version.clone()/>
                    {fields}
                    <RadioGroup
                        name="here"
                        legend=format!("Are you still in {}?", here.name())
                        options
                        selected
                        error=error("here")
                    />
                    <Select
                        name="state"
                        label="If not: which state are you in now?"
                        options=state_options()
                        selected=elsewhere
                        error=error("state")
                    />
                    <div class="actions">
                        <Button>"Send my answer"</Button>
                    </div>
                    {photos.then(|| view! { <Upload/> })}
                </form>
            </section>
        }
        .into_any()
    })))
}
