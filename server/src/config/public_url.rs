//! The address that people reach the clinic at.

use std::{fmt, str::FromStr};

use axum::http::Uri;

/// An origin, without a slash at the end: `https://clinic.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Whether browsers reach it over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The address as text, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The text is not the address of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// Neither `http://` nor `https://` and a host.
    #[error("it must begin with https:// and name a host")]
    NotASite,
    /// More than scheme, host and port.
    #[error("it must end after the host (and port): the clinic needs a host name of its own")]
    HasPath,
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.trim().parse().map_err(|_| PublicUrlError::NotASite)?;
        let scheme = uri
            .scheme_str()
            .filter(|scheme| matches!(*scheme, "http" | "https"))
            .ok_or(PublicUrlError::NotASite)?;
        let authority = uri
            .authority()
            .filter(|authority| !authority.host().is_empty() && !authority.as_str().contains('@'))
            .ok_or(PublicUrlError::NotASite)?;
        if uri.path() != "/" || uri.query().is_some() || text.contains('#') {
            return Err(PublicUrlError::HasPath);
        }
        let host = authority.as_str().to_ascii_lowercase();
        // Browsers leave the scheme's own port out of the origin they send.
        let own_port = if scheme == "https" { ":443" } else { ":80" };
        let host = host.strip_suffix(own_port).unwrap_or(&host);
        Ok(Self(format!("{scheme}://{host}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_browsers_send_it() {
        for (text, origin) in [
            ("https://clinic.example.org", "https://clinic.example.org"),
            ("https://Clinic.Example.org/", "https://clinic.example.org"),
            ("https://clinic.example.org:443", "https://clinic.example.org"),
            ("https://clinic.example.org:8443", "https://clinic.example.org:8443"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ] {
            assert_eq!(text.parse::<PublicUrl>().unwrap().as_str(), origin);
        }
    }

    #[test]
    fn what_is_not_a_whole_host_is_refused() {
        for text in
            ["", "clinic.example.org", "ftp://clinic.example.org", "https://", "https://a@b.org"]
        {
            assert_eq!(text.parse::<PublicUrl>(), Err(PublicUrlError::NotASite), "{text}");
        }
        for text in
            ["https://example.org/clinic", "https://example.org/?a=b", "https://example.org/#a"]
        {
            assert_eq!(text.parse::<PublicUrl>(), Err(PublicUrlError::HasPath), "{text}");
        }
    }
}
