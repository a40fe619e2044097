use super::*;

/// A page with a first question and one that hangs on it.
fn dependent(first: &Value, when: Value) -> Result<Questionnaire, QuestionnaireError> {
    let second = item("q", "string", json!({ "enableWhen": when, "enableBehavior": "all" }));
    Questionnaire::from_json(&fhir(&json!([group("page", &json!([first, second]))])))
}

fn is_asked(questionnaire: &Questionnaire, answers: &[Answer]) -> bool {
    let response = response(&[("first", answers)]);
    let items = questionnaire.enabled_items(&questionnaire.pages[0], &response);
    items.iter().any(|item| item.link_id.as_str() == "q")
}

#[test]
fn every_operator_works_on_numbers() {
    let first = item("first", "integer", json!({}));
    for (operator, on_4, on_5, on_6, on_none) in [
        ("=", false, true, false, false),
        ("!=", true, false, true, true),
        (">", false, false, true, false),
        ("<", true, false, false, false),
        (">=", false, true, true, false),
        ("<=", true, true, false, false),
    ] {
        let when = json!([{ "question": "first", "operator": operator, "answerInteger": 5 }]);
        let questionnaire = dependent(&first, when).unwrap();
        for (number, asked) in [(4, on_4), (5, on_5), (6, on_6)] {
            let answers = [Answer::Integer(number)];
            assert_eq!(is_asked(&questionnaire, &answers), asked, "{number} {operator} 5");
        }
        assert_eq!(is_asked(&questionnaire, &[]), on_none, "nothing {operator} 5");
    }
}

#[test]
fn every_type_compares_with_its_own_kind_of_answer() {
    let exact = |text: &str| Answer::Decimal(text.parse().unwrap());
    let quantity = json!({ "extension": [{ "url": UNIT, "valueCoding": { "code": "kg" } }] });
    let heavy = Answer::Quantity { value: "70.5".parse().unwrap(), unit: "kg".to_owned() };
    for (first, condition, yes, no) in [
        (
            item("first", "decimal", json!({})),
            json!({ "answerDecimal": 1.5 }),
            exact("1.5"),
            exact("1.6"),
        ),
        (
            item("first", "quantity", quantity),
            json!({ "answerQuantity": { "value": 70.5 } }),
            heavy,
            exact("70"),
        ),
        (
            item("first", "date", json!({})),
            json!({ "answerDate": "2026-11-23" }),
            Answer::Date(today()),
            Answer::Date(date(2026, 11, 22)),
        ),
        (item("first", "string", json!({})), json!({ "answerString": "x" }), text("x"), text("y")),
        (
            item("first", "boolean", json!({})),
            json!({ "answerBoolean": true }),
            code("yes"),
            code("no"),
        ),
        (
            item("first", "choice", json!({ "answerOption": options(&["a", "b"]) })),
            json!({ "answerCoding": { "system": ANSWER_SYSTEM, "code": "a" } }),
            code("a"),
            code("b"),
        ),
        (
            item("first", "open-choice", json!({ "answerOption": options(&["a", "b"]) })),
            json!({ "answerCoding": { "code": "other" } }),
            Answer::Other("mine".to_owned()),
            code("b"),
        ),
    ] {
        let mut when = condition;
        when["question"] = "first".into();
        when["operator"] = "=".into();
        let questionnaire = dependent(&first, json!([when])).unwrap();
        assert!(is_asked(&questionnaire, std::slice::from_ref(&yes)), "{yes:?}");
        assert!(!is_asked(&questionnaire, std::slice::from_ref(&no)), "{no:?}");
        assert!(!is_asked(&questionnaire, &[photo()]), "another kind of answer");
    }
}

#[test]
fn exists_asks_whether_there_is_an_answer() {
    let first = item("first", "attachment", json!({ "extension": [flag("record")] }));
    for expected in [true, false] {
        let when =
            json!([{ "question": "first", "operator": "exists", "answerBoolean": expected }]);
        let questionnaire = dependent(&first, when).unwrap();
        assert_eq!(is_asked(&questionnaire, &[photo()]), expected);
        assert_eq!(is_asked(&questionnaire, &[]), !expected);
    }
}

