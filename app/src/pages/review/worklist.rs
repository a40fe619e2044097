//! What decisions left to do: prescriptions on their way, and visits to hold.

mod prescriptions;
mod visits;

use axum::extract::State;
use domain::{
    ids::EncounterId,
    people::{BirthDate, PersonName, Telephone},
};
use leptos::prelude::*;

use self::{
    prescriptions::{Sent, ToSend},
    visits::ToHold,
};
use super::keys;
use crate::{
    clinic::Clinic,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Panel, PanelKind},
    words,
};

/// Whom a line is about; the name leads to the chart.
struct Person {
    href: String,
    name: String,
    born: String,
    telephone: String,
}

impl Person {
    fn new(
        encounter: EncounterId,
        name: &PersonName,
        birth_date: BirthDate,
        telephone: &Telephone,
    ) -> Self {
        Self {
            href: format!("/review/{encounter}"),
            name: name.to_string(),
            born: words::date(birth_date.date()),
            telephone: telephone.to_string(),
        }
    }

    fn cell(&self) -> AnyView {
        view! {
            <th scope="row">
                <a href=self.href.clone()>{self.name.clone()}</a>
                <p class="quiet">{format!("Born {}", self.born)}</p>
                <p class="quiet">{self.telephone.clone()}</p>
            </th>
        }
        .into_any()
    }
}

/// `GET /review/prescriptions`: the longest wait first.
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>, session: Session) -> Result<Page, Refusal> {
    let local = |state| clinic.local_dates(state);
    let worklist = clinic.store().worklist(&session.actor(), &local).await?;
    for row in worklist.to_send.iter().chain(&worklist.sent) {
        let (rulebook, version) = (clinic.rulebook(), &row.questionnaire_version);
        clinic.store().learn_questionnaire(&rulebook, &row.protocol, version).await?;
    }
    let to_send: Vec<_> = worklist.to_send.iter().map(|row| ToSend::of(&clinic, row)).collect();
    let to_hold: Vec<_> = worklist.to_hold.iter().map(|row| ToHold::of(&clinic, row)).collect();
    let sent: Vec<_> = worklist.sent.iter().map(Sent::of).collect();
    Ok(Page::new("To do", move || {
        view! {
            <h1>"To do"</h1>
            <h2>{format!("Prescriptions to send ({})", to_send.len())}</h2>
            {prescriptions::to_send(&to_send)}
            <h2>{format!("Visits to hold ({})", to_hold.len())}</h2>
            {visits::to_hold(&to_hold)}
            <h2>"Sent, and can still be canceled"</h2>
            {prescriptions::sent(&sent)}
            {keys::view_of(keys::WORKLIST)}
        }
    })
    .workspace()
    .interactive())
}

fn nothing(sentence: &'static str) -> AnyView {
    view! { <Panel kind=PanelKind::Empty><p>{sentence}</p></Panel> }.into_any()
}
