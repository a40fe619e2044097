//! Receipts: downloaded by those whose they are, and checked without the clinic.

use std::{fs, net::SocketAddr};

use serde_json::Value;

use crate::{
    clinic::{Caller, Clinic, sign_in},
    http::{Answer, OWN, get_as, send},
    running::{complaint, run, words},
};

/// What the clinic says of this receipt, asked as a page without scripts asks.
fn verify(server: SocketAddr, file: &str) -> Answer {
    let form = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"receipt\"; \
         filename=\"receipt.json\"\r\ncontent-type: application/json\r\n\r\n{file}\r\n--edge--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=edge"), OWN];
    send(server, "POST", "/verify", &headers, form.as_str())
}

#[test]
fn a_receipt_is_downloaded_and_checked_from_the_command_line_and_a_changed_one_is_refused() {
    let clinic = Clinic::on_sqlite();
    let server = clinic.server.address;
    let newest = "from receipt join encounter on encounter.id = receipt.encounter_id \
                  where encounter.state = 'prescribed' order by receipt.sequence desc limit 1";
    let one = |what: &str| clinic.database.texts(&format!("select {what} {newest}")).remove(0);
    let (patient, encounter) = (one("encounter.patient_id"), one("receipt.encounter_id"));
    let number = one("cast(receipt.sequence as text)");
    let address = format!("/visits/{encounter}/receipts/{number}");
    let cookie = sign_in(server, &patient);

    let page = get_as(server, &format!("/visits/{encounter}"), &cookie).text();
    assert!(page.contains(&format!("href=\"{address}\"")), "the visit leads there");
    let file = get_as(server, &address, &cookie);
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("application/json"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
    for caller in [Caller::OtherPatient, Caller::Operator] {
        assert_eq!(get_as(server, &address, &clinic.sign_in(caller)).status, 404, "{caller:?}");
    }
    let missing = format!("/visits/{encounter}/receipts/99999");
    assert_eq!(get_as(server, &missing, &cookie).status, 404);

    let key = get_as(server, "/receipts/key", "").text();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receipt.json");
    fs::write(&path, file.text()).unwrap();
    let path = path.to_str().unwrap();
    let checked = run(&["verify-receipt", path, "--key", key.trim()]);
    assert!(checked.status.success(), "{}", complaint(&checked));
    let said = words(&checked);
    assert!(said.contains("Genuine: receipt") && said.contains("The rules lead there"), "{said}");

    let receipt: Value = serde_json::from_str(&file.text()).unwrap();
    let pack = receipt["body"]["pack"].as_str().unwrap();
    let files = get_as(server, &format!("/packs/{pack}"), "").text();
    assert!(files.contains("us-ar/relationship/live-video-first"));

    let text = file.text();
    for (before, after, expected) in [
        ("\"kind\": \"prescribed\"", "\"kind\": \"declined\"", "the signed part was changed"),
        ("\"value\": \"male\"", "\"value\": \"female\"", "`sex-at-birth` is not what was signed"),
    ] {
        assert!(text.contains(before), "{before}");
        fs::write(path, text.replacen(before, after, 1)).unwrap();
        let refused = run(&["verify-receipt", path]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(complaint(&refused).contains(expected), "{}", complaint(&refused));
    }
    // With scripts off the page asks the clinic, which says the same.
    let ask = |file: &str| verify(server, file);
    let genuine = ask(&text);
    assert_eq!(genuine.status, 200);
    assert!(genuine.text().contains("Genuine, and the rules lead there"), "{}", genuine.text());
    let forged = ask(&text.replacen("\"prescribed\"", "\"declined\"", 1));
    assert_eq!(forged.status, 422);
    assert!(forged.text().contains("Not genuine"));
    assert_eq!(ask("").status, 422);
    let half: String = text.chars().take(text.len() / 2).collect();
    let broken_off = ask(&half);
    assert_eq!(broken_off.status, 422);
    assert!(broken_off.text().contains("We cannot read this file"), "{}", broken_off.text());
    assert!(!broken_off.text().contains("Not genuine"));

    let another = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    fs::write(path, text).unwrap();
    let refused = run(&["verify-receipt", path, "--key", another]);
    assert!(complaint(&refused).contains("which is not the clinic's"), "{}", complaint(&refused));
}

#[test]
fn what_the_product_tells_a_patient_leaves_one_receipt_that_can_be_checked() {
    let clinic = Clinic::on_sqlite();
    let server = clinic.server.address;
    let told = || {
        clinic.database.texts("select cast(count(*) as text) from receipt where told is not null")
    };
    assert_eq!(told(), ["0"]);
    // Somebody whom no clinician here has seen yet.
    let unseen = format!(
        "select id from account where role = 'patient' and id <> '{}' and id not in \
         (select encounter.patient_id from visit join encounter on encounter.id = visit.encounter_id)",
        clinic.account("Andre Coleman")
    );
    let patient = sign_in(server, &clinic.database.texts(&unseen).remove(0));
    let draft = clinic.begin(&patient);
    let in_arkansas = |draft: &str, cookie: &str| {
        let place =
            "state=AR&shown=&revision=0&birth-date.month=11&birth-date.day=30&birth-date.year=1969";
        assert_eq!(clinic.post(&format!("/visits/{draft}/place"), cookie, place).status, 303);
        let outlook = clinic.get(&format!("/visits/{draft}/outlook"), cookie);
        assert_eq!(outlook.status, 200);
        outlook.text()
    };
    let page = in_arkansas(&draft, &patient);
    assert!(page.contains("In Arkansas, you will need"), "{page}");
    assert!(page.contains("The rules of Arkansas ask for"), "{page}");
    assert!(page.contains("Why you need a visit") && page.contains("You were told this on"));
    let after = page.split("/receipts/").nth(1).expect("the page leads to the receipt");
    let number: String = after.chars().take_while(char::is_ascii_digit).collect();
    let address = format!("/visits/{draft}/receipts/{number}");
    // Read again, it is the same.
    assert!(clinic.get(&format!("/visits/{draft}/outlook"), &patient).text().contains(&address));
    assert_eq!(told(), ["1"]);

    let file = clinic.get(&address, &patient);
    assert_eq!(file.status, 200);
    for caller in [Caller::OtherPatient, Caller::Licensed, Caller::Operator] {
        assert_eq!(clinic.get(&address, &clinic.sign_in(caller)).status, 404, "{caller:?}");
    }
    let receipt: Value = serde_json::from_str(&file.text()).unwrap();
    assert_eq!(receipt["body"]["kind"], "told-visit-required");
    assert_eq!(receipt["body"].get("clinician"), None);
    let checked = verify(server, &file.text()).text();
    assert!(checked.contains("Genuine, and the rules lead there"), "{checked}");
    assert!(checked.contains("its patient was told that a visit comes first"), "{checked}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receipt.json");
    fs::write(&path, file.text()).unwrap();
    let key = get_as(server, "/receipts/key", "").text();
    let checked = run(&["verify-receipt", path.to_str().unwrap(), "--key", key.trim()]);
    assert!(checked.status.success(), "{}", complaint(&checked));
    assert!(words(&checked).contains("The rules lead there"));

    // A visitor is nobody yet, and is told without.
    let begun = clinic.post("/visits", "", "protocol=hair-loss");
    let visitors = begun.location().split('/').nth(2).expect("a draft").to_owned();
    let page = in_arkansas(&visitors, &begun.cookie());
    assert!(page.contains("In Arkansas, you will need") && !page.contains("/receipts/"));
    assert_eq!(told(), ["1"]);
}

#[test]
fn the_chart_says_in_words_what_a_receipt_holds() {
    let clinic = Clinic::on_sqlite();
    let newest = "from receipt join determination on determination.id = receipt.determination_id \
                  where determination.kind = 'prescribed' order by receipt.sequence desc limit 1";
    let one = |what: &str| clinic.database.texts(&format!("select {what} {newest}")).remove(0);
    let (clinician, encounter) = (one("determination.clinician_id"), one("receipt.encounter_id"));
    let number = one("cast(receipt.sequence as text)");
    let cookie = sign_in(clinic.server.address, &clinician);
    let chart = clinic.get(&format!("/review/{encounter}"), &cookie).text();
    let section = chart.split("id=\"receipts\"").nth(1).expect("a section of its own");
    for words in [
        "Prescribed, ",
        "Rules that spoke",
        "not verified by this clinic",
        "Does not hold",
        "until ",
        &format!("Download receipt {number}"),
    ] {
        assert!(section.contains(words), "{words}");
    }
    assert!(section.contains(&format!("/visits/{encounter}/receipts/{number}")));
}
