//! A photo or another file.

use leptos::prelude::*;

use super::{field::Field, wording::Wording};
use crate::upload;

/// One file; by default a photo.
#[component]
pub fn FileField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Wording,
    #[prop(default = upload::TYPES)] accept: &'static str,
    #[prop(optional, into)] error: Wording,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    view! {
        <div class=field.class()>
            {field.label(label, heading)} {field.notes()}
            <input
                class="input"
                id=field.id.clone()
                name=name
                type="file"
                accept=accept
                aria-describedby=field.described_by(false)
                aria-invalid=field.invalid()
            />
        </div>
    }
}
