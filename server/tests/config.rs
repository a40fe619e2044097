//! Settings: which source wins, what is refused, and in which words.

#![cfg(test)]

use std::{collections::BTreeMap, ffi::OsString, fs, path::Path};

use server::config::{Config, Database, Flags, Mode, Setting, Sources, Tls};
use tempfile::{TempDir, tempdir};

/// A data folder with what the environment, the file and the flags say.
struct Given {
    folder: TempDir,
    flags: Flags,
    variables: BTreeMap<String, OsString>,
}

impl Given {
    fn nothing() -> Self {
        let folder = tempdir().unwrap();
        let data = folder.path().to_str().unwrap().to_owned();
        Self { folder, flags: Flags::from([(Setting::Data, data)]), variables: BTreeMap::new() }
    }

    /// What a practice cannot do without.
    fn practice() -> Self {
        Self::nothing()
            .flag(Setting::PublicUrl, "https://clinic.example.org")
            .flag(Setting::SmtpHost, "mail.example.org")
            .flag(Setting::SmtpFrom, "Clinic <no-reply@example.org>")
    }

    fn flag(mut self, setting: Setting, value: &str) -> Self {
        self.flags.insert(setting, value.to_owned());
        self
    }

    fn without(mut self, setting: Setting) -> Self {
        self.flags.remove(&setting);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    fn file(self, text: &str) -> Self {
        fs::write(self.folder.path().join("asynclinic.toml"), text).unwrap();
        self
    }

    fn read_with(&self, config: Option<&Path>) -> Result<Config, String> {
        let environment = |name: &str| self.variables.get(name).cloned();
        let sources = Sources::gather(self.flags.clone(), &environment, config)
            .map_err(|error| error.to_string())?;
        Config::read(&sources).map_err(|problems| problems.to_string())
    }

    fn read(&self) -> Config {
        self.read_with(None).unwrap()
    }

    fn refusal(&self) -> String {
        self.read_with(None).unwrap_err()
    }
}

fn mail(config: &Config) -> &server::config::Smtp {
    match &config.mode {
        Mode::Practice { mail, .. } => mail,
        Mode::Demonstration => panic!("a demonstration sends no mail"),
    }
}

#[test]
fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
    let given = Given::practice().file("clinic-name = 'from the file'\n");
    assert_eq!(given.read().clinic, "from the file");
    let given = given.variable("ASYNCLINIC_CLINIC_NAME", "from the variable");
    assert_eq!(given.read().clinic, "from the variable");
    let given = given.flag(Setting::ClinicName, "from the flag");
    assert_eq!(given.read().clinic, "from the flag");
}

#[test]
fn every_setting_can_stand_in_the_file() {
    let given = Given::nothing().file(
        "listen = '127.0.0.1:4000'
         database-url = 'postgres://clinic:pass@db/clinic'
         public-url = 'https://clinic.example.org/'
         clinic-name = 'Riverside'
         log-format = 'json'
         demo = false
         [smtp]
         host = 'mail.example.org'
         port = 2525
         username = 'clinic'
         password = 'secret'
         from = 'no-reply@example.org'
         tls = 'implicit'",
    );
    let config = given.read();
    assert_eq!(config.listen.port(), 4000);
    assert_eq!(config.place.database.engine(), "postgres");
    let smtp = mail(&config);
    assert_eq!((smtp.port, smtp.tls), (2525, Tls::Implicit));
    assert_eq!(smtp.credentials.as_ref().unwrap().password.reveal(), "secret");
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let given = Given::practice().variable("ASYNCLINIC_LISTEN", "");
    assert_eq!(given.read().listen.to_string(), "127.0.0.1:3000");
}

#[test]
fn the_database_is_a_file_in_the_data_folder_unless_it_is_named() {
    let given = Given::practice();
    let expected = given.folder.path().join("asynclinic.sqlite3");
    assert_eq!(given.read().place.database, Database::Sqlite(expected));
}

