use super::*;

/// A required item of this kind, the form, and what the person is told where.
fn told(kind: &str, mut rest: Value, given: &[(&str, &str)]) -> (String, String) {
    rest["required"] = true.into();
    let questionnaire = one_item(kind, rest);
    let (field, problem) = problem(&questionnaire, given);
    (field, problem.sentence(questionnaire.item("q").unwrap()))
}

#[test]
fn every_problem_says_what_to_do() {
    let choice =
        |repeats: bool| json!({ "answerOption": options(&["a", "b", "none"]), "repeats": repeats });
    let number = || {
        json!({ "text": "Upper number", "extension": [
            { "url": MIN, "valueInteger": 60 },
            { "url": MAX, "valueInteger": 260 },
            { "url": UNIT, "valueCoding": { "code": "mm[Hg]", "display": "mmHg" } },
        ] })
    };
    let dated =
        || json!({ "extension": [flag("past"), { "url": MIN, "valueDate": "2020-01-31" }] });
    let ends = || json!({ "extension": [{ "url": MAX, "valueDate": "2030-01-31" }] });
    let on = |month, day, year| vec![("q.month", month), ("q.day", day), ("q.year", year)];
    let record = || json!({ "extension": [flag("record")] });
    let view = || json!({ "extension": [ours("photo-view", "crown")] });
    let open = || json!({ "answerOption": options(&["a"]) });
    for (kind, rest, given, field, sentence) in [
        ("choice", choice(false), vec![], "q", "Choose an answer"),
        (
            "choice",
            choice(true),
            vec![],
            "q",
            "Tick the ones that apply. If there are none, tick “NONE”",
        ),
        ("choice", choice(false), vec![("q", "a"), ("q", "b")], "q", "Choose one answer only"),
        ("choice", choice(true), vec![("q", "z")], "q", "Choose one of the answers shown"),
        (
            "choice",
            choice(true),
            vec![("q", "a"), ("q", "none")],
            "q",
            "Tick “NONE”, or the ones that apply, not both",
        ),
        (
            "open-choice",
            open(),
            vec![("q", "other")],
            "q.other",
            "Write your answer in the box below the one you chose",
        ),
        (
            "integer",
            number(),
            vec![],
            "q",
            "Enter “Upper number” as a whole number, from 60 to 260",
        ),
        (
            "integer",
            number(),
            vec![("q", "high")],
            "q",
            "Enter “Upper number” as a whole number, from 60 to 260",
        ),
        (
            "integer",
            number(),
            vec![("q", "120.5")],
            "q",
            "Enter “Upper number” as a whole number, from 60 to 260",
        ),
        ("integer", json!({}), vec![("q", "?")], "q", "Enter a whole number, like 120"),
        ("decimal", json!({}), vec![("q", "?")], "q", "Enter a number, like 120"),
        (
            "decimal",
            json!({}),
            vec![("q", "1.2345")],
            "q",
            "Enter at most three digits after the point",
        ),
        (
            "integer",
            number(),
            vec![("q", "128/82")],
            "q",
            "Enter one number in this box. If you have two, like 128/82, put each one in its own box",
        ),
        (
            "integer",
            number(),
            vec![("q", "12")],
            "q",
            "“Upper number” must be 60 mmHg or more. Check it and enter it again",
        ),
        (
            "integer",
            number(),
            vec![("q", "1280")],
            "q",
            "“Upper number” must be 260 mmHg or less. Check it and enter it again",
        ),
        ("date", dated(), vec![], "q", "Enter the date: month, day and year"),
        (
            "date",
            dated(),
            on("2", "30", "2026"),
            "q.day",
            "Check the day: that month does not have it",
        ),
        (
            "date",
            dated(),
            on("13", "3", "2026"),
            "q.month",
            "Enter the month as a number from 1 to 12",
        ),
        ("date", dated(), on("2", "", "2026"), "q.day", "Enter the day too"),
        (
            "date",
            dated(),
            on("2", "3", "26"),
            "q.year",
            "Enter the year with four digits, like 2026",
        ),
        (
            "date",
            dated(),
            on("11", "24", "2026"),
            "q.month",
            "Enter a date that is today or in the past",
        ),
        (
            "date",
            dated(),
            on("1", "30", "2020"),
            "q.month",
            "Enter a date that is January 31, 2020 or later",
        ),
        (
            "date",
            ends(),
            on("2", "1", "2030"),
            "q.month",
            "Enter a date that is January 31, 2030 or earlier",
        ),
        ("string", json!({}), vec![("q", " ")], "q", "Write an answer"),
        (
            "string",
            json!({ "repeats": true }),
            vec![("q", " ")],
            "q",
            "Write at least one, on its own line",
        ),
        ("string", json!({ "text": "Pharmacy:" }), vec![], "q", "Enter “Pharmacy”"),
        (
            "text",
            json!({ "maxLength": 3 }),
            vec![("q", "four")],
            "q",
            "Shorten your answer to 3 characters or fewer",
        ),
        ("attachment", view(), vec![], "q", "Add the photo"),
        ("attachment", record(), vec![], "q", "Add the file"),
    ] {
        assert_eq!(told(kind, rest, &given), (field.to_owned(), sentence.to_owned()));
    }
    let many = told("string", json!({ "repeats": true }), &[("q", "a"); 21]);
    assert_eq!(many.1, "Give at most 20 answers");
}

