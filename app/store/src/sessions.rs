//! Sessions: browsers that come back with their cookie.

mod kept_post;
mod sign_in;

use domain::{
    Timestamp,
    actor::Actor,
    ids::{AccountId, EncounterId},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{self, Account, AccountRow},
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
    store::Store,
};

/// After how long without a request a session ends.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How often at most a session's last request is written down.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

/// A session that is alive.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who has signed in; never a disabled account.
    pub account: Option<Account>,
    /// The draft that a visitor has begun.
    pub draft: Option<EncounterId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// A form that was posted as an earlier session ended.
    pub kept_post: Option<KeptPost>,
}

impl Session {
    /// Who acts in this session.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.account.as_ref().map_or(Actor::Visitor(self.draft), Account::actor)
    }
}

/// A form that was posted into a session that had ended: kept until its owner
/// has signed in again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPost {
    /// Where it was posted to.
    pub path: String,
    /// What was posted.
    pub form: Vec<(String, String)>,
    /// Whose session had ended; nobody else gets it.
    pub of: Option<AccountId>,
}

/// What became of a session.
#[derive(Clone, Debug)]
pub enum SessionState {
    /// It is alive.
    Live(Box<Session>),
    /// Nobody used it for 30 minutes, or the account was disabled.
    Ended {
        /// Who had signed in.
        account: Option<AccountId>,
        /// The draft it held.
        draft: Option<EncounterId>,
    },
    /// There is none, or it was ended.
    Unknown,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id_hash: String,
    account_id: Option<String>,
    draft_id: Option<String>,
    created_at: i64,
    seen_at: i64,
    kept_post: Option<String>,
}

impl SessionRow {
    fn account(&self) -> Result<Option<AccountId>, StoreError> {
        cell!("session", self.id_hash, "account_id").parse_optional(self.account_id.as_deref())
    }

    fn draft(&self) -> Result<Option<EncounterId>, StoreError> {
        cell!("session", self.id_hash, "draft_id").parse_optional(self.draft_id.as_deref())
    }

    fn seen_at(&self) -> Result<Timestamp, StoreError> {
        cell!("session", self.id_hash, "seen_at").moment(self.seen_at)
    }

    fn kept_post(&self) -> Result<Option<KeptPost>, StoreError> {
        let cell = cell!("session", self.id_hash, "kept_post");
        self.kept_post.as_deref().map(|sealed| cell.open(sealed)).transpose()
    }
}

impl Store {
    /// Begins a session under the hash of its cookie.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_session(&self, hash: &str) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        insert(&mut tx, hash, None, None, None, at).await?;
        tx.commit().await
    }

    /// The session under this hash. Using it keeps it alive.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, hash: &str) -> Result<SessionState, StoreError> {
        let at = self.now();
        let state = self.session_unused(hash).await?;
        if let SessionState::Live(session) = &state
            && at.duration_since(session.seen_at) >= TOUCH
        {
            self.touch_session(hash, at).await?;
        }
        Ok(state)
    }

    /// The session under this hash, looked up for something that nobody asked for:
    /// it does not live longer by it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_unused(&self, hash: &str) -> Result<SessionState, StoreError> {
        let at = self.now();
        let mut tx = self.read().await?;
        let Some(row) = by_hash(&mut tx, hash).await? else {
            return Ok(SessionState::Unknown);
        };
        let account = match row.account()? {
            Some(id) => accounts::by_id(&mut tx, id).await?.map(AccountRow::read).transpose()?,
            None => None,
        };
        tx.commit().await?;
        let seen_at = row.seen_at()?;
        let idle = at.duration_since(seen_at);
        if idle >= IDLE || account.as_ref().is_some_and(|account| account.disabled_at.is_some()) {
            return Ok(SessionState::Ended { account: row.account()?, draft: row.draft()? });
        }
        Ok(SessionState::Live(Box::new(Session {
            account,
            draft: row.draft()?,
            created_at: cell!("session", row.id_hash, "created_at").moment(row.created_at)?,
            seen_at,
            kept_post: row.kept_post()?,
        })))
    }

    async fn touch_session(&self, hash: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute(
            "update session set seen_at = $2 where id_hash = $1 and seen_at < $2",
            args![hash, at],
        )
        .await?;
        tx.commit().await
    }

    /// Sets or forgets the draft of a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_session_draft(
        &self,
        hash: &str,
        draft: Option<EncounterId>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("update session set draft_id = $2 where id_hash = $1", args![hash, draft])
            .await?;
        tx.commit().await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("delete from session where id_hash = $1", args![hash]).await?;
        tx.commit().await
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_sessions_of(&self, account: AccountId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("delete from session where account_id = $1", args![account]).await?;
        tx.commit().await
    }
}

async fn by_hash(tx: &mut Tx, hash: &str) -> Result<Option<SessionRow>, StoreError> {
    tx.fetch_optional(
        "select id_hash, account_id, draft_id, created_at, seen_at, kept_post \
         from session where id_hash = $1",
        args![hash],
    )
    .await
}

async fn insert(
    tx: &mut Tx,
    hash: &str,
    account: Option<AccountId>,
    draft: Option<EncounterId>,
    kept_post: Option<String>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into session (id_hash, account_id, draft_id, created_at, seen_at, kept_post) \
         values ($1, $2, $3, $4, $4, $5)",
        args![hash, account, draft, at, kept_post],
    )
    .await?;
    Ok(())
}
