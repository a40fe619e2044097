//! Requests for information and their answers.

use domain::{
    Date, Timestamp,
    actor::Actor,
    encounter::{Answer, Asked, Encounter, Question, Verb, VerbError},
    evidence::Evidence,
    ids::{DeterminationId, EncounterId, RequestId},
};

use super::determinations::DeterminationKind;
use crate::{
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    rulebook::Rulebook,
    sealed::{cell, seal},
    store::Store,
    writes::{Access, Begun, Held, clinician},
};

/// A request for information, and its answer once it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// What was asked, by whom, when.
    pub asked: Asked,
    /// The answers, in the order of the questions.
    pub answers: Option<Vec<Answer>>,
    /// When they were given.
    pub answered_at: Option<Timestamp>,
    /// The day they were given, by the patient's calendar.
    pub answered_on: Option<Date>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    asked: String,
    answers: Option<String>,
    answered_at: Option<i64>,
    answered_on: Option<String>,
}

impl Row {
    fn read(self) -> Result<RequestRow, StoreError> {
        let answers = cell!("request", self.id, "answers");
        Ok(RequestRow {
            asked: cell!("request", self.id, "asked").open(&self.asked)?,
            answers: self.answers.as_deref().map(|sealed| answers.open(sealed)).transpose()?,
            answered_at: cell!("request", self.id, "answered_at")
                .moment_optional(self.answered_at)?,
            answered_on: cell!("request", self.id, "answered_on")
                .parse_optional(self.answered_on.as_deref())?,
        })
    }
}

impl Store {
    /// Asks the patient for more.
    ///
    /// # Errors
    /// [`StoreError::Verb`] for questions that cannot be asked so, and every
    /// refusal of a clinician's write.
    pub async fn request_information(
        &self,
        actor: &Actor,
        held: &Held,
        questions: Vec<Question>,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::RequestInformation;
        let body = (verb, held.lease, &held.digest_seen, &questions);
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, &held.change, &body, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        work.holding(held.proof(by), verb)?;
        let weighed = work.weigh(by, held.digest_seen.as_deref(), rulebook, local).await?;
        let at = work.at;
        let id = RequestId::new(at, self.entropy());
        let asked = Asked::new(id, by, at, questions).map_err(VerbError::from)?;
        let sealed = seal(&asked)?;
        let determination = DeterminationId::new(at, self.entropy());
        let current = work.encounter.clone();
        let next = current.request_information(held.proof(by), asked, at)?;
        work.tx
            .execute(
                "insert into request (id, encounter_id, asked, asked_at) values ($1, $2, $3, $4)",
                args![id, next.id, sealed, at],
            )
            .await?;
        let kind = DeterminationKind::InformationRequested;
        work.determine(determination, by, kind, weighed, &next).await?;
        work.finish(verb.as_str(), "holds the claim", next).await
    }
}

/// The requests of an encounter, oldest first.
pub(crate) async fn of(tx: &mut Tx, encounter: EncounterId) -> Result<Vec<RequestRow>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select id, asked, answers, answered_at, answered_on from request \
             where encounter_id = $1 order by asked_at, id",
            args![encounter],
        )
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Writes the answers to a request that has none yet.
pub(crate) async fn answer(
    tx: &mut Tx,
    request: RequestId,
    answers: &[Answer],
    on: Date,
    at: Timestamp,
) -> Result<(), StoreError> {
    let answered = tx
        .execute(
            "update request set answers = $2, answered_at = $3, answered_on = $4 \
             where id = $1 and answers is null",
            args![request, seal(&answers)?, at, on],
        )
        .await?;
    if answered == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// An answered question is a dialogue between clinician and patient.
pub(crate) async fn evidence(
    tx: &mut Tx,
    encounter: EncounterId,
) -> Result<impl Iterator<Item = Evidence>, StoreError> {
    let answered = of(tx, encounter).await?.into_iter().filter_map(|row| row.answered_on);
    Ok(answered.map(|on| Evidence::ClinicianDialogue { on }))
}
