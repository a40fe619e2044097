//! The page of one photo or record: what was sent, and the field to send it.

use domain::{ids::PhotoId, questionnaire::Item};
use leptos::prelude::*;

use super::Asked;
use crate::{
    images::ImageError,
    islands::upload::Upload,
    page::Page,
    ui::{Alert, AlertKind, BackLink, Button, ButtonKind, ErrorSummary, FileField, Progress},
};

/// What the page has to say besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Nothing.
    None,
    /// The file that was sent is not taken.
    Refused(ImageError),
    /// The session ended while a file was sent, and it did not reach the record.
    SendAgain,
}

/// One picture that was sent.
#[derive(Clone)]
struct Sent {
    source: String,
    caption: String,
    /// What the field `photo` of the form that removes it says, where it can be removed.
    removed_by: Option<PhotoId>,
}

fn sent(asked: &Asked) -> Vec<Sent> {
    let photos = asked.photos();
    let count = photos.len();
    let can_remove = asked.can_remove();
    photos
        .into_iter()
        .zip(1..)
        .map(|(photo, number)| Sent {
            source: format!("/visits/{}/photos/{photo}", asked.step.encounter),
            caption: if asked.is_record() {
                format!("Page {number} of {count}")
            } else {
                asked.item.text.clone()
            },
            removed_by: can_remove.then_some(photo),
        })
        .collect()
}

fn figure(href: &str, sent: Sent) -> AnyView {
    let remove = sent.removed_by.map(|photo| {
        let what = format!(" {}", sent.caption);
        view! {
            <form method="post" action=format!("{href}/remove")>
                <input type="hidden" name="photo" value=photo.to_string()/>
                <Button kind=ButtonKind::Quiet>
                    "Remove" <span class="visually-hidden">{what}</span>
                </Button>
            </form>
        }
    });
    view! {
        <figure class="photo">
            <img src=sent.source alt=format!("{}, as you sent it", sent.caption)/>
            <figcaption>{sent.caption}</figcaption>
            {remove}
        </figure>
    }
    .into_any()
}

/// What the field asks for, and what its button says.
const fn wording(some: bool, record: bool) -> (&'static str, &'static str) {
    match (some, record) {
        (false, false) => ("Choose or take a photo", "Send this photo"),
        (true, false) => ("Send another photo instead", "Send this photo"),
        (false, true) => ("Choose a photo of the first page", "Send this page"),
        (true, true) => ("Send one more page", "Send this page"),
    }
}

/// The page of one photo or record.
#[must_use]
pub fn page(asked: &Asked, note: Note) -> Page {
    let sent = sent(asked);
    let (step, item, record) = (asked.step.clone(), asked.item.clone(), asked.is_record());
    let error = match note {
        Note::Refused(error) => Some(error.to_string()),
        Note::None | Note::SendAgain => None,
    };
    let page = Page::new(item.text.clone(), move || {
        let Item { text, hint, required, .. } = item.clone();
        let href = step.href();
        let errors: Vec<(String, String)> =
            error.iter().map(|error| ("photo".to_owned(), error.clone())).collect();
        let some = !sent.is_empty();
        let pictures = some.then(|| {
            let figures: Vec<AnyView> =
                sent.iter().cloned().map(|sent| figure(&href, sent)).collect();
            view! {
                <div class="photos">{figures}</div>
                <p>"Look at it: is it sharp, and can the important part be seen?"</p>
            }
        });
        let again = (note == Note::SendAgain).then(|| {
            view! {
                <Alert kind=AlertKind::Warning title="Choose the photo again">
                    <p>
                        "You were signed out before it arrived, so we do not have it. Everything \
                         that you sent before is saved."
                    </p>
                </Alert>
            }
        });
        let go_on = (some || !required).then(|| {
            let text = if some { "Continue" } else { "Continue without" };
            view! {
                <form method="post" action=href.clone() class="actions">
                    <input type="hidden" name="revision" value=step.revision.to_string()/>
                    <Button>{text}</Button>
                </form>
            }
        });
        let kind = if some { ButtonKind::Secondary } else { ButtonKind::Primary };
        let (label, button) = wording(some, record);
        view! {
            <BackLink href=step.back.clone()/>
            <Progress
                step=step.progress.step
                of=step.progress.of
                section=step.progress.section.clone()
            />
            <ErrorSummary errors/>
            {again}
            <h1>{text}</h1>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            {pictures}
            {go_on}
            <form
                method="post"
                action=format!("{href}/photo")
                enctype="multipart/form-data"
                class="upload"
            >
                <FileField
                    name="photo"
                    label=label
                    hint="JPEG, PNG or WebP, at most 15 MB"
                    error=error.clone()
                />
                <Button kind>{button}</Button>
                <Upload/>
            </form>
            <p>
                <a class="quiet-link" href="/visits">"Save and finish later"</a>
            </p>
        }
    });
    let page = page.interactive();
    match note {
        Note::Refused(_) => page.refused(),
        Note::None | Note::SendAgain => page,
    }
}
