//! From when on the clinic works by which pack.

use std::collections::BTreeSet;

use domain::{
    Timestamp,
    actor::Actor,
    medication::ProtocolId,
    pack::{Pack, PackFile},
    rules::Digest,
};

use super::find;
use crate::{
    accounts::managing,
    audit::Audit,
    engine::{Tx, args},
    error::StoreError,
    intake::questionnaires,
    sealed::cell,
    store::Store,
};

/// From when on the clinic works by a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Its number; a later one has a higher one.
    pub number: i64,
    /// The pack.
    pub pack: Digest,
    /// From when on.
    pub effective_at: Timestamp,
    /// When that was decided.
    pub published_at: Timestamp,
    /// The name of who decided it; none where the program put its own pack in force.
    pub published_by: Option<String>,
    /// Why.
    pub note: String,
    /// When it was taken back, before it had begun.
    pub withdrawn_at: Option<Timestamp>,
}

impl Publication {
    /// Whether it has begun and still stands.
    #[must_use]
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.withdrawn_at.is_none() && self.effective_at <= now
    }
}

/// From when on a pack is to be in force, and why.
#[derive(Clone, Debug)]
pub struct NewPublication {
    /// From when on; a moment that has passed means at once.
    pub effective_at: Timestamp,
    /// Why; may be empty.
    pub note: String,
}

/// The select of publications, with `$which` after it.
macro_rules! select_publication {
    ($which:literal) => {
        concat!(
            "select publication.number, publication.pack_digest, publication.effective_at, ",
            "publication.published_at, account.name as published_by, publication.note, ",
            "publication.withdrawn_at from publication ",
            "left join account on account.id = publication.published_by ",
            $which
        )
    };
}

#[derive(sqlx::FromRow)]
struct PublicationRow {
    number: i64,
    pack_digest: String,
    effective_at: i64,
    published_at: i64,
    published_by: Option<String>,
    note: String,
    withdrawn_at: Option<i64>,
}

impl PublicationRow {
    fn read(self) -> Result<Publication, StoreError> {
        let row = self.number.to_string();
        let cell = |column| cell!("publication", row, column);
        Ok(Publication {
            number: self.number,
            pack: cell("pack_digest").parse(&self.pack_digest)?,
            effective_at: cell("effective_at").moment(self.effective_at)?,
            published_at: cell("published_at").moment(self.published_at)?,
            published_by: self.published_by,
            note: self.note,
            withdrawn_at: cell("withdrawn_at").moment_optional(self.withdrawn_at)?,
        })
    }
}

impl Store {
    /// Puts a pack that is kept in force, now or from a later moment on. To go back to an
    /// earlier pack is to publish it again.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator; [`StoreError::NotFound`] for a
    /// pack that is not kept; [`StoreError::ProtocolInUse`] where it lacks a protocol that is
    /// or was offered: whoever is treated by it still needs it, and a rule can bar it;
    /// [`StoreError::QuestionnaireReused`] where it asks other questions under a version that
    /// was asked before.
    pub async fn publish_pack(
        &self,
        actor: &Actor,
        pack: &Pack,
        new: &NewPublication,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let mut tx = self.begin().await?;
        if find(&mut tx, pack.digest()).await?.is_none() {
            return Err(StoreError::NotFound);
        }
        if let Some(id) = offered(&mut tx).await?.into_iter().find(|id| pack.protocol(id).is_none())
        {
            return Err(StoreError::ProtocolInUse(id));
        }
        self.publish(&mut tx, actor, pack, new).await?;
        tx.commit().await
    }

    /// Takes a publication back that has not begun yet.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator; [`StoreError::NotFound`] where
    /// it has begun, or was taken back before.
    pub async fn withdraw_publication(&self, actor: &Actor, number: i64) -> Result<(), StoreError> {
        managing(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        let changed = tx
            .execute(
                "update publication set withdrawn_at = $2 \
                 where number = $1 and withdrawn_at is null and effective_at > $2",
                args![number, at],
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::NotFound);
        }
        let why = format!("publication {number}, before it began");
        let line = Audit {
            actor,
            action: "withdraw-publication",
            encounter: None,
            subject: actor.account_id(),
            why: &why,
        };
        self.audit(&mut tx, at, line).await?;
        tx.commit().await
    }

    /// Every publication, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn publications(&self) -> Result<Vec<Publication>, StoreError> {
        let mut tx = self.read().await?;
        let rows: Vec<PublicationRow> =
            tx.fetch_all(select_publication!("order by publication.number desc"), args![]).await?;
        tx.commit().await?;
        rows.into_iter().map(PublicationRow::read).collect()
    }

    /// What was, or will be, in force at a moment; none before anything was published.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn published_at(&self, at: Timestamp) -> Result<Option<Publication>, StoreError> {
        let mut tx = self.read().await?;
        let published = in_force(&mut tx, at).await?;
        tx.commit().await?;
        Ok(published)
    }

    pub(super) async fn publish(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        pack: &Pack,
        new: &NewPublication,
    ) -> Result<(), StoreError> {
        let at = self.now();
        let effective_at = new.effective_at.max(at);
        let digest = pack.digest().to_string();
        questionnaires::fit(tx, pack).await?;
        for protocol in pack.protocols() {
            questionnaires::keep(tx, protocol, at).await?;
        }
        tx.execute(
            "insert into publication (number, pack_digest, effective_at, published_by, \
             published_at, note) select coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5 \
             from publication",
            args![digest.as_str(), effective_at, actor.account_id(), at, new.note.as_str()],
        )
        .await?;
        let why = format!("{digest} from {effective_at}");
        let line = Audit {
            actor,
            action: "publish-pack",
            encounter: None,
            subject: actor.account_id(),
            why: &why,
        };
        self.audit(tx, at, line).await
    }
}

/// Every protocol by which somebody was ever treated, or that is offered now or will be.
async fn offered(tx: &mut Tx) -> Result<BTreeSet<ProtocolId>, StoreError> {
    let rows: Vec<(String,)> =
        tx.fetch_all("select distinct protocol from encounter", args![]).await?;
    let mut offered: BTreeSet<ProtocolId> = rows
        .into_iter()
        .map(|(id,)| cell!("encounter", id, "protocol").parse(&id))
        .collect::<Result<_, _>>()?;
    let standing: Vec<(String, String)> = tx
        .fetch_all(
            "select pack.digest, pack.files from pack where exists (select 1 from publication \
             where publication.pack_digest = pack.digest and publication.withdrawn_at is null)",
            args![],
        )
        .await?;
    for (digest, files) in standing {
        let files: Vec<PackFile> = cell!("pack", digest, "files").open(&files)?;
        let ids = files.iter().filter_map(|file| {
            let inside = file.path.strip_prefix("protocols/")?;
            inside.strip_suffix("/protocol.toml")?.parse().ok()
        });
        offered.extend(ids);
    }
    Ok(offered)
}

/// What is in force at this moment; of two that begin together, the later decision.
pub(crate) async fn in_force(
    tx: &mut Tx,
    at: Timestamp,
) -> Result<Option<Publication>, StoreError> {
    let row: Option<PublicationRow> = tx
        .fetch_optional(
            select_publication!(
                "where publication.effective_at <= $1 and publication.withdrawn_at is null \
                 order by publication.effective_at desc, publication.number desc limit 1"
            ),
            args![at],
        )
        .await?;
    row.map(PublicationRow::read).transpose()
}
