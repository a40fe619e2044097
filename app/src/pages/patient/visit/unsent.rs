//! A draft that ended before it was sent.

use domain::encounter::StateName;
use leptos::prelude::*;

use crate::{
    page::Page,
    pages::patient::intake::Draft,
    ui::{BackLink, ButtonLink},
};

/// What became of it, and how to begin again.
pub(super) fn page(draft: &Draft) -> Page {
    let condition = draft.protocol().title.clone();
    let title = if draft.intake.state == StateName::Withdrawn {
        "You deleted this draft"
    } else {
        "This was not sent in time, and has ended"
    };
    Page::new(title, move || {
        view! {
            <BackLink href="/visits"/>
            <h1>{title}</h1>
            <p>
                {format!(
                    "You began a visit about “{condition}”. It was not sent to the clinic: no \
                     clinician has read it, and it can no longer be sent.",
                )}
            </p>
            <p>"If you still need help, begin a new visit. It takes about 10 minutes."</p>
            <div class="actions">
                <ButtonLink href="/">"Begin a new visit"</ButtonLink>
                <a class="quiet-link" href="/visits">"Your visits"</a>
            </div>
        }
    })
}
