//! Which rules are looked for.

use domain::{
    medication::Medication,
    pack::Pack,
    place::UsState,
    rules::{Effect, Jurisdiction, Rule},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Standing;
use crate::ui::{Button, ButtonKind, OptionItem, Select, TextField};

/// What the address asks for. What it does not know, it does not look for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Which {
    /// `US` or a state, such as `US-TX`.
    #[serde(default)]
    place: String,
    /// A medicine's id.
    #[serde(default)]
    medicine: String,
    /// `opening`, `verified`, `contested` or `unverified`.
    #[serde(default)]
    standing: String,
    /// Words of its title, its id or its source.
    #[serde(default)]
    text: String,
    /// Which page, from 0.
    #[serde(default)]
    pub page: usize,
}

/// The form that asks.
pub struct Form {
    which: Which,
    medicines: Vec<OptionItem>,
}

impl Which {
    /// Whether this rule is one of those.
    pub fn takes(&self, pack: &Pack, rule: &Rule, standing: Standing) -> bool {
        let place = self.place.parse::<Jurisdiction>().ok();
        let here = place.is_none_or(|place| rule.jurisdiction == place);
        let medicine = self.medication(pack);
        let concerned = medicine.is_none_or(|(protocol, medication)| {
            rule.concerns_protocol(&protocol.id) && rule.concerns_medication(medication)
        });
        let standing = match self.standing.as_str() {
            "opening" => rule.effect == Effect::Open,
            "verified" => standing == Standing::Verified,
            "contested" => standing == Standing::Contested,
            "unverified" => standing == Standing::Unverified,
            _ => true,
        };
        here && concerned && standing && self.reads(rule)
    }

    fn medication<'a>(
        &self,
        pack: &'a Pack,
    ) -> Option<(&'a domain::pack::Protocol, &'a Medication)> {
        let id = self.medicine.parse().ok()?;
        pack.protocols().find_map(|protocol| Some((protocol, protocol.medication(&id)?)))
    }

    /// Every word stands somewhere in the rule.
    fn reads(&self, rule: &Rule) -> bool {
        let said = [rule.id.as_str(), &rule.title, &rule.citation, &rule.clinician].join(" ");
        let said = said.to_lowercase();
        self.text.to_lowercase().split_whitespace().all(|word| said.contains(word))
    }

    /// The address of another page of the same.
    pub fn address(&self, page: usize) -> String {
        let which = Self { page, ..self.clone() };
        let query = serde_urlencoded::to_string(which).unwrap_or_default();
        format!("/operator/rules?{query}")
    }

    /// The form, with what was asked for.
    pub fn form(&self, pack: &Pack) -> Form {
        let medicines = pack.protocols().flat_map(|protocol| &protocol.formulary);
        Form {
            which: self.clone(),
            medicines: medicines
                .map(|medicine| OptionItem::new(medicine.id.as_str(), medicine.name.clone()))
                .collect(),
        }
    }
}

impl Form {
    /// The form as it stands on the page.
    pub fn view(&self) -> AnyView {
        let federal = OptionItem::new("US", "The whole country");
        let states = UsState::ALL.map(|state| OptionItem::new(state.jurisdiction(), state.name()));
        let places = [federal].into_iter().chain(states).collect();
        let standings = vec![
            OptionItem::new("opening", "Opens a state"),
            OptionItem::new("verified", "Verified"),
            OptionItem::new("contested", "Contested"),
            OptionItem::new("unverified", "Not verified"),
        ];
        let Which { place, medicine, standing, text, .. } = self.which.clone();
        view! {
            <form method="get" action="/operator/rules" class="search" role="search">
                <Select name="place" label="Where" options=places selected=place placeholder="Anywhere"/>
                <Select
                    name="medicine"
                    label="Medicine"
                    options=self.medicines.clone()
                    selected=medicine
                    placeholder="Any"
                />
                <Select
                    name="standing"
                    label="Standing"
                    options=standings
                    selected=standing
                    placeholder="Any"
                />
                <TextField name="text" label="Words" value=text/>
                <Button kind=ButtonKind::Secondary>"Search"</Button>
            </form>
        }
        .into_any()
    }
}
