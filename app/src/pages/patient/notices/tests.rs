use std::sync::Arc;

use domain::{
    encounter::Record,
    evidence::Evidence,
    pack::Pack,
    people::SexAtBirth,
    questionnaire::{Answer, Response},
    relationship::{Relationship, VisitOnRecord},
    rules::{Ledger, Opening},
};
use store::{KeptQuestionnaires, Rulebook};

use super::*;

const ON: &str = "2026-11-23";

/// Somebody's answers under the shipped rules: `question=option`, more options after commas.
struct Case {
    rules: Rulebook,
    record: Record,
}

impl Case {
    fn of(protocol: &str, location: UsState, answers: &[&str]) -> Self {
        let rules = Rulebook {
            pack: Arc::new(Pack::read(&crate::packs::starter_files()).unwrap()),
            kept: KeptQuestionnaires::default(),
            ledger: Arc::new(Ledger::new()),
            opening: Opening::Demonstration,
        };
        let protocol = protocol.parse().unwrap();
        let version = rules.pack.protocol(&protocol).unwrap().questionnaire.version.clone();
        let mut response = Response::default();
        for answer in answers {
            let (question, codes) = answer.split_once('=').unwrap();
            let codes = codes.split(',').map(|code| Answer::Coding { code: code.to_owned() });
            response.set(question.parse().unwrap(), codes.collect());
        }
        let record = Record {
            protocol,
            questionnaire_version: version,
            location,
            attested_on: ON.parse().unwrap(),
            birth_date: Some("1996-04-02".parse().unwrap()),
            sex_at_birth: Some(SexAtBirth::Female),
            relationship: Relationship::New,
            response,
            evidence: Vec::new(),
            visit: None,
            consents: BTreeSet::from(["telehealth".to_owned()]),
            fulfilled: BTreeSet::new(),
            findings: BTreeMap::new(),
            found: Default::default(),
        };
        Self { rules, record }
    }

    fn after_a_visit(mut self, modality: Modality) -> Self {
        self.record.visit = Some(VisitOnRecord { modality, on: ON.parse().unwrap() });
        self
    }

    fn unverified(mut self) -> Self {
        self.rules.opening = Opening::VerifiedOnly;
        self
    }

    fn notices(&self, moment: Moment) -> Vec<Notice> {
        let assessment = self.rules.evaluate(&self.record, None, &[ON.parse().unwrap()]).unwrap();
        let about = About {
            protocol: self.rules.pack.protocol(&self.record.protocol).unwrap(),
            response: &self.record.response,
            visit: "/visits/1".to_owned(),
        };
        Notice::all(&assessment.evaluation, &about, (self.record.location, true), moment)
    }

    fn titles(&self, moment: Moment) -> Vec<String> {
        self.notices(moment).into_iter().map(|notice| notice.title).collect()
    }
}

fn isotretinoin(answers: &[&str]) -> Case {
    let usual = [
        "emergency-signs=none",
        "acne-kind=scars",
        "course-now=no",
        "course-before=no",
        "ipledge-enrolled=yes",
        "pregnancy-list=can-be-pregnant",
        "two-methods=yes",
        "minipill-method=no",
        "tests-before-start=yes",
        "test-have=no",
        "labs-have=no",
    ];
    Case::of("isotretinoin", UsState::Or, &[&usual, answers].concat())
}

#[test]
fn somebody_pregnant_reads_only_what_to_do_today() {
    let answers = ["pregnancy-list=pregnant,can-be-pregnant", "ipledge-enrolled=no"];
    for moment in [Moment::Draft, Moment::Sent, Moment::AwaitingVisit(Modality::Video)] {
        let notices = isotretinoin(&answers).notices(moment);
        let [notice] = notices.as_slice() else { panic!("{moment:?}: {notices:?}") };
        assert_eq!(notice.title, "Please do this today");
        assert!(notice.urgent && notice.places.is_empty());
        let [first, last] = notice.sentences.as_slice() else { panic!("{notice:?}") };
        assert!(first.contains("Please see a doctor or midwife today."), "{first}");
        assert!(last.contains("Do not wait for"), "{last}");
    }
}

