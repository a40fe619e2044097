use domain::{
    encounter::{Encounter, LeaseProof, PrescriptionOrder, VerbError},
    ids::DeterminationId,
    medication::Medication,
};

fn prescribed(
    from: Encounter,
    proof: LeaseProof,
    medication: &Medication,
    order: PrescriptionOrder,
    determination: DeterminationId,
    at: domain::Timestamp,
) -> Result<Encounter, VerbError> {
    from.prescribe(proof, medication, order, determination, at)
}

fn main() {}
