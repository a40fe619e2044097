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

/// Looks at a step and says below its questions what cannot wait; whether somebody has just
/// answered.
type Look = Rc<dyn Fn(&HtmlFormElement, bool)>;

/// What looks at steps. The rules come with the first step that can be an emergency: they are
/// a chunk of their own, and nobody waits for them.
#[derive(Clone, Copy)]
pub struct Watch(StoredValue<Held, LocalStorage>);

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
        Self(StoredValue::new_local(Held::Nothing))
    }

    /// Looks at a step, where an answer to it can be an emergency.
    pub fn look(self, form: &HtmlFormElement, answered: bool) {
        let Some(address) = place(form).and_then(|place| place.get_attribute(RULES)) else {
            return;
        };
        match self.0.get_value() {
            Held::Here(look) => look(form, answered),
            Held::Coming(before) => self.0.set_value(Held::Coming(before || answered)),
            Held::Nothing => {
                self.0.set_value(Held::Coming(answered));
                spawn_local(async move {
                    let came = bring(address).await;
                    let answered = matches!(self.0.get_value(), Held::Coming(true));
                    self.0.set_value(came.map_or(Held::Nothing, Held::Here));
                    if let (Held::Here(look), Some(form)) =
                        (self.0.get_value(), super::browser::shown())
                    {
                        look(&form, answered);
                    }
                });
            }
        }
    }
}

/// The attribute of the place for it that says where the rules are.
const RULES: &str = "data-rules";

/// Where it is said; nothing on a step that cannot be an emergency.
fn place(form: &HtmlFormElement) -> Option<Element> {
    form.query_selector("[data-rules]").ok().flatten()
}
