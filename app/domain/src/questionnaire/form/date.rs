//! Dates in three inputs: month, day and year.

use jiff::civil::Date;

use super::super::{DatePart, LinkId, Problem, words::MONTHS};

/// Reads the three inputs; all three empty is no answer.
pub(super) fn read(
    month: &str,
    day: &str,
    year: &str,
) -> Result<Option<Date>, (DatePart, Problem)> {
    let parts = [(DatePart::Month, month), (DatePart::Day, day), (DatePart::Year, year)];
    if parts.iter().all(|(_, text)| text.is_empty()) {
        return Ok(None);
    }
    if let Some((missing, _)) = parts.into_iter().find(|(_, text)| text.is_empty()) {
        return Err((missing, Problem::DateIncomplete { missing }));
    }
    let month = month_number(month).ok_or((DatePart::Month, Problem::NotAMonth))?;
    let day: i8 = digits(day).ok_or((DatePart::Day, Problem::NotADate))?;
    if !year.bytes().all(|byte| byte.is_ascii_digit()) || year.len() != 4 {
        return Err((DatePart::Year, Problem::YearNotFourDigits));
    }
    let year: i16 = digits(year).ok_or((DatePart::Year, Problem::NotADate))?;
    match Date::new(year, month, day) {
        Ok(date) => Ok(Some(date)),
        Err(_) => Err((DatePart::Day, Problem::NotADate)),
    }
}

/// What the three inputs show for a date.
pub(super) fn pairs(link_id: &LinkId, date: Date) -> [(String, String); 3] {
    let pair = |part: DatePart, value: String| (link_id.part(part.as_str()), value);
    let year = date.year().to_string();
    [
        pair(DatePart::Month, date.month().to_string()),
        pair(DatePart::Day, date.day().to_string()),
        // A year has four digits, also a very early one.
        pair(DatePart::Year, ["0".repeat(4_usize.saturating_sub(year.len())), year].concat()),
    ]
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// A number from 1 to 12, or a name of at least three letters: `Mar`, `sept.`.
fn month_number(text: &str) -> Option<i8> {
    if let Some(number) = digits(text) {
        return (1..=12).contains(&number).then_some(number);
    }
    let typed = text.trim_end_matches('.').to_lowercase();
    let fits = |month: &str| typed.len() >= 3 && month.to_lowercase().starts_with(&typed);
    let index = MONTHS.iter().position(|month| fits(month))?;
    i8::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_numbers_or_names() {
        for month in ["9", "09", "September", "sep", "SEPT."] {
            assert_eq!(read(month, "5", "2026"), Ok(Some(date(2026, 9, 5))), "{month}");
        }
    }

    #[test]
    fn each_part_is_refused_at_its_own_input() {
        for (month, day, year, part, problem) in [
            ("", "5", "2026", DatePart::Month, DatePart::Month.missing()),
            ("9", "", "", DatePart::Day, DatePart::Day.missing()),
            ("9", "5", "", DatePart::Year, DatePart::Year.missing()),
            ("Ma", "5", "2026", DatePart::Month, Problem::NotAMonth),
            ("13", "5", "2026", DatePart::Month, Problem::NotAMonth),
            ("9", "31", "2026", DatePart::Day, Problem::NotADate),
            ("2", "29", "2026", DatePart::Day, Problem::NotADate),
            ("9", "-5", "2026", DatePart::Day, Problem::NotADate),
            ("9", "999", "2026", DatePart::Day, Problem::NotADate),
            ("9", "5", "26", DatePart::Year, Problem::YearNotFourDigits),
            ("9", "5", "+026", DatePart::Year, Problem::YearNotFourDigits),
        ] {
            assert_eq!(read(month, day, year), Err((part, problem)), "{month} {day} {year}");
        }
        assert_eq!(read("", "", ""), Ok(None));
    }

    impl DatePart {
        fn missing(self) -> Problem {
            Problem::DateIncomplete { missing: self }
        }
    }
}
