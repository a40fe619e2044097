//! What a rule does, as people read it.

use crate::{
    relationship::Modality,
    rules::{Effect, EvidenceDemand, Limit, Requirement, Stop},
    words::duty,
};

impl Effect {
    /// In a word or two: "Prohibits".
    #[must_use]
    pub const fn name_in_words(&self) -> &'static str {
        match self {
            Self::Open => "Opens",
            Self::Prohibit => "Prohibits",
            Self::Require(_) => "Requires",
            Self::Limit(_) => "Limits",
            Self::Refer => "Refers elsewhere",
            Self::Stop(_) => "Stops: emergency",
            Self::Alert => "Tells the clinician",
            Self::Oblige(_) => "Obliges",
        }
    }

    /// With what exactly: "Requires: a video visit".
    #[must_use]
    pub fn in_words(&self) -> String {
        let what = match self {
            Self::Require(Requirement::Modality(modality)) => visit(*modality).to_owned(),
            Self::Require(Requirement::Evidence(demand)) => evidence(demand),
            Self::Require(Requirement::Consent(code)) => format!("a signed consent ({code})"),
            Self::Limit(limit) => limits(limit),
            Self::Oblige(code) => duty(code),
            Self::Stop(stop) => turn_to(*stop).to_owned(),
            Self::Open | Self::Prohibit | Self::Refer | Self::Alert => {
                return self.name_in_words().to_owned();
            }
        };
        format!("{}: {what}", self.name_in_words())
    }
}

const fn visit(modality: Modality) -> &'static str {
    match modality {
        Modality::Asynchronous => "no live visit",
        Modality::Audio => "a call, or a stronger visit",
        Modality::Video => "a video visit, or one in person",
        Modality::InPerson => "a visit in person",
    }
}

const fn turn_to(stop: Stop) -> &'static str {
    match stop {
        Stop::Call911 => "call 911",
        Stop::Call988 => "call or text 988",
        Stop::EmergencyDepartment => "go to an emergency department",
        Stop::SameDay => "be seen today",
    }
}

/// "blood pressure, at most 180 days old", "photo (front-hairline)", "photo or record".
fn evidence(demand: &EvidenceDemand) -> String {
    let kinds: Vec<String> =
        demand.kinds.iter().map(|kind| kind.as_str().replace('-', " ")).collect();
    let mut words = kinds.join(" or ");
    for detail in [&demand.view, &demand.code].into_iter().flatten() {
        words = format!("{words} ({detail})");
    }
    match demand.within_days {
        Some(days) => format!("{words}, at most {} old", counted(u32::from(days), "day")),
        None => words,
    }
}

fn limits(limit: &Limit) -> String {
    let Limit { quantity, refills, days_supply, single_dose_mg, interval_hours } = limit;
    let all = [
        quantity.map(|most| format!("at most {} in one fill", counted(most, "unit"))),
        refills.map(|most| match most {
            0 => "no refills".to_owned(),
            most => format!("at most {}", counted(most, "refill")),
        }),
        days_supply.map(|most| format!("at most {} with one fill", counted(most, "day"))),
        single_dose_mg.map(|most| format!("at most {most} mg in one dose")),
        interval_hours.map(|least| format!("at least {} between doses", counted(least, "hour"))),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    all.join(", ")
}

fn counted(number: u32, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_effect_says_with_what() {
        for (effect, read) in [
            (json!("open"), "Opens"),
            (json!("refer"), "Refers elsewhere"),
            (
                json!({"require": {"modality": "video"}}),
                "Requires: a video visit, or one in person",
            ),
            (
                json!({"require": {"evidence": "blood-pressure", "within-days": 180}}),
                "Requires: blood pressure, at most 180 days old",
            ),
            (json!({"require": {"evidence": "photo", "view": "crown"}}), "Requires: photo (crown)"),
            (
                json!({"require": {"any-evidence": ["photo", "record"]}}),
                "Requires: photo or record",
            ),
            (
                json!({"require": {"consent": "telehealth"}}),
                "Requires: a signed consent (telehealth)",
            ),
            (
                json!({"limit": {"quantity": 10, "refills": 0, "days-supply": 30}}),
                "Limits: at most 10 units in one fill, no refills, at most 30 days with one fill",
            ),
            (
                json!({"limit": {"refills": 1, "single-dose-mg": 2.5, "interval-hours": 24}}),
                "Limits: at most 1 refill, at most 2.5 mg in one dose, at least 24 hours between doses",
            ),
            (json!({"stop": "988"}), "Stops: emergency: call or text 988"),
            (json!({"oblige": "pdmp-check"}), "Obliges: PDMP check"),
        ] {
            let effect: Effect = serde_json::from_value(effect).unwrap();
            assert_eq!(effect.in_words(), read);
        }
    }
}