#[test]
fn a_stored_answer_that_does_not_fit_is_asked_again() {
    let questionnaire = one_item("integer", json!({}));
    let huge = Answer::Integer(i64::MAX);
    for answer in [text("120"), code("a"), photo(), Answer::Date(today())] {
        let errors = check(&questionnaire, &response(&[("q", &[answer])]), today());
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].0.as_str(), "page");
        assert_eq!(errors[0].1.problem, Problem::AskAgain);
    }
    let errors = check(&questionnaire, &response(&[("q", &[huge])]), today());
    assert_eq!(errors[0].1.problem, Problem::NotANumber);
}

#[test]
fn check_finds_everything_that_is_missing_and_nothing_that_is_not_asked() {
    let required = |kind: &str, link_id: &str| item(link_id, kind, json!({ "required": true }));
    let mut hidden = group("hidden", &json!([required("date", "c")]));
    hidden["enableWhen"] = json!([{ "question": "a", "operator": "=", "answerString": "show" }]);
    let questionnaire = Questionnaire::from_json(&fhir(&json!([
        group("one", &json!([required("string", "a"), required("text", "b")])),
        hidden,
        group("two", &json!([required("integer", "d"), item("e", "string", json!({}))])),
    ])))
    .unwrap();
    let missing = |response: &Response| -> Vec<(String, String)> {
        let errors = check(&questionnaire, response, today());
        errors.into_iter().map(|(page, error)| (page.to_string(), error.field)).collect()
    };
    let pair = |page: &str, field: &str| (page.to_owned(), field.to_owned());
    assert_eq!(
        missing(&Response::default()),
        [pair("one", "a"), pair("one", "b"), pair("two", "d")]
    );
    let shown = response(&[("a", &[text("show")]), ("b", &[text("x")])]);
    assert_eq!(missing(&shown), [pair("hidden", "c"), pair("two", "d")]);
    let done = response(&[("a", &[text("x")]), ("b", &[text("x")]), ("d", &[Answer::Integer(1)])]);
    assert_eq!(missing(&done), []);
}

#[test]
fn errors_travel_as_json_and_never_carry_the_answer() {
    let errors = post(&one_item("integer", json!({})), &[("q", "secret")]).unwrap_err();
    let json = serde_json::to_string(&errors).unwrap();
    assert_eq!(json, r#"[{"link_id":"q","field":"q","problem":"not-a-number"}]"#);
    assert_eq!(serde_json::from_str::<Vec<FieldError>>(&json).unwrap(), errors);
    assert!(!errors[0].to_string().contains("secret"));
}
