//! The verification ledger: who read which rule against its source.

use domain::{
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

/// Who vouches for a rule.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Who read the rule against its source; they need no account.
    pub by: PersonName,
    /// What they want to say about it; may be empty.
    pub note: String,
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
    /// for all of them or for none. An earlier verification of the same text is replaced.
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
