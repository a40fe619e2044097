//! The box that answers a request for information.

use domain::encounter::Question;
use leptos::prelude::*;
use store::Chart;

use super::asked;
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        Refusal,
        patient::{intake::Draft, visit_view::View},
    },
    ui::{Button, FileField, OptionItem, RadioGroup, Select, TextArea, state_options},
};

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
    let photos = questions.iter().any(|question| matches!(question, Question::Photo { .. }));
    let encoding = if photos { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
    Ok(Some(Box::new(move || {
        let error = |name: &str| {
            errors.iter().find(|(id, _)| id == name).map(|(_, sentence)| sentence.clone())
        };
        let fields: Vec<AnyView> = questions
            .iter()
            .enumerate()
            .map(|(index, question)| {
                let name = format!("answer-{}", index + 1);
                let error = error(&name);
                match question {
                    Question::Text { text } => {
                        let value = posted.get(&name).to_owned();
                        view! { <TextArea name label=text.clone() value error/> }.into_any()
                    }
                    Question::Photo { text, .. } => view! {
                        <FileField name label="Send a new photo" hint=text.clone() error/>
                    }
                    .into_any(),
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
                </form>
            </section>
        }
        .into_any()
    })))
}
