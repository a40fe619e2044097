//! The verification ledger: who read which rule against its source.

use domain::{
    actor::Actor,
    rules::{Digest, Ledger, RuleId, Verification},
};

use crate::{audit::Audit, engine::args, error::StoreError, sealed::cell, store::Store};

#[derive(sqlx::FromRow)]
struct Row {
    rule_id: String,
    rule_digest: String,
    name: Option<String>,
    verified_at: i64,
    note: String,
}

impl Store {
    /// An operator vouches for a rule as it now reads.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator.
    pub async fn verify_rule(
        &self,
        actor: &Actor,
        rule: &RuleId,
        digest: Digest,
        note: &str,
    ) -> Result<(), StoreError> {
        let Actor::Operator(operator) = actor else {
            return Err(StoreError::Forbidden);
        };
        let at = self.now();
        let mut tx = self.begin().await?;
        tx.execute(
            "insert into verification (rule_id, rule_digest, verified_by, verified_at, note) \
             values ($1, $2, $3, $4, $5) on conflict (rule_id, rule_digest) do update set \
             verified_by = excluded.verified_by, verified_at = excluded.verified_at, \
             note = excluded.note",
            args![rule.as_str(), digest.to_string(), *operator, at, note],
        )
        .await?;
        let line = Audit::about(actor, "verify-rule", (*operator).into(), rule.as_str());
        self.audit(&mut tx, at, line).await?;
        tx.commit().await
    }

    /// All verifications.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ledger(&self) -> Result<Ledger, StoreError> {
        let mut tx = self.read().await?;
        let rows: Vec<Row> = tx
            .fetch_all(
                "select verification.rule_id, verification.rule_digest, account.name, \
                 verification.verified_at, verification.note from verification \
                 join account on account.id = verification.verified_by",
                args![],
            )
            .await?;
        tx.commit().await?;
        let mut ledger = Ledger::new();
        for row in rows {
            let rule = cell!("verification", row.rule_id, "rule_id").parse(&row.rule_id)?;
            let digest =
                cell!("verification", row.rule_id, "rule_digest").parse(&row.rule_digest)?;
            let at = cell!("verification", row.rule_id, "verified_at").moment(row.verified_at)?;
            let by = row.name.unwrap_or_default();
            ledger.verify(rule, digest, Verification { by, at, note: row.note });
        }
        Ok(ledger)
    }
}