#[test]
fn beside_an_emergency_nothing_else_is_told() {
    let pregnant_on_it = isotretinoin(&["pregnancy-list=pregnant", "course-now=yes"]);
    for moment in [Moment::Draft, Moment::Sent] {
        assert_eq!(pregnant_on_it.titles(moment), ["Please do this today"]);
    }
    // Chest pain has its own page, and its banner above the visit.
    let chest_pain = Case::of("erectile-dysfunction", UsState::Ar, &["emergency-signs=chest-pain"]);
    let assessed = chest_pain.rules.evaluate(&chest_pain.record, None, &[ON.parse().unwrap()]);
    assert_eq!(assessed.unwrap().evaluation.overall(), Outcome::Emergency);
    assert!(chest_pain.notices(Moment::Sent).is_empty());
}

#[test]
fn who_is_barred_is_asked_for_no_visit_and_for_nothing_more() {
    let titles = isotretinoin(&["ipledge-enrolled=no"]).titles(Moment::Draft);
    assert_eq!(titles, ["As it stands, we may not be able to prescribe this"]);
}

#[test]
fn a_visit_is_needed_until_it_was_called_for_and_not_after_it_was_held() {
    let case = isotretinoin(&[]);
    let visit = "You will need a visit".to_owned();
    assert!(case.titles(Moment::Draft).contains(&visit));
    assert!(case.titles(Moment::Sent).contains(&visit));
    assert!(case.titles(Moment::AwaitingVisit(Modality::Audio)).contains(&visit));
    assert!(!case.titles(Moment::AwaitingVisit(Modality::Video)).contains(&visit));
    let held = isotretinoin(&[]).after_a_visit(Modality::Audio);
    assert!(held.titles(Moment::Sent).contains(&visit), "a video visit was asked for");
    let held = isotretinoin(&[]).after_a_visit(Modality::Video);
    assert_eq!(held.titles(Moment::Sent), ["Something more is needed"]);
}

#[test]
fn what_was_put_off_is_listed_with_the_question_that_leads_to_it() {
    for moment in [Moment::Draft, Moment::Sent] {
        let notices = isotretinoin(&[]).notices(moment);
        let notice = notices.iter().find(|one| one.title == "Something more is needed").unwrap();
        let questions: Vec<&str> = notice.places.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            questions,
            [
                "Have you had a pregnancy test in the past 7 days?",
                "Do you have blood tests of fats and liver from the past 3 months?",
            ],
        );
        assert!(notice.places.iter().all(|(href, _)| href.starts_with("/visits/1/steps/")));
    }
    // Whoever cannot become pregnant is asked for no test.
    let other = isotretinoin(&["pregnancy-list=cannot-apply", "labs-have=yes"]);
    let said = format!("{:?}", other.notices(Moment::Sent));
    assert!(
        !said.contains("pregnancy test in the past") && said.contains("Your results"),
        "{said}"
    );
}

#[test]
fn where_the_clinic_is_not_open_nothing_is_asked_for_and_nobody_is_blamed() {
    for protocol in ["isotretinoin", "erectile-dysfunction", "acne", "hair-loss", "testosterone"] {
        let notices = Case::of(protocol, UsState::Tx, &[]).unverified().notices(Moment::Sent);
        let [notice] = notices.as_slice() else { panic!("{protocol}: {notices:?}") };
        assert_eq!(notice.title, "We cannot help in Texas right now");
        assert!(notice.elsewhere && notice.sentences[0].contains("where you are yet"));
    }
}

#[test]
fn a_patient_in_texas_hears_before_sending_that_a_record_is_needed() {
    let pack = Pack::read(&crate::packs::starter_files()).unwrap();
    let wanted = |location: UsState, protocol: &str, evidence: &[Evidence]| {
        let mut case = Case::of(protocol, location, &[]);
        case.record.sex_at_birth = Some(SexAtBirth::Male);
        case.record.evidence = evidence.to_vec();
        let notices = case.notices(Moment::Draft);
        let mut sentences = notices.iter().flat_map(|notice| &notice.sentences);
        sentences.any(|sentence| sentence.contains("In Texas your clinician needs"))
    };
    let sent = [Evidence::Record { on: ON.parse().unwrap() }];
    for protocol in pack.protocols() {
        let id = protocol.id.as_str();
        assert!(wanted(UsState::Tx, id, &[]), "{id}");
        assert!(!wanted(UsState::Tx, id, &sent), "{id}");
        assert!(!wanted(UsState::Ca, id, &[]), "{id}");
    }
}
