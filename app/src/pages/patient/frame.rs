//! What surrounds the form of every page of ours on the way: progress, what
//! became of the last try, and the buttons.

use leptos::prelude::*;

use super::intake::{Draft, Stage};
use crate::{
    ui::{Alert, AlertKind, Button, Progress, Theirs},
    wizard,
};

/// How far along a page is, and what its button says.
#[derive(Clone)]
pub struct Frame {
    progress: Option<wizard::Progress>,
    button: &'static str,
    later: Option<&'static str>,
}

impl Frame {
    /// The frame of this page. A correction to what was submitted has no progress.
    pub fn of(draft: &Draft, stage: Stage) -> Self {
        if draft.is_submitted() {
            return Self { progress: None, button: "Save the change", later: None };
        }
        // Before signing in, nothing but this browser knows of the draft.
        let later = draft.is_done(Stage::SignIn).then_some("/visits");
        Self { progress: Some(draft.progress(stage)), button: "Continue", later }
    }

    /// The same, with other words on its button.
    pub fn button(self, button: &'static str) -> Self {
        Self { button, ..self }
    }

    /// "Step 3 of 9".
    pub fn progress(&self) -> Option<AnyView> {
        let wizard::Progress { step, of, section } = self.progress.clone()?;
        Some(view! { <Progress step of section/> }.into_any())
    }

    /// The button, and the way to finish later.
    pub fn actions(&self) -> AnyView {
        let button = self.button;
        let later = self.later.map(|href| {
            view! { <a class="quiet-link" href=href>"Save and finish later"</a> }
        });
        view! { <div class="actions"><Button>{button}</Button> {later}</div> }.into_any()
    }
}

/// What became of the last try, where nothing was saved.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// What is wrong, by field.
    pub errors: Vec<(String, String)>,
    since: Since,
}

/// What happened since the page was shown.
#[derive(Clone, Debug, Default)]
enum Since {
    /// Nothing.
    #[default]
    Nothing,
    /// Another tab or device saved these names and values.
    Elsewhere(Vec<(String, Vec<String>)>),
    /// The visit was sent, or has ended.
    MovedOn,
    /// The text to sign has other words now.
    Reworded,
}

impl Tried {
    /// Something is wrong with these fields.
    pub fn wrong(errors: Vec<(String, String)>) -> Self {
        Self { errors, ..Self::default() }
    }

    /// Another tab or device saved these since the page was shown.
    pub fn elsewhere(theirs: Vec<(String, Vec<String>)>) -> Self {
        Self { since: Since::Elsewhere(theirs), ..Self::default() }
    }

    /// The visit was sent from another place, or has ended.
    pub fn moved_on() -> Self {
        Self { since: Since::MovedOn, ..Self::default() }
    }

    /// The text to sign has other words now.
    pub fn reworded() -> Self {
        Self { since: Since::Reworded, ..Self::default() }
    }

    /// What to say above the form.
    pub fn notice(&self) -> AnyView {
        match &self.since {
            Since::Nothing => ().into_any(),
            Since::Elsewhere(lines) => view! { <Theirs lines=lines.clone()/> }.into_any(),
            Since::MovedOn => view! {
                <Alert kind=AlertKind::Warning title="This visit has moved on">
                    <p>
                        "What you just filled in was not saved. It still stands below. "
                        <a href="/visits">"Go to your visits"</a> " to see how it stands now."
                    </p>
                </Alert>
            }
            .into_any(),
            Since::Reworded => view! {
                <Alert kind=AlertKind::Warning title="The words have changed">
                    <p>
                        "We changed this text while you had it open. You have not signed it yet. \
                         Please read it again. Sign if you agree."
                    </p>
                </Alert>
            }
            .into_any(),
        }
    }
}