#[test]
fn all_and_any_join_conditions_and_several_answers_need_one_that_fits() {
    let choice = json!({ "answerOption": options(&["a", "b", "c"]), "repeats": true });
    let when: Vec<Value> = ["a", "b"]
        .iter()
        .map(|code| json!({ "question": "first", "operator": "=", "answerCoding": { "code": code } }))
        .collect();
    for (behavior, on_a, on_both) in [("all", false, true), ("any", true, true)] {
        let questionnaire = one_page(&json!([
            item("first", "choice", choice.clone()),
            item("q", "string", json!({ "enableWhen": when, "enableBehavior": behavior })),
        ]));
        assert_eq!(is_asked(&questionnaire, &[code("a"), code("c")]), on_a, "{behavior}");
        assert_eq!(is_asked(&questionnaire, &[code("a"), code("b")]), on_both, "{behavior}");
        assert!(!is_asked(&questionnaire, &[code("c")]), "{behavior}");
    }
}

#[test]
fn a_question_that_is_not_asked_counts_as_unanswered() {
    let yes = json!({ "answerCoding": { "code": "yes" }, "operator": "=" });
    let on = |question: &str| {
        let mut when = yes.clone();
        when["question"] = question.into();
        json!([when])
    };
    let choice = || json!({ "answerOption": options(&["yes", "no"]) });
    let mut second = group("second", &json!([item("b", "choice", choice())]));
    second["enableWhen"] = on("a");
    let mut third = group("third", &json!([item("c", "string", json!({}))]));
    third["enableWhen"] = on("b");
    let first = group("first", &json!([item("a", "choice", choice())]));
    let questionnaire = Questionnaire::from_json(&fhir(&json!([first, second, third]))).unwrap();
    let all = |a: &str| response(&[("a", &[code(a)]), ("b", &[code("yes")]), ("c", &[text("x")])]);
    let names = |response: &Response| -> Vec<String> {
        let pages = questionnaire.enabled_pages(response);
        pages.iter().map(|page| page.link_id.to_string()).collect()
    };
    assert_eq!(names(&all("yes")), ["first", "second", "third"]);
    assert_eq!(names(&all("no")), ["first"]);
    assert!(!questionnaire.page_is_enabled(&questionnaire.pages[2], &all("no")));
    let mut pruned = all("no");
    pruned.set("gone".parse().unwrap(), vec![text("x")]);
    questionnaire.prune(&mut pruned);
    assert_eq!(pruned, response(&[("a", &[code("no")])]));
}

#[test]
fn conditions_that_cannot_be_decided_are_refused() {
    let first = item("first", "choice", json!({ "answerOption": options(&["a"]) }));
    let coding = json!({ "code": "a" });
    for (when, words) in [
        (
            json!({ "question": "q", "operator": "=", "answerCoding": coding }),
            "not a question before it",
        ),
        (
            json!({ "question": "gone", "operator": "=", "answerCoding": coding }),
            "not a question before it",
        ),
        (
            json!({ "question": "page", "operator": "exists", "answerBoolean": true }),
            "not a question before it",
        ),
        (
            json!({ "question": "first", "operator": "=", "answerCoding": { "code": "z" } }),
            "`z`, which is not an option of `first`",
        ),
        (json!({ "question": "first", "operator": ">", "answerCoding": coding }), "fit its type"),
        (json!({ "question": "first", "operator": "~", "answerCoding": coding }), "fit its type"),
        (json!({ "question": "first", "operator": "=", "answerString": "a" }), "fit its type"),
        (json!({ "question": "first", "operator": "exists" }), "fit its type"),
        (
            json!({ "question": "first", "operator": "=", "answerTime": "12:00:00" }),
            "unknown field `answerTime`",
        ),
    ] {
        let refusal = dependent(&first, json!([when])).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
    let exists = json!({ "question": "first", "operator": "exists", "answerBoolean": true });
    let unsaid = item("q", "string", json!({ "enableWhen": [exists, exists] }));
    let json = fhir(&json!([group("page", &json!([first, unsaid]))]));
    let refusal = Questionnaire::from_json(&json).unwrap_err().to_string();
    assert!(refusal.contains("write `all` or `any`"), "{refusal}");
}
