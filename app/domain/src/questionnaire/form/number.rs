//! Numbers as people type them.

use super::super::{Problem, Range, Unit};
use crate::decimal::Decimal;

/// A whole number.
pub(super) fn whole(typed: &str, range: &Range) -> Result<i64, Problem> {
    let number = decimal(typed, range).map_err(|problem| match problem {
        Problem::TooManyPlaces => Problem::NotAWholeNumber,
        other => other,
    })?;
    let whole = number.as_whole().ok_or(Problem::NotAWholeNumber)?;
    // Beyond this no range of ours reaches: see `Answer::number`.
    if i32::try_from(whole).is_ok() { Ok(whole) } else { Err(Problem::NotANumber) }
}

/// A number, with or without its unit behind it: `120`, `120 mmHg`, `1,200`.
pub(super) fn decimal(typed: &str, range: &Range) -> Result<Decimal, Problem> {
    if typed.len() > 60 {
        return Err(Problem::NotANumber);
    }
    let typed = typed.replace(['−', '–'], "-").to_lowercase();
    if is_pair(&typed) {
        return Err(Problem::TwoNumbers);
    }
    let (sign, number) = match typed.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", typed.strip_prefix('+').unwrap_or(&typed)),
    };
    let end = number.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (digits, rest) = number.split_at_checked(end.unwrap_or(number.len())).unwrap_or_default();
    if !is_unit(rest, range.unit.as_ref()) {
        return Err(Problem::NotANumber);
    }
    let digits = without_thousands(digits).ok_or(Problem::NotANumber)?;
    let digits = digits.strip_suffix('.').unwrap_or(&digits);
    let (before, places) = digits.split_once('.').unwrap_or((digits, ""));
    let places = places.trim_end_matches('0');
    if places.len() > 3 && places.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::TooManyPlaces);
    }
    let before = if before.is_empty() && !places.is_empty() { "0" } else { before };
    let places = if places.is_empty() { "0" } else { places };
    [sign, before, ".", places].concat().parse().map_err(|_| Problem::NotANumber)
}

/// Two numbers with something between them: `128/82`, `128 over 82`, `128 82`.
fn is_pair(typed: &str) -> bool {
    let is_number = |part: &str| {
        let part = part.trim();
        part.starts_with(|c: char| c.is_ascii_digit())
    };
    ["/", "over", "-", " "].iter().any(|between| {
        typed
            .split_once(between)
            .is_some_and(|(first, second)| is_number(first) && is_number(second))
    })
}

fn is_unit(rest: &str, unit: Option<&Unit>) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric() || *c == '%').collect()
    };
    let rest = plain(rest);
    let matches = |name: &str| plain(&name.to_lowercase()) == rest;
    rest.is_empty() || unit.is_some_and(|unit| matches(&unit.display) || matches(&unit.code))
}

/// Takes out commas that part thousands; any other comma is not understood,
/// because some people write it for the point.
fn without_thousands(digits: &str) -> Option<String> {
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    if rest.peek().is_none() {
        return Some(digits.to_owned());
    }
    let parted = (1..=3).contains(&first.len()) && rest.all(|group| group.len() == 3);
    (parted && !places.contains(',')).then(|| digits.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mm_hg() -> Range {
        let unit = Unit { code: "mm[Hg]".to_owned(), display: "mmHg".to_owned() };
        Range { unit: Some(unit), ..Range::default() }
    }

    #[test]
    fn whole_numbers_are_taken_as_people_type_them() {
        for (typed, number) in [
            ("120", 120),
            ("+120", 120),
            ("120.0", 120),
            ("120.", 120),
            ("120 mmHg", 120),
            ("120MM HG", 120),
            ("120 mm[Hg]", 120),
            ("1,200", 1200),
            ("-5", -5),
            ("−5", -5),
            ("007", 7),
        ] {
            assert_eq!(whole(typed, &mm_hg()), Ok(number), "{typed}");
        }
    }

    #[test]
    fn two_numbers_in_one_box_are_told_apart() {
        for typed in ["128/82", "128 / 82", "128 over 82", "128-82", "128 82", "128/82 mmHg"] {
            assert_eq!(whole(typed, &mm_hg()), Err(Problem::TwoNumbers), "{typed}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused_in_its_own_way() {
        for (typed, problem) in [
            ("high", Problem::NotANumber),
            ("120 kg", Problem::NotANumber),
            ("12a", Problem::NotANumber),
            ("1,2", Problem::NotANumber),
            (".", Problem::NotANumber),
            ("1.2.3", Problem::NotANumber),
            ("1e3", Problem::NotANumber),
            ("٣", Problem::NotANumber),
            ("99999999999", Problem::NotANumber),
            ("120.5", Problem::NotAWholeNumber),
            ("120.55555", Problem::NotAWholeNumber),
        ] {
            assert_eq!(whole(typed, &mm_hg()), Err(problem), "{typed}");
        }
        assert_eq!(whole(&"1".repeat(10_000), &mm_hg()), Err(Problem::NotANumber));
    }

    #[test]
    fn decimals_keep_three_places() {
        for (typed, number) in
            [(".9", "0.9"), ("1.10", "1.1"), ("1.2000", "1.2"), ("1,200.5", "1200.5")]
        {
            assert_eq!(decimal(typed, &mm_hg()), Ok(number.parse().unwrap()), "{typed}");
        }
        assert_eq!(decimal("1.2345", &mm_hg()), Err(Problem::TooManyPlaces));
    }
}
