//! The verbs of an encounter, each with its refusals.

use jiff::Timestamp;

use super::{
    Encounter,
    lease::{Lease, LeaseProof},
    prescription::{Prescription, PrescriptionOrder, PrescriptionStatus},
    request::Asked,
    state::{CompletedVisit, Expiry, Outcome, State, Waiting},
    verb::{Decline, Verb, VerbError, VisitDemand},
};
use crate::{
    ids::{ClinicianId, DeterminationId, LeaseToken},
    medication::Medication,
    place::UsState,
    rules::Permission,
};

impl Encounter {
    fn refuse<T>(&self, attempted: Verb) -> Result<T, VerbError> {
        Err(VerbError::WrongState { from: self.state.name(), attempted })
    }

    /// The wait of an encounter whose lease is the writer's and still holds.
    pub(super) fn held(
        &self,
        proof: LeaseProof,
        at: Timestamp,
        verb: Verb,
    ) -> Result<Waiting, VerbError> {
        let State::InReview { lease, waiting } = &self.state else {
            return self.refuse(verb);
        };
        if !lease.is_for(proof) {
            return Err(VerbError::ClaimedElsewhere);
        }
        if !lease.holds(at) {
            return Err(VerbError::LeaseEnded { until: lease.until });
        }
        Ok(*waiting)
    }

    /// Draft -> AwaitingReview.
    ///
    /// `urgent`: a red flag was ticked and then taken back.
    ///
    /// # Errors
    /// When it is not a draft.
    pub fn submit(self, at: Timestamp, urgent: bool) -> Result<Self, VerbError> {
        let State::Draft = self.state else {
            return self.refuse(Verb::Submit);
        };
        let waiting = Waiting { submitted_at: at, since: at, answered: false, urgent };
        Ok(self.moved(State::AwaitingReview { waiting }))
    }

