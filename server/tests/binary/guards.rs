//! What keeps strangers, other sites and floods out of every row of the table.

use server::routes::BodyLimit;

use crate::{
    clinic::{Asked, Caller, Clinic, pages},
    database::expect_same,
    http::{Answer, FORM},
};

/// What a browser says of a request that another site made it send.
const ELSEWHERE: [&[(&str, &str)]; 4] = [
    &[("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://other.clinic.example")],
    &[("origin", "https://elsewhere.example")],
    &[("origin", "null")],
];

#[test]
fn what_another_site_posts_to_any_row_is_refused_and_nothing_is_written() {
    let clinic = Clinic::on_sqlite();
    let rows: Vec<_> = pages().into_iter().filter(|route| route.method == "POST").collect();
    assert!(rows.len() > 30);
    let cookies = Caller::ALL.map(|caller| (caller, clinic.sign_in(caller)));
    let before = clinic.database.contents_without(&[]);
    for route in &rows {
        let asked = clinic.asked("POST", &route.path);
        let caller = Caller::admitted(route);
        let (_, cookie) = cookies.iter().find(|(known, _)| *known == caller).unwrap();
        for headers in ELSEWHERE {
            let about = format!("{} with {headers:?}", route.path);
            let answer = clinic.ask_with(&asked, cookie, headers);
            assert_eq!(answer.status, 403, "{about}");
            assert!(answer.text().contains("nothing was changed"), "{about}: {}", answer.text());
            assert_eq!(answer.header("set-cookie"), None, "{about}");
        }
    }
    expect_same(&before, &clinic.database.contents_without(&[]), "from another site");
}

#[test]
fn a_byte_more_than_a_row_takes_is_refused_and_nothing_is_written() {
    let clinic = Clinic::on_sqlite();
    let cookies = Caller::ALL.map(|caller| (caller, clinic.sign_in(caller)));
    let before = clinic.database.contents_without(&["session"]);
    for route in pages() {
        let caller = Caller::admitted(&route);
        let (_, cookie) = cookies.iter().find(|(known, _)| *known == caller).unwrap();
        let asked = clinic.asked(route.method.as_str(), &route.path);
        let kind = match route.limit {
            BodyLimit::Nothing => FORM.1,
            BodyLimit::Form | BodyLimit::Upload => asked.kind,
        };
        let mut body = asked.body.clone();
        body.resize(route.limit.bytes() + 1, b'a');
        let answer = clinic.ask(&Asked { kind, body, ..asked }, cookie);
        assert_eq!(answer.status, 413, "{} {}", route.method, route.path);
        assert!(answer.text().contains("too large"), "{} {}", route.method, route.path);
    }
    expect_same(&before, &clinic.database.contents_without(&["session"]), "too much");
}

/// Bodies that no page of ours sends: what they are, what they call
/// themselves (as the row's own where that is empty), and the bytes.
fn garbage(good: &Asked) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let form = String::from_utf8_lossy(&good.body).into_owned();
    let nul = b"command=%00&version=%00&email=a%00b%40example.org&name=Dale%00Hutchins&account=%00\
        &state=A%00&reason=%00&message=a%00b&typed=a%00b&classes=a%00b&note=a%00b&question-1=a%00b\
        &number=a%00b&title=M%00D&code=12%00456&protocol=hair%00loss&password=a%00b&line=a%00b"
        .to_vec();
    let huge = "9".repeat(400);
    let numbers = format!(
        "version={huge}&revision={huge}&quantity={huge}&refills=-1&npi={huge}&code={huge}\
         &birth-date.year={huge}&birth-date.month=99&birth-date.day=-1&ends.year={huge}\
         &ends.month=0&ends.day=32&telephone={huge}&postal-code={huge}&command={huge}&lease={huge}"
    );
    vec![
        ("an empty body", "", Vec::new()),
        ("bytes that are no text", "", vec![0xff, 0xfe, 0xc3, 0x28, 0x80]),
        ("a form that is no UTF-8", FORM.1, b"email=%ff%fe&name=%c3%28&version=%80".to_vec()),
        ("a broken escape", FORM.1, b"email=%zz&name=%&version=%1&%=%".to_vec()),
        ("zero bytes", FORM.1, nul),
        ("huge numbers", FORM.1, numbers.into_bytes()),
        ("each field twice, the first one wrong", FORM.1, doubled(&form)),
        ("only marks", FORM.1, b"&&&===&=&;;".to_vec()),
        ("a kind that nobody knows", "application/x-unknown", good.body.clone()),
        ("JSON for a form", "application/json", br#"{"encounter":[],"number":-1}"#.to_vec()),
        ("deep JSON", "application/json", "[".repeat(100_000).into_bytes()),
        ("a form with files, cut off", "multipart/form-data; boundary=x", b"--x\r\nconte".to_vec()),
        ("a form with files, without its line", "multipart/form-data", b"--x\r\n".to_vec()),
    ]
}

/// Every field of a form with something wrong before it: the first one counts.
fn doubled(form: &str) -> Vec<u8> {
    let fields = form.split('&').filter_map(|field| field.split_once('='));
    fields.map(|(name, value)| format!("{name}=%21%21&{name}={value}&")).collect::<String>().into()
}

/// Rows that read nothing of what they are sent.
const READS_NOTHING: [&str; 4] = [
    "/sign-out",
    "/operator/clinicians/{clinician}/invitation",
    "/operator/clinicians/{clinician}/disable",
    "/operator/clinicians/{clinician}/enable",
];

/// Rows that lead on where there is nothing to do, whatever they are sent.
const LEADS_ON: [&str; 2] = ["/visits/{visit}/respond", "/visits/{visit}/check"];

/// Refused, in words where somebody reads them.
fn refused(path: &str, answer: &Answer) -> bool {
    let read = !path.starts_with("/api/");
    (400..500).contains(&answer.status) && (!read || answer.text().contains("<h1>"))
}

#[test]
fn garbage_posted_to_any_row_is_refused_in_words_and_nothing_is_written() {
    for clinic in [Clinic::on_sqlite(), Clinic::on_postgres()] {
        // Sessions, counters and what was read are noted whatever is sent.
        let aside = ["session", "allowance", "audit"];
        let before = clinic.database.contents_without(&aside);
        let mut wrong = Vec::new();
        for route in pages() {
            if route.method == "GET" || READS_NOTHING.contains(&&*route.path) {
                continue;
            }
            let good = clinic.asked("POST", &route.path);
            let cookie = clinic.sign_in(Caller::admitted(&route));
            for (what, kind, body) in garbage(&good) {
                let kind = if kind.is_empty() { good.kind } else { kind };
                let answer = clinic.ask(&Asked { kind, body, ..good.clone() }, &cookie);
                let led = answer.status == 303 && LEADS_ON.contains(&&*route.path);
                if !led && !refused(&route.path, &answer) {
                    wrong.push(format!("{}: {what}: {}", route.path, answer.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        expect_same(&before, &clinic.database.contents_without(&aside), "garbage");
    }
}
