//! Deciding: prescribe, decline, call for a live visit. The rules are asked
//! again inside the transaction that writes.

use domain::{
    actor::Actor,
    encounter::{
        Decline, Encounter, LeaseProof, PrescriptionOrder, State, Verb, VerbError, VisitDemand,
        request::words,
    },
    ids::{ClinicianId, DeterminationId, PrescriptionId},
    medication::{Diagnosis, MedicationId},
    receipt::Grounds,
    rules::{DecisionRecord, Opening},
};
use serde::{Deserialize, Serialize};

use super::{
    determinations::{self, Determination, DeterminationKind},
    prescriptions,
    receipts::{self, Entry, Origin},
    record::record,
};
use crate::{
    error::StoreError,
    intake::questionnaires::learn,
    ledger,
    licences::LocalDates,
    packs,
    rulebook::{Assessment, Rulebook},
    store::Store,
    writes::{Access, Begun, Held, Work, clinician},
};

/// What a clinician orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The medicine.
    pub medication: MedicationId,
    /// The code of one of its sigs.
    pub sig: String,
    /// How many units in one fill.
    pub quantity: u32,
    /// How many fills after the first.
    pub refills: u32,
    /// The diagnosis, one of the protocol's.
    pub diagnosis: Diagnosis,
    /// Words to the patient; may be empty.
    pub message: String,
    /// Duties that the clinician has met and recorded.
    pub fulfilled: Vec<String>,
}

impl Store {
    /// Prescribes, if the rules permit it now as they did when the clinician
    /// was shown the chart.
    ///
    /// # Errors
    /// [`StoreError::RulesChanged`], [`StoreError::NotPermitted`],
    /// [`StoreError::Verb`] for an order beyond the limits, and every refusal
    /// of a clinician's write.
    pub async fn prescribe(
        &self,
        actor: &Actor,
        held: &Held,
        order: &Order,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::Prescribe;
        let body = (verb, held.lease, &held.digest_seen, order);
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, &held.change, &body, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        work.holding(held.proof(by), verb)?;
        // Without a digest nothing was shown, and nothing can agree.
        let seen = held.digest_seen.as_deref().unwrap_or_default();
        let weighed = work.weigh(by, Some(seen), rulebook, local).await?;
        let decision = weighed
            .assessment
            .evaluation
            .decision(&order.medication)
            .ok_or(StoreError::NotPermitted { decision: None })?;
        let permission = decision.permission().ok_or_else(|| StoreError::NotPermitted {
            decision: Some(Box::new(DecisionRecord::clone(&decision))),
        })?;
        let protocol =
            rulebook.pack.protocol(&work.encounter.protocol).ok_or(StoreError::UnknownProtocol)?;
        let medication = protocol
            .medication(&order.medication)
            .ok_or(StoreError::NotPermitted { decision: None })?;
        let diagnosis = protocol
            .diagnosis(&order.diagnosis.code)
            .ok_or(StoreError::NotOfProtocol("diagnosis"))?;
        let (at, entropy) = (work.at, self.entropy());
        let order = PrescriptionOrder {
            id: PrescriptionId::new(at, entropy),
            medication: order.medication.clone(),
            sig: order.sig.clone(),
            quantity: order.quantity,
            refills: order.refills,
            diagnosis: diagnosis.clone(),
            message: message(&order.message)?,
            fulfilled: order.fulfilled.clone(),
        };
        let id = DeterminationId::new(at, self.entropy());
        let current = work.encounter.clone();
        let next = current.prescribe(held.proof(by), &permission, medication, order, id, at)?;
        work.determine(id, by, DeterminationKind::Prescribed, weighed, &next).await?;
        prescriptions::insert(&mut work.tx, &next).await?;
        work.finish(verb.as_str(), "holds the claim", next).await
    }

    /// Declines, with a reason of the protocol and words to the patient.
    ///
    /// # Errors
    /// [`StoreError::NotOfProtocol`] for another reason, and every refusal of a
    /// clinician's write.
    pub async fn decline(
        &self,
        actor: &Actor,
        held: &Held,
        decline: Decline,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::Decline;
        let body = (verb, held.lease, &held.digest_seen, &decline);
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, &held.change, &body, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        work.holding(held.proof(by), verb)?;
        let weighed = work.weigh(by, held.digest_seen.as_deref(), rulebook, local).await?;
        rulebook
            .pack
            .protocol(&work.encounter.protocol)
            .and_then(|protocol| protocol.decline_reason(&decline.code))
            .ok_or(StoreError::NotOfProtocol("reason"))?;
        let words = words(&decline.message).map_err(VerbError::from)?;
        let decline = Decline { message: words, ..decline };
        let id = DeterminationId::new(work.at, self.entropy());
        let current = work.encounter.clone();
        let next = current.decline(held.proof(by), decline, id, work.at)?;
        work.determine(id, by, DeterminationKind::Declined, weighed, &next).await?;
        work.finish(verb.as_str(), "holds the claim", next).await
    }

