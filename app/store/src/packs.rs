//! Packs: every one that the clinic has, and the rules that are in force.

mod publications;

use std::sync::Arc;

use domain::{
    Timestamp,
    actor::Actor,
    pack::{Pack, PackFile, PackHead},
    rules::Digest,
};

use crate::{
    accounts::managing,
    audit::Audit,
    engine::{Tx, args},
    error::StoreError,
    intake::questionnaires,
    ledger,
    rulebook::{CurrentRules, Rulebook},
    sealed::{cell, seal},
    store::Store,
};

pub(crate) use publications::in_force;
pub use publications::{NewPublication, Publication};

/// A pack that the clinic has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPack {
    /// The address of what it says.
    pub digest: Digest,
    /// What it says of itself.
    pub head: PackHead,
    /// Since when the clinic has it.
    pub kept_at: Timestamp,
    /// It came with the program; nobody uploaded it.
    pub shipped: bool,
}

#[derive(sqlx::FromRow)]
struct PackRow {
    digest: String,
    head: String,
    kept_by: Option<String>,
    kept_at: i64,
}

impl Store {
    /// Keeps a pack as a draft: nothing is decided by it yet. One that is kept already stays
    /// as it is; says whether it was not.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator.
    pub async fn keep_pack(
        &self,
        actor: &Actor,
        pack: &Pack,
        files: &[PackFile],
    ) -> Result<bool, StoreError> {
        managing(actor)?;
        let mut tx = self.begin().await?;
        let fresh = self.keep(&mut tx, actor, pack, files).await?;
        tx.commit().await?;
        Ok(fresh)
    }

    /// Keeps the pack that came with the program. It is in force at once where the clinic
    /// works by nothing yet, or by another one that came with the program; a clinic that
    /// published a pack of its own finds it as a draft.
    ///
    /// # Errors
    /// As [`Store::publish_pack`].
    pub async fn ship_pack(&self, pack: &Pack, files: &[PackFile]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if self.keep(&mut tx, &Actor::System, pack, files).await? {
            let now = self.now();
            let known = in_force(&mut tx, now).await?;
            let (works, own) =
                (known.is_some(), known.is_some_and(|one| one.published_by.is_some()));
            let asks = questionnaires::fit(&mut tx, pack).await;
            match asks {
                Ok(()) if own => {}
                Err(error @ StoreError::QuestionnaireReused { .. }) if works => {
                    tracing::warn!(%error, "the pack that came with the program stays a draft");
                }
                Ok(()) => {
                    let note = "Came with the program".to_owned();
                    let new = NewPublication { effective_at: now, note };
                    self.publish(&mut tx, &Actor::System, pack, &new).await?;
                }
                Err(error) => return Err(error),
            }
        }
        tx.commit().await
    }

    /// Every pack, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn packs(&self) -> Result<Vec<KeptPack>, StoreError> {
        let mut tx = self.read().await?;
        let rows: Vec<PackRow> = tx
            .fetch_all(
                "select digest, head, kept_by, kept_at from pack order by kept_at desc, digest",
                args![],
            )
            .await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|row| {
                let cell = |name| cell!("pack", row.digest, name);
                Ok(KeptPack {
                    digest: cell("digest").parse(&row.digest)?,
                    head: cell("head").open(&row.head)?,
                    kept_at: cell("kept_at").moment(row.kept_at)?,
                    shipped: row.kept_by.is_none(),
                })
            })
            .collect()
    }

    /// The files of a pack, where the clinic has it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pack_files(&self, digest: Digest) -> Result<Option<Vec<PackFile>>, StoreError> {
        let mut tx = self.read().await?;
        let files = find(&mut tx, digest).await?;
        tx.commit().await?;
        Ok(files)
    }

    /// The files of a pack that is or was in force: anybody may read what the clinic
    /// decided by.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn published_files(
        &self,
        digest: Digest,
    ) -> Result<Option<Vec<PackFile>>, StoreError> {
        let mut tx = self.read().await?;
        let begun: Option<(i64,)> = tx
            .fetch_optional(
                "select number from publication where pack_digest = $1 and effective_at <= $2 \
                 and withdrawn_at is null limit 1",
                args![digest.to_string(), self.now()],
            )
            .await?;
        let files = match begun {
            Some(_) => find(&mut tx, digest).await?,
            None => None,
        };
        tx.commit().await?;
        Ok(files)
    }

    /// A pack as it reads, where the clinic has it. What was read once is remembered.
    ///
    /// # Errors
    /// [`StoreError::PackUnreadable`] when this program does not read it any more.
    pub async fn pack(
        &self,
        rules: &CurrentRules,
        digest: Digest,
    ) -> Result<Option<Arc<Pack>>, StoreError> {
        if let Some(known) = rules.pack(digest) {
            return Ok(Some(known));
        }
        let Some(files) = self.pack_files(digest).await? else { return Ok(None) };
        // Megabytes to read: no other work's to wait for.
        let read = tokio::task::spawn_blocking(move || Pack::read(&files)).await;
        let read = read.map_err(|_| StoreError::Unavailable("reading a pack ended".to_owned()))?;
        let pack = read.map_err(|errors| StoreError::PackUnreadable {
            digest: digest.to_string(),
            mistakes: errors.to_string(),
        })?;
        Ok(Some(rules.learn(pack)))
    }

    /// Reads which pack is in force and what was verified of it, for all who ask `rules`
    /// from now on. The pack that they know holds where nothing was ever published.
    ///
    /// # Errors
    /// When the store fails, or the pack does not read any more.
    pub async fn read_rules(&self, rules: &CurrentRules) -> Result<(), StoreError> {
        let turn = rules.turn();
        let mut tx = self.read().await?;
        let ledger = ledger::read(&mut tx).await?;
        let published = in_force(&mut tx, self.now()).await?;
        tx.commit().await?;
        let known = rules.get();
        let pack = match published.map(|published| published.pack) {
            Some(digest) if digest != known.pack.digest() => {
                self.pack(rules, digest).await?.ok_or(StoreError::NotFound)?
            }
            Some(_) | None => known.pack.clone(),
        };
        rules.set(turn, Rulebook { pack, ledger: ledger.into(), ..known });
        Ok(())
    }

    async fn keep(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        files: &[PackFile],
    ) -> Result<bool, StoreError> {
        let at = self.now();
        let digest = pack.digest().to_string();
        let inserted = tx
            .execute(
                "insert into pack (digest, head, files, kept_by, kept_at) \
                 values ($1, $2, $3, $4, $5) on conflict (digest) do nothing",
                args![digest.as_str(), seal(pack.head())?, seal(&files)?, actor.account_id(), at],
            )
            .await?;
        if inserted == 0 {
            return Ok(false);
        }
        let why = format!("{} {}, {digest}", pack.head().title, pack.head().version);
        let line = Audit {
            actor,
            action: "keep-pack",
            encounter: None,
            subject: actor.account_id(),
            why: &why,
        };
        self.audit(tx, at, line).await?;
        Ok(true)
    }
}

async fn find(tx: &mut Tx, digest: Digest) -> Result<Option<Vec<PackFile>>, StoreError> {
    let row: Option<(String,)> = tx
        .fetch_optional("select files from pack where digest = $1", args![digest.to_string()])
        .await?;
    let digest = digest.to_string();
    row.map(|(files,)| cell!("pack", digest, "files").open(&files)).transpose()
}
