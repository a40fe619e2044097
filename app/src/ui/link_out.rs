//! A source on somebody else's site.

use leptos::prelude::*;

/// The name of a source, as a link where it can be read. Following it tells the other site
/// nothing of where the reader came from.
#[must_use]
pub fn link_out(name: &str, url: Option<&str>) -> AnyView {
    let name = name.to_owned();
    match url {
        Some(url) => {
            view! { <a href=url.to_owned() rel="noreferrer noopener">{name}</a> }.into_any()
        }
        None => name.into_any(),
    }
}
