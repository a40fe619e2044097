//! Prescribing, from every state, with the permission that only the rules give.

#![cfg(test)]

#[path = "rules/clinic.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod clinic;

use domain::{
    Timestamp,
    encounter::{
        Encounter, Expiry, LeaseProof, OrderError, PrescriptionOrder, PrescriptionStatus, State,
        StateName, Verb, VerbError,
    },
    ids::{ClinicianId, DeterminationId, EncounterId, LeaseToken, PatientId, PrescriptionId},
    pack::Pack,
    place::UsState,
    rules::Permission,
};
use jiff::SignedDuration;

use clinic::{Clinic, OPEN, pack, rule};

#[test]
fn without_a_permission_it_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/prescribe/*.rs");
}

fn noon() -> Timestamp {
    "2026-11-30T18:00:00Z".parse().unwrap()
}

fn proof() -> LeaseProof {
    LeaseProof {
        clinician: ClinicianId::new(noon(), [1; 10]),
        token: LeaseToken::new(noon(), [2; 10]),
    }
}

fn determination() -> DeterminationId {
    DeterminationId::new(noon(), [3; 10])
}

/// A submitted encounter that nobody has claimed.
fn waiting() -> Encounter {
    let draft = Encounter {
        id: EncounterId::new(noon(), [4; 10]),
        patient: PatientId::new(noon(), [5; 10]),
        protocol: "first".parse().unwrap(),
        location: UsState::Tx,
        version: 1,
        state: State::Draft,
    };
    draft.submit(noon(), false).unwrap()
}

fn claimed() -> Encounter {
    let LeaseProof { clinician, token } = proof();
    waiting().claim(clinician, token, noon()).unwrap()
}

fn order(pack: &Pack) -> PrescriptionOrder {
    let protocol = pack.protocol(&"first".parse().unwrap()).unwrap();
    PrescriptionOrder {
        id: PrescriptionId::new(noon(), [6; 10]),
        medication: "pill-50".parse().unwrap(),
        sig: "one".to_owned(),
        quantity: 10,
        refills: 1,
        diagnosis: protocol.diagnosis("R69").unwrap().clone(),
        message: "Take care.".to_owned(),
        fulfilled: Vec::new(),
    }
}

fn permission(pack: &Pack) -> Permission {
    Clinic::default().decide(pack, "pill-50").permission.expect("it is permitted")
}

fn prescribe(
    pack: &Pack,
    from: Encounter,
    order: PrescriptionOrder,
) -> Result<Encounter, VerbError> {
    let medication = pack.medication(&"pill-50".parse().unwrap()).unwrap();
    from.prescribe(proof(), &permission(pack), medication, order, determination(), noon())
}

#[test]
fn a_permission_and_the_claim_make_a_prescription_that_must_still_be_sent() {
    let pack = pack(&[OPEN]);
    let from = claimed();
    let done = prescribe(&pack, from.clone(), order(&pack)).unwrap();
    assert_eq!(done.version, from.version + 1);
    let State::Prescribed { outcome } = done.state else { panic!("{:?}", done.state) };
    assert_eq!((outcome.by, outcome.determination), (proof().clinician, determination()));
    assert_eq!(outcome.what.sig, "Take 1 tablet once a day.");
    assert_eq!((outcome.what.quantity, outcome.what.days_supply), (10, 10));
    assert_eq!(outcome.what.status, PrescriptionStatus::ToSend);
}

#[test]
fn in_every_other_state_it_is_refused() {
    let pack = pack(&[OPEN]);
    let later = noon() + SignedDuration::from_hours(24 * 400);
    let draft = Encounter { state: State::Draft, ..waiting() };
    let prescribed = prescribe(&pack, claimed(), order(&pack)).unwrap();
    let others = [
        draft.clone(),
        waiting(),
        prescribed,
        waiting().withdraw(noon()).unwrap(),
        draft.expire(noon(), &Expiry::default(), later).unwrap(),
    ];
    for from in others {
        let name = from.state.name();
        let refused = prescribe(&pack, from, order(&pack)).unwrap_err();
        let expected = VerbError::WrongState { from: name, attempted: Verb::Prescribe };
        assert_eq!(refused, expected, "{name}");
        assert_ne!(name, StateName::InReview);
    }
}

#[test]
fn neither_a_colleague_nor_a_claim_that_ended_can_prescribe() {
    let pack = pack(&[OPEN]);
    let medication = pack.medication(&"pill-50".parse().unwrap()).unwrap();
    let attempt = |proof, at| {
        let permission = permission(&pack);
        claimed().prescribe(proof, &permission, medication, order(&pack), determination(), at)
    };
    let colleague = LeaseProof { clinician: ClinicianId::new(noon(), [9; 10]), ..proof() };
    assert_eq!(attempt(colleague, noon()), Err(VerbError::ClaimedElsewhere));
    let stale = LeaseProof { token: LeaseToken::new(noon(), [9; 10]), ..proof() };
    assert_eq!(attempt(stale, noon()), Err(VerbError::ClaimedElsewhere));
    let late = attempt(proof(), noon() + SignedDuration::from_mins(16));
    assert!(matches!(late, Err(VerbError::LeaseEnded { .. })), "{late:?}");
}

#[test]
fn an_order_beyond_the_permission_is_refused() {
    let duty = rule("us/call", "", "{ oblige = \"call\" }");
    let limit = rule("us/limit", "", "{ limit = { quantity = 5 } }");
    let days = rule("us/days", "", "{ limit = { days-supply = 8 } }");
    let (free, bound, dutiful) = (pack(&[OPEN]), pack(&[OPEN, &limit]), pack(&[OPEN, &duty]));
    let short = pack(&[OPEN, &days]);
    let good = order(&free);
    for (pack, order, expected) in [
        (&free, PrescriptionOrder { sig: "none".to_owned(), ..good.clone() }, "Sig"),
        (&free, PrescriptionOrder { quantity: 0, ..good.clone() }, "Quantity"),
        (&free, PrescriptionOrder { quantity: 11, ..good.clone() }, "Quantity"),
        (&bound, PrescriptionOrder { quantity: 6, ..good.clone() }, "Quantity"),
        (&short, PrescriptionOrder { quantity: 9, ..good.clone() }, "DaysSupply"),
        (&free, PrescriptionOrder { refills: 6, ..good.clone() }, "Refills"),
        (&dutiful, good.clone(), "Obligation"),
        (&free, PrescriptionOrder { medication: "gel".parse().unwrap(), ..good.clone() }, "Other"),
    ] {
        let refused = prescribe(pack, claimed(), order).unwrap_err();
        let VerbError::Order(why) = refused else { panic!("{refused:?}") };
        let named = match why {
            OrderError::OtherMedicine { .. } => "Other",
            OrderError::Sig(_) => "Sig",
            OrderError::Quantity(_) => "Quantity",
            OrderError::DaysSupply { .. } => "DaysSupply",
            OrderError::Refills(_) => "Refills",
            OrderError::Obligation(_) => "Obligation",
        };
        assert_eq!(named, expected);
    }
}
