//! From FHIR to the model: what cannot be honoured is refused.

mod condition;
mod extension;
mod kind;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Enablement, Item, ItemKind, LinkId, Page, Questionnaire, QuestionnaireError, error::Fault, fhir,
};
use extension::Extensions;

impl Questionnaire {
    /// Reads a FHIR R4 Questionnaire: pages are top-level groups, and hold
    /// questions.
    ///
    /// # Errors
    /// [`QuestionnaireError`] for the first thing that is wrong.
    pub fn from_json(json: &str) -> Result<Self, QuestionnaireError> {
        let wire: fhir::Questionnaire = serde_json::from_str(json)
            .map_err(|error| QuestionnaireError::Json(error.to_string()))?;
        let missing = [
            ("resourceType", wire.resource_type != "Questionnaire"),
            ("url", wire.url.is_empty()),
            ("version", wire.version.is_empty()),
            ("title", wire.title.is_empty()),
            ("item", wire.item.is_empty()),
        ];
        if let Some((element, _)) = missing.into_iter().find(|(_, is_missing)| *is_missing) {
            return Err(QuestionnaireError::Missing(element));
        }
        no_modifiers(&wire.modifier_extension)
            .and_then(|()| Extensions::read(&wire.extension, &[]).map(drop))
            .map_err(|fault| at(&wire.url, fault))?;
        let mut reader = Reader::default();
        let pages = wire.item.into_iter().map(|group| reader.page(group));
        Ok(Self {
            pages: pages.collect::<Result<_, _>>()?,
            url: wire.url,
            version: wire.version,
            title: wire.title,
        })
    }
}

fn at(link_id: &str, fault: Fault) -> QuestionnaireError {
    QuestionnaireError::Item { link_id: link_id.to_owned(), fault }
}

fn no_modifiers(modifiers: &[serde::de::IgnoredAny]) -> Result<(), Fault> {
    if modifiers.is_empty() { Ok(()) } else { Err(Fault::ModifierExtension) }
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    seen: BTreeSet<LinkId>,
    questions: BTreeMap<LinkId, ItemKind>,
}

impl Reader {
    fn page(&mut self, group: fhir::Item) -> Result<Page, QuestionnaireError> {
        let link_id = self.link_id(&group.link_id)?;
        let (enable, section) = self.head(&group).map_err(|fault| at(link_id.as_str(), fault))?;
        let items: Vec<Item> =
            group.item.into_iter().map(|item| self.item(item)).collect::<Result<_, _>>()?;
        let page = Page { link_id, title: group.text, section, enable, items };
        if page.title.is_empty() && page.only_question().is_none() {
            return Err(at(page.link_id.as_str(), Fault::NoText));
        }
        Ok(page)
    }

    fn head(&self, group: &fhir::Item) -> Result<(Enablement, Option<String>), Fault> {
        if group.kind != "group" {
            return Err(Fault::NotAPage);
        }
        if group.item.is_empty() {
            return Err(Fault::EmptyPage);
        }
        if group.repeats {
            return Err(Fault::RepeatsElsewhere);
        }
        if !group.answer_option.is_empty() {
            return Err(Fault::OptionsElsewhere);
        }
        no_modifiers(&group.modifier_extension)?;
        let extensions = Extensions::read(&group.extension, &[extension::SECTION])?;
        Ok((self.enablement(group)?, extensions.string(extension::SECTION)?))
    }

    fn item(&mut self, mut wire: fhir::Item) -> Result<Item, QuestionnaireError> {
        let link_id = self.link_id(&wire.link_id)?;
        let mut hints = Vec::new();
        for nested in std::mem::take(&mut wire.item) {
            let nested_id = self.link_id(&nested.link_id)?;
            if !nested.is_help() || !nested.item.is_empty() || !nested.enable_when.is_empty() {
                return Err(at(nested_id.as_str(), Fault::TooDeep));
            }
            hints.push(nested.text);
        }
        let hint = (!hints.is_empty()).then(|| hints.join("\n"));
        let item = self
            .question(link_id, hint, wire)
            .map_err(|(link_id, fault)| at(link_id.as_str(), fault))?;
        if item.is_question() {
            self.questions.insert(item.link_id.clone(), item.kind.clone());
        }
        Ok(item)
    }

    fn question(
        &self,
        link_id: LinkId,
        hint: Option<String>,
        wire: fhir::Item,
    ) -> Result<Item, (LinkId, Fault)> {
        let parts = || {
            no_modifiers(&wire.modifier_extension)?;
            if wire.text.trim().is_empty() {
                return Err(Fault::NoText);
            }
            let extensions = Extensions::read(&wire.extension, &extension::OF_ITEMS)?;
            let kind = kind::read(&wire, &extensions)?;
            let purpose = kind::purpose(&kind, wire.repeats, &extensions)?;
            let fact = kind::fact(&kind, &extensions)?;
            Ok((kind, purpose, fact, self.enablement(&wire)?))
        };
        match parts() {
            Ok((kind, purpose, fact, enable)) => Ok(Item {
                link_id,
                text: wire.text,
                hint,
                kind,
                required: wire.required,
                repeats: wire.repeats,
                enable,
                fact,
                purpose,
            }),
            Err(fault) => Err((link_id, fault)),
        }
    }

    fn link_id(&mut self, text: &str) -> Result<LinkId, QuestionnaireError> {
        let link_id: LinkId =
            text.parse().map_err(|_| QuestionnaireError::LinkId { link_id: text.to_owned() })?;
        if self.seen.insert(link_id.clone()) {
            Ok(link_id)
        } else {
            Err(QuestionnaireError::DuplicateLinkId { link_id: text.to_owned() })
        }
    }
}
