use leptos::prelude::*;

use super::{
    layout::{NavLink, SiteFooter, SiteHeader},
    *,
};

fn options() -> Vec<OptionItem> {
    vec![
        OptionItem::new("heart", "Heart disease"),
        OptionItem {
            hint: Some("High or low".to_owned()),
            ..OptionItem::new("pressure", "Blood pressure")
        },
        OptionItem { exclusive: true, ..OptionItem::new("none", "None of these") },
    ]
}

#[test]
fn an_id_is_the_name_without_dots() {
    assert_eq!(field_id("born.month"), "born-month");
}

#[test]
fn a_text_field_is_described_by_what_is_shown() {
    let html = view! {
        <TextField
            name="bp.systolic"
            label="Upper number"
            hint="From the last 6 months"
            error=Some("Enter the upper number".to_owned())
            suffix="mmHg".to_owned()
        />
    }
    .to_html();
    assert!(html.contains(r#"for="bp-systolic""#), "{html}");
    assert!(
        html.contains(
            r#"aria-describedby="bp-systolic-hint bp-systolic-error bp-systolic-suffix""#
        ),
        "{html}"
    );
    assert!(html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(html.contains("Error: "), "{html}");
}

#[test]
fn a_text_field_without_notes_has_no_description() {
    let html = view! { <TextField name="city" label="City" value="Little Rock" /> }.to_html();
    assert!(!html.contains("aria-describedby"), "{html}");
    assert!(!html.contains("aria-invalid"), "{html}");
    assert!(!html.contains("<h1"), "{html}");
}

#[test]
fn what_a_person_typed_is_escaped() {
    let typed = r#""><script>alert(1)</script>"#;
    let html = view! {
        <TextField name="a" label="A" value=typed />
        <TextArea name="b" label="B" value="</textarea><script>" />
    }
    .to_html();
    assert!(!html.contains("<script>"), "{html}");
}

#[test]
fn an_empty_text_area_is_empty() {
    let html = view! { <TextArea name="why" label="Why" /> }.to_html();
    assert!(html.contains("></textarea>"), "{html}");
}

#[test]
fn a_heading_legend_is_the_only_h1() {
    let html = view! {
        <RadioGroup name="nitrates" legend="Do you take nitrates?" options=options() heading=true />
    }
    .to_html();
    assert_eq!(html.matches("<h1>").count(), 1, "{html}");
    assert!(html.contains(r#"<legend class="field-label"><h1>"#), "{html}");
}

#[test]
fn only_the_selected_radio_button_is_checked() {
    let html = view! {
        <RadioGroup name="q.1" legend="Which?" options=options() selected="pressure" />
    }
    .to_html();
    assert_eq!(html.matches(" checked").count(), 1, "{html}");
    assert!(html.contains(r#"id="q-1""#), "{html}");
    assert!(html.contains(r#"id="q-1-2""#), "{html}");
    assert!(html.contains(r#"aria-describedby="q-1-2-option-hint""#), "{html}");
}

#[test]
fn the_same_name_in_two_forms_can_have_two_ids() {
    let html = view! {
        <RadioGroup name="sig" id="a-sig" legend="Directions" options=options() />
        <RadioGroup name="sig" id="b-sig" legend="Directions" options=options() />
        <DateField name="on" id="b-on" legend="When" />
    }
    .to_html();
    assert_eq!(html.matches(r#"name="sig""#).count(), 6, "{html}");
    assert_eq!(html.matches(r#"for="a-sig-2""#).count(), 1, "{html}");
    assert_eq!(html.matches(r#"for="b-sig-2""#).count(), 1, "{html}");
    assert!(html.contains(r#"id="b-on-year" name="on.year""#), "{html}");
}

#[test]
fn or_stands_before_the_exclusive_option() {
    let html = view! {
        <CheckboxGroup name="had" legend="Have you had" options=options() selected=vec!["none".to_owned()] />
    }
    .to_html();
    let or = html.find("options-or").unwrap();
    let exclusive = html.find(r#"value="none""#).unwrap();
    assert!(or < exclusive, "{html}");
    assert_eq!(html.matches(" data-exclusive").count(), 1, "{html}");
}

#[test]
fn a_date_has_three_named_parts_and_one_focusable_group() {
    let html = view! {
        <DateField name="born" legend="When were you born?" month="2" day="29" year="1980" birthday=true />
    }
    .to_html();
    for part in ["born.month", "born.day", "born.year"] {
        assert!(html.contains(&format!(r#"name="{part}""#)), "{html}");
    }
    assert!(html.contains(r#"id="born" tabindex="-1""#), "{html}");
    assert!(html.contains(r#"autocomplete="bday-year""#), "{html}");
}

#[test]
fn repeated_text_keeps_every_answer_and_one_empty_line() {
    let values = vec!["aspirin".to_owned(), "imdur".to_owned()];
    let html =
        view! { <RepeatedText name="meds" legend="Medicines" values=values rows=2 /> }.to_html();
    assert_eq!(html.matches("<input").count(), 3, "{html}");
    assert!(html.contains(r#"value="imdur""#), "{html}");
}

#[test]
fn a_select_starts_with_nothing_chosen() {
    let html = view! { <Select name="state" label="State" options=options() /> }.to_html();
    assert!(html.contains(r#"<option value="">"#), "{html}");
    assert!(!html.contains(" selected"), "{html}");
}

#[test]
fn every_state_can_be_chosen_by_its_code() {
    let states = state_options();
    assert_eq!(states.len(), 51);
    assert!(states.contains(&OptionItem::new("AR", "Arkansas")));
}

#[test]
fn a_photo_field_names_the_types_it_takes() {
    let html = view! { <FileField name="photo" label="Photo" /> }.to_html();
    assert!(html.contains(r#"accept="image/jpeg,image/png,image/webp""#), "{html}");
}

#[test]
fn an_error_summary_links_to_fields_and_is_absent_without_errors() {
    let errors = vec![(field_id("born.year"), "Enter the year".to_owned())];
    let html = view! { <ErrorSummary errors=errors /> }.to_html();
    assert!(html.contains(r##"href="#born-year""##), "{html}");
    assert!(html.contains("autofocus"), "{html}");
    let none = view! { <ErrorSummary errors=vec![] /> }.to_html();
    assert!(!none.contains("error-summary"), "{none}");
}

#[test]
fn a_progress_bar_never_passes_its_end() {
    let html = view! { <Progress step=12 of=9 section="Your health" /> }.to_html();
    assert!(html.contains(r#"value="9""#), "{html}");
}

#[test]
fn every_urgency_names_a_number_to_call() {
    for (urgency, number) in [
        (Urgency::Call911, "tel:911"),
        (Urgency::Call988, "tel:988"),
        (Urgency::EmergencyDepartment, "tel:911"),
        (Urgency::SameDay, "tel:911"),
    ] {
        let html = view! { <EmergencyBanner urgency=urgency heading=true /> }.to_html();
        assert!(html.contains(number), "{html}");
        assert!(html.contains("988"), "{html}");
    }
}

#[test]
fn no_component_writes_an_inline_style() {
    let rows = vec![SummaryRow {
        key: "Name".to_owned(),
        value: vec!["Ana".to_owned()],
        change: Some(("/name".to_owned(), "your name".to_owned())),
    }];
    let nav =
        vec![NavLink { href: "/visits".to_owned(), label: "Visits".to_owned(), current: true }];
    let html = view! {
        <SiteHeader name="Hill Street Clinic" nav=nav account="Ana" sign_out=true />
        <SummaryList rows=rows />
        <Alert kind=AlertKind::Warning title="Careful">"Text"</Alert>
        <Alert kind=AlertKind::Success title="Saved" />
        <Panel kind=PanelKind::Empty>"Nothing yet"</Panel>
        <Details summary="More">"Text"</Details>
        <Badge kind=BadgeKind::Danger text="Urgent" />
        <BackLink href="/" />
        <Button kind=ButtonKind::Warning name="verb" value="decline">
            "Decline"
        </Button>
        <ButtonLink href="/start">"Start"</ButtonLink>
        <SiteFooter notice="Unverified starter content" />
    }
    .to_html();
    assert!(!html.contains("style="), "{html}");
    assert!(html.contains(r#"action="/sign-out""#), "{html}");
    assert!(html.contains(r#"aria-current="page""#), "{html}");
}
