//! Rows that cannot be, and what errors say.

use domain::{actor::Actor, encounter::StateName, place::UsState};
use store::StoreError;

use crate::clinic::both;

#[tokio::test]
async fn a_row_that_contradicts_itself_is_corrupt() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let prescribed = clinic.prescribed(&patient, &doctor).await;
        let broken = [
            "update determination set kind = 'declined'",
            "update encounter set facts = '{}'",
            "update encounter set facts = 'not json'",
        ];
        for sql in broken {
            clinic.meddle(sql).await;
            let chart = store.chart(&patient, prescribed.id, &local).await;
            let corrupt = matches!(
                &chart,
                Err(StoreError::Corrupt { table: "encounter", column: "facts", .. })
            );
            assert!(corrupt, "{sql}: {chart:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn columns_that_disagree_with_the_facts_are_corrupt() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let submitted = clinic.submitted(&clinic.patient().await).await;
        clinic.meddle("update encounter set urgent = 1").await;
        let claim = clinic.command();
        let claimed = clinic.store.claim(&doctor.actor, claim, submitted.id, &clinic.local()).await;
        assert!(matches!(claimed, Err(StoreError::Corrupt { .. })));
    })
    .await;
}

#[tokio::test]
async fn errors_and_their_debug_form_hold_no_answers() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        clinic.meddle("update patient_profile set profile = '{\"legal_name\":\"Canary\"}'").await;
        let error = clinic.store.profile(&patient).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("Canary"));
        clinic.meddle("update encounter_page set answers = '\"Canary\"'").await;
        let chart = clinic.store.chart(&patient, submitted.id, &clinic.local()).await;
        assert!(!format!("{:?}", chart.unwrap_err()).contains("Canary"));
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_states_that_cannot_be() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        clinic.submitted(&patient).await;
        for wrong in [
            "update encounter set state = 'done'",
            "update encounter set state = 'in-review'",
            "update encounter set waiting_since = null",
            "update encounter set patient_id = null",
            "update encounter set location = null",
            "update encounter set lease_token = 'x'",
            "update encounter set urgent = 2",
        ] {
            let store = clinic.clone();
            let sql = wrong.to_owned();
            let tried = tokio::spawn(async move { store.meddle(&sql).await }).await;
            assert!(tried.is_err(), "{wrong}");
        }
        let visits = clinic.store.visits(&patient).await.unwrap();
        assert_eq!(visits[0].encounter.state.name(), StateName::AwaitingReview);
        let trail = clinic.store.audit_trail(&Actor::System, visits[0].encounter.id).await.unwrap();
        assert!(trail.iter().any(|row| row.action == "submit" && row.actor_kind == "patient"));
    })
    .await;
}
