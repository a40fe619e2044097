//! The running clinic: what every handler may use.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{Date, Timestamp, encounter::Expiry, place::UsState};
use leptos::config::LeptosOptions;
use object_store::ObjectStore;
use store::{Clock, CurrentRules, Entropy, Rulebook, Store};

use crate::{pages::Refusal, words};

/// How this clinic is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The clinic's name.
    pub name: String,
    /// The address people reach it at, without a slash at the end.
    pub public_url: String,
    /// The demonstration clinic: `/demo` is open, unverified rules may open a state.
    pub demonstration: bool,
    /// Proxies of the clinic's own, whose word for an address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// When what nobody goes on with ends.
    pub expiry: Expiry,
}

/// What the server puts together.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The rules in force.
    pub rules: CurrentRules,
    /// The clock.
    pub clock: Clock,
    /// Random bytes.
    pub entropy: Entropy,
    /// The secret that the addresses of clients are hashed with.
    pub client_key: String,
    /// Where photos and records are kept.
    pub photos: Arc<dyn ObjectStore>,
    /// How the clinic is set up.
    pub settings: Settings,
    /// Leptos's own settings: the names of the WASM and script files.
    pub options: LeptosOptions,
}

/// The running clinic, cheap to clone.
#[derive(Clone)]
pub struct Clinic(Arc<Parts>);

impl Clinic {
    /// A clinic from its parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The rules in force, as they were read when this request came.
    #[must_use]
    pub fn rulebook(&self) -> Rulebook {
        self.0.rules.get()
    }

    /// The rules in force, for whoever changes what is in force.
    #[must_use]
    pub fn rules(&self) -> &CurrentRules {
        &self.0.rules
    }

    /// How the clinic is set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The secret that the addresses of clients are hashed with.
    #[must_use]
    pub fn client_key(&self) -> &str {
        &self.0.client_key
    }

    /// Where photos and records are kept.
    #[must_use]
    pub fn photos(&self) -> &Arc<dyn ObjectStore> {
        &self.0.photos
    }

    /// Leptos's own settings.
    #[must_use]
    pub fn options(&self) -> &LeptosOptions {
        &self.0.options
    }

    /// Now, by the server's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Every current date in this state.
    #[must_use]
    pub fn local_dates(&self, state: UsState) -> Vec<Date> {
        words::local_dates(state, self.now())
    }

    /// The earliest current date in this state: what a patient there calls today, or
    /// yesterday. What is dated with it is in the future by none of the state's clocks.
    #[must_use]
    pub fn today(&self, state: UsState) -> Date {
        words::earliest_date(state, self.now())
    }

    /// The latest current date in this state: what somebody there may call today.
    #[must_use]
    pub fn latest_date(&self, state: UsState) -> Date {
        words::latest_date(state, self.now())
    }

    /// `N` random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(10) {
            let random = self.0.entropy.bytes();
            let length = chunk.len();
            chunk.copy_from_slice(random.get(..length).unwrap_or(&random));
        }
        bytes
    }

    /// The page is rebuilt while it is being looked at (`cargo leptos watch`).
    #[must_use]
    pub fn watched(&self) -> bool {
        std::env::var_os("LEPTOS_WATCH").is_some()
    }
}

/// Reads which rules are in force before a page, so that a pack that begins and a rule that
/// somebody has vouched for hold on every server at once.
pub async fn read_rules(State(clinic): State<Clinic>, request: Request, next: Next) -> Response {
    if let Err(error) = clinic.store().read_rules(clinic.rules()).await {
        return Refusal::from(error).into_response();
    }
    next.run(request).await
}
