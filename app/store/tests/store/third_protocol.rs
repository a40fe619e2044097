//! A third protocol, made of nothing but files, from its first question to a
//! prescription. Nothing of it is named here: everything is read from the files.

#[path = "../../../tests/third-protocol/files.rs"]
mod files;

use std::{path::Path, sync::Arc};

use domain::{
    consent::Consent,
    encounter::{PrescriptionStatus, State},
    medication::Diagnosis,
    pack::Protocol,
    place::UsState,
    questionnaire::{Response, parse_page},
    rules::{Opening, Outcome},
};
use serde_json::json;
use store::{KeptQuestionnaires, Order, Rulebook, StoreError};

use crate::clinic::{Clinic, answers, both, profile, status};

/// The folder of the crate `app`.
fn app() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Fills in every page that is asked, as a browser without scripts would post it.
async fn fill(clinic: &Clinic, patient: &domain::actor::Actor, protocol: &Protocol) -> Response {
    let draft = clinic.store.drafts(patient).await.unwrap()[0].encounter;
    let mut response = Response::default();
    let mut steps = files::walk(app()).page.into_iter();
    for page in &protocol.questionnaire.pages {
        if !protocol.questionnaire.page_is_enabled(page, &response) {
            continue;
        }
        let step = steps.next().unwrap();
        assert_eq!(page.link_id.as_str(), step.link_id);
        let read = parse_page(page, &step.posts, &response, clinic.today());
        let read = read.unwrap_or_else(|errors| panic!("{}: {errors:?}", page.link_id));
        response.replace_page(page, read.clone());
        let save = answers(page.link_id.as_str(), serde_json::to_value(&read).unwrap());
        clinic.save(patient, draft, save).await;
    }
    assert!(steps.next().is_none(), "the walk goes further than the questions");
    response
}

#[tokio::test]
async fn a_third_protocol_of_files_alone_goes_from_first_question_to_prescription() {
    let (pack, third) = files::pack(app());
    let rules = Rulebook {
        pack: Arc::new(pack),
        kept: KeptQuestionnaires::default(),
        ledger: Arc::default(),
        opening: Opening::Demonstration,
    };
    both(async |clinic| {
        let clinic = Clinic { rules: rules.clone(), ..clinic };
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Or).await;
        let patient = clinic.patient().await;
        let version = third.questionnaire.version.as_str();
        let draft = store.create_draft(&patient, "", &third.id, version).await.unwrap();
        clinic.save(&patient, draft, clinic.place(UsState::Or)).await;
        fill(&clinic, &patient, &third).await;
        let text = rules.pack.consent("telehealth").unwrap();
        let name = profile().legal_name;
        let consent = Consent::sign(text, name.as_str(), &name, clinic.now()).unwrap();
        store.sign_consent(&patient, draft, &consent).await.unwrap();
        clinic.save(&patient, draft, answers("location", json!({}))).await;
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();

        let claimed = clinic.claimed(&doctor, &submitted).await;
        let chart = store.chart(&doctor.actor, draft, &local).await.unwrap().unwrap();
        let dates = local(chart.record.location);
        let seen = rules.evaluate(&chart.record, Some(&chart.licences), &dates).unwrap();
        let medicine = &third.formulary[0];
        let decision = &seen.evaluation.decisions[0];
        assert_eq!(decision.outcome, Outcome::Permitted, "{decision:?}");
        assert_eq!(seen.gathered.preferred_medicine.as_ref(), Some(&medicine.id));
        // The limit that an answer brings about leaves one of two directions.
        let [first, second] = medicine.sigs.as_slice() else { panic!("two directions") };
        assert_eq!(decision.sigs, std::slice::from_ref(&second.code));

        let order = |sig: &str| Order {
            medication: medicine.id.clone(),
            sig: sig.to_owned(),
            quantity: second.quantity,
            refills: medicine.max_refills,
            diagnosis: Diagnosis::clone(&third.diagnoses[0]),
            message: "Take care.".into(),
            fulfilled: Vec::new(),
        };
        let held = clinic.held(&doctor, &claimed).await;
        let barred =
            store.prescribe(&doctor.actor, &held, &order(&first.code), &clinic.rules, &local).await;
        assert!(matches!(barred, Err(StoreError::Verb(_))), "{barred:?}");
        let held = clinic.held(&doctor, &claimed).await;
        let done = store
            .prescribe(&doctor.actor, &held, &order(&second.code), &clinic.rules, &local)
            .await
            .unwrap();
        assert_eq!(status(&done), PrescriptionStatus::ToSend);
        let State::Prescribed { outcome } = &done.state else { panic!("prescribed") };
        assert_eq!(outcome.what.sig, second.text);
        assert_eq!(outcome.what.counselling, medicine.counselling);
        assert_eq!(outcome.what.days_supply, second.days_supply);
    })
    .await;
}
