//! Mail to be sent. It is written in the transaction of what it tells of, and
//! sent afterwards; it holds no health data.

use std::{fmt, str::FromStr};

use domain::{Timestamp, actor::Actor, people::EmailAddress};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::{cell, seal},
    store::Store,
};

/// How long one server has to send what it took.
const HELD: SignedDuration = SignedDuration::from_mins(2);
/// After how many failures it is given up.
const ATTEMPTS: i64 = 10;

/// The id of one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailId(Uuid);

impl fmt::Display for MailId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

impl FromStr for MailId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self)
    }
}

/// What a mail says: no health data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A mail and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// Where it goes.
    pub to: EmailAddress,
    /// What it says.
    pub letter: Letter,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was given up.
    pub failed_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: i64,
}

#[derive(sqlx::FromRow)]
struct MailRow {
    id: String,
    recipient: String,
    letter: String,
    created_at: i64,
    sent_at: Option<i64>,
    failed_at: Option<i64>,
    attempts: i64,
}

impl MailRow {
    fn read(self) -> Result<Mail, StoreError> {
        Ok(Mail {
            id: cell!("mail", self.id, "id").parse(&self.id)?,
            to: cell!("mail", self.id, "recipient").parse(&self.recipient)?,
            letter: cell!("mail", self.id, "letter").open(&self.letter)?,
            created_at: cell!("mail", self.id, "created_at").moment(self.created_at)?,
            sent_at: cell!("mail", self.id, "sent_at").moment_optional(self.sent_at)?,
            failed_at: cell!("mail", self.id, "failed_at").moment_optional(self.failed_at)?,
            attempts: self.attempts,
        })
    }
}

impl Store {
    /// Puts a mail into the outbox.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enqueue_mail(
        &self,
        to: &EmailAddress,
        letter: &Letter,
    ) -> Result<MailId, StoreError> {
        let mut tx = self.begin().await?;
        let id = self.post(&mut tx, to, letter).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Puts a mail into the outbox, in the transaction of what it tells of.
    pub(crate) async fn post(
        &self,
        tx: &mut Tx,
        to: &EmailAddress,
        letter: &Letter,
    ) -> Result<MailId, StoreError> {
        let at = self.now();
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        let id = MailId(Builder::from_unix_timestamp_millis(millis, &self.entropy()).into_uuid());
        tx.execute(
            "insert into mail (id, recipient, letter, created_at, attempts, next_attempt_at) \
             values ($1, $2, $3, $4, 0, $4)",
            args![id.to_string(), to, seal(letter)?, at],
        )
        .await?;
        Ok(id)
    }

    /// Takes mail that is due, oldest first. For two minutes no other server
    /// takes it; tell [`Store::mail_sent`] or [`Store::mail_failed`] by then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_due_mail(&self, limit: i64) -> Result<Vec<Mail>, StoreError> {
        let at = self.now();
        let held = at.saturating_add(HELD).unwrap_or(at);
        let mut tx = self.begin().await?;
        let due: Vec<MailRow> = tx
            .fetch_locked(
                "select id, recipient, letter, created_at, sent_at, failed_at, attempts \
                 from mail where next_attempt_at is not null and next_attempt_at <= $1 \
                 order by next_attempt_at, id limit $2",
                args![at, limit],
            )
            .await?;
        for row in &due {
            tx.execute(
                "update mail set next_attempt_at = $2, attempts = attempts + 1 where id = $1",
                args![row.id.as_str(), held],
            )
            .await?;
        }
        tx.commit().await?;
        due.into_iter().map(MailRow::read).collect()
    }

    /// The mail is on its way.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail_sent(&self, id: MailId) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        tx.execute(
            "update mail set sent_at = $2, next_attempt_at = null \
             where id = $1 and sent_at is null and failed_at is null",
            args![id.to_string(), at],
        )
        .await?;
        tx.commit().await
    }

    /// The mail could not be sent: it is tried again later, in the end given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mail_failed(&self, id: MailId) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let tried: Vec<(i64,)> = tx
            .fetch_locked(
                "select attempts from mail \
                 where id = $1 and sent_at is null and failed_at is null",
                args![id.to_string()],
            )
            .await?;
        let Some((attempts,)) = tried.first() else {
            return Ok(());
        };
        let (failed_at, next) = if *attempts < ATTEMPTS {
            (None, Some(at.saturating_add(backoff(*attempts)).unwrap_or(at)))
        } else {
            (Some(at), None)
        };
        tx.execute(
            "update mail set failed_at = $2, next_attempt_at = $3 where id = $1",
            args![id.to_string(), failed_at, next],
        )
        .await?;
        tx.commit().await
    }

    /// Letters that were sent or given up before then are emptied: what they said, codes and
    /// links among it, is not kept. That they were written stays. Returns how many.
    pub(crate) async fn blank_letters(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
        let blank = Letter { subject: String::new(), body: String::new() };
        tx.execute(
            "update mail set letter = $1 where letter <> $1 \
             and (sent_at < $2 or failed_at < $2)",
            args![seal(&blank)?, before],
        )
        .await
    }

    /// All mail, newest first: for the mailbox of the demonstration clinic.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but the server itself.
    pub async fn mailbox(&self, actor: &Actor, limit: i64) -> Result<Vec<Mail>, StoreError> {
        let Actor::System = actor else {
            return Err(StoreError::Forbidden);
        };
        let mut tx = self.read().await?;
        let rows: Vec<MailRow> = tx
            .fetch_all(
                "select id, recipient, letter, created_at, sent_at, failed_at, attempts \
                 from mail order by created_at desc, id desc limit $1",
                args![limit],
            )
            .await?;
        tx.commit().await?;
        rows.into_iter().map(MailRow::read).collect()
    }
}

/// One minute after the first failure, then twice as long each time.
fn backoff(attempts: i64) -> SignedDuration {
    SignedDuration::from_mins(1 << (attempts - 1).clamp(0, ATTEMPTS))
}
