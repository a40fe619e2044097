//! Sessions: a random token in a `__Host-` cookie, its SHA-256 in the store.
//!
//! Our own few lines rather than a session library's: tokens are hashed at
//! rest, a session is a typed row that an operator can end, and reading a page
//! costs no write. The rows live in the store, so that any server knows them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use domain::{
    actor::Actor,
    ids::{AccountId, EncounterId},
};
use leptos::server_fn::ServerFn as _;
use sha2::{Digest, Sha256};
use store::{KeptPost, SessionState, StoreError};

use crate::{api::leases::RenewLease, client::Client, clinic::Clinic, limits, pages::Refusal};

/// What pages ask for by themselves, without their reader: it keeps no session alive.
const UNATTENDED: [&str; 1] = [RenewLease::PATH];

/// The cookie's name: bound to this host, this path and https.
const COOKIE: &str = "__Host-session";

/// The session of the request at hand.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    hash: Option<String>,
    state: SessionState,
    client: Client,
    cookie: Mutex<Option<String>>,
}

impl Session {
    fn new(hash: Option<String>, state: SessionState, client: Client) -> Self {
        Self(Arc::new(Inner { hash, state, client, cookie: Mutex::new(None) }))
    }

    /// Where the request comes from.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Who asks.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.live().map_or(Actor::Visitor(None), store::Session::actor)
    }

    /// The stored session, while it lives.
    #[must_use]
    pub fn live(&self) -> Option<&store::Session> {
        match &self.0.state {
            SessionState::Live(session) => Some(session),
            SessionState::Ended { .. } | SessionState::Unknown => None,
        }
    }

    /// The account of a session that ended, so that what was posted can be kept for it
    /// alone; also while it is kept and its sender has not signed in again.
    #[must_use]
    pub fn ended_account(&self) -> Option<AccountId> {
        match &self.0.state {
            SessionState::Ended { account, .. } => *account,
            SessionState::Live(session) => session.kept_post.as_ref().and_then(|post| post.of),
            SessionState::Unknown => None,
        }
    }

    /// Whether this session once was somebody's, so that what is posted into it is worth
    /// keeping. What a stranger posts is not: anybody could fill the database.
    #[must_use]
    pub fn was_somebodys(&self) -> bool {
        match &self.0.state {
            SessionState::Ended { account, draft } => account.is_some() || draft.is_some(),
            SessionState::Live(_) | SessionState::Unknown => self.ended_account().is_some(),
        }
    }

    /// Whether a form is kept until its sender signs in.
    #[must_use]
    pub fn keeps_a_form(&self) -> bool {
        let kept = self.live().and_then(|session| session.kept_post.as_ref());
        kept.is_some_and(|post| !post.form.is_empty())
    }

    /// The draft that this session holds.
    #[must_use]
    pub fn draft(&self) -> Option<EncounterId> {
        self.live().and_then(|session| session.draft)
    }

    /// The hash of the token of a session that lives; a new session where there is none.
    ///
    /// # Errors
    /// When this client has begun too many, or the store cannot keep it.
    pub async fn ensure(&self, clinic: &Clinic) -> Result<String, StoreError> {
        if let (Some(hash), Some(_)) = (&self.0.hash, self.live()) {
            return Ok(hash.clone());
        }
        clinic.store().allow_each(&limits::sessions(self.client())).await?;
        let (token, hash) = new_token(clinic);
        clinic.store().create_session(&hash).await?;
        // A visitor who was away for too long goes on with the draft that they began.
        if let SessionState::Ended { account: None, draft: Some(draft) } = &self.0.state {
            clinic.store().set_session_draft(&hash, Some(*draft)).await?;
        }
        self.give(token);
        Ok(hash)
    }

    /// Signs this account in under a new token; the old one is dead.
    ///
    /// # Errors
    /// When the store cannot keep it.
    pub async fn sign_in(&self, clinic: &Clinic, account: AccountId) -> Result<bool, StoreError> {
        let old = self.ensure(clinic).await?;
        let (token, hash) = new_token(clinic);
        let done = clinic.store().sign_in(&old, &hash, account).await?;
        if done {
            self.give(token);
        }
        Ok(done)
    }

    /// Ends this session. The browser keeps the dead token: a form that another of its
    /// pages still posts is then known to be of somebody who has signed out.
    ///
    /// # Errors
    /// When the store cannot be reached.
    pub async fn sign_out(&self, clinic: &Clinic) -> Result<(), StoreError> {
        match &self.0.hash {
            Some(hash) => clinic.store().end_session(hash).await,
            None => Ok(()),
        }
    }

    /// Keeps what was posted until its sender has signed in.
    ///
    /// # Errors
    /// When the store cannot keep it.
    pub async fn keep(&self, clinic: &Clinic, post: KeptPost) -> Result<(), StoreError> {
        let hash = self.ensure(clinic).await?;
        clinic.store().keep_post(&hash, &post).await
    }

    /// What was kept for this address, if anything; it is handed out once.
    ///
    /// # Errors
    /// When the store cannot be reached.
    pub async fn take_kept(
        &self,
        clinic: &Clinic,
        path: &str,
    ) -> Result<Option<KeptPost>, StoreError> {
        let kept = self.live().and_then(|session| session.kept_post.as_ref());
        match (&self.0.hash, kept) {
            (Some(hash), Some(post)) if post.path == path => {
                clinic.store().take_kept_post(hash).await
            }
            _ => Ok(None),
        }
    }

    fn give(&self, token: String) {
        *self.0.cookie.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
    }

    fn given(&self) -> Option<String> {
        self.0.cookie.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Refusal::Unavailable.into_response())
    }
}

/// Loads the session before the handler, and sets the cookie after it.
pub async fn load(State(clinic): State<Clinic>, mut request: Request, next: Next) -> Response {
    let cookies = CookieJar::from_headers(request.headers());
    let hash = cookies.get(COOKIE).map(|cookie| hash_of(cookie.value()));
    let state = match &hash {
        Some(hash) if UNATTENDED.contains(&request.uri().path()) => {
            clinic.store().peek_session(hash).await
        }
        Some(hash) => clinic.store().session(hash).await,
        None => Ok(SessionState::Unknown),
    };
    let state = match state {
        Ok(state) => state,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let session = Session::new(hash, state, Client::of(&clinic, &request));
    request.extensions_mut().insert(session.clone());
    let mut response = next.run(request).await;
    if let Some(token) = session.given() {
        let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// The SHA-256 of a secret, in hexadecimal digits: what the store keeps of it.
#[must_use]
pub fn hash_of(secret: &str) -> String {
    digest_of(secret.as_bytes())
}

/// The SHA-256 of these bytes, in hexadecimal digits.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A new token of 32 random bytes, and its hash.
#[must_use]
pub fn new_token(clinic: &Clinic) -> (String, String) {
    let token = hex(&clinic.random::<32>());
    let hash = hash_of(&token);
    (token, hash)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
