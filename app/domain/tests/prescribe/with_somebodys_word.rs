use domain::{
    encounter::{Encounter, LeaseProof, PrescriptionOrder, VerbError},
    ids::DeterminationId,
    medication::Medication,
    rules::DecisionRecord,
};

fn prescribed(
    from: Encounter,
    proof: LeaseProof,
    record: &DecisionRecord,
    medication: &Medication,
    order: PrescriptionOrder,
    determination: DeterminationId,
    at: domain::Timestamp,
) -> Result<Encounter, VerbError> {
    from.prescribe(proof, record, medication, order, determination, at)
}

fn main() {}
