//! Every mail that would have been sent, the newest first.

use domain::Timestamp;
use leptos::prelude::*;
use store::Mail;

use crate::{
    ui::{Panel, PanelKind},
    words,
};

/// The mails, each an `article`.
pub(super) fn view_of(mails: &[Mail], public_url: &str, now: Timestamp) -> AnyView {
    if mails.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"No mail was written yet. Codes and news come in here."</p>
            </Panel>
        }
        .into_any();
    }
    let mails: Vec<AnyView> = mails
        .iter()
        .map(|mail| {
            let ago = words::span(now.duration_since(mail.created_at));
            view! {
                <article class="panel">
                    <h3>{mail.letter.subject.clone()}</h3>
                    <p class="quiet">
                        {format!("To {}, ", mail.to)}
                        <time datetime=mail.created_at.to_string()>{format!("{ago} ago")}</time>
                    </p>
                    {body(&mail.letter.body, public_url)}
                </article>
            }
            .into_any()
        })
        .collect();
    view! { <div class="visits">{mails}</div> }.into_any()
}

/// The paragraphs of a mail; a paragraph that is a link into this clinic can be followed.
fn body(text: &str, public_url: &str) -> Vec<AnyView> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let text = paragraph.to_owned();
            match paragraph.strip_prefix(public_url) {
                Some(path) if path.starts_with('/') && !path.contains(char::is_whitespace) => {
                    view! { <p><a href=path.to_owned()>{text}</a></p> }.into_any()
                }
                Some(_) | None => view! { <p>{text}</p> }.into_any(),
            }
        })
        .collect()
}
