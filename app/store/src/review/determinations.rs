//! Determinations: every decision with the rules that spoke.

use domain::{
    Timestamp,
    encounter::{Encounter, State},
    ids::{ClinicianId, DeterminationId, EncounterId},
    rules::{EvaluationRecord, Outcome},
};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::{cell, seal},
};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeterminationKind {
    /// A medicine was prescribed.
    Prescribed,
    /// The request was declined.
    Declined,
    /// A live visit was called for.
    VisitRequired,
    /// The patient was asked for more.
    InformationRequested,
}

impl DeterminationKind {
    const ALL: [Self; 4] =
        [Self::Prescribed, Self::Declined, Self::VisitRequired, Self::InformationRequested];

    /// The word kept in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prescribed => "prescribed",
            Self::Declined => "declined",
            Self::VisitRequired => "visit-required",
            Self::InformationRequested => "information-requested",
        }
    }
}

/// One decision on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determination {
    /// Its id.
    pub id: DeterminationId,
    /// The version of the encounter that it led to.
    pub version: i64,
    /// Who decided.
    pub clinician: ClinicianId,
    /// What.
    pub kind: DeterminationKind,
    /// What the rules said at that moment.
    pub evaluation: EvaluationRecord,
    /// The digest of the pack that was in force.
    pub pack_digest: String,
    /// The digest of the evaluation.
    pub evaluation_digest: String,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    version: i64,
    clinician_id: String,
    kind: String,
    evaluation: String,
    pack_digest: String,
    evaluation_digest: String,
    decided_at: i64,
}

impl Row {
    fn read(self) -> Result<Determination, StoreError> {
        Ok(Determination {
            id: cell!("determination", self.id, "id").parse(&self.id)?,
            version: self.version,
            clinician: cell!("determination", self.id, "clinician_id").parse(&self.clinician_id)?,
            kind: DeterminationKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == self.kind)
                .ok_or_else(|| cell!("determination", self.id, "kind").corrupt())?,
            evaluation: cell!("determination", self.id, "evaluation").open(&self.evaluation)?,
            pack_digest: self.pack_digest,
            evaluation_digest: self.evaluation_digest,
            at: cell!("determination", self.id, "decided_at").moment(self.decided_at)?,
        })
    }
}

/// Puts a decision on record.
pub(crate) async fn insert(
    tx: &mut Tx,
    encounter: EncounterId,
    determination: &Determination,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into determination (id, encounter_id, version, clinician_id, kind, evaluation, \
         pack_digest, evaluation_digest, decided_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            determination.id,
            encounter,
            determination.version,
            determination.clinician,
            determination.kind.as_str(),
            seal(&determination.evaluation)?,
            determination.pack_digest.as_str(),
            determination.evaluation_digest.as_str(),
            determination.at,
        ],
    )
    .await?;
    Ok(())
}

/// The decisions of an encounter, oldest first.
pub(crate) async fn of(
    tx: &mut Tx,
    encounter: EncounterId,
) -> Result<Vec<Determination>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select id, version, clinician_id, kind, evaluation, pack_digest, \
             evaluation_digest, decided_at from determination \
             where encounter_id = $1 order by version",
            args![encounter],
        )
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// A prescription rests on a decision of the same clinician that permitted its
/// medicine; a decline on a decision to decline. Anything else cannot be.
pub(crate) fn consistent(encounter: &Encounter, determinations: &[Determination]) -> bool {
    let found = |id: DeterminationId, by: ClinicianId, kind: DeterminationKind| {
        determinations
            .iter()
            .find(|known| known.id == id && known.clinician == by && known.kind == kind)
    };
    match &encounter.state {
        State::Prescribed { outcome } => {
            found(outcome.determination, outcome.by, DeterminationKind::Prescribed).is_some_and(
                |known| {
                    known.evaluation.decisions.iter().any(|decision| {
                        decision.medication == outcome.what.medication
                            && decision.outcome == Outcome::Permitted
                    })
                },
            )
        }
        State::Declined { outcome } => {
            found(outcome.determination, outcome.by, DeterminationKind::Declined).is_some()
        }
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. }
        | State::AwaitingVisit { .. }
        | State::Withdrawn { .. }
        | State::Expired { .. } => true,
    }
}
