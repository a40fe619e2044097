//! The site's files: scripts, WASM, styles and icons, embedded in the binary.
//!
//! A debug build reads them from disk instead, so that `cargo leptos watch`
//! shows what it has just built.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What `cargo leptos build` wrote; empty where it has not run.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// The folder of the files that a build makes; their names change between builds.
const BUILT: &str = "pkg/";

/// The files outside `/pkg`, each by its path: icons, fonts, `robots.txt`.
#[must_use]
pub fn files() -> Vec<String> {
    let mut files: Vec<String> = Site::iter()
        .filter(|path| !path.starts_with(BUILT) && !is_variant(path))
        .map(Cow::into_owned)
        .collect();
    files.sort_unstable();
    files
}

/// The file at this path inside the site, in the best encoding that the reader takes.
#[must_use]
pub fn serve(path: &str, request: &HeaderMap) -> Response {
    if is_variant(path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(file) = Site::get(path) else { return StatusCode::NOT_FOUND.into_response() };
    let encoded = ENCODINGS
        .into_iter()
        .filter(|(name, _)| accepts(request, name))
        .find_map(|(name, suffix)| Some((name, Site::get(&format!("{path}{suffix}"))?)));
    let (encoding, file) = match encoded {
        Some((name, file)) => (Some(name), file),
        None => (None, file),
    };
    answer(path, encoding, file, request)
}

const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

fn is_variant(path: &str) -> bool {
    ENCODINGS.iter().any(|(_, suffix)| path.ends_with(suffix))
}

fn answer(
    path: &str,
    encoding: Option<&'static str>,
    file: EmbeddedFile,
    request: &HeaderMap,
) -> Response {
    let tag = entity_tag(&file.metadata.sha256_hash());
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    if is_known(request, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let body = match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    (headers, body).into_response()
}

/// How long a browser may go on without asking. Scripts and WASM must be of one build; a
/// style that is a few minutes old does no harm, and is asked for by every page.
fn caching(path: &str) -> &'static str {
    if path.ends_with(".css") || path.ends_with(".svg") { "max-age=600" } else { "no-cache" }
}

/// The first 16 bytes of the content's SHA-256, as an entity tag.
fn entity_tag(sha256: &[u8; 32]) -> String {
    let digits: String = sha256.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    list(request, &header::IF_NONE_MATCH).any(|known| {
        // RFC 9110, 13.1.2: the comparison is weak.
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    list(request, &header::ACCEPT_ENCODING).any(|choice| {
        let mut parts = choice.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| {
            part.strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0_f32))
        });
        name.eq_ignore_ascii_case(encoding) && !refused
    })
}

fn list<'a>(request: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'a str> {
    request
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn an_encoding_counts_unless_it_is_refused() {
        for (value, taken) in [
            ("gzip, deflate, br", true),
            ("BR;q=0.5", true),
            ("br;q=0", false),
            ("br; q=0.000", false),
            ("gzip", false),
            ("", false),
        ] {
            assert_eq!(accepts(&headers(header::ACCEPT_ENCODING, value), "br"), taken, "{value}");
        }
    }

    #[test]
    fn a_file_that_the_reader_has_is_recognised() {
        let tag = entity_tag(&[7; 32]);
        assert_eq!(tag, "\"07070707070707070707070707070707\"");
        for (value, known) in [
            ("\"07070707070707070707070707070707\"", true),
            ("\"a\", W/\"07070707070707070707070707070707\"", true),
            ("*", true),
            ("\"a\"", false),
        ] {
            assert_eq!(is_known(&headers(header::IF_NONE_MATCH, value), &tag), known, "{value}");
        }
    }

    #[test]
    fn compressed_variants_have_no_address_of_their_own() {
        let response = serve("pkg/asynclinic.wasm.br", &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_path_outside_the_site_is_not_found() {
        for path in ["../Cargo.toml", "pkg/../../debug", "/etc/passwd", ""] {
            assert_eq!(serve(path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
