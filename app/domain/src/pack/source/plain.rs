//! What serde and TOML say of a mistake, in plain words and with what to write instead.

use toml::de::DeValue;

use crate::suggest::suggestion;

/// A mistake in the value under a key.
pub(super) fn plain(message: &str, name: &str, value: &DeValue<'_>) -> String {
    if let Some((word, words)) = between(message, "unknown variant `") {
        return format!("`{name}` is never `{word}`: write {}", listed(words));
    }
    if let Some((key, keys)) = between(message, "unknown field `") {
        let near = suggestion(key, quoted(keys));
        let all = if near.is_empty() { format!(": write {}", listed(keys)) } else { near };
        return format!("unknown key `{key}`{all}");
    }
    if let Some(key) = missing(message) {
        return format!("`{key}` is missing: add it");
    }
    let of_type = ["invalid type: ", "invalid value: "];
    if of_type.iter().any(|beginning| message.starts_with(beginning)) {
        let (_, wanted) = message.rsplit_once(", expected ").unwrap_or_default();
        return format!("`{name}` is {}: write {}", written(value), in_words(wanted));
    }
    if message.starts_with("wanted string or table") {
        return format!("`{name}` is {}: write a word in quotes", written(value));
    }
    match value {
        DeValue::String(day) if message.starts_with(NO_DAY) => no_day(name, day),
        DeValue::String(_) if message.starts_with(NO_DATE) => {
            format!("`{name}` is {}: write {A_DAY}", written(value))
        }
        _ => message.to_owned(),
    }
}

/// How jiff begins about a date that no calendar has, and about a text that is none.
const NO_DAY: &str = "parsed date is not valid";
const NO_DATE: &str = "failed to parse";

const A_DAY: &str = "a day such as `2026-01-31`";

/// A mistake in a value that is no TOML.
pub(super) fn misspelt(message: &str, name: &str, text: &str) -> String {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit());
    if text.is_empty() {
        format!("`{name}` has no value: write one, or remove the key")
    } else if is_number && text.matches('-').count() == 2 {
        no_day(name, text)
    } else if message.starts_with("string values must be quoted") {
        format!("`{name}`: write a text in quotes: `\"{text}\"`")
    } else {
        format!("`{name}`: {message}")
    }
}

fn no_day(name: &str, day: &str) -> String {
    format!("`{name}`: there is no day `{day}`: write {A_DAY}")
}

/// The key that a table must have and has not.
pub(super) fn missing(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

/// What is wrong, and what serde would have read.
fn between<'m>(message: &'m str, beginning: &str) -> Option<(&'m str, &'m str)> {
    message.strip_prefix(beginning)?.rsplit_once("`, expected ")
}

fn quoted(words: &str) -> impl Iterator<Item = &str> {
    words.split('`').skip(1).step_by(2)
}

fn listed(words: &str) -> String {
    let words: Vec<String> = quoted(words).map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "something else".to_owned(),
    }
}

fn written(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => {
            format!("the text {:?}", text.chars().take(60).collect::<String>())
        }
        DeValue::Integer(number) => format!("the number `{number}`"),
        DeValue::Float(number) => format!("the number `{number}`"),
        DeValue::Boolean(value) => format!("`{value}`"),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// What this crate's own types expect is in plain words already.
fn in_words(wanted: &str) -> &str {
    match wanted {
        "a string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "a date string" => A_DAY,
        "a sequence" => "a list, such as `[\"...\"]`",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        _ if wanted.starts_with("struct ") => "a table",
        _ => wanted,
    }
}
