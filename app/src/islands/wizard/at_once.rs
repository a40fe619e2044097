//! What cannot wait is said while the step is being answered, before anything is sent.
//!
//! Only a stop is: help comes first, and no answer to another question takes it back. That a
//! visit is needed, or that something stands against a medicine, can wait until everything
//! is answered; said at a tick, it would teach which answer to give.

mod rules;

use std::rc::Rc;

use leptos::{
    prelude::*,
    task::spawn_local,
    web_sys::{Element, HtmlFormElement},
};

use self::rules::bring;
use super::browser::{self, Pairs};

/// Looks at a step and says below its questions what cannot wait; whether somebody has just
/// answered. Tells whether something is said.
type Look = Rc<dyn Fn(&HtmlFormElement, bool) -> bool>;

/// How many ways of answering one step are remembered.
const MOST: usize = 5;

/// What looks at steps. The rules come with the first step that can be an emergency: they are
/// a chunk of their own, and nobody waits for them.
#[derive(Clone, Copy)]
pub struct Watch {
    rules: StoredValue<Held, LocalStorage>,
    /// The step as it was answered whenever something was said.
    told: StoredValue<Vec<Pairs>, LocalStorage>,
}

#[derive(Clone)]
enum Held {
    Nothing,
    /// On the way; whether somebody has answered meanwhile.
    Coming(bool),
    Here(Look),
}

impl Watch {
    /// Looks at nothing yet.
    pub fn new() -> Self {
        Self {
            rules: StoredValue::new_local(Held::Nothing),
            told: StoredValue::new_local(Vec::new()),
        }
    }

    /// Looks at a step, where an answer to it can be an emergency.
    pub fn look(self, form: &HtmlFormElement, answered: bool) {
        let Some(address) = place(form).and_then(|place| place.get_attribute(RULES)) else {
            return;
        };
        match self.rules.get_value() {
            Held::Here(look) => self.remember(form, look(form, answered) && answered),
            Held::Coming(before) => self.rules.set_value(Held::Coming(before || answered)),
            Held::Nothing => {
                self.rules.set_value(Held::Coming(answered));
                spawn_local(async move {
                    let came = bring(address).await;
                    let answered = matches!(self.rules.get_value(), Held::Coming(true));
                    self.rules.set_value(came.map_or(Held::Nothing, Held::Here));
                    if let (Held::Here(look), Some(form)) =
                        (self.rules.get_value(), browser::shown())
                    {
                        self.remember(&form, look(&form, answered) && answered);
                    }
                });
            }
        }
    }

    fn remember(self, form: &HtmlFormElement, told: bool) {
        let Some(pairs) = told.then(|| browser::pairs(form)).flatten() else { return };
        self.told.update_value(|before| {
            if before.len() < MOST && !before.contains(&pairs) {
                before.push(pairs);
            }
        });
    }

    /// The answers to this step that something was said to, where nothing is any more. They
    /// stay in the record, as they would if each had been sent: whoever reads it learns that
    /// they were given, and not only what was put in their place.
    pub fn taken_back(self, form: &HtmlFormElement) -> Vec<Pairs> {
        match self.rules.get_value() {
            Held::Here(look) if !look(form, false) => self.told.get_value(),
            Held::Here(_) | Held::Coming(_) | Held::Nothing => Vec::new(),
        }
    }

    /// Another step stands on the page.
    pub fn forget(self) {
        self.told.set_value(Vec::new());
    }
}

/// The attribute of the place for it that says where the rules are.
const RULES: &str = "data-rules";

/// Where it is said; nothing on a step that cannot be an emergency.
fn place(form: &HtmlFormElement) -> Option<Element> {
    form.query_selector("[data-rules]").ok().flatten()
}
