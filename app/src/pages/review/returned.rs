//! Coming back to a chart after a session that ended: with what was posted into it.

use domain::ids::EncounterId;

use super::{chart::Tried, typed};
use crate::{clinic::Clinic, form::Posted, pages::Refusal, session::Session};

/// What an operator does to an account: posted from the page of the clinician.
const OPERATORS: [&str; 3] = ["/invitation", "/disable", "/enable"];

/// The page on which a post to this address is shown again.
#[must_use]
pub fn page_of(path: &str) -> &str {
    if path.starts_with("/operator/") {
        return OPERATORS.iter().find_map(|verb| path.strip_suffix(verb)).unwrap_or(path);
    }
    let mut parts = path.splitn(4, '/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(""), Some("review"), Some(_), Some(verb)) => {
            path.strip_suffix(verb).and_then(|path| path.strip_suffix('/')).unwrap_or(path)
        }
        _ => path,
    }
}

/// What was kept for the chart of this encounter; it is handed out once.
///
/// # Errors
/// When the store is not there.
pub async fn take(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
) -> Result<Tried, Refusal> {
    let kept = session.live().and_then(|session| session.kept_post.as_ref());
    let path = kept.map(|kept| kept.path.clone()).unwrap_or_default();
    if page_of(&path) != format!("/review/{encounter}") {
        return Ok(Tried::default());
    }
    let Some(kept) = session.take_kept(clinic, &path).await? else {
        return Ok(Tried::default());
    };
    let posted = Posted(kept.form);
    let notice = (!typed::carried(&posted).is_empty()).then(|| {
        let text = "You were away for a while, so we signed you out. Nothing was sent. What you \
                    had typed is kept: look it over and send it again.";
        ("Signed in again".to_owned(), text.to_owned())
    });
    Ok(Tried { posted, errors: Vec::new(), notice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_to_a_verb_is_shown_again_on_its_chart() {
        assert_eq!(page_of("/review/one/prescribe"), "/review/one");
        assert_eq!(page_of("/review/one"), "/review/one");
        assert_eq!(page_of("/review/prescriptions"), "/review/prescriptions");
        assert_eq!(page_of("/review"), "/review");
        assert_eq!(page_of("/operator/clinicians/new"), "/operator/clinicians/new");
        assert_eq!(page_of("/operator/clinicians/one/disable"), "/operator/clinicians/one");
    }
}
