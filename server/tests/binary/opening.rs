//! A clinic of its own, from nothing: it serves a state once somebody vouches for the rule that opens it.

use std::{fs, net::SocketAddr, path::Path};

use app::packs::starter_files;
use domain::{actor::Actor, licence::LicenceStatus, place::UsState};
use store::{NewClinician, NewLicence, Store};

use crate::{
    database::Database,
    http::{get_as, post, send},
    running::{NO_MAIL, Server, complaint, folder, run, text, words},
};

/// What the operator's pages do: a clinician with a licence in Texas.
async fn employ(url: &str) {
    let store = Store::connect(url, server::clock(), server::entropy()).await.unwrap();
    let new = NewClinician {
        email: "dora@example.org".parse().unwrap(),
        name: "Dora Doctor".parse().unwrap(),
        npi: "1234567893".parse().unwrap(),
        title: "MD".to_owned(),
    };
    let id = store.create_clinician(&Actor::System, &new).await.unwrap();
    let licence = NewLicence {
        state: UsState::Tx,
        kind: "md".parse().unwrap(),
        number: "L1".parse().unwrap(),
        status: LicenceStatus::Active,
        expires_on: "2099-12-31".parse().unwrap(),
    };
    store.add_licence(&Actor::System, id, &licence).await.unwrap();
    store.close().await;
}

/// A visitor's cookie, and where what they said of their place leads.
fn begin_in_texas(server: SocketAddr) -> (String, String) {
    let begun = post(server, "/visits", "", "protocol=erectile-dysfunction");
    assert_eq!(begun.status, 303);
    let cookie = begun.cookie();
    let place = begun.header("location").unwrap();
    let form = "state=TX&birth-date.month=4&birth-date.day=2&birth-date.year=1985";
    let saved = post(server, place, &cookie, form);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let outlook = saved.header("location").unwrap().to_owned();
    (cookie, outlook)
}

/// Whether a visitor in Texas may go on; otherwise they are told why not.
fn is_open(server: SocketAddr) -> bool {
    let (cookie, href) = begin_in_texas(server);
    let headers = [("cookie", cookie.as_str())];
    let outlook = send(server, "GET", &href, &headers, "");
    if outlook.status == 200 {
        let page = outlook.text();
        assert!(page.contains("We cannot help in Texas yet"), "{page}");
        // A clinic that employs nobody there says that, whatever the rules say.
        let unlicensed = "None of our clinicians has a license for Texas";
        let closed = "We cannot offer this care where you are yet";
        assert!(page.contains(closed) != page.contains(unlicensed), "{page}");
        assert!(!page.contains("None of the doses"), "nothing of single medicines: {page}");
        return false;
    }
    assert_eq!(outlook.header("location"), Some("/sign-in"), "{outlook:?}");
    true
}

/// `asynclinic admin ...` that works, and what it says.
fn admin(arguments: &[&str], place: &[&str]) -> String {
    let output = run(&[&["admin"], arguments, place].concat());
    assert!(output.status.success(), "{}", complaint(&output));
    words(&output)
}

const VERIFY: [&str; 7] =
    ["verify-rule", "--all-opening-of", "US-TX", "--by", "Ann Counsel", "--note", "Read 111.005"];

async fn opens_once_verified(place: &[&str], url: &str, servers: impl Fn() -> Vec<Server>) {
    let made = admin(&["create-operator", "--email", "ann@example.org"], place);
    assert!(made.contains("/staff/password/"), "{made}");
    employ(url).await;
    let servers = servers();
    for server in &servers {
        assert!(!is_open(server.address), "nobody has verified anything");
    }
    let listed = admin(&["rules", "--of", "US-TX"], place);
    assert!(listed.contains("Verified: 0 of 1"), "{listed}");
    assert!(listed.contains("us-tx/service/open") && listed.contains("111.005"), "{listed}");

    let said = admin(&VERIFY, place);
    assert!(said.contains("Verified by Ann Counsel"), "{said}");
    assert!(said.contains("citation") && said.contains("sha256:"), "{said}");
    for server in &servers {
        assert!(is_open(server.address), "every server heeds it at once");
    }
    let listed = admin(&["rules"], place);
    assert!(listed.contains("Verified: 1 of 51"), "{listed}");
    assert!(listed.contains("us-tx/service/open, by Ann Counsel"), "{listed}");
    assert!(listed.contains("us-ok/service/open"), "{listed}");
    judged_by_an_operator(&made, &servers);
}

