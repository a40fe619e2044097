//! One of several things to choose from, and the row that shows it.

use leptos::prelude::*;

/// One of several things to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionItem {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A sentence of explanation under the label.
    pub hint: Option<String>,
    /// Ticking this one means none of the others: "None of these".
    pub exclusive: bool,
}

impl OptionItem {
    /// An option without a hint that goes with all others.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }
}

/// What the rows of one group share.
pub(super) struct Rows {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) id: String,
}

impl Rows {
    /// The row of the option at `index`. The first has the id of the group, so that an error can lead to it.
    pub(super) fn row(&self, index: usize, option: OptionItem, checked: bool) -> AnyView {
        let id = match index {
            0 => self.id.clone(),
            _ => format!("{}-{}", self.id, index + 1),
        };
        let hint_id = option.hint.is_some().then(|| format!("{id}-option-hint"));
        let hint = option.hint.map(|hint| {
            view! { <p class="option-hint" id=hint_id.clone()>{hint}</p> }
        });
        view! {
            <div class="option">
                <input
                    type=self.kind
                    id=id.clone()
                    name=self.name.clone()
                    value=option.value
                    checked=checked
                    data-exclusive=option.exclusive
                    aria-describedby=hint_id
                />
                <label for=id>{option.label}</label>
                {hint}
            </div>
        }
        .into_any()
    }
}
