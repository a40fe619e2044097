//! The rules for one draft, as they go to the browser of the patient whose draft it is.

use app::packs;
use domain::{
    at_once::AtOnce,
    pack::{Pack, SlicedRule},
    place::UsState,
    rules::Jurisdiction,
};

use crate::{
    clinic::{Caller, Clinic},
    http::send,
};

/// The most bytes that they may take over the wire, headers aside.
const MOST: usize = 40_000;

#[test]
fn a_patient_gets_the_rules_of_their_state_and_protocol_and_nobody_else_gets_any() {
    let clinic = Clinic::on_sqlite();
    let path = format!("/visits/{}/rules", clinic.draft);
    let ask = |cookie: &str| {
        let headers = [("cookie", cookie), ("accept-encoding", "identity")];
        send(clinic.server.address, "GET", &path, &headers, "")
    };
    let patient = clinic.sign_in(Caller::Patient);
    let answer = ask(&patient);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let rules = AtOnce::from_bytes(&answer.body).expect("the rules");
    let slice = rules.slice();
    let pack = Pack::read(&packs::starter_files()).unwrap();
    assert_eq!(slice.pack, pack.digest(), "it says which pack it was cut from");
    assert_eq!((slice.state, slice.protocol.as_str()), (UsState::Ar, "hair-loss"));
    for SlicedRule { rule, .. } in &slice.rules {
        let here =
            [Jurisdiction::Federal, Jurisdiction::State(UsState::Ar)].contains(&rule.jurisdiction);
        assert!(here && rule.concerns_protocol(&slice.protocol), "{}", rule.id);
    }
    let all = pack.rules().count();
    let set = pack.rule_set(slice.state, &slice.protocol).unwrap();
    assert_eq!(slice.rules.len(), set.rules.len(), "every one of them");
    assert!(slice.rules.len() * 5 < all, "{} of {all} rules", slice.rules.len());

    let headers = [("cookie", patient.as_str()), ("accept-encoding", "br")];
    let packed = send(clinic.server.address, "GET", &path, &headers, "");
    assert_eq!(packed.header("content-encoding"), Some("br"));
    assert!(packed.body.len() <= MOST, "{} bytes", packed.body.len());

    let others = Caller::ALL.into_iter().filter(|caller| *caller != Caller::Patient);
    for caller in others {
        let answer = ask(&clinic.sign_in(caller));
        assert!([303, 404].contains(&answer.status), "{caller:?}: {}", answer.status);
        assert!(AtOnce::from_bytes(&answer.body).is_none(), "{caller:?}");
        assert!(!answer.text().contains("hair-loss/"), "{caller:?}");
    }
}

#[test]
fn before_the_place_is_known_there_are_no_rules() {
    let clinic = Clinic::on_sqlite();
    let patient = clinic.sign_in(Caller::Patient);
    let draft = clinic.begin(&patient);
    assert_eq!(clinic.get(&format!("/visits/{draft}/rules"), &patient).status, 404);
    assert_eq!(clinic.get(&format!("/visits/{}/rules", clinic.draft), &patient).status, 200);
}
