//! Addresses that cannot be read.

use crate::{
    clinic::{account, sign_in},
    http::{get, send},
    running::{Server, folder},
};

#[test]
fn an_address_that_cannot_be_read_gets_a_page_of_ours() {
    let data = folder();
    let server = Server::demonstration(data.path());
    let to = server.address;
    let demo = get(to, "/demo").text();
    let patient = sign_in(to, &account(&demo, "Harold Jensen"));
    let clinician = sign_in(to, &account(&demo, "Maya Okafor, MD"));
    for (cookie, path) in [
        (clinician.as_str(), "/review?page=x"),
        (clinician.as_str(), "/review/none"),
        (patient.as_str(), "/visits/none"),
        (patient.as_str(), "/visits/%FF"),
        (patient.as_str(), "/visits/01a20000-0000-7000-8000-000000000003/steps/first"),
    ] {
        let answer = send(to, "GET", path, &[("cookie", cookie)], "");
        assert_eq!(answer.status, 404, "{path}");
        let text = answer.text();
        assert!(text.contains("Page not found") && text.contains("</html>"), "{path}: {text}");
    }
}
