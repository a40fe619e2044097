//! Somebody may be in danger: the clinic hears of it at once, whether or not a draft is
//! sent, and whoever looks at what was sent.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Timestamp,
    actor::Actor,
    ids::EncounterId,
    people::{EmailAddress, PersonName, Telephone},
    place::UsState,
    rules::RuleId,
};
use jiff::SignedDuration;
use serde::Serialize;

use crate::{
    accounts::managing,
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    outbox::Letter,
    profiles,
    sealed::{cell, seal},
    store::Store,
};

/// How long a notice stands on the operator's page.
const SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// For how long nobody is written to again about the same danger.
const QUIET: SignedDuration = SignedDuration::from_hours(24);

/// Whom somebody should call now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crisis {
    /// The draft, or what was sent.
    pub encounter: EncounterId,
    /// When it was saved.
    pub at: Timestamp,
    /// Where the patient is, once they said so.
    pub location: Option<UsState>,
    /// The patient's name and telephone, once given.
    pub person: Option<(PersonName, Telephone)>,
}

/// What calls for a call from the clinic at once.
#[derive(Clone, Debug, Serialize)]
pub struct Alarm {
    /// The rules that say so.
    pub dangers: BTreeSet<RuleId>,
    /// What operators are written: without health data.
    pub letter: Letter,
}

#[derive(sqlx::FromRow)]
struct Row {
    encounter_id: String,
    raised_at: i64,
}

impl Store {
    /// Puts the notice on record and writes to every operator, unless they were told of
    /// each of these dangers of this encounter in the past 24 hours. The encounter's row is locked.
    pub(crate) async fn raise_crisis(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        encounter: EncounterId,
        alarm: &Alarm,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let recent = at.saturating_sub(QUIET).unwrap_or(Timestamp::MIN);
        let id = encounter.to_string();
        let row: Option<(String,)> = tx
            .fetch_optional("select told from crisis where encounter_id = $1", args![encounter])
            .await?;
        let mut told: BTreeMap<RuleId, Timestamp> = match &row {
            Some((told,)) => cell!("crisis", id, "told").open(told)?,
            None => BTreeMap::new(),
        };
        let quiet = |danger| told.get(danger).is_some_and(|at| *at > recent);
        if row.is_some() && alarm.dangers.iter().all(quiet) {
            return Ok(());
        }
        told.extend(alarm.dangers.iter().map(|danger| (danger.clone(), at)));
        tx.execute(
            "insert into crisis (encounter_id, raised_at, told) values ($1, $2, $3) \
             on conflict (encounter_id) do update \
             set raised_at = excluded.raised_at, told = excluded.told",
            args![encounter, at, seal(&told)?],
        )
        .await?;
        let operators: Vec<(String,)> = tx
            .fetch_all(
                "select email from account where role = 'operator' and disabled_at is null \
                 order by id",
                args![],
            )
            .await?;
        for (email,) in operators {
            let email: EmailAddress = cell!("account", id, "email").parse(&email)?;
            self.post(tx, &email, &alarm.letter).await?;
        }
        self.audit(tx, at, Audit::of(actor, "raise-crisis", encounter, "own record")).await
    }

    /// The notices of the past 7 days, newest first, with whom to call. Each is
    /// put on record as read.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator.
    pub async fn crises(&self, actor: &Actor) -> Result<Vec<Crisis>, StoreError> {
        managing(actor)?;
        let after = self.now().saturating_sub(SHOWN).unwrap_or(Timestamp::MIN);
        let mut tx = self.read().await?;
        let rows: Vec<Row> = tx
            .fetch_all(
                "select encounter_id, raised_at from crisis where raised_at >= $1 \
                 order by raised_at desc, encounter_id",
                args![after],
            )
            .await?;
        let mut crises = Vec::new();
        for row in rows {
            let encounter =
                cell!("crisis", row.encounter_id, "encounter_id").parse(&row.encounter_id)?;
            let draft = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
            let profile = match draft.patient()? {
                Some(patient) => profiles::of(&mut tx, patient).await?,
                None => None,
            };
            crises.push(Crisis {
                encounter,
                at: cell!("crisis", row.encounter_id, "raised_at").moment(row.raised_at)?,
                location: draft.location()?,
                person: profile.map(|profile| (profile.legal_name, profile.telephone)),
            });
        }
        tx.commit().await?;
        for crisis in &crises {
            let line = Audit::of(actor, "read-crisis", crisis.encounter, "somebody must call");
            self.audit_read(line).await?;
        }
        Ok(crises)
    }
}
