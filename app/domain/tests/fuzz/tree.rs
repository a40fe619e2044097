//! Changes to a JSON document that leave it one.

use serde_json::{Map, Value};

use crate::{choices::Choices, odd};

/// Changes one place of the document; a text that is no JSON stays as it is.
pub fn change(text: &str, choices: &mut Choices<'_>) -> String {
    let Ok(mut document) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    let mut pointers = Vec::new();
    collect(&document, String::new(), &mut pointers);
    let from = choices.of(&pointers).clone();
    let to = choices.of(&pointers).clone();
    let other = document.pointer(&to).cloned().unwrap_or_default();
    let Some(place) = document.pointer_mut(&from) else { return text.to_owned() };
    *place = match choices.below(10) {
        0 => Value::Array(vec![place.take()]),
        1 => Value::Object(Map::from_iter([("value".to_owned(), place.take())])),
        2 | 3 => other,
        4 => Value::String(place.to_string()),
        5 => emptied(place, choices),
        6 => repeated(place, choices),
        7 => with_another_key(place, choices),
        _ => serde_json::from_str(&odd::value(choices)).unwrap_or_default(),
    };
    document.to_string()
}

/// Where everything in the document stands.
pub fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{at}/{index}"), pointers);
            }
        }
        Value::Object(entries) => {
            for (key, item) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(item, format!("{at}/{key}"), pointers);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    pointers.push(at);
}

/// Without one of its parts.
fn emptied(place: &mut Value, choices: &mut Choices<'_>) -> Value {
    let mut value = place.take();
    match &mut value {
        Value::Array(items) if !items.is_empty() => {
            items.remove(choices.below(items.len()));
        }
        Value::Object(entries) => {
            let keys: Vec<String> = entries.keys().cloned().collect();
            if !keys.is_empty() {
                entries.remove(choices.of(&keys));
            }
        }
        _ => return Value::Null,
    }
    value
}

/// With one of its parts again, or many times.
fn repeated(place: &mut Value, choices: &mut Choices<'_>) -> Value {
    let mut value = place.take();
    if let Value::Array(items) = &mut value
        && !items.is_empty()
    {
        let again = choices.of(items).clone();
        let times = if choices.once_in(20) { 1000 } else { 1 };
        items.extend(std::iter::repeat_n(again, times));
    }
    value
}

/// With a part under another name.
fn with_another_key(place: &mut Value, choices: &mut Choices<'_>) -> Value {
    let mut value = place.take();
    if let Value::Object(entries) = &mut value {
        let values: Vec<Value> = entries.values().cloned().collect();
        if !values.is_empty() {
            let letters = odd::letters(choices).to_owned();
            entries.insert(letters, choices.of(&values).clone());
        }
    }
    value
}