#[test]
fn a_named_file_may_name_the_data_folder_and_must_exist() {
    let elsewhere = tempdir().unwrap();
    let file = elsewhere.path().join("clinic.toml");
    let given = Given::practice().without(Setting::Data);
    assert!(given.read_with(Some(&file)).unwrap_err().contains("cannot read"));
    fs::write(&file, "data = '/srv/clinic'").unwrap();
    assert_eq!(given.read_with(Some(&file)).unwrap().place.data, Path::new("/srv/clinic"));
}

#[test]
fn a_file_in_the_data_folder_cannot_move_it() {
    let given = Given::practice().file("data = '/srv/clinic'");
    assert!(given.refusal().contains("--config"));
}

#[test]
fn an_unknown_setting_in_the_file_is_refused_with_the_known_ones() {
    let words = Given::practice().file("listn = '127.0.0.1:4000'").refusal();
    assert!(words.contains("`listn`") && words.contains("listen, database-url"), "{words}");
    let words = Given::practice().file("[smtp]\nhots = 'a'").refusal();
    assert!(words.contains("`smtp.hots`"), "{words}");
}

#[test]
fn a_broken_file_is_refused_without_quoting_it() {
    let words = Given::practice().file("[smtp]\npassword = 'hunter2").refusal();
    assert!(words.contains("not valid TOML") && !words.contains("hunter2"), "{words}");
}

#[test]
fn a_bad_value_is_named_with_its_source_and_a_good_one() {
    let words = Given::practice().variable("ASYNCLINIC_LISTEN", "localhost").refusal();
    for part in ["the variable ASYNCLINIC_LISTEN", "`localhost`", "`127.0.0.1:3000`"] {
        assert!(words.contains(part), "{words}");
    }
}

#[test]
fn a_bad_database_address_is_not_quoted_since_it_may_hold_a_password() {
    let words = Given::practice().flag(Setting::DatabaseUrl, "mysql://ann:hunter2@db").refusal();
    assert!(words.contains("--database-url") && !words.contains("hunter2"), "{words}");
}

#[test]
fn without_mail_and_an_https_address_a_practice_does_not_start_and_both_are_told_at_once() {
    let words = Given::nothing().refusal();
    assert!(words.contains("no mail server is set"), "{words}");
    assert!(words.contains("no public address is set"), "{words}");
    assert!(words.contains("--demo"), "{words}");
}

#[test]
fn a_practice_is_not_reached_by_plain_http() {
    let words = Given::practice().flag(Setting::PublicUrl, "http://clinic.example.org").refusal();
    assert!(words.contains("https only"), "{words}");
}

#[test]
fn mail_without_tls_goes_to_this_machine_only() {
    let given = Given::practice().flag(Setting::SmtpTls, "none");
    assert!(given.refusal().contains("this machine only"));
    for host in ["localhost", "127.0.0.1", "::1"] {
        let config =
            Given::practice().flag(Setting::SmtpTls, "none").flag(Setting::SmtpHost, host).read();
        assert_eq!(mail(&config).tls, Tls::None);
    }
}

#[test]
fn the_port_follows_from_the_protection() {
    for (tls, port) in [("starttls", 587), ("implicit", 465)] {
        let config = Given::practice().flag(Setting::SmtpTls, tls).read();
        assert_eq!(mail(&config).port, port);
    }
}

#[test]
fn the_mail_password_may_stand_in_a_file_of_its_own() {
    let given = Given::practice().flag(Setting::SmtpUsername, "clinic");
    assert!(given.refusal().contains("go together"));
    let file = given.folder.path().join("password");
    fs::write(&file, "hunter2\n").unwrap();
    let given = given.flag(Setting::SmtpPasswordFile, file.to_str().unwrap());
    assert_eq!(mail(&given.read()).credentials.as_ref().unwrap().password.reveal(), "hunter2");
    let given = given.variable("ASYNCLINIC_SMTP_PASSWORD", "other");
    assert!(given.refusal().contains("keep one"));
}

