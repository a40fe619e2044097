//! A step's form. Every question of the page stands in it; those that are not asked
//! are hidden, so that the browser can show them at once when an answer leads there.

use domain::questionnaire::{Choice, Item, ItemKind, LinkId, OTHER, Range};
use leptos::prelude::*;

use crate::{
    ui::{
        Alert, AlertKind, BackLink, Button, CheckboxGroup, DateField, ErrorSummary, OptionItem,
        Progress, RadioGroup, RepeatedText, TextArea, TextField, Theirs,
    },
    wizard::{Step, in_words},
};

/// A step's progress, errors, fields and button.
#[component]
pub fn StepForm(step: Step) -> impl IntoView {
    let asked: Vec<LinkId> =
        step.read().asked.into_iter().map(|item| item.link_id.clone()).collect();
    let items = step.page.items.clone();
    let alone = step.page.only_question().is_some();
    let wrong = in_words(&step.page, &step.errors);
    let errors: Vec<(String, String)> =
        wrong.iter().map(|wrong| (wrong.field.clone(), wrong.line.clone())).collect();
    let fields: Vec<AnyView> = items
        .iter()
        .map(|item| {
            let error = wrong
                .iter()
                .find(|wrong| wrong.link_id == item.link_id.as_str())
                .map(|wrong| wrong.sentence.clone());
            let hidden = !asked.contains(&item.link_id);
            let field = field(item, &step, error, alone);
            view! { <div data-question=item.link_id.to_string() hidden=hidden>{field}</div> }
                .into_any()
        })
        .collect();
    let title = (!alone).then(|| view! { <h1>{step.page.title.clone()}</h1> });
    let theirs = step.theirs.clone().map(|lines| {
        let lines = lines.into_iter().map(|line| (line.question, line.answers)).collect();
        view! { <Theirs lines/> }
    });
    let visit = format!("/visits/{}", step.encounter);
    let ended = step.ended.then(|| view! { <Ended visit/> });
    let at_once = step
        .urgent
        .then(|| view! { <div class="at-once stack" data-rules=step.rules_href()></div> });
    let button = if step.amending { "Save the change" } else { "Continue" };
    let later = (!step.amending)
        .then(|| view! { <a class="quiet-link" href="/visits">"Save and finish later"</a> });
    view! {
        <form method="post" action=step.href() novalidate data-step=step.questions().pack()>
            <BackLink href=step.back.clone()/>
            <Progress
                step=step.progress.step
                of=step.progress.of
                section=step.progress.section.clone()
            />
            <ErrorSummary errors/>
            {ended}
            {theirs}
            <input type="hidden" name="revision" value=step.revision.to_string()/>
            {title}
            {fields}
            {at_once}
            <div class="actions"><Button>{button}</Button> {later}</div>
        </form>
    }
}

/// The visit ended while this page was open.
#[component]
fn Ended(visit: String) -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Warning title="This visit has ended">
            <p>
                "What you just filled in was not saved, and nobody at the clinic has read it. It \
                 still stands below. If it matters for your health, call the clinic."
            </p>
            <p>
                <a href=visit>"See what came of your visit"</a>
            </p>
        </Alert>
    }
}

fn value(step: &Step, name: &str) -> String {
    values(step, name).into_iter().next().unwrap_or_default()
}

fn values(step: &Step, name: &str) -> Vec<String> {
    step.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
}

fn field(item: &Item, step: &Step, error: Option<String>, heading: bool) -> AnyView {
    let name = item.link_id.to_string();
    let label = label(item);
    let hint = item.hint.clone();
    let typed = value(step, &name);
    match &item.kind {
        ItemKind::Display => view! { <p>{item.text.clone()}</p> }.into_any(),
        ItemKind::Integer(range) => {
            let suffix = suffix(range);
            view! { <TextField name label hint value=typed error inputmode="numeric" suffix heading/> }
                .into_any()
        }
        ItemKind::Decimal(range) | ItemKind::Quantity(range) => {
            let suffix = suffix(range);
            view! { <TextField name label hint value=typed error inputmode="decimal" suffix heading/> }
                .into_any()
        }
        ItemKind::Date { .. } => {
            let [month, day, year] =
                ["month", "day", "year"].map(|part| value(step, &format!("{name}.{part}")));
            view! { <DateField name legend=label hint month day year error heading/> }.into_any()
        }
        ItemKind::String { .. } if item.repeats => {
            let values = values(step, &name);
            view! { <RepeatedText name legend=label hint values error heading/> }.into_any()
        }
        ItemKind::String { .. } => {
            view! { <TextField name label hint value=typed error heading/> }.into_any()
        }
        ItemKind::Text { .. } => {
            view! { <TextArea name label hint value=typed error heading/> }.into_any()
        }
        ItemKind::Choice { options, .. } if item.repeats => {
            let (options, selected) = (option_items(options), values(step, &name));
            view! { <CheckboxGroup name legend=label hint options selected error heading/> }
                .into_any()
        }
        ItemKind::Choice { options, .. } => {
            let (options, selected) = (option_items(options), Some(typed));
            view! { <RadioGroup name legend=label hint options selected error heading/> }.into_any()
        }
        ItemKind::OpenChoice { options, other, .. } => {
            let mut options = option_items(options);
            options.push(OptionItem::new(other.code.clone(), other.display.clone()));
            let other = item.link_id.part(OTHER);
            let typed_other = value(step, &other);
            let selected = Some(typed);
            view! {
                <RadioGroup name legend=label hint options selected error heading/>
                <TextField name=other label="If something else, what?" value=typed_other/>
            }
            .into_any()
        }
        ItemKind::Attachment { .. } => ().into_any(),
    }
}

fn suffix(range: &Range) -> Option<String> {
    range.unit.as_ref().map(|unit| unit.display.clone())
}

fn label(item: &Item) -> String {
    if item.required || !item.is_question() {
        item.text.clone()
    } else {
        format!("{} (optional)", item.text)
    }
}

fn option_items(options: &[Choice]) -> Vec<OptionItem> {
    options
        .iter()
        .map(|choice| OptionItem {
            value: choice.code.clone(),
            label: choice.display.clone(),
            hint: None,
            exclusive: choice.exclusive,
        })
        .collect()
}
