//! Every verb in every state: what it leads to, or how it is refused.

use jiff::{SignedDuration, Timestamp};

use super::{prescription::PrescriptionStatus, request::Question, *};
use crate::{
    ids::{
        ClinicianId, DeterminationId, EncounterId, LeaseToken, PatientId, PrescriptionId,
        RequestId, VisitId,
    },
    medication::Diagnosis,
    relationship::Modality,
};

fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(minutes)
}

fn bytes(number: u8) -> [u8; 10] {
    [number; 10]
}

fn clinician(number: u8) -> ClinicianId {
    ClinicianId::new(at(0), bytes(number))
}

fn token(number: u8) -> LeaseToken {
    LeaseToken::new(at(0), bytes(number))
}

fn mine() -> LeaseProof {
    LeaseProof { clinician: clinician(1), token: token(1) }
}

fn waiting() -> Waiting {
    Waiting { submitted_at: at(-60), since: at(-60), answered: false, urgent: false }
}

fn determination() -> DeterminationId {
    DeterminationId::new(at(0), bytes(9))
}

fn asked() -> Asked {
    let questions = vec![Question::Text { text: "Since when?".to_owned() }];
    Asked::new(RequestId::new(at(0), bytes(2)), clinician(1), at(0), questions).unwrap()
}

fn prescription(status: PrescriptionStatus) -> Prescription {
    Prescription {
        id: PrescriptionId::new(at(0), bytes(3)),
        medication: "some-medicine".parse().unwrap(),
        name: "some medicine".to_owned(),
        plain_name: "Some medicine".to_owned(),
        unit: "tablet".to_owned(),
        sig: "Take 1 tablet.".to_owned(),
        quantity: 10,
        refills: 0,
        days_supply: 30,
        diagnosis: Diagnosis { code: "Z00".to_owned(), title: "Something".to_owned() },
        counselling: Vec::new(),
        message: String::new(),
        fulfilled: Vec::new(),
        status,
    }
}

fn prescribed(status: PrescriptionStatus) -> State {
    State::Prescribed {
        outcome: Box::new(Outcome {
            by: clinician(1),
            at: at(-5),
            determination: determination(),
            what: prescription(status),
        }),
    }
}

fn state(name: StateName) -> State {
    match name {
        StateName::Draft => State::Draft,
        StateName::AwaitingReview => State::AwaitingReview { waiting: waiting() },
        StateName::InReview => State::InReview {
            lease: Lease::beginning(clinician(1), token(1), at(-5)),
            waiting: waiting(),
        },
        StateName::AwaitingPatient => State::AwaitingPatient { asked: asked(), waiting: waiting() },
        StateName::AwaitingVisit => State::AwaitingVisit {
            demand: VisitDemand { modality: Modality::Video, reason: "To see it".to_owned() },
            by: clinician(1),
            at: at(-5),
            waiting: waiting(),
        },
        StateName::Prescribed => prescribed(PrescriptionStatus::ToSend),
        StateName::Declined => State::Declined {
            outcome: Outcome {
                by: clinician(1),
                at: at(-5),
                determination: determination(),
                what: Decline { code: "other".to_owned(), message: "No".to_owned() },
            },
        },
        StateName::Withdrawn => State::Withdrawn { at: at(-5) },
        StateName::Expired => State::Expired { at: at(-5), from: StateName::Draft },
    }
}

fn encounter(state: State) -> Encounter {
    Encounter {
        id: EncounterId::new(at(0), bytes(4)),
        patient: PatientId::new(at(0), bytes(5)),
        protocol: "some-protocol".parse().unwrap(),
        location: UsState::Tx,
        version: 7,
        state,
    }
}

fn visit(modality: Modality) -> CompletedVisit {
    CompletedVisit {
        id: VisitId::new(at(0), bytes(6)),
        modality,
        at: at(-1),
        by: clinician(1),
        note: "Seen".to_owned(),
    }
}

