//! The command line.

mod admin;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::Date;

pub use admin::{
    AdminCommand, CreateOperatorFlags, PublishPackFlags, RulesFlags, VerifyRuleFlags, WhichRules,
};

use crate::config::{Flags, Setting};

const SETTINGS: &str = "\
Every setting can be given as a flag, as a variable, or in asynclinic.toml; the
first of these wins. --public-url is ASYNCLINIC_PUBLIC_URL and public-url; the
mail settings, such as --smtp-host, are ASYNCLINIC_SMTP_HOST and host under
[smtp]; --draft-days and its like stand under [expiry] by the same name. The mail password is no flag: use ASYNCLINIC_SMTP_PASSWORD, or
--smtp-password-file.";

const EXAMPLES: &str = "\
Look around, with invented people:
  asynclinic serve --demo

Run a clinic:
  asynclinic admin create-operator --email you@example.org --name 'Your Name'
  asynclinic admin rules
  asynclinic admin verify-rule --all-opening-of US-TX --by 'Ann Counsel' \
    --note 'Read against the statute'
  asynclinic serve --public-url https://clinic.example.org \\
    --smtp-host mail.example.org --smtp-from 'Clinic <no-reply@example.org>'";

/// Asynchronous telehealth: intake, licensed review and prescription on one server.
#[derive(Debug, Parser)]
#[command(name = "asynclinic", version, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the clinic until it is told to stop
    #[command(after_help = SETTINGS)]
    Serve(Box<ServeFlags>),
    /// Look after accounts, packs and the rules' verification from the machine itself
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Decide one case by the rules, and print the answer as JSON
    ///
    /// Reads a case as JSON and prints one JSON object: for each medicine the
    /// outcome, what is missing, and the reasons with their sources. Asks no
    /// database; nothing of it is kept. `--schema` prints the JSON Schema of both.
    Decide(DecideFlags),
    /// Check a receipt: whether it is genuine, and whether the rules really lead there
    ///
    /// Checks the signature and every value in it, and decides once more under the
    /// pack that was in force. Asks no database and no network.
    VerifyReceipt(VerifyReceiptFlags),
    /// Look at packs: folders of rules, protocols and formularies
    #[command(subcommand)]
    Pack(PackCommand),
    /// Replay every visit, decided and open, under another pack: whose outcomes would flip
    ///
    /// What was decided is replayed on the day of its decision, what is open on today's
    /// date where the patient is. Compares with the pack in force. Changes nothing; the
    /// server may go on answering.
    Impact(ImpactFlags),
    /// Write everything the clinic knows to one file, while it runs
    ///
    /// The file holds the database, the photos and the uploaded records, each
    /// with its SHA-256. It holds health data in the clear: keep it as you keep
    /// the clinic itself. Settings and passwords are not in it. With PostgreSQL
    /// the program pg_dump must be installed.
    Backup(BackupFlags),
    /// Bring a backup back into an empty place
    ///
    /// Every file is checked against its SHA-256 before anything is put in
    /// place. A folder or a database that holds something already is left alone.
    /// With PostgreSQL the program pg_restore must be installed.
    Restore(RestoreFlags),
}

/// Look at packs.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Read a pack as a whole, and tell every mistake at once
    Check(PackFlags),
    /// Print the digest that addresses what a pack says
    Digest(PackFlags),
    /// Print a page in Markdown: what a pack asks for in each jurisdiction
    Jurisdictions(PackFlags),
    /// Say in words what the second pack says otherwise than the first
    Diff(PackDiffFlags),
}

/// `asynclinic decide`.
#[derive(Clone, Debug, Args)]
pub struct DecideFlags {
    /// The case: a JSON file, or - for standard input
    #[arg(long, value_name = "FILE", required_unless_present = "schema")]
    pub input: Option<PathBuf>,
    /// The pack's folder [default: the pack inside this program]
    #[arg(long, value_name = "DIR")]
    pub pack: Option<PathBuf>,
    /// Take rules that open a state although nobody has verified them
    #[arg(long)]
    pub allow_unverified: bool,
    /// Print the JSON Schema of input and answer instead
    #[arg(long, conflicts_with_all = ["input", "pack", "allow_unverified"])]
    pub schema: bool,
}

/// `asynclinic impact`.
#[derive(Clone, Debug, Args)]
pub struct ImpactFlags {
    /// The folder of the pack to replay under
    #[arg(long, value_name = "DIR")]
    pub pack: PathBuf,
    /// Decide what is open on this day instead, such as 2026-12-31
    #[arg(long, value_name = "DATE")]
    pub on: Option<Date>,
    /// Where the clinic keeps what it knows.
    #[command(flatten)]
    pub place: PlaceFlags,
}

