//! Words as people type them beside a medicine's name.

/// The most words that are looked at; a medicine takes a few.
const MOST: usize = 200;
/// The least letters of a word in which one slip is forgiven.
const LONG: usize = 6;

/// Doses, forms, ways and times of taking, and words that carry nothing.
const FILLERS: &[&str] = &[
    "a",
    "about",
    "after",
    "am",
    "an",
    "and",
    "as",
    "at",
    "bedtime",
    "before",
    "bid",
    "by",
    "cap",
    "capful",
    "caplet",
    "caplets",
    "caps",
    "capsule",
    "capsules",
    "chewable",
    "coated",
    "cream",
    "currently",
    "daily",
    "day",
    "days",
    "dose",
    "doses",
    "dr",
    "drop",
    "drops",
    "each",
    "ec",
    "eight",
    "er",
    "evening",
    "every",
    "five",
    "foam",
    "food",
    "for",
    "four",
    "g",
    "gel",
    "gram",
    "grams",
    "gummies",
    "gummy",
    "h",
    "half",
    "hour",
    "hourly",
    "hours",
    "hr",
    "hrs",
    "i",
    "inhaled",
    "inhaler",
    "injection",
    "injections",
    "ir",
    "iu",
    "la",
    "last",
    "liquid",
    "lotion",
    "low",
    "lozenge",
    "lozenges",
    "mcg",
    "meal",
    "meals",
    "mg",
    "microgram",
    "micrograms",
    "milligram",
    "milligrams",
    "ml",
    "month",
    "monthly",
    "months",
    "morning",
    "mouth",
    "my",
    "nasal",
    "needed",
    "nightly",
    "night",
    "noon",
    "of",
    "oil",
    "ointment",
    "on",
    "once",
    "one",
    "only",
    "or",
    "oral",
    "orally",
    "over",
    "patch",
    "patches",
    "per",
    "pill",
    "pills",
    "pm",
    "pump",
    "po",
    "powder",
    "prescribed",
    "prn",
    "puff",
    "puffs",
    "qd",
    "qhs",
    "qid",
    "release",
    "regularly",
    "shot",
    "shots",
    "six",
    "sl",
    "solution",
    "some",
    "sometimes",
    "spray",
    "sprays",
    "sr",
    "strength",
    "sublingual",
    "suppository",
    "syrup",
    "tab",
    "tablet",
    "tablets",
    "tabs",
    "take",
    "takes",
    "taking",
    "ten",
    "the",
    "three",
    "tid",
    "time",
    "times",
    "to",
    "today",
    "tongue",
    "took",
    "topical",
    "twice",
    "two",
    "ug",
    "under",
    "unit",
    "units",
    "use",
    "used",
    "using",
    "usually",
    "week",
    "weekly",
    "weeks",
    "when",
    "with",
    "x",
    "xl",
    "xr",
    "year",
    "years",
    "yesterday",
];

/// What says, by itself, that there is no medicine.
const NONE: &[&[&str]] = &[
    &[],
    &["n", "a"],
    &["na"],
    &["nil"],
    &["no"],
    &["no", "medication"],
    &["no", "medications"],
    &["no", "medicine"],
    &["no", "medicines"],
    &["none"],
    &["nothing"],
];

/// The words in small letters, without punctuation.
pub(super) fn split(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && !is_apostrophe(letter))
        .map(|word| {
            word.chars()
                .filter(|letter| !is_apostrophe(*letter))
                .flat_map(char::to_lowercase)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .take(MOST + 1)
        .collect()
}

const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

/// A word that says nothing about which medicine it is.
pub(super) fn is_filler(word: &str) -> bool {
    let unit = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = unit.len() < word.len();
    (number && unit.is_empty()) || FILLERS.contains(&unit)
}

/// The whole answer says that there is no medicine.
pub(super) fn says_none(words: &[String]) -> bool {
    NONE.iter().any(|none| none.iter().eq(words.iter()))
}

/// The text begins with the name, but for one slip in one of its long words.
pub(super) fn is_slip(name: &[String], text: &[String]) -> bool {
    let Some(typed) = text.get(..name.len()) else { return false };
    let mut different = name.iter().zip(typed).filter(|(wanted, typed)| wanted != typed);
    match (different.next(), different.next()) {
        (Some((wanted, typed)), None) => {
            wanted.chars().count() >= LONG && is_one_slip(wanted, typed)
        }
        (None | Some(_), _) => false,
    }
}

/// One letter is missing, added or changed, or two stand in the wrong order.
fn is_one_slip(wanted: &str, typed: &str) -> bool {
    let wanted: Vec<char> = wanted.chars().collect();
    let typed: Vec<char> = typed.chars().collect();
    let head = wanted.iter().zip(&typed).take_while(|(one, other)| one == other).count();
    let wanted = wanted.get(head..).unwrap_or_default();
    let typed = typed.get(head..).unwrap_or_default();
    match (wanted, typed) {
        ([], [_]) | ([_], []) => true,
        ([one, left @ ..], [other, right @ ..]) => {
            left == right
                || left == typed
                || wanted == right
                || matches!((left, right), ([a, left @ ..], [b, right @ ..])
                    if a == other && b == one && left == right)
        }
        ([], _) | (_, []) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_letter_or_one_exchange() {
        for typed in ["isordi", "isordill", "isosdil", "iosrdil", "sordil", "isordxil"] {
            assert!(is_one_slip("isordil", typed), "{typed}");
        }
        for typed in ["isordil", "isord", "isorlid", "", "amlodipine", "isordilxy"] {
            assert!(!is_one_slip("isordil", typed), "{typed}");
        }
    }

    #[test]
    fn a_dose_is_a_filler_and_a_name_is_not() {
        for word in ["20mg", "2", "5ml", "x", "tablets", "12hr"] {
            assert!(is_filler(word), "{word}");
        }
        for word in ["b12", "imdur", "mgx", "5htp", "heart"] {
            assert!(!is_filler(word), "{word}");
        }
    }
}