/// Does `verb` as well as it can be done.
fn attempt(verb: Verb, from: Encounter) -> Result<Encounter, VerbError> {
    let long_ago = at(-60 * 24 * 40);
    match verb {
        Verb::Submit => from.submit(at(0), false),
        Verb::Claim => from.claim(clinician(2), token(2), at(0)),
        Verb::Renew => from.renew(mine(), at(0)),
        Verb::Release => from.release(mine()),
        Verb::Lapse => from.lapse(at(60)),
        Verb::RequestInformation => from.request_information(mine(), asked(), at(0)),
        Verb::Respond => from.respond(at(0)),
        Verb::RequireVisit => {
            let demand = VisitDemand { modality: Modality::Video, reason: "Why".to_owned() };
            from.require_visit(mine(), demand, at(0))
        }
        Verb::CompleteVisit => from.complete_visit(&visit(Modality::Video), token(3), at(0)),
        // Prescribing itself needs a permission that only the rules give: domain/tests/prescribe.rs.
        Verb::Prescribe => from.held(mine(), at(0), verb).map(|_| from.clone()),
        Verb::Decline => {
            let decline = Decline { code: "other".to_owned(), message: "No".to_owned() };
            from.decline(mine(), decline, determination(), at(0))
        }
        Verb::SendPrescription => from.send_prescription(clinician(1), at(0)),
        Verb::CancelPrescription => {
            from.cancel_prescription(clinician(1), "Mistake".to_owned(), at(0))
        }
        Verb::Amend => from.amend(),
        Verb::Relocate => from.relocate(UsState::Ca),
        Verb::Withdraw => from.withdraw(at(0)),
        Verb::Expire => from.expire(long_ago, &Expiry::default(), at(0)),
    }
}

/// Where a verb leads; `None` where the state refuses it.
fn expected(verb: Verb, from: StateName) -> Option<StateName> {
    use StateName::{
        AwaitingPatient, AwaitingReview, AwaitingVisit, Declined, Draft, Expired, InReview,
        Prescribed, Withdrawn,
    };
    match (verb, from) {
        (Verb::Submit, Draft)
        | (Verb::Release | Verb::Lapse, InReview)
        | (Verb::Respond, AwaitingPatient) => Some(AwaitingReview),
        (Verb::Claim, AwaitingReview)
        | (Verb::Renew | Verb::Prescribe, InReview)
        | (Verb::CompleteVisit, AwaitingVisit) => Some(InReview),
        (Verb::RequestInformation, InReview) => Some(AwaitingPatient),
        (Verb::RequireVisit, InReview) => Some(AwaitingVisit),
        (Verb::Decline, InReview) => Some(Declined),
        (Verb::SendPrescription | Verb::CancelPrescription, Prescribed) => Some(Prescribed),
        (
            Verb::Amend | Verb::Relocate,
            AwaitingReview | InReview | AwaitingPatient | AwaitingVisit,
        ) => Some(from),
        (Verb::Withdraw, Draft | AwaitingReview | InReview | AwaitingPatient | AwaitingVisit) => {
            Some(Withdrawn)
        }
        (Verb::Expire, Draft | AwaitingPatient | AwaitingVisit) => Some(Expired),
        _ => None,
    }
}

#[test]
fn every_verb_in_every_state_leads_where_the_table_says() {
    for verb in Verb::ALL {
        for from in StateName::ALL {
            let before = encounter(state(from));
            match (attempt(verb, before.clone()), expected(verb, from)) {
                (Ok(after), Some(to)) => {
                    assert_eq!(after.state.name(), to, "{verb:?} from {from}");
                    let silent = matches!(verb, Verb::Renew | Verb::Prescribe);
                    let version = if silent { 7 } else { 8 };
                    assert_eq!(after.version, version, "{verb:?} from {from}");
                }
                (Err(VerbError::WrongState { from: named, attempted }), None) => {
                    assert_eq!((named, attempted), (from, verb));
                }
                // A colleague's lease that still holds is told as such.
                (Err(VerbError::ClaimedElsewhere), None) => {
                    assert_eq!((verb, from), (Verb::Claim, StateName::InReview));
                }
                (got, wanted) => panic!("{verb:?} from {from}: {got:?}, not {wanted:?}"),
            }
        }
    }
}

#[test]
fn doing_it_twice_is_refused() {
    for verb in [
        Verb::Submit,
        Verb::Release,
        Verb::Lapse,
        Verb::RequestInformation,
        Verb::Respond,
        Verb::RequireVisit,
        Verb::CompleteVisit,
        Verb::Decline,
        Verb::SendPrescription,
        Verb::CancelPrescription,
        Verb::Withdraw,
        Verb::Expire,
    ] {
        let from = StateName::ALL.into_iter().find(|from| expected(verb, *from).is_some());
        let once = attempt(verb, encounter(state(from.unwrap()))).unwrap();
        assert!(attempt(verb, once).is_err(), "{verb:?} twice");
    }
}

