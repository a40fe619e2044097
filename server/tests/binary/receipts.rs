//! Receipts: downloaded by those whose they are, and checked without the clinic.

use std::fs;

use serde_json::Value;

use crate::{
    clinic::{Caller, Clinic, sign_in},
    http::{OWN, get_as, send},
    running::{complaint, run, words},
};

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
    let edge = "multipart/form-data; boundary=edge";
    let form = |file: &str| {
        format!(
            "--edge\r\ncontent-disposition: form-data; name=\"receipt\"; \
             filename=\"receipt.json\"\r\ncontent-type: application/json\r\n\r\n{file}\r\n--edge--\r\n"
        )
    };
    let ask = |file: &str| {
        let headers = [("content-type", edge), OWN];
        send(server, "POST", "/verify", &headers, form(file).as_str())
    };
    let genuine = ask(&text);
    assert_eq!(genuine.status, 200);
    assert!(genuine.text().contains("Genuine, and the rules lead there"), "{}", genuine.text());
    let forged = ask(&text.replacen("\"prescribed\"", "\"declined\"", 1));
    assert_eq!(forged.status, 422);
    assert!(forged.text().contains("Not genuine"));
    assert_eq!(ask("").status, 422);

    let another = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    fs::write(path, text).unwrap();
    let refused = run(&["verify-receipt", path, "--key", another]);
    assert!(complaint(&refused).contains("which is not the clinic's"), "{}", complaint(&refused));
}
