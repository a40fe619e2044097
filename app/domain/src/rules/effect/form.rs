//! Effects as packs write them.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{Effect, EvidenceDemand, EvidenceKind, Requirement, Stop};
use crate::{relationship::Modality, rules::limits::Limit};

/// A table that is not an effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EffectError {
    /// Not one of the words.
    #[error(
        "unknown effect `{0}`: write `open`, `prohibit`, `refer` or `alert`, or a table with `require`, `limit`, `stop` or `oblige`"
    )]
    Word(String),
    /// None, or more than one.
    #[error("an effect holds exactly one of `require`, `limit`, `stop`, `oblige`")]
    NotOne,
    /// None, or more than one.
    #[error("a requirement holds exactly one of `modality`, `evidence`, `any-evidence`, `consent`")]
    RequirementNotOne,
    /// A detail without the evidence that has it.
    #[error("`{0}` goes only with {1}")]
    Detail(&'static str, &'static str),
    /// A code or a list is empty.
    #[error("`{0}` must not be empty")]
    Empty(&'static str),
    /// A limit that limits nothing.
    #[error(
        "a limit holds at least one of `quantity`, `refills`, `days-supply`, `single-dose-mg`, `interval-hours`"
    )]
    NoLimit,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct EffectForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    require: Option<RequirementForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Limit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<Stop>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oblige: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct RequirementForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    modality: Option<Modality>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_evidence: Option<Vec<EvidenceKind>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within_days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<String>,
}

impl TryFrom<EffectForm> for Effect {
    type Error = EffectError;

    fn try_from(form: EffectForm) -> Result<Self, EffectError> {
        match (form.require, form.limit, form.stop, form.oblige) {
            (Some(requirement), None, None, None) => requirement.try_into().map(Self::Require),
            (None, Some(limit), None, None) if limit == Limit::default() => {
                Err(EffectError::NoLimit)
            }
            (None, Some(limit), None, None) => Ok(Self::Limit(limit)),
            (None, None, Some(stop), None) => Ok(Self::Stop(stop)),
            (None, None, None, Some(duty)) => filled("oblige", duty).map(Self::Oblige),
            _ => Err(EffectError::NotOne),
        }
    }
}

impl TryFrom<RequirementForm> for Requirement {
    type Error = EffectError;

    fn try_from(mut form: RequirementForm) -> Result<Self, EffectError> {
        match (form.modality, form.evidence, form.any_evidence.take(), form.consent.take()) {
            (Some(modality), None, None, None) => {
                form.no_details()?;
                Ok(Self::Modality(modality))
            }
            (None, Some(kind), None, None) => form.demand(vec![kind]),
            (None, None, Some(kinds), None) if kinds.is_empty() => {
                Err(EffectError::Empty("any-evidence"))
            }
            (None, None, Some(kinds), None) => form.demand(kinds),
            (None, None, None, Some(consent)) => {
                form.no_details()?;
                filled("consent", consent).map(Self::Consent)
            }
            _ => Err(EffectError::RequirementNotOne),
        }
    }
}

impl RequirementForm {
    const fn no_details(&self) -> Result<(), EffectError> {
        if self.view.is_some() || self.code.is_some() || self.within_days.is_some() {
            return Err(EffectError::Detail("view`, `code` or `within-days", "`evidence`"));
        }
        Ok(())
    }

    fn demand(self, kinds: Vec<EvidenceKind>) -> Result<Requirement, EffectError> {
        if self.view.is_some() && kinds != [EvidenceKind::Photo] {
            return Err(EffectError::Detail("view", "`evidence = \"photo\"`"));
        }
        if self.code.is_some() && kinds != [EvidenceKind::Lab] {
            return Err(EffectError::Detail("code", "`evidence = \"lab\"`"));
        }
        Ok(Requirement::Evidence(EvidenceDemand {
            kinds,
            view: self.view,
            code: self.code,
            within_days: self.within_days,
        }))
    }
}

fn filled(key: &'static str, text: String) -> Result<String, EffectError> {
    if text.trim().is_empty() { Err(EffectError::Empty(key)) } else { Ok(text) }
}

