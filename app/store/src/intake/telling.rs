//! What the product itself tells a patient about a draft or a visit, and the receipt of it.

use domain::{
    actor::Actor,
    decide::Answer,
    encounter::State,
    ids::EncounterId,
    licence::Licence,
    place::UsState,
    receipt::{Grounds, Receipt, Telling},
    rules::{Digest, EvaluationRecord},
};

use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    intake::questionnaires::learn,
    ledger,
    licences::{self, LocalDates},
    meta, packs,
    profiles::patient,
    review::{
        receipts::{self, Entry, Origin},
        record,
    },
    rulebook::Rulebook,
    sealed::seal,
    store::Store,
    writes::owned,
};

/// What a patient hears of the draft or the visit at hand.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// What the rules say to it as it stands.
    pub evaluation: EvaluationRecord,
    /// Where the patient is.
    pub location: UsState,
    /// Whether some clinician here is licensed there.
    pub served: bool,
    /// The receipt of what this has the patient told, where it does.
    pub receipt: Option<Receipt>,
}

impl Store {
    /// Asks the rules about a patient's own draft, or about what they sent while it is
    /// open. Where they call for a visit first, or for
    /// somebody else, or nobody here is licensed there, the patient is told so, and that
    /// leaves a signed receipt: one for the same encounter, pack and facts, however often and
    /// by whichever server it is told.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient, [`StoreError::NotFound`] when it
    /// is not theirs, [`StoreError::Conflict`] when it has come to its end,
    /// [`StoreError::Incomplete`] without a place, [`StoreError::PackChanged`] when another
    /// pack is in force.
    pub async fn tell(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Outlook, StoreError> {
        patient(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        // The write comes first: it locks the row, so that nobody tells the same meanwhile.
        tx.execute("update encounter set version = version where id = $1", args![encounter])
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        if !row.state_name()?.is_open() {
            return Err(StoreError::Conflict { current: row.version });
        }
        let open = row.read()?.ok_or(StoreError::Incomplete("place"))?;
        let rulebook = rulebook.under(ledger::read(&mut tx).await?);
        let published = packs::in_force(&mut tx, at).await?;
        if published.is_some_and(|published| published.pack != rulebook.pack.digest()) {
            return Err(StoreError::PackChanged);
        }
        let record = record(&mut tx, &row, &open, None).await?;
        learn(&mut tx, &rulebook, &record.protocol, &record.questionnaire_version).await?;
        let dates = local(record.location);
        let active = licences::active(&mut tx).await?;
        let served = licences::covering(&active, record.location, &dates).is_ok();
        // Where nobody is licensed, the rules hear of no licence, and say that of it.
        let none: Option<&[Licence]> = (!served).then_some(&[]);
        let assessment = rulebook.evaluate(&record, none, &dates)?;
        let grounds = rulebook.grounds(&record, &assessment, none);
        let evaluation = assessment.evaluation.into_record();
        let mut line = "read-outlook";
        let telling = match &open.state {
            State::Draft => Telling::of(&evaluation),
            State::AwaitingVisit { demand, .. } => {
                Telling::of_sent(&evaluation, Some(demand.modality))
            }
            State::AwaitingReview { .. }
            | State::InReview { .. }
            | State::AwaitingPatient { .. }
            | State::Prescribed { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Expired { .. } => Telling::of_sent(&evaluation, None),
        };
        let receipt = match telling {
            Some(telling) => {
                let mark = self.mark(&mut tx, encounter, telling, (&evaluation, &grounds)).await?;
                Some(match receipts::told(&mut tx, mark).await? {
                    Some(before) => before,
                    None => {
                        line = "tell";
                        let entry = Entry {
                            encounter,
                            at,
                            kind: telling.as_str().to_owned(),
                            of: Origin::Told(mark),
                            opening: rulebook.opening,
                        };
                        receipts::add((self, &mut tx), entry, &evaluation, &grounds).await?
                    }
                })
            }
            None => None,
        };
        self.audit(&mut tx, at, Audit::of(actor, line, encounter, "own record")).await?;
        tx.commit().await?;
        let receipt = receipt.map(Receipt::for_the_patient);
        Ok(Outlook { evaluation, location: record.location, served, receipt })
    }

    /// The same for the same encounter, pack and facts, as long as the rules say the same of them.
    /// It is keyed: nobody learns from it what the facts are.
    async fn mark(
        &self,
        tx: &mut Tx,
        encounter: EncounterId,
        telling: Telling,
        (evaluation, grounds): (&EvaluationRecord, &Grounds),
    ) -> Result<Digest, StoreError> {
        let fresh = Digest::of_bytes(&self.fresh_secret()).to_string();
        let key = meta::settled(tx, meta::TOLD_KEY, &fresh).await?;
        let decisions = Answer::of(evaluation.clone()).decisions;
        let what = (key, encounter, telling.as_str(), evaluation.pack, grounds, decisions);
        Ok(Digest::of_bytes(seal(&what)?.as_bytes()))
    }
}
