//! E-mail addresses.

use std::str::FromStr;

use super::{
    PeopleError,
    text::{display_as_text, personal_text},
};

/// An e-mail address: the plain part of RFC 5321 that people use, without
/// quoted names, comments or address literals. The domain is in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

personal_text!(EmailAddress);
display_as_text!(EmailAddress);

impl FromStr for EmailAddress {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        // RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all.
        let (name, domain) = text
            .split_once('@')
            .filter(|(name, domain)| text.len() <= 254 && is_name(name) && is_domain(domain))
            .ok_or(PeopleError::Email)?;
        Ok(Self(format!("{name}@{}", domain.to_ascii_lowercase())))
    }
}

fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.split('.').all(|atom| {
            !atom.is_empty()
                && atom.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte)
                })
        })
}

fn is_domain(domain: &str) -> bool {
    let Some((_, top)) = domain.rsplit_once('.') else {
        return false;
    };
    !top.bytes().all(|byte| byte.is_ascii_digit())
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_kept_in_lower_case() {
        let address: EmailAddress = " Ann.Lee+clinic@Mail.Example.ORG ".parse().unwrap();
        assert_eq!(address.as_str(), "Ann.Lee+clinic@mail.example.org");
        assert_eq!(address.to_string().parse(), Ok(address));
    }

    #[test]
    fn what_mail_cannot_reach_is_refused() {
        for text in [
            "",
            "ann",
            "@example.org",
            "ann@",
            "ann@localhost",
            "ann@@example.org",
            "ann lee@example.org",
            "ann@example.org\r\nBcc: x@example.org",
            ".ann@example.org",
            "ann..lee@example.org",
            "ann@-example.org",
            "ann@example..org",
            "ann@192.0.2.1",
            "\"ann\"@example.org",
            "ann@example.org, lee@example.org",
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(PeopleError::Email), "{text}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        assert_eq!(long.parse::<EmailAddress>(), Err(PeopleError::Email));
    }
}
