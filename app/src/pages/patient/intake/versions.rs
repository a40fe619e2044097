//! Answers that were given to another version of the questionnaire.

use domain::{
    actor::Actor,
    encounter::StateName,
    questionnaire::{Questionnaire, Response, carry_over, carry_what_fits},
};
use store::{APP_PAGES, Intake, Upgrade};

use crate::{clinic::Clinic, pages::Refusal, words};

/// Takes a draft of an older version over to the questionnaire in force. True
/// where it has been, and has to be read again.
pub(super) async fn take_over(
    clinic: &Clinic,
    actor: &Actor,
    intake: &Intake,
    new: &Questionnaire,
) -> Result<bool, Refusal> {
    if intake.state != StateName::Draft || intake.questionnaire_version == new.version {
        return Ok(false);
    }
    let store = clinic.store();
    let before = intake.response()?;
    let old = store.questionnaire(&intake.protocol, &intake.questionnaire_version).await?;
    let today =
        intake.location.map_or_else(|| words::utc_date(clinic.now()), |state| clinic.today(state));
    let carried = old
        .map_or_else(|| carry_what_fits(&before, new, today), |old| carry_over(&before, &old, new));
    let upgrade = Upgrade {
        from: intake.questionnaire_version.clone(),
        to: new.version.clone(),
        pages: changed_pages(intake, &carried, new)?,
    };
    store.upgrade_questionnaire(actor, intake.encounter, &upgrade).await?;
    Ok(true)
}

/// The pages that read otherwise with the answers that go along: an answer
/// stands on the page that asks for it now, and nowhere else.
fn changed_pages(
    intake: &Intake,
    carried: &Response,
    new: &Questionnaire,
) -> Result<Vec<(String, serde_json::Value)>, Refusal> {
    let mut changed = Vec::new();
    for page in &new.pages {
        let mut answers = Response::default();
        answers.replace_page(page, carried.clone());
        let value = serde_json::to_value(&answers).map_err(|_| Refusal::Unavailable)?;
        let moved = match intake.page(page.link_id.as_str()) {
            Some(saved) => saved.answers != value,
            None => !answers.is_empty(),
        };
        if moved {
            changed.push((page.link_id.to_string(), value));
        }
    }
    let empty = serde_json::to_value(Response::default()).map_err(|_| Refusal::Unavailable)?;
    let gone = intake.pages.iter().filter(|saved| {
        !APP_PAGES.contains(&saved.page.as_str()) && new.page(&saved.page).is_none()
    });
    changed.extend(gone.map(|saved| (saved.page.clone(), empty.clone())));
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, ids::EncounterId};
    use serde_json::{Value, json};
    use store::PageRevision;

    use super::*;

    fn questionnaire(pages: &Value) -> Questionnaire {
        let whole = json!({
            "resourceType": "Questionnaire", "status": "active", "url": "urn:test",
            "version": "2", "title": "Test", "item": pages,
        });
        Questionnaire::from_json(&whole.to_string()).unwrap()
    }

    fn page(link_id: &str, questions: &[&str]) -> Value {
        let items: Vec<Value> = questions
            .iter()
            .map(|link_id| json!({ "linkId": link_id, "type": "string", "text": "Question?" }))
            .collect();
        json!({ "linkId": link_id, "type": "group", "text": link_id, "item": items })
    }

    fn intake(pages: &[(&str, Value)]) -> Intake {
        let saved_at = Timestamp::UNIX_EPOCH;
        let revision = |(page, answers): &(&str, Value)| PageRevision {
            page: (*page).to_owned(),
            revision: 1,
            answers: answers.clone(),
            saved_at,
        };
        Intake {
            encounter: EncounterId::new(saved_at, [1; 10]),
            patient: None,
            protocol: "first".parse().unwrap(),
            questionnaire_version: "1".to_owned(),
            state: StateName::Draft,
            relationship: domain::relationship::Relationship::New,
            version: 1,
            location: None,
            attested_on: None,
            birth_date: None,
            had_red_flag: false,
            pages: pages.iter().map(revision).collect(),
            consents: Vec::new(),
            photos: Vec::new(),
        }
    }

    #[test]
    fn an_answer_stands_on_the_page_that_asks_for_it_now_and_nowhere_else() {
        let text = |text: &str| json!([{ "text": text }]);
        let intake = intake(&[
            ("about", json!({ "anything": "goes" })),
            ("one", json!({ "stays": text("a") })),
            ("two", json!({ "moves": text("b"), "goes": text("c") })),
            ("gone", json!({ "lost": text("d") })),
        ]);
        let new = questionnaire(&json!([
            page("one", &["stays"]),
            page("two", &["kept"]),
            page("three", &["moves"]),
            page("four", &["fresh"]),
        ]));
        let today = jiff::civil::date(2026, 11, 23);
        let carried = carry_what_fits(&intake.response().unwrap(), &new, today);
        let changed = changed_pages(&intake, &carried, &new).unwrap();
        let expected =
            [("two", json!({})), ("three", json!({ "moves": text("b") })), ("gone", json!({}))]
                .map(|(page, answers)| (page.to_owned(), answers));
        assert_eq!(changed, expected);
    }
}
