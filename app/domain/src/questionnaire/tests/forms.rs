use super::*;

#[test]
fn each_kind_is_read_from_its_inputs() {
    let unit =
        |code: &str| json!({ "extension": [{ "url": UNIT, "valueCoding": { "code": code } }] });
    for (kind, rest, given, expected) in [
        ("integer", json!({}), vec![("q", " 1,200 ")], Answer::Integer(1200)),
        ("decimal", json!({}), vec![("q", "1.25")], Answer::Decimal("1.25".parse().unwrap())),
        (
            "quantity",
            unit("mg/dL"),
            vec![("q", "1.1 MG/DL")],
            Answer::Quantity { value: "1.1".parse().unwrap(), unit: "mg/dL".to_owned() },
        ),
        (
            "date",
            json!({}),
            vec![("q.month", "March"), ("q.day", " 7"), ("q.year", "1984")],
            Answer::Date(date(1984, 3, 7)),
        ),
        ("string", json!({}), vec![("q", "  one\tline ")], text("one line")),
        ("text", json!({}), vec![("q", "two\r\nlines\u{0}\u{202E}")], text("two\nlines")),
        ("boolean", json!({}), vec![("q", "no")], code("no")),
        ("choice", json!({ "answerOption": options(&["a", "b"]) }), vec![("q", "b")], code("b")),
        (
            "open-choice",
            json!({ "answerOption": options(&["a"]) }),
            vec![("q", "other"), ("q.other", "mine")],
            Answer::Other("mine".to_owned()),
        ),
    ] {
        assert_eq!(answers(&one_item(kind, rest), &given), [expected], "{kind}");
    }
    let display = one_page(&json!([item("q", "display", json!({})), item("r", "date", json!({}))]));
    assert_eq!(answers(&display, &[("q", "x"), ("nobody", "asked")]), []);
}

#[test]
fn check_boxes_are_kept_once_each_in_the_order_of_the_questionnaire() {
    let choice = json!({ "answerOption": options(&["a", "b", "none"]), "repeats": true });
    let questionnaire = one_item("choice", choice);
    let given = [("q", "b"), ("q", "a"), ("q", "b"), ("q", "")];
    assert_eq!(answers(&questionnaire, &given), [code("a"), code("b")]);
    assert_eq!(answers(&questionnaire, &[("q", "none")]), [code("none")]);
    assert_eq!(
        problem(&questionnaire, &[("q", "none"), ("q", "a")]),
        ("q".to_owned(), Problem::ExclusiveWithOthers)
    );
}

