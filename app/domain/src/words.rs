//! Days and duties as people read them.

use crate::Date;

/// "November 23, 2026".
#[must_use]
pub fn date(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}

/// Abbreviations that stand in codes as small letters alone.
const ABBREVIATIONS: [&str; 6] = ["EPCS", "IGA", "iPLEDGE", "PDMP", "PHQ-9", "PSA"];

/// A duty by its code: "PDMP check", "Identity proofing".
#[must_use]
pub fn duty(code: &str) -> String {
    let known = |word: &str| {
        let code_of = |read: &&str| read.to_lowercase().replace('-', "") == word;
        ABBREVIATIONS.into_iter().find(code_of)
    };
    let words: Vec<&str> = code.split('-').map(|word| known(word).unwrap_or(word)).collect();
    let starts_small = known(code.split('-').next().unwrap_or_default()).is_none();
    let read = words.join(" ");
    let mut letters = read.chars();
    match letters.next().filter(|_| starts_small) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_read_as_it_is_spoken_of() {
        for (code, read) in [
            ("pdmp-check", "PDMP check"),
            ("epcs", "EPCS"),
            ("ipledge-counseling", "iPLEDGE counseling"),
            ("phq9-score-recorded", "PHQ-9 score recorded"),
            ("identity-proofing", "Identity proofing"),
            ("", ""),
        ] {
            assert_eq!(duty(code), read);
        }
    }
}