#[test]
fn a_stale_token_or_another_clinician_changes_nothing() {
    let held = encounter(state(StateName::InReview));
    for proof in [
        LeaseProof { clinician: clinician(2), token: token(1) },
        LeaseProof { clinician: clinician(1), token: token(2) },
    ] {
        assert_eq!(held.clone().release(proof), Err(VerbError::ClaimedElsewhere));
        assert_eq!(held.clone().renew(proof, at(0)), Err(VerbError::ClaimedElsewhere));
        assert_eq!(
            held.clone().request_information(proof, asked(), at(0)),
            Err(VerbError::ClaimedElsewhere)
        );
    }
}

#[test]
fn a_lease_that_ended_allows_only_to_release_and_anyone_may_claim_again() {
    let held = encounter(state(StateName::InReview));
    let until = at(10);
    assert_eq!(held.clone().renew(mine(), until), Err(VerbError::LeaseEnded { until }));
    assert!(held.clone().release(mine()).is_ok());
    let claimed = held.claim(clinician(2), token(2), until).unwrap();
    assert!(
        claimed
            .state
            .lease()
            .unwrap()
            .is_for(LeaseProof { clinician: clinician(2), token: token(2) })
    );
}

#[test]
fn claiming_and_releasing_never_reset_the_wait_and_answering_does() {
    let held =
        encounter(state(StateName::AwaitingReview)).claim(clinician(1), token(1), at(0)).unwrap();
    assert_eq!(*held.state.waiting().unwrap(), waiting());
    let released = held.clone().release(mine()).unwrap();
    assert_eq!(*released.state.waiting().unwrap(), waiting());
    let answered =
        held.request_information(mine(), asked(), at(1)).unwrap().respond(at(30)).unwrap();
    let expected = Waiting { since: at(30), answered: true, ..waiting() };
    assert_eq!(*answered.state.waiting().unwrap(), expected);
}

#[test]
fn a_visit_that_is_less_than_demanded_is_not_enough() {
    let from = encounter(state(StateName::AwaitingVisit));
    let refused = from.clone().complete_visit(&visit(Modality::Audio), token(3), at(0));
    assert_eq!(refused, Err(VerbError::VisitTooLittle(Modality::Video)));
    assert!(from.complete_visit(&visit(Modality::InPerson), token(3), at(0)).is_ok());
}

#[test]
fn a_prescription_is_cancelled_before_it_is_dispensed_and_not_after() {
    let cancel = |status| {
        encounter(prescribed(status)).cancel_prescription(clinician(2), "Mistake".into(), at(0))
    };
    assert!(cancel(PrescriptionStatus::ToSend).is_ok());
    assert!(cancel(PrescriptionStatus::Sent { at: at(-1), by: clinician(1) }).is_ok());
    assert!(cancel(PrescriptionStatus::Dispensed { at: at(-1) }).is_err());
}

#[test]
fn what_waits_too_short_does_not_expire() {
    for (from, days) in
        [(StateName::Draft, 30), (StateName::AwaitingPatient, 14), (StateName::AwaitingVisit, 30)]
    {
        let untouched = at(0) - SignedDuration::from_hours(days * 24);
        let encounter = encounter(state(from));
        let expiry = Expiry::default();
        let due = encounter.clone().expire(untouched, &expiry, at(0));
        assert!(due.is_ok(), "{from} after {days} days");
        let later = untouched + SignedDuration::from_secs(1);
        assert_eq!(encounter.clone().expire(later, &expiry, at(0)), Err(VerbError::NotDue));
        let patient = Expiry { draft_days: 60, answer_days: 60, visit_days: 60 };
        assert_eq!(encounter.expire(untouched, &patient, at(0)), Err(VerbError::NotDue));
    }
}

#[test]
fn a_state_is_written_and_read_back_the_same() {
    for name in StateName::ALL {
        let state = state(name);
        let json = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state);
        assert_eq!(name.as_str().parse(), Ok(name));
    }
}

#[test]
fn a_request_must_ask_something_and_be_answered_in_full() {
    let id = RequestId::new(at(0), bytes(2));
    let ask = |questions| Asked::new(id, clinician(1), at(0), questions);
    assert_eq!(ask(Vec::new()), Err(QuestionError::NothingAsked));
    let blank = vec![Question::Text { text: "  ".to_owned() }];
    assert_eq!(ask(blank), Err(QuestionError::Blank));
    let asked = asked();
    assert_eq!(asked.answered(Vec::new()), Err(QuestionError::Unanswered));
    let answer = Answer::Text { text: " Two weeks ".to_owned() };
    let kept = Answer::Text { text: "Two weeks".to_owned() };
    assert_eq!(asked.answered(vec![answer]), Ok(vec![kept]));
}
