//! A third protocol, made of nothing but files, as people see it: from the landing page to the
//! copy of its prescription, over the wire, by the pages that every protocol has. Nothing of it
//! is named here: everything is read from the files.

#[path = "../../../app/tests/third-protocol/files.rs"]
mod files;

use std::{net::SocketAddr, path::Path, sync::Arc};

use app::clinic::{Clinic, Parts, Settings};
use domain::{
    actor::Actor,
    encounter::Expiry,
    licence::LicenceStatus,
    pack::{Pack, Protocol},
    place::UsState,
    questionnaire::{Response, parse_page},
    rules::Opening,
};
use leptos::config::LeptosOptions;
use object_store::memory::InMemory;
use server::{entropy, router::router};
use store::{Clock, CurrentRules, KeptQuestionnaires, NewClinician, NewLicence, Rulebook, Store};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    clinic::{command, id_after, sign_in},
    http::{Answer, get_as, post},
    running::folder,
};

/// The day on which the walk's dates make sense.
const NOW: &str = "2026-11-23T18:00:00Z";
const EMAIL: &str = "dale.hutchins@example.org";

/// The folder of the crate `app`.
fn app() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../app"))
}

/// A clinic that answers on loopback for as long as this lives.
struct Open {
    runtime: Runtime,
    store: Store,
    address: SocketAddr,
}

impl Open {
    fn with(pack: Pack, data: &Path) -> Self {
        // Pages are rendered by it, in the whole process.
        let _ = any_spawner::Executor::init_tokio();
        let runtime = Runtime::new().unwrap();
        let url = format!("sqlite:{}", data.join("clinic.sqlite3").display());
        let clock = Clock::fixed(NOW.parse().unwrap());
        let (store, address) = runtime.block_on(async {
            let store = Store::connect(&url, clock.clone(), entropy()).await.unwrap();
            store.migrate().await.unwrap();
            store.mark_demo().await.unwrap();
            let clinic = Clinic::new(Parts {
                store: store.clone(),
                rules: CurrentRules::from(Rulebook {
                    pack: Arc::new(pack),
                    kept: KeptQuestionnaires::default(),
                    ledger: Arc::default(),
                    opening: Opening::Demonstration,
                }),
                clock,
                entropy: entropy(),
                client_key: "key".to_owned(),
                photos: Arc::new(InMemory::new()),
                settings: Settings {
                    name: "Riverside Clinic".to_owned(),
                    public_url: "http://127.0.0.1:3000".to_owned(),
                    demonstration: true,
                    trusted_proxies: Vec::new(),
                    expiry: Expiry::default(),
                },
                options: LeptosOptions::builder().output_name("asynclinic").build(),
            });
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let public_url = format!("http://{address}").parse().unwrap();
            let service = router(&clinic, &public_url)
                .unwrap()
                .into_make_service_with_connect_info::<SocketAddr>();
            tokio::spawn(async move { axum::serve(listener, service).await });
            (store, address)
        });
        Self { runtime, store, address }
    }

    fn get(&self, path: &str, cookie: &str) -> String {
        let answer = get_as(self.address, path, cookie);
        assert_eq!(answer.status, 200, "{path}");
        answer.text()
    }

    fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        post(self.address, path, cookie, form)
    }

    /// A post that leads on.
    fn on(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let answer = self.post(path, cookie, form);
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        answer
    }

    /// The code in the latest letter.
    fn code(&self) -> String {
        let mails = self.runtime.block_on(self.store.mailbox(&Actor::System, 1)).unwrap();
        let (_, rest) = mails[0].letter.body.split_once("Your code is ").expect("a code");
        rest.get(..6).expect("six digits").to_owned()
    }

    /// The cookie of a clinician who is licensed there.
    fn clinician(&self, state: UsState) -> String {
        let new = NewClinician {
            email: "dora.doctor@example.org".parse().unwrap(),
            name: "Dora Doctor".parse().unwrap(),
            npi: "1234567893".parse().unwrap(),
            title: "MD".to_owned(),
        };
        let licence = NewLicence {
            state,
            kind: "md".parse().unwrap(),
            number: "L1".parse().unwrap(),
            status: LicenceStatus::Active,
            expires_on: "2027-12-31".parse().unwrap(),
        };
        let id = self.runtime.block_on(async {
            let id = self.store.create_clinician(&Actor::System, &new).await.unwrap();
            self.store.add_licence(&Actor::System, id, &licence).await.unwrap();
            id
        });
        sign_in(self.address, &id.to_string())
    }
}

/// As it stands between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn expect(page: &str, text: &str) {
    assert!(page.contains(&escaped(text)), "“{text}” is missing in {page}");
}

