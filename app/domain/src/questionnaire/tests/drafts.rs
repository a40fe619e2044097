use super::*;

#[test]
fn a_page_replaces_its_own_answers_and_no_others() {
    let questionnaire = Questionnaire::from_json(&fhir(&json!([
        group("one", &json!([item("a", "string", json!({})), item("b", "string", json!({}))])),
        group("two", &json!([item("c", "string", json!({}))])),
    ])))
    .unwrap();
    let mut draft = response(&[("a", &[text("1")]), ("b", &[text("2")]), ("c", &[text("3")])]);
    let posted = response(&[("a", &[text("new")]), ("c", &[text("not mine")])]);
    draft.replace_page(&questionnaire.pages[0], posted);
    assert_eq!(draft, response(&[("a", &[text("new")]), ("c", &[text("3")])]));
}

#[test]
fn answers_are_carried_over_by_id_type_and_option() {
    let choice = |codes: &[&str], repeats: bool| json!({ "answerOption": options(codes), "repeats": repeats });
    let kg =
        |code: &str| json!({ "extension": [{ "url": UNIT, "valueCoding": { "code": code } }] });
    let old = one_page(&json!([
        item("same", "string", json!({})),
        item("gone", "string", json!({})),
        item("retyped", "string", json!({})),
        item("narrowed", "choice", choice(&["a", "b"], true)),
        item("widened", "choice", choice(&["a", "none"], true)),
        item("option-gone", "choice", choice(&["a", "b"], false)),
        item("reweighed", "quantity", kg("kg")),
    ]));
    let new = one_page(&json!([
        item("same", "string", json!({ "text": "Asked in other words?" })),
        item("retyped", "text", json!({})),
        item("narrowed", "choice", choice(&["a"], true)),
        item("widened", "choice", choice(&["a", "new", "none"], true)),
        item("option-gone", "choice", choice(&["a"], false)),
        item("reweighed", "quantity", kg("[lb_av]")),
    ]));
    let weight = Answer::Quantity { value: "70".parse().unwrap(), unit: "kg".to_owned() };
    let draft = response(&[
        ("same", &[text("x")]),
        ("gone", &[text("x")]),
        ("retyped", &[text("x")]),
        ("narrowed", &[code("a"), code("b")]),
        ("widened", &[code("none")]),
        ("option-gone", &[code("b")]),
        ("reweighed", &[weight]),
    ]);
    let expected = response(&[("same", &[text("x")]), ("narrowed", &[code("a")])]);
    assert_eq!(carry_over(&draft, &old, &new), expected);
    assert_eq!(carry_over(&draft, &old, &old), draft);
}

#[test]
fn without_the_old_questionnaire_what_still_fits_is_kept_and_check_boxes_are_asked_again() {
    let new = one_page(&json!([
        item("same", "string", json!({})),
        item("retyped", "integer", json!({})),
        item("narrowed", "choice", json!({ "answerOption": options(&["a"]) })),
        item("boxes", "choice", json!({ "answerOption": options(&["a"]), "repeats": true })),
        item("lines", "string", json!({ "repeats": true })),
    ]));
    let draft = response(&[
        ("same", &[text("x")]),
        ("gone", &[text("x")]),
        ("retyped", &[text("x")]),
        ("narrowed", &[code("b")]),
        ("boxes", &[code("a")]),
        ("lines", &[text("x"), text("y")]),
    ]);
    let expected = response(&[("same", &[text("x")]), ("lines", &[text("x"), text("y")])]);
    assert_eq!(carry_what_fits(&draft, &new, today()), expected);
    let unknown: Vec<_> = new.unknown(&draft).map(|(link_id, _)| link_id.as_str()).collect();
    assert_eq!(unknown, ["gone"]);
}

