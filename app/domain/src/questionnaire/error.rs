//! Why a questionnaire could not be read: which item, and what to write.

/// Why a FHIR R4 Questionnaire was refused. Each says which linkId, and what
/// to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionnaireError {
    /// Not JSON, or not of the shape of a Questionnaire.
    #[error("the questionnaire cannot be read: {0}")]
    Json(String),
    /// A part that every questionnaire has is missing or empty.
    #[error("the questionnaire must have `{0}`")]
    Missing(&'static str),
    /// The linkId cannot be used.
    #[error("`{0}`: {1}", link_id, super::LinkIdError)]
    LinkId {
        /// The linkId as written.
        link_id: String,
    },
    /// Two items have one linkId.
    #[error("`{link_id}` is used twice: give each item its own linkId")]
    DuplicateLinkId {
        /// The linkId.
        link_id: String,
    },
    /// Something about one item.
    #[error("`{link_id}`: {fault}")]
    Item {
        /// The item's linkId.
        link_id: String,
        /// What is wrong, and what to write.
        fault: Fault,
    },
}

/// What is wrong with one item, as a sentence that says what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A question at the top level.
    #[error("every top-level item must be a `group`: put the question into one")]
    NotAPage,
    /// A group inside a group, or a question inside a question.
    #[error(
        "items nest page, then question: only a `display` with the item control `help` may stand below"
    )]
    TooDeep,
    /// A page with nothing on it.
    #[error("a page must have at least one item")]
    EmptyPage,
    /// No text.
    #[error("`text` must be written")]
    NoText,
    /// A type that is not known.
    #[error("the type `{0}` is not known: write {known}", known = KNOWN_TYPES)]
    UnknownType(String),
    /// One of our extensions that does not exist, or not here.
    #[error("the extension `{0}` is not known here")]
    UnknownExtension(String),
    /// An extension without the value it must have.
    #[error("the extension `{url}` must have `{value}`")]
    ExtensionValue {
        /// The extension.
        url: String,
        /// The value it must have.
        value: &'static str,
    },
    /// An extension that changes the meaning of the item, which we do not know.
    #[error("a `modifierExtension` cannot be honoured: leave it out")]
    ModifierExtension,
    /// A choice without options.
    #[error("a choice must have `answerOption`s, each with a `valueCoding` of code and display")]
    NoOptions,
    /// The same code twice in one choice.
    #[error("the option `{0}` stands twice")]
    DuplicateOption(String),
    /// Options on an item that takes none.
    #[error("`answerOption` belongs to a `choice` or `open-choice`")]
    OptionsElsewhere,
    /// Several answers of a kind that takes one.
    #[error("`repeats` is known for `choice`, `open-choice`, `string` and `attachment` only")]
    RepeatsElsewhere,
    /// A condition on a question that is not there, or not before it.
    #[error("enableWhen names `{0}`, which is not a question before it")]
    EnableWhenQuestion(String),
    /// A condition that cannot be compared with the answers of its question.
    #[error("enableWhen on `{0}` must have an operator and an answer that fit its type")]
    EnableWhenAnswer(String),
    /// A condition on an option that does not exist.
    #[error("enableWhen names `{code}`, which is not an option of `{question}`")]
    EnableWhenCode {
        /// The earlier question.
        question: String,
        /// The code.
        code: String,
    },
    /// Several conditions, and not said whether all or any.
    #[error("several enableWhen need `enableBehavior`: write `all` or `any`")]
    EnableBehavior,
    /// A least value above the greatest.
    #[error("`minValue` must not be above `maxValue`")]
    EmptyRange,
    /// A quantity or a laboratory value without a unit.
    #[error("a quantity or a laboratory value must have the extension questionnaire-unit")]
    NoUnit,
    /// A fact from an answer that no rule can read.
    #[error("a fact needs a choice, a number or a date")]
    FactElsewhere,
    /// A purpose that this type of item cannot have, or two purposes.
    #[error("the extension `{0}` does not fit this item")]
    PurposeElsewhere(&'static str),
    /// An attachment that is neither a photo of a view nor a record.
    #[error("an attachment must have `urn:asynclinic:photo-view` or `urn:asynclinic:record`")]
    AttachmentWithoutPurpose,
}

const KNOWN_TYPES: &str = "`group`, `display`, `boolean`, `integer`, `decimal`, `date`, `string`, \
                           `text`, `choice`, `open-choice`, `quantity` or `attachment`";
