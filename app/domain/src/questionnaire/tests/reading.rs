use super::*;

fn refusal(items: &Value) -> String {
    Questionnaire::from_json(&fhir(&json!([group("page", items)]))).unwrap_err().to_string()
}

fn fault(kind: &str, rest: Value) -> Fault {
    match Questionnaire::from_json(&fhir(&json!([group("page", &json!([item("q", kind, rest)]))])))
    {
        Err(QuestionnaireError::Item { link_id, fault }) => {
            assert_eq!(link_id, "q");
            fault
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_type_is_read() {
    let questionnaire = one_page(&json!([
        item("p", "display", json!({})),
        item(
            "i",
            "integer",
            json!({ "extension": [
            { "url": MIN, "valueInteger": 60 },
            { "url": MAX, "valueInteger": 260 },
            { "url": UNIT, "valueCoding": { "code": "mm[Hg]", "display": "mmHg" } },
        ] })
        ),
        item("d", "decimal", json!({ "extension": [{ "url": MAX, "valueDecimal": 2.5 }] })),
        item(
            "n",
            "quantity",
            json!({ "extension": [
            { "url": UNIT, "valueCoding": { "code": "mg/dL" } },
        ] })
        ),
        item("t", "date", json!({ "extension": [flag("past")] })),
        item("s", "string", json!({ "maxLength": 30, "repeats": true })),
        item("w", "text", json!({})),
        item("b", "boolean", json!({})),
        item("c", "choice", json!({ "answerOption": options(&["a", "none"]), "required": true })),
        item("o", "open-choice", json!({ "answerOption": options(&["a", "other"]) })),
        item("v", "attachment", json!({ "extension": [ours("photo-view", "crown")] })),
        item("r", "attachment", json!({ "extension": [flag("record")], "repeats": true })),
    ]));
    let kind = |link_id| &questionnaire.item(link_id).unwrap().kind;
    let mm_hg = Unit { code: "mm[Hg]".to_owned(), display: "mmHg".to_owned() };
    let mg_dl = Unit { code: "mg/dL".to_owned(), display: "mg/dL".to_owned() };
    let number = |text: &str| Some(text.parse().unwrap());
    assert_eq!(*kind("p"), ItemKind::Display);
    assert_eq!(
        *kind("i"),
        ItemKind::Integer(Range { min: number("60"), max: number("260"), unit: Some(mm_hg) })
    );
    assert_eq!(*kind("d"), ItemKind::Decimal(Range { max: number("2.5"), ..Range::default() }));
    assert_eq!(*kind("n"), ItemKind::Quantity(Range { unit: Some(mg_dl), ..Range::default() }));
    assert_eq!(*kind("t"), ItemKind::Date { past: true, min: None, max: None });
    assert_eq!(*kind("s"), ItemKind::String { max: 30 });
    assert_eq!(*kind("w"), ItemKind::Text { max: 4000 });
    assert!(matches!(kind("b"), ItemKind::Choice { boolean: true, options } if options.len() == 2));
    assert!(questionnaire.item("c").unwrap().options()[1].exclusive);
    assert!(matches!(
        kind("o"),
        ItemKind::OpenChoice { options, other, .. } if options.len() == 1 && other.display == "OTHER"
    ));
    let crown = Some("crown".to_owned());
    assert_eq!(*kind("v"), ItemKind::Attachment { view: crown, record: false });
    assert_eq!(*kind("r"), ItemKind::Attachment { view: None, record: true });
}

#[test]
fn the_model_reads_back_from_its_json_and_leaves_out_what_is_not_said() {
    let questionnaire = one_item("string", json!({}));
    let json = serde_json::to_string(&questionnaire.pages[0].items[0]).unwrap();
    assert_eq!(json, r#"{"link_id":"q","text":"Question?","kind":{"string":{"max":200}}}"#);
    let json = serde_json::to_string(&questionnaire).unwrap();
    assert_eq!(serde_json::from_str::<Questionnaire>(&json).unwrap(), questionnaire);
}

#[test]
fn hints_sections_and_headings_are_read() {
    let help =
        json!([{ "url": CONTROL, "valueCodeableConcept": { "coding": [{ "code": "help" }] } }]);
    let mut page = group(
        "page",
        &json!([item(
            "q",
            "string",
            json!({ "item": [
            item("q-hint", "display", json!({ "text": "It helps.", "extension": help })),
        ] })
        ),]),
    );
    page["extension"] = json!([{ "url": "urn:asynclinic:section", "valueString": "Your health" }]);
    let questionnaire = Questionnaire::from_json(&fhir(&json!([page]))).unwrap();
    let page = questionnaire.page("page").unwrap();
    assert_eq!(page.section.as_deref(), Some("Your health"));
    assert_eq!(page.heading(), "Question?");
    assert_eq!(page.items[0].hint.as_deref(), Some("It helps."));
    assert_eq!(questionnaire.page_of("q"), Some(page));
    let two = one_page(&json!([item("a", "date", json!({})), item("b", "date", json!({}))]));
    assert_eq!(two.pages[0].heading(), "page");
}

#[test]
fn an_item_that_cannot_be_honoured_is_refused_with_its_reason() {
    let extension = |extension: Value| json!({ "extension": [extension] });
    for (kind, rest, expected) in [
        ("slider", json!({}), Fault::UnknownType("slider".to_owned())),
        ("group", json!({}), Fault::TooDeep),
        ("string", json!({ "text": " " }), Fault::NoText),
        ("choice", json!({}), Fault::NoOptions),
        ("choice", json!({ "answerOption": [{ "valueString": "a" }] }), Fault::NoOptions),
        (
            "choice",
            json!({ "answerOption": options(&["a", "a"]) }),
            Fault::DuplicateOption("a".to_owned()),
        ),
        ("string", json!({ "answerOption": options(&["a"]) }), Fault::OptionsElsewhere),
        ("integer", json!({ "repeats": true }), Fault::RepeatsElsewhere),
        ("quantity", json!({}), Fault::NoUnit),
        ("decimal", extension(ours("loinc", "2160-0")), Fault::NoUnit),
        ("text", extension(ours("fact", "x")), Fault::FactElsewhere),
        ("attachment", json!({}), Fault::AttachmentWithoutPurpose),
        ("date", extension(flag("medicines")), Fault::PurposeElsewhere("urn:asynclinic:medicines")),
        ("string", extension(flag("past")), Fault::PurposeElsewhere("urn:asynclinic:past")),
        ("string", extension(flag("record")), Fault::PurposeElsewhere("urn:asynclinic:record")),
        (
            "string",
            extension(flag("facts")),
            Fault::UnknownExtension("urn:asynclinic:facts".to_owned()),
        ),
        (
            "date",
            extension(json!({ "url": "urn:asynclinic:fact", "valueString": "x" })),
            Fault::ExtensionValue { url: "urn:asynclinic:fact".to_owned(), value: "valueCode" },
        ),
        (
            "integer",
            json!({ "extension": [
                { "url": MIN, "valueInteger": 5 }, { "url": MAX, "valueInteger": 4 },
            ] }),
            Fault::EmptyRange,
        ),
        ("date", json!({ "modifierExtension": [{ "url": "x" }] }), Fault::ModifierExtension),
    ] {
        assert_eq!(fault(kind, rest), expected);
    }
}

#[test]
fn the_shape_of_a_questionnaire_is_refused_where_it_does_not_fit() {
    for (items, words) in [
        (
            json!([item("q", "date", json!({})), item("q", "date", json!({}))]),
            "`q` is used twice: give each item its own linkId",
        ),
        (json!([item("a b", "date", json!({}))]), "`a b`: a linkId must have"),
        (json!([]), "`page`: a page must have at least one item"),
        (
            json!([item("q", "date", json!({ "item": [item("n", "date", json!({}))] }))]),
            "`n`: items nest page, then question",
        ),
        (json!([item("q", "date", json!({ "enablewhen": [] }))]), "unknown field `enablewhen`"),
    ] {
        let refusal = refusal(&items);
        assert!(refusal.contains(words), "{refusal}");
    }
    let loose = fhir(&json!([item("q", "date", json!({}))]));
    let refusal = Questionnaire::from_json(&loose).unwrap_err().to_string();
    assert!(refusal.starts_with("`q`: every top-level item must be a `group`"), "{refusal}");
    for json in ["", "[]", "{", "{\"resourceType\":\"Patient\"}", &fhir(&json!([]))] {
        assert!(Questionnaire::from_json(json).is_err(), "{json}");
    }
    assert!(Questionnaire::from_json(&"[{\"item\":".repeat(100_000)).is_err());
}
