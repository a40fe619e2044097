use super::*;
use proptest::{collection::vec, prelude::*, sample::select};

fn everything() -> Questionnaire {
    let unit = json!({ "url": UNIT, "valueCoding": { "code": "kg" } });
    one_page(&json!([
        item("i", "integer", json!({})),
        item("d", "decimal", json!({})),
        item("n", "quantity", json!({ "extension": [unit] })),
        item("t", "date", json!({ "extension": [flag("past")] })),
        item("s", "string", json!({ "repeats": true })),
        item("w", "text", json!({})),
        item(
            "c",
            "choice",
            json!({ "answerOption": options(&["a", "b", "none"]), "repeats": true })
        ),
        item("o", "open-choice", json!({ "answerOption": options(&["a", "b"]) })),
    ]))
}

fn decimal() -> impl Strategy<Value = crate::decimal::Decimal> {
    (-999_999_999_i64..999_999_999, 0..1000_u16)
        .prop_map(|(whole, places)| format!("{whole}.{places:03}").parse().unwrap())
}

fn line() -> impl Strategy<Value = String> {
    "[a-zé¿\"<&][a-zA-Zé0-9 '\"<>&=%+]{0,40}[a-z]"
}

prop_compose! {
    fn filled()(
        whole in any::<i32>(),
        exact in decimal(),
        weight in decimal(),
        days in 0..60_000_i64,
        lines in vec(line(), 0..20),
        words in vec(line(), 1..5),
        (a, b) in any::<(bool, bool)>(),
        other in line(),
    ) -> Response {
        let on = today().checked_sub(jiff::Span::new().days(days)).unwrap();
        let mut ticked = Vec::new();
        if a { ticked.push(code("a")); }
        if b { ticked.push(code("b")); }
        if ticked.is_empty() { ticked.push(code("none")); }
        response(&[
            ("i", &[Answer::Integer(whole.into())]),
            ("d", &[Answer::Decimal(exact)]),
            ("n", &[Answer::Quantity { value: weight, unit: "kg".to_owned() }]),
            ("t", &[Answer::Date(on)]),
            ("s", &lines.into_iter().map(Answer::Text).collect::<Vec<_>>()),
            ("w", &[text(&words.join("\n"))]),
            ("c", &ticked),
            ("o", &[if a { code("b") } else { Answer::Other(other) }]),
        ])
    }
}

proptest! {
    #[test]
    fn a_response_reads_back_from_its_json(response in filled()) {
        let json = serde_json::to_string(&response).unwrap();
        prop_assert_eq!(serde_json::from_str::<Response>(&json).unwrap(), response);
    }

    #[test]
    fn a_form_shows_what_it_will_read_back(response in filled()) {
        let questionnaire = everything();
        let page = &questionnaire.pages[0];
        let shown = form_pairs(page, &response);
        let read = parse_page(page, &shown, &Response::default(), today());
        prop_assert_eq!(read, Ok(response));
    }

    #[test]
    fn whatever_is_posted_is_refused_or_passes_the_check(
        posted in vec(
            (
                select(vec!["i", "d", "n", "t.month", "t.day", "t.year", "s", "w", "c", "o", "o.other", "x"]),
                prop_oneof![
                    any::<String>(),
                    "[0-9/., -]{0,12}",
                    select(vec!["a", "b", "none", "other", "3", "2026"]).prop_map(str::to_owned),
                ],
            ),
            0..30,
        ),
    ) {
        let questionnaire = everything();
        let page = &questionnaire.pages[0];
        let posted: Vec<(String, String)> =
            posted.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        match parse_page(page, &posted, &Response::default(), today()) {
            Ok(read) => {
                prop_assert_eq!(check(&questionnaire, &read, today()), vec![]);
                prop_assert_eq!(
                    parse_page(page, &form_pairs(page, &read), &Response::default(), today()),
                    Ok(read)
                );
            }
            Err(errors) => {
                for error in errors {
                    let item = page.item(error.link_id.as_str()).unwrap();
                    prop_assert!(!error.problem.sentence(item).is_empty());
                    prop_assert!(error.field.starts_with(error.link_id.as_str()));
                }
            }
        }
    }
}
