//! Values that are seldom written, and that readers stumble over.

use crate::choices::Choices;

/// As they stand in TOML, in JSON, or in both.
const VALUES: [&str; 64] = [
    "0",
    "-1",
    "1",
    "-0",
    "255",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "1000000000000",
    "9223372036854775",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1.5",
    "0.0005",
    "123456789012.123",
    "1e308",
    "1e-320",
    "9007199254740993.0",
    "0.12345678901234567890123",
    "nan",
    "-inf",
    "true",
    "false",
    "null",
    "\"\"",
    "\" \"",
    "\"true\"",
    "\"0\"",
    "\"12.5\"",
    "\"2026-02-29\"",
    "\"2028-02-29\"",
    "\"2026-13-01\"",
    "\"-009999-01-01\"",
    "\"9999-12-31\"",
    "\"0000-01-01\"",
    "\"1899-12-31\"",
    "\"1900-01-01\"",
    "\"2026-11-23T24:00:00Z\"",
    "\"2026-W48-1\"",
    "\"20261123\"",
    "2026-12-31",
    "9999-12-31",
    "0000-01-01",
    "1979-05-27T07:32:60Z",
    "07:32:00",
    "[]",
    "{}",
    "[[]]",
    "[1, 2]",
    "[\"a\", \"a\"]",
    "[null]",
    "{ \"known\": [\"a\"], \"complete\": false }",
    "{ known = [\"a\"], complete = false }",
    "{ fact = \"age\", at-least = 18 }",
    "{ any = [] }",
    "\"US\"",
    "\"US-TX\"",
    "\"all-clear\"",
    "\"in-person\"",
    "\"lab\"",
    "\"other\"",
];

/// Letters that are not what they look like, or not one letter.
const LETTERS: [&str; 16] = [
    "\0",
    "\u{1}",
    "\r",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "e\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "٣",
    "\u{202e}",
    "\u{feff}",
    "🧑‍⚕️",
    "\\ud800",
];

/// What gives texts their shape.
const MARKS: [&str; 20] = [
    "\"", "\"\"\"", "'", "'''", "\\", "\\u", "[", "]", "[[", "]]", "{", "}", ",", ":", "=", ".",
    "#", "\n", " ", "`",
];

/// A value; now and then one that is very long or very deep.
pub fn value(choices: &mut Choices<'_>) -> String {
    if choices.once_in(40) {
        return huge(choices);
    }
    if choices.once_in(8) {
        return format!("\"{}\"", choices.of(&LETTERS));
    }
    (*choices.of(&VALUES)).to_owned()
}

/// A few letters.
pub fn letters(choices: &mut Choices<'_>) -> &'static str {
    let all: &[&'static str] = if choices.once_in(3) { &LETTERS } else { &MARKS };
    choices.of::<&'static str>(all)
}

fn huge(choices: &mut Choices<'_>) -> String {
    let times = 10_usize.pow(2 + u32::try_from(choices.below(3)).unwrap());
    match choices.below(8) {
        0 => format!("\"{}\"", "a".repeat(times)),
        1 => format!("\"{}\"", "a-".repeat(times)),
        2 => format!("\"{}\"", "é🧑".repeat(times)),
        3 => "9".repeat(times),
        4 => format!("0.{}", "3".repeat(times)),
        5 => format!("{}{}", "[".repeat(times), "]".repeat(times)),
        6 => format!("{}1{}", "{\"not\":".repeat(times), "}".repeat(times)),
        _ => format!("{}true{}", "{ not = ".repeat(times), " }".repeat(times)),
    }
}