const RULE: &str = "/operator/rules/us-tx/service/open";

/// The operator who was made contests the rule on the page of one server, and vouches for
/// it again: every server heeds both.
fn judged_by_an_operator(made: &str, servers: &[Server]) {
    let server = servers[0].address;
    let (_, token) = made.trim().rsplit_once("/staff/password/").unwrap();
    let password = "password=correct-horse-battery";
    let chosen = format!("{password}&again=correct-horse-battery");
    assert_eq!(post(server, &format!("/staff/password/{token}"), "", &chosen).status, 303);
    let entered = post(server, "/staff/sign-in", "", &format!("email=ann@example.org&{password}"));
    let cookie = entered.cookie();
    let page = get_as(server, RULE, &cookie).text();
    assert!(page.contains("Ann Counsel vouched for it on"), "{page}");
    let (_, digest) = page.split_once("name=\"digest\" value=\"").unwrap();
    let (digest, _) = digest.split_once('"').unwrap();
    let judge = |act: &str, digest: &str, note: &str| {
        let form = format!("act={act}&digest={digest}&by=Ben+Bar&note={note}");
        post(server, RULE, &cookie, &form)
    };
    // Somebody has begun while the state was open.
    let (visitor, outlook) = begin_in_texas(server);
    let resume = outlook.replace("/outlook", "/resume");
    let onward = || get_as(server, &resume, &visitor).header("location").unwrap().to_owned();
    assert_eq!(onward(), "/sign-in");
    for (act, digest, note, status) in [
        ("contest", digest, "", 422),
        ("verify", "sha256:00", "Read+it", 409),
        ("contest", digest, "Repealed", 303),
    ] {
        assert_eq!(judge(act, digest, note).status, status, "{act} {digest} {note}");
    }
    for server in servers {
        assert!(!is_open(server.address), "what is contested opens nothing");
    }
    let home = get_as(server, "/operator", &cookie).text();
    assert!(home.contains("Texas is licensed, but not open"), "{home}");
    assert!(home.contains(&format!("href=\"{RULE}\"")), "the rule is one click away: {home}");
    assert!(home.contains("serves nobody yet") && !home.contains("Add the first clinician"));
    assert_eq!(onward(), outlook, "a draft hears at its next step that the state has closed");
    let page = get_as(server, RULE, &cookie).text();
    assert!(page.contains("Ben Bar contested it on") && page.contains("Repealed"), "{page}");
    assert_eq!(judge("verify", digest, "As+amended").status, 303);
    for server in servers {
        assert!(is_open(server.address), "it was vouched for again");
    }
    assert_eq!(onward(), "/sign-in");
    let home = get_as(server, "/operator", &cookie).text();
    assert!(!home.contains("serves nobody yet"), "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_opens_once_its_rule_is_verified() {
    let folder = folder();
    let url = format!("sqlite:{}", folder.path().join("asynclinic.sqlite3").display());
    let servers = || vec![Server::practice(folder.path(), NO_MAIL)];
    opens_once_verified(&["--data", text(folder.path())], &url, servers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_postgresql_open_a_state_together() {
    let (folder, database) = (folder(), Database::on_postgres());
    let url = database.url();
    let place = ["--data", text(folder.path()), "--database-url", &url];
    let server = || Server::practice_on(folder.path(), &["--database-url", &url]);
    opens_once_verified(&place, &url, || vec![server(), server()]).await;
}

fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = run(&[&["admin"], arguments, &["--data", text(data)]].concat());
    assert!(!output.status.success(), "{arguments:?} was accepted");
    complaint(&output)
}

#[test]
fn what_cannot_be_verified_is_named() {
    let data = folder();
    let voucher = ["--by", "Ann Counsel", "--note", "Read it"];
    let verify =
        |which: &[&str]| refused(data.path(), &[&["verify-rule"], which, &voucher].concat());
    let words = verify(&["--rule", "us-tx/nothing"]);
    assert!(words.contains("no rule `us-tx/nothing`"), "{words}");
    let words = verify(&["--all-opening-of", "US"]);
    assert!(words.contains("no rule opens US"), "{words}");
    let words = verify(&[]);
    assert!(words.contains("--rule") && words.contains("--all-opening-of"), "{words}");
    let words = verify(&["--all-opening-of", "Texas"]);
    assert!(words.contains("US-AR"), "{words}");
    let words = refused(data.path(), &["verify-rule", "--rule", "us-tx/service/open"]);
    assert!(words.contains("--by") && words.contains("--note"), "{words}");
}

/// The digest on the last line of what was said.
fn published(place: &[&str], further: &[&str]) -> String {
    let command =
        ["publish-pack", "--by", "ann@example.org", "--note", "The one before no longer reads"];
    let said = admin(&[&command, further].concat(), place);
    said.trim().lines().last().unwrap().to_owned()
}

/// A clinic goes on although its pack does not read any more, as after an update.
fn a_clinic_whose_pack_does_not_read_goes_on(
    place: &[&str],
    database: &Database,
    serve: impl Fn() -> Server,
) {
    admin(&["create-operator", "--email", "ann@example.org"], place);
    serve().stop();
    let of_pack = |column: &str, digest: &str| {
        database.texts(&format!("select {column} from pack where digest = '{digest}'")).remove(0)
    };
    let in_force = || {
        let sql = "select pack_digest from publication order by number desc limit 1";
        database.texts(sql).remove(0)
    };
    let first = in_force();
    database.execute("update pack set files = '[{\"path\":\"pack.toml\",\"text\":\"\"}]'");
    // The shipped pack cannot be kept anew under its digest: another one takes its place.
    let other = folder();
    for file in starter_files() {
        let path = other.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = match file.path.as_str() {
            "pack.toml" => file.text.replacen("title = \"", "title = \"Another ", 1),
            _ => file.text,
        };
        fs::write(path, text).unwrap();
    }
    let digest = published(place, &["--pack", text(other.path())]);
    assert_ne!(digest, first);
    assert_eq!(in_force(), digest);
    assert!(of_pack("files", &digest).contains("us-tx/service/open"));
    let by = "select account.email from publication join account on account.id = published_by";
    assert_eq!(database.texts(by), ["ann@example.org"]);
    let server = serve();
    assert!(!is_open(server.address), "it serves, under the pack that was published");
    server.stop();
    for (who, why) in [("ben@example.org", "no operator"), ("ann", "--by")] {
        let command = ["admin", "publish-pack", "--by", who, "--note", ""];
        let output = run(&[&command, place].concat());
        assert!(!output.status.success() && complaint(&output).contains(why), "{who}");
    }
    assert_eq!(in_force(), digest);
}

#[test]
fn a_pack_is_published_from_the_machine_where_the_one_in_force_does_not_read_on_sqlite() {
    let data = folder();
    let serve = || Server::practice(data.path(), NO_MAIL);
    let database = Database::in_folder(data.path());
    a_clinic_whose_pack_does_not_read_goes_on(&["--data", text(data.path())], &database, serve);
}

#[test]
fn a_pack_is_published_from_the_machine_where_the_one_in_force_does_not_read_on_postgresql() {
    let (data, database) = (folder(), Database::on_postgres());
    let url = database.url();
    let place = ["--data", text(data.path()), "--database-url", &url];
    let serve = || Server::practice_on(data.path(), &["--database-url", &url]);
    a_clinic_whose_pack_does_not_read_goes_on(&place, &database, serve);
}