/// `asynclinic verify-receipt`.
#[derive(Clone, Debug, Args)]
pub struct VerifyReceiptFlags {
    /// The receipt: a JSON file, or - for standard input
    pub file: PathBuf,
    /// The folder of the pack that was in force [default: the pack inside this program]
    #[arg(long, value_name = "DIR")]
    pub pack: Option<PathBuf>,
    /// The clinic's public key, as it stands at /receipts/key [default: the one in the receipt]
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

/// `asynclinic pack check`, `digest` and `jurisdictions`.
#[derive(Clone, Debug, Args)]
pub struct PackFlags {
    /// The pack's folder
    pub dir: PathBuf,
}

/// `asynclinic pack diff`.
#[derive(Clone, Debug, Args)]
pub struct PackDiffFlags {
    /// The folder of the pack to start from
    pub before: PathBuf,
    /// The folder of the pack to compare with it
    pub after: PathBuf,
}

/// Where the clinic keeps what it knows.
#[derive(Clone, Debug, Default, Args)]
pub struct PlaceFlags {
    /// Folder for the database, photos and uploads [default: data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
    /// Settings file [default: asynclinic.toml in the data folder, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// PostgreSQL (postgres://NAME@HOST/DATABASE) or SQLite (sqlite:PATH)
    /// [default: a SQLite file in the data folder]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Folder for photos and uploads (file:/PATH); servers that share a PostgreSQL
    /// must share it too [default: photos in the data folder]
    #[arg(long, value_name = "URL")]
    pub photos: Option<String>,
}

/// `asynclinic serve`.
#[derive(Clone, Debug, Default, Args)]
pub struct ServeFlags {
    #[command(flatten)]
    place: PlaceFlags,
    /// Invented people and a readable mailbox, for this machine only
    #[arg(long)]
    demo: bool,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The https address that people open, served by a TLS proxy in front
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The proxy's own addresses, with commas: it is believed where a request comes
    /// from (the last entry of X-Forwarded-For). Without it all visitors share the
    /// limits of one [default: none]
    #[arg(long, value_name = "ADDRESSES")]
    trusted_proxy: Option<String>,
    /// The clinic's name, as patients read it [default: Asynclinic]
    #[arg(long, value_name = "NAME")]
    clinic_name: Option<String>,
    /// Form of the log on standard error: text or json
    /// [default: text on a terminal, otherwise json]
    #[arg(long, value_name = "FORM")]
    log_format: Option<String>,
    #[command(flatten)]
    smtp: SmtpFlags,
    #[command(flatten)]
    expiry: ExpiryFlags,
}

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What nobody goes on with")]
struct ExpiryFlags {
    /// Days after which a draft that is not sent ends [default: 30]
    #[arg(long, value_name = "DAYS")]
    draft_days: Option<String>,
    /// Days after which a question to the patient that is not answered ends the visit
    /// [default: 14]
    #[arg(long, value_name = "DAYS")]
    answer_days: Option<String>,
    /// Days after which a live visit that is not held ends the visit [default: 30]
    #[arg(long, value_name = "DAYS")]
    visit_days: Option<String>,
}

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Mail")]
struct SmtpFlags {
    /// The mail server
    #[arg(long = "smtp-host", value_name = "HOST")]
    host: Option<String>,
    /// Its port [default: 587 for starttls, 465 for implicit, 25 for none]
    #[arg(long = "smtp-port", value_name = "PORT")]
    port: Option<String>,
    /// How the connection is protected: starttls, implicit, or none
    /// (to this machine only) [default: starttls]
    #[arg(long = "smtp-tls", value_name = "HOW")]
    tls: Option<String>,
    /// A PEM file with the certificate of your own authority, if the mail server's comes from it
    #[arg(long = "smtp-ca-file", value_name = "FILE")]
    ca_file: Option<String>,
    /// The sender of every mail: 'Clinic <no-reply@example.org>'
    #[arg(long = "smtp-from", value_name = "SENDER")]
    from: Option<String>,
    /// The name to sign in to the mail server with
    #[arg(long = "smtp-username", value_name = "NAME")]
    username: Option<String>,
    /// A file that holds the password for it
    #[arg(long = "smtp-password-file", value_name = "FILE")]
    password_file: Option<String>,
}

/// `asynclinic backup`.
#[derive(Clone, Debug, Args)]
pub struct BackupFlags {
    /// The file to write; it must not exist yet
    pub file: PathBuf,
    /// Where the clinic keeps what it knows.
    #[command(flatten)]
    pub place: PlaceFlags,
}

/// `asynclinic restore`.
#[derive(Clone, Debug, Args)]
pub struct RestoreFlags {
    /// The backup to read
    pub file: PathBuf,
    /// Folder to restore into: new, or empty
    #[arg(long, value_name = "DIR")]
    pub data: String,
    /// The PostgreSQL database to restore into: empty; for a backup of PostgreSQL only
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

impl PlaceFlags {
    /// The settings among these flags.
    #[must_use]
    pub fn settings(&self) -> Flags {
        collect([
            (Setting::Data, &self.data),
            (Setting::DatabaseUrl, &self.database_url),
            (Setting::Photos, &self.photos),
        ])
    }
}

impl ServeFlags {
    /// The settings file that was named.
    #[must_use]
    pub const fn config(&self) -> Option<&PathBuf> {
        self.place.config.as_ref()
    }

    /// The settings among these flags.
    #[must_use]
    pub fn settings(&self) -> Flags {
        let demo = self.demo.then(|| "true".to_owned());
        let mut flags = self.place.settings();
        flags.extend(collect([
            (Setting::Demo, &demo),
            (Setting::Listen, &self.listen),
            (Setting::PublicUrl, &self.public_url),
            (Setting::TrustedProxy, &self.trusted_proxy),
            (Setting::ClinicName, &self.clinic_name),
            (Setting::LogFormat, &self.log_format),
            (Setting::SmtpHost, &self.smtp.host),
            (Setting::SmtpPort, &self.smtp.port),
            (Setting::SmtpTls, &self.smtp.tls),
            (Setting::SmtpCaFile, &self.smtp.ca_file),
            (Setting::SmtpFrom, &self.smtp.from),
            (Setting::SmtpUsername, &self.smtp.username),
            (Setting::SmtpPasswordFile, &self.smtp.password_file),
            (Setting::DraftDays, &self.expiry.draft_days),
            (Setting::AnswerDays, &self.expiry.answer_days),
            (Setting::VisitDays, &self.expiry.visit_days),
        ]));
        flags
    }
}

fn collect<'a>(pairs: impl IntoIterator<Item = (Setting, &'a Option<String>)>) -> Flags {
    pairs.into_iter().filter_map(|(setting, value)| Some((setting, value.clone()?))).collect()
}