/// The hidden fields of the form that posts there and holds `mark`, as it would post them.
fn hidden(page: &str, action: &str, mark: &str) -> String {
    let forms = page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next());
    let form = forms
        .filter(|form| form.contains(&format!("action=\"{action}\"")))
        .find(|form| form.contains(mark))
        .unwrap_or_else(|| panic!("a form to {action} with {mark} in {page}"));
    let fields = form.split("type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once('"').unwrap();
        let (_, rest) = rest.split_once("value=\"").unwrap();
        format!("{name}={}", encoded(rest.split('"').next().unwrap()))
    });
    fields.collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Fills in every page that is asked, each shown before it is posted.
fn answer_all(open: &Open, third_protocol: &Protocol, visit: &str, cookie: &str) {
    let mut walk = files::walk(app()).page.into_iter();
    let (today, mut response) = ("2026-11-23".parse().unwrap(), Response::default());
    for (index, page) in third_protocol.questionnaire.pages.iter().enumerate() {
        if !third_protocol.questionnaire.page_is_enabled(page, &response) {
            continue;
        }
        let files::Step { link_id, posts } = walk.next().expect("a page of the walk");
        assert_eq!(page.link_id.as_str(), link_id);
        let path = format!("/visits/{visit}/steps/{}", index + 1);
        let shown = open.get(&path, cookie);
        expect(&shown, page.heading());
        for item in &page.items {
            expect(&shown, &item.text);
        }
        let pairs: Vec<String> =
            posts.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        open.on(&path, cookie, &format!("revision=0&{}", pairs.join("&")));
        response.replace_page(page, parse_page(page, &posts, &response, today).unwrap());
    }
    assert!(walk.next().is_none(), "the walk goes further than the questions");
}

#[test]
fn a_third_protocol_of_files_alone_is_asked_reviewed_signed_and_shown() {
    let (data, (pack, protocol)) = (folder(), files::pack(app()));
    let open = Open::with(pack, data.path());
    let clinician = open.clinician(UsState::Or);
    let first = get_as(open.address, "/", "");
    expect(&first.text(), &protocol.title);

    let begun = open.on("/visits", "", &format!("protocol={}", protocol.id));
    let (cookie, visit) = (begun.cookie(), id_after(begun.location(), "/visits/", "a draft"));
    let of = |page: &str| format!("/visits/{visit}{page}");
    let place = "revision=0&state=OR&birth-date.month=11&birth-date.day=30&birth-date.year=1969";
    open.on(&of("/place"), &cookie, place);
    open.post("/sign-in", &cookie, &format!("email={EMAIL}"));
    let form = format!("email={EMAIL}&code={}", open.code());
    let cookie = open.on("/sign-in/code", &cookie, &form).cookie();
    open.on(
        &of("/about"),
        &cookie,
        "revision=0&name=Dale+Hutchins&sex-at-birth=male&telephone=503+555+0142\
         &line=12+Elm+Street&city=Portland&state=OR&postal-code=97201",
    );
    answer_all(&open, &protocol, &visit, &cookie);
    let consent = open.get(&of("/consent"), &cookie);
    let consent = hidden(&consent, &of("/consent"), "name=\"name\"");
    open.on(&of("/consent"), &cookie, &format!("{consent}&name=Dale+Hutchins"));
    let location = open.get(&of("/location"), &cookie);
    let location = hidden(&location, &of("/location"), "name=\"here\"");
    open.on(&of("/location"), &cookie, &format!("{location}&here=yes"));
    let check = open.get(&of("/check"), &cookie);
    let send = hidden(&check, &of("/check"), "name=\"command\"");
    let sent = open.on(&of("/check"), &cookie, &send);
    assert_eq!(sent.location(), of("/submitted"));

    expect(&open.get("/review", &clinician), &protocol.title);
    let chart = format!("/review/{visit}");
    open.on(&format!("{chart}/claim"), &clinician, &command());
    let shown = open.get(&chart, &clinician);
    let medicine = &protocol.formulary[0];
    let sig = medicine.sigs.last().unwrap();
    expect(&shown, &medicine.name);
    expect(&shown, &sig.text);
    let action = format!("{chart}/prescribe");
    let order = hidden(&shown, &action, &format!("value=\"{}\"", medicine.id));
    let order = format!(
        "{order}&sig={}&quantity={}&refills=0&diagnosis={}&message=Take+care.",
        sig.code, sig.quantity, protocol.diagnoses[0].code
    );
    let review = open.post(&action, &clinician, &order);
    assert_eq!(review.status, 200);
    let review = review.text();
    expect(&review, "Signing prescribes this and ends the visit.");
    expect(&review, &sig.text);
    let sign = hidden(&review, &action, "value=\"sign\"");
    open.on(&action, &clinician, &format!("{sign}&act=sign"));

    let copy = open.get(&of(""), &cookie);
    for text in [sig.text.as_str(), medicine.counselling[0].as_str(), "Take care."] {
        expect(&copy, text);
    }
}
