//! The audit trail: who read or wrote what, when and why.

use domain::{
    Timestamp,
    actor::Actor,
    ids::{AccountId, EncounterId},
};
use uuid::Builder;

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
    store::Store,
};

/// One line of the trail of an encounter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// What kind of actor.
    pub actor_kind: String,
    /// Who, where they have an account.
    pub actor: Option<AccountId>,
    /// What was done, such as `read-chart` or `prescribe`.
    pub action: String,
    /// Why they may.
    pub why: String,
}

/// What goes into the trail.
pub(crate) struct Audit<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) action: &'a str,
    pub(crate) encounter: Option<EncounterId>,
    /// The person it is about, where it is not an encounter.
    pub(crate) subject: Option<AccountId>,
    /// Why the actor may.
    pub(crate) why: &'a str,
}

impl<'a> Audit<'a> {
    /// A line about an encounter.
    pub(crate) const fn of(
        actor: &'a Actor,
        action: &'a str,
        encounter: EncounterId,
        why: &'a str,
    ) -> Self {
        Self { actor, action, encounter: Some(encounter), subject: None, why }
    }

    /// A line about an account.
    pub(crate) const fn about(
        actor: &'a Actor,
        action: &'a str,
        subject: AccountId,
        why: &'a str,
    ) -> Self {
        Self { actor, action, encounter: None, subject: Some(subject), why }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    occurred_at: i64,
    actor_kind: String,
    actor_id: Option<String>,
    action: String,
    reason: String,
}

impl Store {
    /// Writes a line of the trail, in the transaction of what it tells.
    pub(crate) async fn audit(
        &self,
        tx: &mut Tx,
        at: Timestamp,
        line: Audit<'_>,
    ) -> Result<(), StoreError> {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        let id = Builder::from_unix_timestamp_millis(millis, &self.entropy()).into_uuid();
        tx.execute(
            "insert into audit (id, occurred_at, actor_kind, actor_id, action, encounter_id, \
             subject_id, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                id.to_string(),
                at,
                line.actor.kind(),
                line.actor.account_id(),
                line.action,
                line.encounter,
                line.subject,
                line.why,
            ],
        )
        .await?;
        Ok(())
    }

    /// Writes a line about something that was read. What cannot be put on
    /// record is not shown: the caller returns this error.
    pub(crate) async fn audit_read(&self, line: Audit<'_>) -> Result<(), StoreError> {
        self.audit_reads([line]).await
    }

    /// The same for several things that were read at once.
    pub(crate) async fn audit_reads<'a>(
        &self,
        lines: impl IntoIterator<Item = Audit<'a>, IntoIter: Send> + Send,
    ) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        for line in lines {
            self.audit(&mut tx, at, line).await?;
        }
        tx.commit().await
    }

    /// The trail of one encounter, oldest first. Reading it leaves a line, too.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator.
    pub async fn audit_trail(
        &self,
        actor: &Actor,
        encounter: EncounterId,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let (Actor::Operator(_) | Actor::System) = actor else {
            return Err(StoreError::Forbidden);
        };
        let mut tx = self.read().await?;
        let rows: Vec<Row> = tx
            .fetch_all(
                "select id, occurred_at, actor_kind, actor_id, action, reason from audit \
                 where encounter_id = $1 order by occurred_at, id",
                args![encounter],
            )
            .await?;
        tx.commit().await?;
        self.audit_read(Audit::of(actor, "read-trail", encounter, "operator")).await?;
        rows.into_iter()
            .map(|row| {
                Ok(AuditRow {
                    at: cell!("audit", row.id, "occurred_at").moment(row.occurred_at)?,
                    actor: cell!("audit", row.id, "actor_id")
                        .parse_optional(row.actor_id.as_deref())?,
                    actor_kind: row.actor_kind,
                    action: row.action,
                    why: row.reason,
                })
            })
            .collect()
    }
}
