//! What a clinic does before it can serve anybody, and what keeps a licensed state shut.

use std::collections::BTreeSet;

use domain::{
    place::UsState,
    rules::{Effect, Jurisdiction, RuleId},
};
use leptos::prelude::*;
use store::Clinician;

use crate::{
    clinic::Clinic,
    ui::{Alert, AlertKind},
};

/// A state with a licence that no rule opens.
pub struct Shut {
    pub state: UsState,
    /// The rule that would open it, where there is one.
    pub rule: Option<RuleId>,
}

impl Shut {
    /// This state, with the rule that would open it today.
    #[must_use]
    pub fn of(clinic: &Clinic, state: UsState) -> Self {
        let rulebook = clinic.rulebook();
        let dates = clinic.local_dates(state);
        let mut rules = rulebook.pack.rules().filter(|rule| rule.effect == Effect::Open);
        let rule = rules.find(|rule| {
            rule.jurisdiction == Jurisdiction::State(state)
                && dates.iter().all(|date| rule.is_effective(*date))
        });
        Self { state, rule: rule.map(|rule| rule.id.clone()) }
    }
}

/// What a clinic does before it can serve anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    AddClinician,
    AddLicence,
    VerifyRule,
}

/// What is still to be done, in order; nothing once a state is served.
pub fn first_steps(
    clinicians: &[Clinician],
    licensed: &BTreeSet<UsState>,
    served: &[UsState],
) -> Vec<FirstStep> {
    if !served.is_empty() {
        return Vec::new();
    }
    let mut steps = vec![FirstStep::VerifyRule];
    if licensed.is_empty() {
        steps.insert(0, FirstStep::AddLicence);
    }
    if clinicians.iter().all(|clinician| clinician.disabled) {
        steps.insert(0, FirstStep::AddClinician);
    }
    steps
}

/// What a clinic does before it can serve anybody, in order.
pub fn begin(steps: &[FirstStep]) -> AnyView {
    if steps.is_empty() {
        return ().into_any();
    }
    let line = |step: &FirstStep| {
        match step {
        FirstStep::AddClinician => view! {
            <li>
                <a href="/operator/clinicians/new">"Add the first clinician"</a>
                ". They get an invitation by e-mail."
            </li>
        }
        .into_any(),
        FirstStep::AddLicence => view! {
            <li>"Add a license on the clinician's page: it says in which state they may work."</li>
        }
        .into_any(),
        FirstStep::VerifyRule => view! {
            <li>
                "For each state where you want to work, have somebody who knows the law read the rule that opens it, and "
                <a href="/operator/rules">"verify it under “Rules”"</a>
                ". Nobody is served before."
            </li>
        }
        .into_any(),
    }
    };
    let steps: Vec<AnyView> = steps.iter().map(line).collect();
    view! {
        <Alert kind=AlertKind::Info title="Your clinic serves nobody yet. Do this first">
            <ol>{steps}</ol>
        </Alert>
    }
    .into_any()
}

/// A state that could be served once somebody vouches for its rule.
pub fn shut_line(shut: &Shut) -> AnyView {
    let name = shut.state.name();
    match &shut.rule {
        Some(rule) => {
            let href = format!("/operator/rules/{rule}");
            let link = format!("Read the rule for {name}");
            view! {
                <li>
                    {format!(
                        "{name} is licensed, but not open: nobody has verified the rule that opens \
                         it, or somebody contested it. ",
                    )} <a href=href>{link}</a>
                </li>
            }
            .into_any()
        }
        None => {
            view! { <li>{format!("{name} is licensed, but no rule opens it.")}</li> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clinic_that_serves_nobody_is_told_what_comes_first() {
        use FirstStep::{AddClinician, AddLicence, VerifyRule};
        let (none, texas) = (BTreeSet::new(), BTreeSet::from([UsState::Tx]));
        assert_eq!(first_steps(&[], &none, &[]), [AddClinician, AddLicence, VerifyRule]);
        let mut clinician = Clinician {
            id: "01890000-0000-7000-8000-000000000001".parse().unwrap(),
            email: "ada@example.org".parse().unwrap(),
            name: "Ada Moore".parse().unwrap(),
            npi: "1234567893".parse().unwrap(),
            title: "MD".to_owned(),
            disabled: false,
            licences: Vec::new(),
        };
        let working = [clinician.clone()];
        assert_eq!(first_steps(&working, &none, &[]), [AddLicence, VerifyRule]);
        assert_eq!(first_steps(&working, &texas, &[]), [VerifyRule]);
        assert_eq!(first_steps(&working, &texas, &[UsState::Tx]), []);
        clinician.disabled = true;
        assert_eq!(first_steps(&[clinician], &texas, &[]), [AddClinician, VerifyRule]);
    }
}