    /// Calls for a live visit.
    ///
    /// # Errors
    /// Every refusal of a clinician's write.
    pub async fn require_visit(
        &self,
        actor: &Actor,
        held: &Held,
        demand: VisitDemand,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::RequireVisit;
        let body = (verb, held.lease, &held.digest_seen, &demand);
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, &held.change, &body, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        work.holding(held.proof(by), verb)?;
        let weighed = work.weigh(by, held.digest_seen.as_deref(), rulebook, local).await?;
        let words = words(&demand.reason).map_err(VerbError::from)?;
        let demand = VisitDemand { reason: words, ..demand };
        let id = DeterminationId::new(work.at, self.entropy());
        let current = work.encounter.clone();
        let next = current.require_visit(held.proof(by), demand, work.at)?;
        work.determine(id, by, DeterminationKind::VisitRequired, weighed, &next).await?;
        work.finish(verb.as_str(), "holds the claim", next).await
    }
}

impl Work<'_> {
    /// The lease is the writer's and holds; asked before the rules are.
    pub(super) fn holding(&self, proof: LeaseProof, attempted: Verb) -> Result<(), VerbError> {
        let state = &self.encounter.state;
        let Some(lease) = state.lease() else {
            return Err(VerbError::WrongState { from: state.name(), attempted });
        };
        if !lease.is_for(proof) {
            return Err(VerbError::ClaimedElsewhere);
        }
        if !lease.holds(self.at) {
            return Err(VerbError::LeaseEnded { until: lease.until });
        }
        Ok(())
    }

    /// Asks the rules under the verifications that this transaction sees.
    ///
    /// # Errors
    /// [`StoreError::PackChanged`] where it sees another pack in force;
    /// [`StoreError::RulesChanged`] when they say something else than what was seen.
    pub(super) async fn weigh(
        &mut self,
        by: ClinicianId,
        seen: Option<&str>,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Weighed, StoreError> {
        let record = record(&mut self.tx, &self.row, &self.encounter, Some(by)).await?;
        let dates = local(record.location);
        let rulebook = self.in_force(rulebook).await?;
        learn(&mut self.tx, &rulebook, &record.protocol, &record.questionnaire_version).await?;
        let assessment = rulebook.evaluate(&record, Some(&self.licences), &dates)?;
        let digest = assessment.evaluation.digest().to_string();
        if seen.is_some_and(|seen| seen != digest) {
            let evaluation = Box::new(assessment.evaluation.into_record());
            return Err(StoreError::RulesChanged { evaluation });
        }
        let grounds = rulebook.grounds(&record, &assessment, Some(&self.licences));
        Ok(Weighed { assessment, grounds, opening: rulebook.opening })
    }

    /// The same rulebook under the verifications that this transaction sees.
    ///
    /// # Errors
    /// [`StoreError::PackChanged`] where it sees another pack in force.
    pub(super) async fn in_force(&mut self, rulebook: &Rulebook) -> Result<Rulebook, StoreError> {
        let published = packs::in_force(&mut self.tx, self.at).await?;
        if published.is_some_and(|published| published.pack != rulebook.pack.digest()) {
            return Err(StoreError::PackChanged);
        }
        Ok(rulebook.under(ledger::read(&mut self.tx).await?))
    }

    /// Puts a decision on record, with the rules that spoke, and signs a receipt of it.
    pub(super) async fn determine(
        &mut self,
        id: DeterminationId,
        clinician: ClinicianId,
        kind: DeterminationKind,
        weighed: Weighed,
        next: &Encounter,
    ) -> Result<(), StoreError> {
        let Weighed { assessment, grounds, opening } = weighed;
        let evaluation = assessment.evaluation.into_record();
        let determination = Determination {
            id,
            version: next.version,
            clinician,
            kind,
            pack_digest: evaluation.pack.to_string(),
            evaluation_digest: evaluation.digest().to_string(),
            evaluation,
            at: self.at,
        };
        determinations::insert(&mut self.tx, next.id, &determination).await?;
        let medication = match &next.state {
            State::Prescribed { outcome } => Some(outcome.what.medication.to_string()),
            State::Draft
            | State::AwaitingReview { .. }
            | State::InReview { .. }
            | State::AwaitingPatient { .. }
            | State::AwaitingVisit { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Expired { .. } => None,
        };
        let entry = Entry {
            encounter: next.id,
            at: self.at,
            kind: kind.as_str().to_owned(),
            of: Origin::Determination { id, clinician, medication },
            opening,
        };
        let chain = (self.store, &mut self.tx);
        receipts::add(chain, entry, &determination.evaluation, &grounds).await.map(drop)
    }
}

/// What the rules say, and everything that they said it of.
pub(crate) struct Weighed {
    pub(super) assessment: Assessment,
    grounds: Grounds,
    opening: Opening,
}

/// Words to the patient, where there are any.
fn message(text: &str) -> Result<String, VerbError> {
    if text.trim().is_empty() { Ok(String::new()) } else { Ok(words(text)?) }
}
