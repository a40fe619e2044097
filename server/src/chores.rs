//! What must be done without anybody asking: leases end, drafts expire, old rows go.

use std::time::Duration;

use store::{Store, StoreError};

use crate::shutdown::Stop;

/// How long chores rest.
const REST: Duration = Duration::from_secs(30);

/// Does the chores until the server stops. Several servers may do them at once.
pub async fn run(store: Store, mut stop: Stop) {
    loop {
        if let Err(error) = once(&store).await {
            tracing::error!(%error, "chores failed; they are tried again");
        }
        if !stop.sleep(REST).await {
            return;
        }
    }
}

/// Does the chores once.
///
/// # Errors
/// The store could not do them.
pub async fn once(store: &Store) -> Result<(), StoreError> {
    let lapsed = store.lapse_leases().await?;
    let expired = store.expire_due().await?;
    let purged = store.purge().await?;
    if lapsed + expired + purged > 0 {
        tracing::info!(lapsed, expired, purged, "chores done");
    }
    Ok(())
}