    /// AwaitingReview, or InReview whose lease has ended -> InReview.
    ///
    /// # Errors
    /// When somebody else's lease holds, or it waits for no clinician.
    pub fn claim(
        self,
        by: ClinicianId,
        token: LeaseToken,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        let waiting = match &self.state {
            State::AwaitingReview { waiting } => *waiting,
            State::InReview { lease, waiting } if !lease.holds(at) => *waiting,
            State::InReview { .. } => return Err(VerbError::ClaimedElsewhere),
            State::Draft
            | State::AwaitingPatient { .. }
            | State::AwaitingVisit { .. }
            | State::Prescribed { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Expired { .. } => return self.refuse(Verb::Claim),
        };
        let lease = Lease::beginning(by, token, at);
        Ok(self.moved(State::InReview { lease, waiting }))
    }

    /// InReview -> InReview with a later end. The version stays: nothing that a
    /// writer could have read has changed.
    ///
    /// # Errors
    /// When the lease is not the writer's, or has ended.
    pub fn renew(self, proof: LeaseProof, at: Timestamp) -> Result<Self, VerbError> {
        let waiting = self.held(proof, at, Verb::Renew)?;
        let lease = Lease::beginning(proof.clinician, proof.token, at);
        Ok(Self { state: State::InReview { lease, waiting }, ..self })
    }

    /// InReview -> AwaitingReview. A lease that has ended may still be released.
    ///
    /// # Errors
    /// When the lease is not the writer's.
    pub fn release(self, proof: LeaseProof) -> Result<Self, VerbError> {
        let State::InReview { lease, waiting } = &self.state else {
            return self.refuse(Verb::Release);
        };
        if !lease.is_for(proof) {
            return Err(VerbError::ClaimedElsewhere);
        }
        let waiting = *waiting;
        Ok(self.moved(State::AwaitingReview { waiting }))
    }

    /// InReview -> AwaitingReview, once the lease has ended.
    ///
    /// # Errors
    /// When the lease still holds.
    pub fn lapse(self, at: Timestamp) -> Result<Self, VerbError> {
        let State::InReview { lease, waiting } = &self.state else {
            return self.refuse(Verb::Lapse);
        };
        if lease.holds(at) {
            return Err(VerbError::LeaseHolds { until: lease.until });
        }
        let waiting = *waiting;
        Ok(self.moved(State::AwaitingReview { waiting }))
    }

    /// InReview -> AwaitingPatient.
    ///
    /// # Errors
    /// When the lease is not the writer's, or has ended.
    pub fn request_information(
        self,
        proof: LeaseProof,
        asked: Asked,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        let waiting = self.held(proof, at, Verb::RequestInformation)?;
        Ok(self.moved(State::AwaitingPatient { asked, waiting }))
    }

    /// AwaitingPatient -> AwaitingReview, before the requests that nobody has answered yet.
    ///
    /// # Errors
    /// When nothing was asked.
    pub fn respond(self, at: Timestamp) -> Result<Self, VerbError> {
        let State::AwaitingPatient { waiting, .. } = &self.state else {
            return self.refuse(Verb::Respond);
        };
        let waiting = Waiting { since: at, answered: true, ..*waiting };
        Ok(self.moved(State::AwaitingReview { waiting }))
    }

    /// InReview -> AwaitingVisit.
    ///
    /// # Errors
    /// When the lease is not the writer's, or has ended.
    pub fn require_visit(
        self,
        proof: LeaseProof,
        demand: VisitDemand,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        let waiting = self.held(proof, at, Verb::RequireVisit)?;
        Ok(self.moved(State::AwaitingVisit { demand, by: proof.clinician, at, waiting }))
    }

    /// AwaitingVisit -> InReview: the visit goes on record, and whoever held it
    /// takes the lease.
    ///
    /// # Errors
    /// When no visit was demanded, or it was less than what was demanded.
    pub fn complete_visit(
        self,
        visit: &CompletedVisit,
        token: LeaseToken,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        let State::AwaitingVisit { demand, waiting, .. } = &self.state else {
            return self.refuse(Verb::CompleteVisit);
        };
        if visit.modality < demand.modality {
            return Err(VerbError::VisitTooLittle(demand.modality));
        }
        let (waiting, lease) = (*waiting, Lease::beginning(visit.by, token, at));
        Ok(self.moved(State::InReview { lease, waiting }))
    }

    /// InReview -> Prescribed. The permission can only come from the rules.
    ///
    /// # Errors
    /// When the lease is not the writer's or has ended, or the order goes
    /// beyond the permission.
    pub fn prescribe(
        self,
        proof: LeaseProof,
        permission: &Permission,
        medication: &Medication,
        order: PrescriptionOrder,
        determination: DeterminationId,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        self.held(proof, at, Verb::Prescribe)?;
        let what = Prescription::issue(permission, medication, order)?;
        let outcome = Outcome { by: proof.clinician, at, determination, what };
        Ok(self.moved(State::Prescribed { outcome: Box::new(outcome) }))
    }

    /// InReview -> Declined.
    ///
    /// # Errors
    /// When the lease is not the writer's, or has ended.
    pub fn decline(
        self,
        proof: LeaseProof,
        decline: Decline,
        determination: DeterminationId,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        self.held(proof, at, Verb::Decline)?;
        let outcome = Outcome { by: proof.clinician, at, determination, what: decline };
        Ok(self.moved(State::Declined { outcome }))
    }

    /// Prescribed -> Prescribed, with another status of the prescription.
    fn with_prescription(
        self,
        attempted: Verb,
        may: impl Fn(&PrescriptionStatus) -> bool,
        next: PrescriptionStatus,
    ) -> Result<Self, VerbError> {
        let State::Prescribed { outcome } = &self.state else {
            return self.refuse(attempted);
        };
        if !may(&outcome.what.status) {
            return self.refuse(attempted);
        }
        let mut outcome = outcome.clone();
        outcome.what.status = next;
        Ok(self.moved(State::Prescribed { outcome }))
    }

    /// The prescription was handed to the pharmacy.
    ///
    /// # Errors
    /// When there is none that must still be sent.
    pub fn send_prescription(self, by: ClinicianId, at: Timestamp) -> Result<Self, VerbError> {
        self.with_prescription(
            Verb::SendPrescription,
            |status| matches!(status, PrescriptionStatus::ToSend),
            PrescriptionStatus::Sent { at, by },
        )
    }

    /// The prescription is taken back, before it is dispensed.
    ///
    /// # Errors
    /// When there is none, or it was dispensed or cancelled before.
    pub fn cancel_prescription(
        self,
        by: ClinicianId,
        reason: String,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        self.with_prescription(
            Verb::CancelPrescription,
            PrescriptionStatus::can_be_cancelled,
            PrescriptionStatus::Cancelled { at, by, reason },
        )
    }

    /// The patient adds or corrects: the same state, a new version.
    ///
    /// # Errors
    /// When it is a draft or has ended.
    pub fn amend(self) -> Result<Self, VerbError> {
        if self.state.waiting().is_none() {
            return self.refuse(Verb::Amend);
        }
        let state = self.state.clone();
        Ok(self.moved(state))
    }

    /// The patient is in another state: the same state, a new version.
    ///
    /// # Errors
    /// When it is a draft or has ended.
    pub fn relocate(self, to: UsState) -> Result<Self, VerbError> {
        if self.state.waiting().is_none() {
            return self.refuse(Verb::Relocate);
        }
        let state = self.state.clone();
        Ok(Self { location: to, ..self.moved(state) })
    }

    /// Every open state -> Withdrawn.
    ///
    /// # Errors
    /// When it has ended.
    pub fn withdraw(self, at: Timestamp) -> Result<Self, VerbError> {
        if !self.state.name().is_open() {
            return self.refuse(Verb::Withdraw);
        }
        Ok(self.moved(State::Withdrawn { at }))
    }

    /// Draft, AwaitingPatient, AwaitingVisit -> Expired, once nobody has gone on
    /// with it since `untouched_since` for [`super::StateName::expires_after_days`].
    ///
    /// # Errors
    /// When the state does not expire, or it is not due.
    pub fn expire(
        self,
        untouched_since: Timestamp,
        expiry: &Expiry,
        at: Timestamp,
    ) -> Result<Self, VerbError> {
        let from = self.state.name();
        if from.expires_after_days(expiry).is_none() {
            return self.refuse(Verb::Expire);
        }
        if from.expires_at(untouched_since, expiry).is_none_or(|due| at < due) {
            return Err(VerbError::NotDue);
        }
        Ok(self.moved(State::Expired { at, from }))
    }
}
