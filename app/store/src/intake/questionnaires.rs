//! Questionnaires as they read when somebody answered them.

use domain::{
    Timestamp,
    actor::Actor,
    ids::EncounterId,
    medication::ProtocolId,
    pack::{Pack, Protocol},
    questionnaire::Questionnaire,
};
use serde_json::Value;

use super::pages;
use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    rulebook::Rulebook,
    sealed::{cell, seal},
    store::Store,
    writes::owned,
};

/// A draft that is from now on answered under another version of its questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The version that was answered so far.
    pub from: String,
    /// The version from now on.
    pub to: String,
    /// Every page whose answers change with it, as they read from now on.
    pub pages: Vec<(String, Value)>,
}

impl Store {
    /// A questionnaire as it read in this version, where it was kept.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it does not read any more.
    pub async fn questionnaire(
        &self,
        protocol: &ProtocolId,
        version: &str,
    ) -> Result<Option<Questionnaire>, StoreError> {
        let mut tx = self.read().await?;
        let found = find(&mut tx, protocol, version).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Reads the questionnaire of this version, where the rulebook does not know it yet. A
    /// rulebook is asked about answers only after this.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it does not read any more.
    pub async fn learn_questionnaire(
        &self,
        rulebook: &Rulebook,
        protocol: &ProtocolId,
        version: &str,
    ) -> Result<(), StoreError> {
        if rulebook.knows(protocol, version) {
            return Ok(());
        }
        let mut tx = self.read().await?;
        learn(&mut tx, rulebook, protocol, version).await?;
        tx.commit().await
    }

    /// Takes a draft over to another version of its questionnaire, with the
    /// answers that go along. Every earlier revision stays. A draft that is no
    /// longer at `from` is left alone: somebody else has taken it over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is no draft of this actor.
    pub async fn upgrade_questionnaire(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        upgrade: &Upgrade,
    ) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let changed = tx
            .execute(
                "update encounter set questionnaire_version = $2, version = version + 1 \
                 where id = $1 and state = 'draft' and questionnaire_version = $3",
                args![encounter, upgrade.to.as_str(), upgrade.from.as_str()],
            )
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        if row.was_submitted() {
            return Err(StoreError::NotFound);
        }
        if changed == 0 {
            return Ok(());
        }
        let known = pages::current(&pages::of(&mut tx, encounter).await?);
        for (page, answers) in &upgrade.pages {
            let revision = known.iter().find(|known| known.page == *page);
            let revision = revision.map_or(0, |known| known.revision) + 1;
            insert(&mut tx, actor, encounter, (page, revision, answers), at).await?;
        }
        let line = Audit::of(actor, "upgrade-questionnaire", encounter, "own record");
        self.audit(&mut tx, at, line).await?;
        tx.commit().await
    }
}

/// Every version that a pack asks is a new one, or asks as it was asked before.
///
/// # Errors
/// [`StoreError::QuestionnaireReused`] where a version is kept and asks otherwise.
pub(crate) async fn fit(tx: &mut Tx, pack: &Pack) -> Result<(), StoreError> {
    for protocol in pack.protocols() {
        let version = protocol.questionnaire.version.as_str();
        let kept = find(tx, &protocol.id, version).await?;
        if kept.is_some_and(|kept| kept != protocol.questionnaire) {
            let (protocol, version) = (protocol.id.clone(), version.to_owned());
            return Err(StoreError::QuestionnaireReused { protocol, version });
        }
    }
    Ok(())
}

/// Keeps the questionnaire of a protocol, so that answers to it can be read when it has
/// changed. One that is kept already stays as it is.
///
/// # Errors
/// When the store fails.
pub(crate) async fn keep(
    tx: &mut Tx,
    protocol: &Protocol,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (id, questionnaire) = (&protocol.id, &protocol.questionnaire);
    let version = questionnaire.version.as_str();
    tx.execute(
        "insert into questionnaire (protocol, version, content, kept_at) \
         values ($1, $2, $3, $4) on conflict (protocol, version) do nothing",
        args![id.as_str(), version, seal(questionnaire)?, at],
    )
    .await?;
    Ok(())
}

/// The same as [`Store::learn_questionnaire`], in a transaction.
pub(crate) async fn learn(
    tx: &mut Tx,
    rulebook: &Rulebook,
    protocol: &ProtocolId,
    version: &str,
) -> Result<(), StoreError> {
    if !rulebook.knows(protocol, version) {
        let found = find(tx, protocol, version).await?;
        rulebook.kept.learn(protocol, version, found);
    }
    Ok(())
}

async fn find(
    tx: &mut Tx,
    protocol: &ProtocolId,
    version: &str,
) -> Result<Option<Questionnaire>, StoreError> {
    let row: Option<(String,)> = tx
        .fetch_optional(
            "select content from questionnaire where protocol = $1 and version = $2",
            args![protocol.as_str(), version],
        )
        .await?;
    row.map(|(sealed,)| cell!("questionnaire", version, "content").open(&sealed)).transpose()
}

/// Appends a revision of a page.
pub(super) async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    encounter: EncounterId,
    (page, revision, answers): (&str, i64, &Value),
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into encounter_page (encounter_id, page, revision, answers, saved_at, saved_by) \
         values ($1, $2, $3, $4, $5, $6)",
        args![encounter, page, revision, seal(answers)?, at, actor.kind()],
    )
    .await?;
    Ok(())
}
