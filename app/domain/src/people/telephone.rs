//! Telephone numbers.

use std::{fmt, str::FromStr};

use super::{
    PeopleError,
    text::{digits, personal_text},
};

/// A telephone number of the United States, kept as `+1` and ten digits
/// (E.164) and shown as `(512) 555-0142`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Telephone(String);

personal_text!(Telephone);

impl FromStr for Telephone {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (international, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits = digits(rest).ok_or(PeopleError::Telephone)?;
        let number = match digits.strip_prefix('1') {
            Some(number) => number,
            None if international => return Err(PeopleError::Telephone),
            None => &digits,
        };
        match number.as_bytes() {
            // Area code and exchange begin with 2 to 9; N11 is a service.
            [b'2'..=b'9', second, third, b'2'..=b'9', rest @ ..]
                if rest.len() == 6 && (*second, *third) != (b'1', b'1') =>
            {
                Ok(Self(format!("+1{number}")))
            }
            _ => Err(PeopleError::Telephone),
        }
    }
}

impl fmt::Display for Telephone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.0.trim_start_matches("+1");
        let (area, rest) = number.split_at_checked(3).unwrap_or((number, ""));
        let (exchange, line) = rest.split_at_checked(3).unwrap_or((rest, ""));
        write!(formatter, "({area}) {exchange}-{line}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for text in
            ["5125550142", "(512) 555-0142", "512.555.0142", "+1 512 555 0142", "1-512-555-0142"]
        {
            let telephone: Telephone = text.parse().unwrap();
            assert_eq!(telephone.as_str(), "+15125550142", "{text}");
            assert_eq!(telephone.to_string(), "(512) 555-0142");
            assert_eq!(telephone.to_string().parse(), Ok(telephone));
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in [
            "",
            "911",
            "512555014",
            "51255501421",
            "+44 20 7946 0958",
            "+5125550142",
            "0125550142",
            "9115550142",
            "5121550142",
            "512-555-0142 x3",
            "call me",
        ] {
            assert_eq!(text.parse::<Telephone>(), Err(PeopleError::Telephone), "{text}");
        }
        assert_eq!("1".repeat(100_000).parse::<Telephone>(), Err(PeopleError::Telephone));
    }
}
