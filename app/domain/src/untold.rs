//! What is wrong with a JSON text, without telling what stands there: it may be about somebody's
//! health, and messages go where that must not.

/// The mistake and its place. What serde says of a value is cut down to what was expected in its
/// stead; the names of fields are told, and so is what this crate's own types say.
pub(crate) fn mistake(error: &serde_json::Error) -> String {
    let message = error.to_string();
    without_value(&message).unwrap_or(message)
}

/// The same without what types say, which may quote what they refuse.
pub(crate) fn mistake_in_brief(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let is_told = !error.is_data() || message.contains(" field `");
    without_value(&message)
        .or_else(|| is_told.then_some(message))
        .unwrap_or_else(|| ["a value that cannot be read", &place(error)].concat())
}

fn place(error: &serde_json::Error) -> String {
    format!(" at line {} column {}", error.line(), error.column())
}

/// The message of serde or of a date about a value; `None` for any other.
fn without_value(message: &str) -> Option<String> {
    const OF_VALUES: [&str; 4] =
        ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant `"];
    let told = if OF_VALUES.iter().any(|beginning| message.starts_with(beginning)) {
        let (_, expected) = message.rsplit_once(", expected ")?;
        format!("expected {expected}")
    } else if message.starts_with("parsed date is not valid") {
        let place = message.rfind(" at line ").and_then(|from| message.get(from..));
        format!("there is no such day{}", place.unwrap_or_default())
    } else {
        return None;
    };
    Some(told)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "lowercase")]
    enum Answer {
        Yes,
        No,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its mistakes are looked at")]
    struct Form {
        answer: Answer,
        day: jiff::civil::Date,
        count: u8,
    }

    #[test]
    fn a_mistake_says_what_was_expected_and_not_what_stood_there() {
        for (text, expected) in [
            (r#"{"answer":"never"}"#, "expected `yes` or `no` at line 1 column 17"),
            (r#"{"answer":"a, expected b"}"#, "expected `yes` or `no` at line 1 column 25"),
            (r#"{"day":"1985-02-30"}"#, "there is no such day at line 1 column 19"),
            (r#"{"count":300}"#, "expected u8 at line 1 column 12"),
            (r#"{"count":"yes"}"#, "expected u8 at line 1 column 14"),
            (
                r#"{"counts":1}"#,
                "unknown field `counts`, expected one of `answer`, `day`, `count` at line 1 column 9",
            ),
            ("{", "EOF while parsing an object at line 1 column 1"),
        ] {
            let error = serde_json::from_str::<Form>(text).unwrap_err();
            assert_eq!(mistake(&error), expected, "{text}");
            assert_eq!(mistake_in_brief(&error), expected, "{text}");
        }
    }

    #[test]
    fn what_types_say_is_left_out_in_brief() {
        let error = serde_json::from_str::<crate::rules::RuleId>(r#""Aches""#).unwrap_err();
        assert!(mistake(&error).starts_with("`Aches` must be an id"));
        assert_eq!(mistake_in_brief(&error), "a value that cannot be read at line 0 column 0");
    }
}
