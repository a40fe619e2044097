//! The verification ledger: who read which rule against its source, and who doubts it.

use domain::{
    Timestamp,
    actor::Actor,
    people::PersonName,
    rules::{Digest, Ledger, RuleId, Verification},
};

use crate::{
    accounts::managing,
    audit::Audit,
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
    store::Store,
};

/// Who vouches for a rule, or contests it.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Who read the rule against its source; they need no account.
    pub by: PersonName,
    /// What they want to say about it; may be empty.
    pub note: String,
}

/// Somebody doubts that a rule, as it reads, says what its source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The rule.
    pub rule: RuleId,
    /// The text of it that is doubted.
    pub digest: Digest,
    /// Who doubts it.
    pub by: String,
    /// When that was put on record.
    pub at: Timestamp,
    /// Why.
    pub note: String,
}

#[derive(sqlx::FromRow)]
struct ContestRow {
    rule_id: String,
    rule_digest: String,
    contested_by: String,
    contested_at: i64,
    note: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    rule_id: String,
    rule_digest: String,
    verified_by: String,
    verified_at: i64,
    note: String,
}

impl Store {
    /// Puts on record that somebody vouches for these rules as they now read,
    /// for all of them or for none. An earlier verification of the same text is replaced,
    /// and a contest of it is settled.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator or the command line.
    pub async fn verify_rules(
        &self,
        actor: &Actor,
        rules: &[(RuleId, Digest)],
        voucher: &Voucher,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        for (rule, digest) in rules {
            tx.execute(
                "insert into rule_verification \
                 (rule_id, rule_digest, verified_by, recorded_by, verified_at, note) \
                 values ($1, $2, $3, $4, $5, $6) on conflict (rule_id, rule_digest) do update set \
                 verified_by = excluded.verified_by, recorded_by = excluded.recorded_by, \
                 verified_at = excluded.verified_at, note = excluded.note",
                args![
                    rule.as_str(),
                    digest.to_string(),
                    voucher.by.as_str(),
                    actor.account_id(),
                    at,
                    voucher.note.as_str(),
                ],
            )
            .await?;
            tx.execute(
                "delete from rule_contest where rule_id = $1 and rule_digest = $2",
                args![rule.as_str(), digest.to_string()],
            )
            .await?;
            let why = format!("{} vouches for {rule}", voucher.by);
            let line = Audit {
                actor,
                action: "verify-rule",
                encounter: None,
                subject: actor.account_id(),
                why: &why,
            };
            self.audit(&mut tx, at, line).await?;
        }
        tx.commit().await
    }

    /// Puts on record that somebody doubts this rule as it now reads: it is verified no
    /// more, until somebody vouches for it again.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator or the command line.
    pub async fn contest_rule(
        &self,
        actor: &Actor,
        (rule, digest): (&RuleId, Digest),
        doubter: &Voucher,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        tx.execute(
            "delete from rule_verification where rule_id = $1 and rule_digest = $2",
            args![rule.as_str(), digest.to_string()],
        )
        .await?;
        tx.execute(
            "insert into rule_contest \
             (rule_id, rule_digest, contested_by, recorded_by, contested_at, note) \
             values ($1, $2, $3, $4, $5, $6) on conflict (rule_id, rule_digest) do update set \
             contested_by = excluded.contested_by, recorded_by = excluded.recorded_by, \
             contested_at = excluded.contested_at, note = excluded.note",
            args![
                rule.as_str(),
                digest.to_string(),
                doubter.by.as_str(),
                actor.account_id(),
                at,
                doubter.note.as_str(),
            ],
        )
        .await?;
        let why = format!("{} contests {rule}", doubter.by);
        let line = Audit {
            actor,
            action: "contest-rule",
            encounter: None,
            subject: actor.account_id(),
            why: &why,
        };
        self.audit(&mut tx, at, line).await?;
        tx.commit().await
    }

    /// Every contest that nobody has settled.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn contests(&self) -> Result<Vec<Contest>, StoreError> {
        let mut tx = self.read().await?;
        let rows: Vec<ContestRow> = tx
            .fetch_all(
                "select rule_id, rule_digest, contested_by, contested_at, note from rule_contest \
                 order by rule_id, rule_digest",
                args![],
            )
            .await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|row| {
                let cell = |name| cell!("rule_contest", row.rule_id, name);
                Ok(Contest {
                    rule: cell("rule_id").parse(&row.rule_id)?,
                    digest: cell("rule_digest").parse(&row.rule_digest)?,
                    at: cell("contested_at").moment(row.contested_at)?,
                    by: row.contested_by,
                    note: row.note,
                })
            })
            .collect()
    }

    /// All verifications.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger(&self) -> Result<Ledger, StoreError> {
        let mut tx = self.read().await?;
        let ledger = read(&mut tx).await?;
        tx.commit().await?;
        Ok(ledger)
    }
}

/// All verifications, as this transaction sees them.
pub(crate) async fn read(tx: &mut Tx) -> Result<Ledger, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select rule_id, rule_digest, verified_by, verified_at, note from rule_verification",
            args![],
        )
        .await?;
    let mut ledger = Ledger::new();
    for row in rows {
        let rule = cell!("rule_verification", row.rule_id, "rule_id").parse(&row.rule_id)?;
        let digest =
            cell!("rule_verification", row.rule_id, "rule_digest").parse(&row.rule_digest)?;
        let at = cell!("rule_verification", row.rule_id, "verified_at").moment(row.verified_at)?;
        ledger.verify(rule, digest, Verification { by: row.verified_by, at, note: row.note });
    }
    Ok(ledger)
}
