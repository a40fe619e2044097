//! A questionnaire without what people read of it.

use super::{Choice, Item, ItemKind, Page, Questionnaire, Unit};

impl Questionnaire {
    /// The same questionnaire without titles, questions, hints and the words of its options:
    /// what an answer means, and when something is asked, does not depend on them.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self {
            url: String::new(),
            version: self.version.clone(),
            title: String::new(),
            pages: self.pages.iter().map(page).collect(),
        }
    }
}

fn page(page: &Page) -> Page {
    Page {
        link_id: page.link_id.clone(),
        title: String::new(),
        section: None,
        enable: page.enable.clone(),
        items: page.items.iter().map(item).collect(),
    }
}

fn item(item: &Item) -> Item {
    Item { text: String::new(), hint: None, kind: kind(&item.kind), ..item.clone() }
}

fn kind(kind: &ItemKind) -> ItemKind {
    let mut kind = kind.clone();
    match &mut kind {
        ItemKind::Choice { options, .. } => options.iter_mut().for_each(forget),
        ItemKind::OpenChoice { options, other, .. } => {
            options.iter_mut().for_each(forget);
            forget(other);
        }
        ItemKind::Integer(range) | ItemKind::Decimal(range) | ItemKind::Quantity(range) => {
            if let Some(Unit { display, .. }) = &mut range.unit {
                display.clear();
            }
        }
        ItemKind::Display
        | ItemKind::Date { .. }
        | ItemKind::String { .. }
        | ItemKind::Text { .. }
        | ItemKind::Attachment { .. } => {}
    }
    kind
}

fn forget(option: &mut Choice) {
    option.display.clear();
}
