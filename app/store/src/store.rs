//! The store itself: connections, clock, randomness.

use std::sync::Arc;

use domain::{Timestamp, ids::CommandId};

use crate::{
    clock::{Clock, Entropy},
    engine::{Engine, Pools, Tx, args},
    error::StoreError,
};

/// A clinic's records. Cheap to clone; all clones share one set of connections.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pools: Arc<Pools>,
    clock: Clock,
    entropy: Entropy,
}

impl Store {
    /// Opens `sqlite:PATH` (created when missing, readable by its owner alone)
    /// or `postgres://...`.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn connect(url: &str, clock: Clock, entropy: Entropy) -> Result<Self, StoreError> {
        let pools = Arc::new(Pools::connect(url).await?);
        Ok(Self { pools, clock, entropy })
    }

    /// Brings the schema up to date; does nothing when it is.
    ///
    /// # Errors
    /// When a migration fails, or was changed after it ran.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.pools.migrate().await
    }

    /// Closes all connections, once their work is done.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut tx = self.read().await?;
        tx.execute("select 1", args![]).await?;
        tx.commit().await
    }

    /// Which engine it runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match *self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// The time, by the clock that was given.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new command id, for a form that is about to be shown.
    #[must_use]
    pub fn new_command(&self) -> CommandId {
        CommandId::new(self.now(), self.entropy())
    }

    /// The random part of a new id.
    pub(crate) fn entropy(&self) -> [u8; 10] {
        self.entropy.bytes()
    }

    /// A transaction that may write.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        self.pools.begin().await
    }

    /// A transaction that only reads.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        self.pools.read().await
    }
}
