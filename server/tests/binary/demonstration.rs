//! The demonstration's one page.

use crate::{clinic::Clinic, http::get};

#[test]
fn everybody_who_has_an_account_can_be_met() {
    let clinic = Clinic::on_sqlite();
    let page = get(clinic.server.address, "/demo").text();
    let accounts = clinic.database.texts("select id from account where disabled_at is null");
    assert!(accounts.len() > 30, "{}", accounts.len());
    let shut: Vec<_> = accounts.iter().filter(|id| !page.contains(id.as_str())).collect();
    assert!(shut.is_empty(), "nobody can sign in as {shut:?}");
    for account in &accounts {
        let answer = clinic.post("/demo/sign-in", "", &format!("account={account}"));
        assert_eq!(answer.status, 303, "{account}");
        assert_eq!(clinic.get(answer.location(), &answer.cookie()).status, 200, "{account}");
    }
    let roles = |role| format!("select id from account where role = '{role}'");
    assert_eq!(clinic.database.texts(&roles("clinician")).len(), 4);
    assert_eq!(clinic.database.texts(&roles("operator")).len(), 1);
    let encounters = "select id from encounter where patient_id is not null";
    // Sixty, and the draft that this clinic was opened with.
    assert_eq!(clinic.database.texts(encounters).len(), 61);
}