#[test]
fn a_certificate_to_trust_stands_in_a_file_that_holds_one() {
    let given = Given::practice();
    assert!(mail(&given.read()).authority.is_none());
    let file = given.folder.path().join("authority.pem");
    let given = given.flag(Setting::SmtpCaFile, file.to_str().unwrap());
    assert!(given.refusal().contains("cannot read"));
    for text in ["", "words", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        fs::write(&file, text).unwrap();
        let words = given.refusal();
        assert!(words.contains("holds no certificate") && words.contains("authority.pem"));
    }
}

#[test]
fn passwords_are_not_printed_for_debugging() {
    let given = Given::practice()
        .flag(Setting::DatabaseUrl, "postgres://ann:hunter2@db/clinic")
        .flag(Setting::SmtpUsername, "clinic")
        .variable("ASYNCLINIC_SMTP_PASSWORD", "hunter2");
    assert!(!format!("{:?}", given.read()).contains("hunter2"));
}

#[test]
fn a_demonstration_needs_nothing_and_listens_on_this_machine_only() {
    let given = Given::nothing().flag(Setting::Demo, "true");
    assert!(given.read().mode.is_demonstration());
    for address in ["0.0.0.0:3000", "192.0.2.1:3000", "[::]:3000"] {
        let words = given_demo_on(address).refusal();
        assert!(words.contains("--listen") && words.contains("this machine only"), "{words}");
    }
    assert!(given_demo_on("[::1]:0").read().mode.is_demonstration());
}

fn given_demo_on(address: &str) -> Given {
    Given::nothing().flag(Setting::Demo, "true").flag(Setting::Listen, address)
}

#[test]
fn a_trusted_proxy_is_named_by_its_addresses() {
    let none = Given::practice().read();
    assert!(none.trusted_proxies.is_empty());
    let two = Given::practice().flag(Setting::TrustedProxy, "127.0.0.1, ::ffff:10.0.0.1").read();
    let expected: Vec<std::net::IpAddr> =
        vec!["127.0.0.1".parse().unwrap(), "10.0.0.1".parse().unwrap()];
    assert_eq!(two.trusted_proxies, expected);
    let words = Given::practice().flag(Setting::TrustedProxy, "proxy.example.org").refusal();
    assert!(words.contains("--trusted-proxy") && words.contains("IP addresses"), "{words}");
}

#[test]
fn photos_are_kept_in_the_data_folder_or_where_it_is_said() {
    let given = Given::practice();
    assert_eq!(given.read().place.photos(), given.folder.path().join("photos"));
    for url in ["file:/srv/photos", "file:///srv/photos"] {
        let given = Given::practice().variable("ASYNCLINIC_PHOTOS", url);
        assert_eq!(given.read().place.photos(), Path::new("/srv/photos"));
    }
    for url in ["/srv/photos", "file:photos", "s3://bucket"] {
        let words = Given::practice().flag(Setting::Photos, url).refusal();
        assert!(words.contains("--photos") && words.contains("file:"), "{words}");
    }
}

#[test]
fn what_nobody_goes_on_with_ends_after_the_days_that_are_set() {
    let days = |config: &Config| {
        (config.expiry.draft_days, config.expiry.answer_days, config.expiry.visit_days)
    };
    assert_eq!(days(&Given::practice().read()), (30, 14, 30));
    let given = Given::practice()
        .file("[expiry]\nanswer-days = 21\nvisit-days = 60\n")
        .variable("ASYNCLINIC_VISIT_DAYS", "45")
        .flag(Setting::DraftDays, "7");
    assert_eq!(days(&given.read()), (7, 21, 45));
    for wrong in ["0", "-1", "a month", "3651", "1.5"] {
        let problem = Given::practice().flag(Setting::AnswerDays, wrong).read_with(None);
        let problem = problem.unwrap_err();
        assert!(problem.contains("--answer-days"), "{problem}");
        assert!(problem.contains("a whole number of days"), "{problem}");
    }
}
