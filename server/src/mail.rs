//! Mail goes from the store's outbox to the mail server.
//!
//! The log names a mail by its id only, and of a failure its kind only: what a
//! mail server answers may quote an address.

use std::{sync::Arc, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    address::AddressError,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        self, authentication,
        client::{Tls as Protection, TlsParameters},
    },
};
use store::{Mail, Store, StoreError};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    config::{Smtp, Tls},
    shutdown::Stop,
};

/// How long the worker rests when there is nothing to send: somebody may be waiting for a code.
const REST: Duration = Duration::from_secs(1);
/// How long the worker rests after the store failed.
const PAUSE: Duration = Duration::from_secs(10);
/// How long one mail may take; the store holds it for this server for 2 minutes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many mails are on their way at once.
const AT_ONCE: i64 = 8;

/// Sends mail through one server.
#[derive(Clone)]
pub struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why one mail was not sent.
#[derive(Debug, thiserror::Error)]
enum MailError {
    #[error("the mail cannot be written")]
    Letter(#[from] lettre::error::Error),
    #[error("the address cannot be used")]
    Address(#[from] AddressError),
    #[error("the mail server said no: {}", kind(.0))]
    Server(#[source] smtp::Error),
    #[error("the mail server took too long")]
    TooLong,
}

/// The kind of a failure, without the server's words.
fn kind(error: &smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("code {code}"),
        None if error.is_tls() => "no protected connection".to_owned(),
        None if error.is_timeout() => "no answer in time".to_owned(),
        None => "no connection".to_owned(),
    }
}

impl Sender {
    /// A sender; it connects when there is something to send.
    ///
    /// # Errors
    /// The host cannot be used for TLS.
    pub fn new(settings: &Smtp) -> Result<Self, smtp::Error> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let protection = match settings.tls {
            Tls::StartTls => Protection::Required(trust(settings)?),
            Tls::Implicit => Protection::Wrapper(trust(settings)?),
            Tls::None => Protection::None,
        };
        let builder = Transport::builder_dangerous(&settings.host).tls(protection);
        let builder = builder.port(settings.port).timeout(Some(PATIENCE / 3));
        let transport = match &settings.credentials {
            Some(credentials) => builder.credentials(authentication::Credentials::new(
                credentials.username.clone(),
                credentials.password.reveal().to_owned(),
            )),
            None => builder,
        }
        .build();
        Ok(Self { transport, from: settings.from.clone() })
    }

    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, mail.to.as_str().parse()?))
            // The same mail sent twice has the same id, so that a reader shows it once.
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .subject(mail.letter.subject.as_str())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.letter.body.clone())?;
        match timeout(PATIENCE, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(MailError::Server(error)),
            Err(_) => Err(MailError::TooLong),
        }
    }
}

/// Whose certificate counts: one for this host, from an authority that everybody or this clinic trusts.
fn trust(settings: &Smtp) -> Result<TlsParameters, smtp::Error> {
    let builder = TlsParameters::builder(settings.host.clone());
    match &settings.authority {
        Some(authority) => builder.add_root_certificate(authority.clone()).build(),
        None => builder.build(),
    }
}

/// Sends what is due until the server stops. Several servers may share one outbox.
pub async fn run(store: Store, sender: Sender, mut stop: Stop) {
    let sender = Arc::new(sender);
    loop {
        let rest = match round(&store, &sender).await {
            Ok(0) => REST,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read; it is tried again");
                PAUSE
            }
        };
        if !stop.sleep(rest).await {
            return;
        }
    }
}

/// Sends one batch; says how many mails were in it.
async fn round(store: &Store, sender: &Arc<Sender>) -> Result<usize, StoreError> {
    let due = store.take_due_mail(AT_ONCE).await?;
    let count = due.len();
    let mut sending = JoinSet::new();
    for mail in due {
        let (store, sender) = (store.clone(), Arc::clone(sender));
        sending.spawn(async move { deliver(&store, &sender, &mail).await });
    }
    while let Some(done) = sending.join_next().await {
        if let Ok(recorded) = done {
            recorded?;
        }
    }
    Ok(count)
}

async fn deliver(store: &Store, sender: &Sender, mail: &Mail) -> Result<(), StoreError> {
    let id = mail.id;
    match sender.send(mail).await {
        Ok(()) => {
            tracing::info!(mail = %id, "mail sent");
            store.mail_sent(id).await
        }
        Err(error) => {
            tracing::warn!(mail = %id, %error, attempt = mail.attempts + 1, "mail not sent");
            store.mail_failed(id).await
        }
    }
}