#[test]
fn a_response_is_exported_as_fhir() {
    let unit = json!({ "extension": [
        { "url": UNIT, "valueCoding": { "code": "mg/dL", "display": "mg/dl" } },
    ] });
    let mut foreign = options(&["a"]);
    foreign[0]["valueCoding"]["system"] = "http://loinc.org".into();
    let empty = group("empty", &json!([item("z", "string", json!({}))]));
    let full = group(
        "page",
        &json!([
            item("i", "integer", json!({})),
            item("d", "decimal", json!({})),
            item("n", "quantity", unit),
            item("t", "date", json!({})),
            item("s", "string", json!({ "repeats": true })),
            item("b", "boolean", json!({})),
            item("c", "choice", json!({ "answerOption": options(&["yes"]) })),
            item("l", "choice", json!({ "answerOption": foreign })),
            item("o", "open-choice", json!({ "answerOption": options(&["a"]) })),
            item("v", "attachment", json!({ "extension": [flag("record")] })),
        ]),
    );
    let questionnaire = Questionnaire::from_json(&fhir(&json!([empty, full]))).unwrap();
    let exported = response(&[
        ("i", &[Answer::Integer(5)]),
        ("d", &[Answer::Decimal("1.25".parse().unwrap())]),
        ("n", &[Answer::Quantity { value: "1.1".parse().unwrap(), unit: "mg/dL".to_owned() }]),
        ("t", &[Answer::Date(today())]),
        ("s", &[text("x"), text("y")]),
        ("b", &[code("yes")]),
        ("c", &[code("yes")]),
        ("l", &[code("a")]),
        ("o", &[Answer::Other("mine".to_owned())]),
        ("v", &[photo()]),
    ])
    .to_fhir(&questionnaire);
    let answer = |link_id: &str, answers: Value| json!({ "linkId": link_id, "text": "Question?", "answer": answers });
    let uuid = "urn:uuid:00000000-0000-7707-8707-070707070707";
    assert_eq!(
        exported,
        json!({
            "resourceType": "QuestionnaireResponse",
            "questionnaire": "urn:test|1",
            "status": "completed",
            "item": [{ "linkId": "page", "text": "page", "item": [
                answer("i", json!([{ "valueInteger": 5 }])),
                answer("d", json!([{ "valueDecimal": 1.25 }])),
                answer("n", json!([{ "valueQuantity": {
                    "value": 1.1, "unit": "mg/dl",
                    "system": "http://unitsofmeasure.org", "code": "mg/dL",
                } }])),
                answer("t", json!([{ "valueDate": "2026-11-23" }])),
                answer("s", json!([{ "valueString": "x" }, { "valueString": "y" }])),
                answer("b", json!([{ "valueBoolean": true }])),
                answer("c", json!([{ "valueCoding": {
                    "system": ANSWER_SYSTEM, "code": "yes", "display": "YES",
                } }])),
                answer("l", json!([{ "valueCoding": {
                    "system": "http://loinc.org", "code": "a", "display": "A",
                } }])),
                answer("o", json!([{ "valueString": "mine" }])),
                answer("v", json!([{ "valueAttachment": { "url": uuid } }])),
            ] }],
        })
    );
    let nothing = Response::default().to_fhir(&questionnaire);
    assert!(nothing.get("item").is_none());
}

#[test]
fn answers_are_shown_in_words() {
    let unit = json!({ "extension": [
        { "url": UNIT, "valueCoding": { "code": "mm[Hg]", "display": "mmHg" } },
    ] });
    let number = one_item("integer", unit);
    let words = |questionnaire: &Questionnaire, answer: &Answer| {
        questionnaire.item("q").unwrap().in_words(answer)
    };
    assert_eq!(words(&number, &Answer::Integer(120)), "120 mmHg");
    let choice = one_item("choice", json!({ "answerOption": options(&["a"]) }));
    assert_eq!(words(&choice, &code("a")), "A");
    assert_eq!(words(&choice, &code("gone")), "gone");
    assert_eq!(words(&one_item("date", json!({})), &Answer::Date(today())), "November 23, 2026");
}