impl From<&Requirement> for RequirementForm {
    fn from(requirement: &Requirement) -> Self {
        match requirement {
            Requirement::Modality(modality) => {
                Self { modality: Some(*modality), ..Self::default() }
            }
            Requirement::Consent(consent) => {
                Self { consent: Some(consent.clone()), ..Self::default() }
            }
            Requirement::Evidence(demand) => {
                let (evidence, any_evidence) = match demand.kinds.as_slice() {
                    [kind] => (Some(*kind), None),
                    kinds => (None, Some(kinds.to_vec())),
                };
                Self {
                    evidence,
                    any_evidence,
                    view: demand.view.clone(),
                    code: demand.code.clone(),
                    within_days: demand.within_days,
                    ..Self::default()
                }
            }
        }
    }
}

impl Serialize for Effect {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut form = EffectForm::default();
        match self {
            Self::Open | Self::Prohibit | Self::Refer | Self::Alert => {
                return serializer.serialize_str(self.as_str());
            }
            Self::Require(requirement) => form.require = Some(requirement.into()),
            Self::Limit(limit) => form.limit = Some(*limit),
            Self::Stop(stop) => form.stop = Some(*stop),
            Self::Oblige(duty) => form.oblige = Some(duty.clone()),
        }
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EffectVisitor)
    }
}

struct EffectVisitor;

impl<'de> Visitor<'de> for EffectVisitor {
    type Value = Effect;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a word such as `prohibit`, or a table such as `{ require = ... }`")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Effect, E> {
        [Effect::Open, Effect::Prohibit, Effect::Refer, Effect::Alert]
            .into_iter()
            .find(|effect| effect.as_str() == word)
            .ok_or_else(|| E::custom(EffectError::Word(word.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Effect, A::Error> {
        EffectForm::deserialize(MapAccessDeserializer::new(map))?
            .try_into()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Document {
        effect: Effect,
    }

    fn read(text: &str) -> Result<Effect, String> {
        toml::from_str::<Document>(&format!("effect = {text}"))
            .map(|document| document.effect)
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn every_effect_reads_back_as_it_was_written() {
        for text in [
            r#""open""#,
            r#""prohibit""#,
            r#""refer""#,
            r#""alert""#,
            r#"{ require = { modality = "in-person" } }"#,
            r#"{ require = { evidence = "blood-pressure", within-days = 180 } }"#,
            r#"{ require = { evidence = "photo", view = "front-hairline" } }"#,
            r#"{ require = { evidence = "lab", code = "2160-0" } }"#,
            r#"{ require = { any-evidence = ["photo", "record", "lab"] } }"#,
            r#"{ require = { consent = "telehealth" } }"#,
            r#"{ limit = { quantity = 10, single-dose-mg = 2.5 } }"#,
            r#"{ stop = "911" }"#,
            r#"{ oblige = "pdmp-check" }"#,
        ] {
            let effect = read(text).unwrap();
            let json = serde_json::to_string(&effect).unwrap();
            assert_eq!(serde_json::from_str::<Effect>(&json).unwrap(), effect, "{json}");
        }
    }

    #[test]
    fn what_is_not_an_effect_is_refused_with_what_to_write() {
        for (text, part) in [
            (r#""forbid""#, "write `open`, `prohibit`"),
            ("{}", "exactly one of `require`"),
            (r#"{ stop = "911", oblige = "x" }"#, "exactly one of `require`"),
            (r#"{ require = {} }"#, "exactly one of `modality`"),
            (r#"{ require = { evidence = "lab", view = "x" } }"#, "`view` goes only with"),
            (r#"{ require = { consent = "x", within-days = 3 } }"#, "goes only with"),
            (r#"{ require = { any-evidence = [] } }"#, "must not be empty"),
            (r#"{ oblige = " " }"#, "must not be empty"),
            (r#"{ limit = {} }"#, "at least one of `quantity`"),
            (r#"{ stop = "912" }"#, "unknown variant `912`"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