#[test]
fn what_is_ticked_beside_none_of_these_is_heard_whatever_else_is_wrong() {
    let choice = json!({ "answerOption": options(&["a", "b", "none"]), "repeats": true });
    let questionnaire =
        one_page(&json!([item("q", "choice", choice), item("r", "integer", json!({}))]));
    let given = [("q", "none"), ("q", "b"), ("r", "many")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let read = read_page(&questionnaire.pages[0], &given, &Response::default(), date(2026, 1, 1));
    assert_eq!(read.errors.len(), 2);
    assert!(read.answers.is_empty());
    assert_eq!(read.heard.get("q"), [code("b")]);
    assert!(read.heard.get("r").is_empty());
}

#[test]
fn repeated_lines_skip_empty_rows_and_end_at_twenty() {
    let questionnaire = one_item("string", json!({ "repeats": true, "maxLength": 5 }));
    let given = [("q", "a"), ("q", " "), ("q", "b")];
    assert_eq!(answers(&questionnaire, &given), [text("a"), text("b")]);
    assert_eq!(answers(&questionnaire, &[("q", "a"); 20]).len(), 20);
    let (_, too_many) = problem(&questionnaire, &[("q", "a"); 21]);
    assert_eq!(too_many, Problem::TooMany { max: 20 });
    let given = [("q", ""), ("q", "a"), ("q", "longer")];
    assert_eq!(problem(&questionnaire, &given), ("q.row3".to_owned(), Problem::TooLong { max: 5 }));
}

#[test]
fn the_free_answer_counts_when_it_is_chosen_or_nothing_else_is() {
    let one = one_item("open-choice", json!({ "answerOption": options(&["a"]) }));
    let mine = Answer::Other("mine".to_owned());
    assert_eq!(answers(&one, &[("q.other", "mine")]), std::slice::from_ref(&mine));
    assert_eq!(answers(&one, &[("q", "a"), ("q.other", "mine")]), [code("a")]);
    assert_eq!(
        problem(&one, &[("q", "other"), ("q.other", " ")]),
        ("q.other".to_owned(), Problem::OtherMissing)
    );
    let several = json!({ "answerOption": options(&["a"]), "repeats": true });
    let several = one_item("open-choice", several);
    let given = [("q", "a"), ("q", "other"), ("q.other", "mine")];
    assert_eq!(answers(&several, &given), [code("a"), mine]);
}

#[test]
fn uploads_come_from_what_was_stored_and_never_from_the_form() {
    let rest = json!({ "extension": [ours("photo-view", "crown")], "required": true });
    let questionnaire = one_item("attachment", rest);
    let page = &questionnaire.pages[0];
    let earlier = response(&[("q", &[photo()])]);
    let forged = pairs(&[("q", "018b0000-0000-7000-8000-000000000000")]);
    let read = parse_page(page, &forged, &earlier, today()).unwrap();
    assert_eq!(read, earlier);
    assert_eq!(problem(&questionnaire, &[("q", "x")]).1, Problem::PhotoMissing);
    assert_eq!(form_pairs(page, &earlier), []);
}

#[test]
fn a_page_judges_what_hangs_on_it_by_its_own_answers_and_by_earlier_ones() {
    let when = |question: &str| json!([{ "question": question, "operator": "=", "answerCoding": { "code": "yes" } }]);
    let choice = || json!({ "answerOption": options(&["yes", "no"]), "required": true });
    let hanging = |question: &str| json!({ "enableWhen": when(question), "required": true });
    let first = group("first", &json!([item("before", "choice", choice())]));
    let second = group(
        "second",
        &json!([
            item("here", "choice", choice()),
            item("on-here", "string", hanging("here")),
            item("on-before", "string", hanging("before")),
        ]),
    );
    let questionnaire = Questionnaire::from_json(&fhir(&json!([first, second]))).unwrap();
    let post = |before: &str, given: &[(&str, &str)]| {
        let earlier = response(&[("before", &[code(before)]), ("here", &[code("yes")])]);
        parse_page(&questionnaire.pages[1], &pairs(given), &earlier, today())
    };
    let given = [("here", "no"), ("on-here", "x"), ("on-before", "y")];
    assert_eq!(post("no", &given).unwrap(), response(&[("here", &[code("no")])]));
    let fields = |result: Result<Response, Vec<FieldError>>| -> Vec<String> {
        result.unwrap_err().into_iter().map(|error| error.field).collect()
    };
    assert_eq!(fields(post("yes", &[("here", "yes")])), ["on-here", "on-before"]);
    // What hangs on a wrong answer waits for a right one.
    assert_eq!(fields(post("no", &[("here", "maybe"), ("on-here", "")])), ["here"]);
}

#[test]
fn hostile_forms_are_refused_without_harm() {
    let questionnaire = one_page(&json!([
        item("q", "string", json!({ "repeats": true })),
        item("t", "text", json!({})),
        item("i", "integer", json!({})),
        item("c", "choice", json!({ "answerOption": options(&["a"]), "repeats": true })),
    ]));
    let long = "x".repeat(5_000_000);
    let many: Vec<(String, String)> = (0..10_000)
        .map(|n| ((if n % 2 == 0 { "q" } else { "c" }).to_owned(), format!("{n}")))
        .chain([("t".to_owned(), long.clone()), ("i".to_owned(), long)])
        .collect();
    let page = &questionnaire.pages[0];
    let errors = parse_page(page, &many, &Response::default(), today()).unwrap_err();
    let problems: Vec<Problem> = errors.into_iter().map(|error| error.problem).collect();
    assert_eq!(
        problems,
        [
            Problem::TooMany { max: 20 },
            Problem::TooLong { max: 4000 },
            Problem::NotANumber,
            Problem::UnknownChoice,
        ]
    );
    let hidden = pairs(&[("q", "\u{0}\u{200B}\u{FEFF}"), ("t", "\u{0}")]);
    assert!(parse_page(page, &hidden, &Response::default(), today()).unwrap().is_empty());
}
