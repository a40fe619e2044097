//! What a clinician does with an encounter in hand, having read its chart.

use domain::{
    actor::Actor,
    encounter::{Decline, Encounter, Question, VisitDemand},
    medication::MedicationId,
    rules::Evaluation,
};
use store::{Change, Held, Order, StoreError};

use super::{DemonstrationError, Stage};

/// A claim, with what the chart showed.
pub(super) struct Holding<'a> {
    stage: &'a Stage<'a>,
    actor: Actor,
    encounter: Encounter,
    evaluation: Evaluation,
    held: Held,
}

/// What a clinician wants to prescribe.
pub(super) struct Wish<'a> {
    pub(super) medication: &'a MedicationId,
    pub(super) sig: &'a str,
    pub(super) refills: u32,
    pub(super) message: String,
}

impl<'a> Holding<'a> {
    /// Reads the chart as the one who holds the claim.
    pub(super) async fn open(
        stage: &'a Stage<'a>,
        encounter: &Encounter,
        change: Change,
    ) -> Result<Self, DemonstrationError> {
        let lease = encounter.state.lease();
        let lease = lease.ok_or_else(|| DemonstrationError::script("nobody has claimed it"))?;
        let actor = Actor::Clinician(lease.clinician);
        let local = |state| stage.local_dates(state);
        let chart = stage.store.chart(&actor, encounter.id, &local).await?;
        let chart = chart.ok_or(StoreError::NotFound)?;
        let dates = stage.local_dates(encounter.location);
        let assessment = stage.rulebook.evaluate(&chart.record, Some(&chart.licences), &dates)?;
        let evaluation = assessment.evaluation;
        let digest_seen = Some(evaluation.digest().to_string());
        let held = Held { change, lease: lease.token, digest_seen };
        Ok(Self { stage, actor, encounter: chart.encounter, evaluation, held })
    }

    pub(super) async fn ask(
        self,
        questions: Vec<Question>,
    ) -> Result<Encounter, DemonstrationError> {
        let (stage, local) = (self.stage, |state| self.stage.local_dates(state));
        let (store, rules) = (&stage.store, stage.rulebook);
        Ok(store.request_information(&self.actor, &self.held, questions, rules, &local).await?)
    }

    pub(super) async fn require_visit(
        self,
        demand: VisitDemand,
    ) -> Result<Encounter, DemonstrationError> {
        let (stage, local) = (self.stage, |state| self.stage.local_dates(state));
        let (store, rules) = (&stage.store, stage.rulebook);
        Ok(store.require_visit(&self.actor, &self.held, demand, rules, &local).await?)
    }

    pub(super) async fn resolve(
        self,
        typed: &str,
        classes: &[String],
    ) -> Result<Encounter, DemonstrationError> {
        let (stage, local) = (self.stage, |state| self.stage.local_dates(state));
        let (store, rules) = (&stage.store, stage.rulebook);
        let classes = classes.iter().cloned().collect();
        Ok(store.resolve_medicine(&self.actor, &self.held, typed, classes, rules, &local).await?)
    }

    /// Prescribes as much as the directions suggest, with every duty recorded as met.
    pub(super) async fn prescribe(self, wish: Wish<'_>) -> Result<Encounter, DemonstrationError> {
        let (stage, local) = (self.stage, |state| self.stage.local_dates(state));
        let protocol = stage.rulebook.pack.protocol(&self.encounter.protocol);
        let medication = protocol.and_then(|protocol| protocol.medication(wish.medication));
        let (Some(protocol), Some(medication)) = (protocol, medication) else {
            return Err(DemonstrationError::script(format!("no `{}`", wish.medication)));
        };
        let sig = medication.sig(wish.sig);
        let diagnosis = protocol.diagnosis(&medication.default_diagnosis);
        let (Some(sig), Some(diagnosis)) = (sig, diagnosis) else {
            return Err(DemonstrationError::script(format!("no directions `{}`", wish.sig)));
        };
        let decision = self.evaluation.decision(wish.medication);
        let order = Order {
            medication: wish.medication.clone(),
            sig: sig.code.clone(),
            quantity: sig.quantity,
            refills: wish.refills,
            diagnosis: diagnosis.clone(),
            message: wish.message,
            fulfilled: decision.map(|decision| decision.obligations.clone()).unwrap_or_default(),
        };
        let (store, rules) = (&stage.store, stage.rulebook);
        Ok(store.prescribe(&self.actor, &self.held, &order, rules, &local).await?)
    }

    /// Declines, in the pack's words for that reason where the script has none.
    pub(super) async fn decline(
        self,
        code: &str,
        message: Option<String>,
    ) -> Result<Encounter, DemonstrationError> {
        let (stage, local) = (self.stage, |state| self.stage.local_dates(state));
        let protocol = stage.rulebook.pack.protocol(&self.encounter.protocol);
        let reason = protocol
            .and_then(|protocol| protocol.decline_reason(code))
            .ok_or_else(|| DemonstrationError::script(format!("no reason `{code}`")))?;
        let message = message.unwrap_or_else(|| reason.patient.clone());
        let decline = Decline { code: code.to_owned(), message };
        let (store, rules) = (&stage.store, stage.rulebook);
        Ok(store.decline(&self.actor, &self.held, decline, rules, &local).await?)
    }
}
