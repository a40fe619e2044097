//! Stopping in good order.

use std::{io, time::Duration};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::sleep,
};

/// Tells background work that the server is stopping.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Waits until the server is stopping.
    pub async fn wait(&mut self) {
        // An error means that the sender is gone, which is a stop as well.
        drop(self.0.wait_for(|stopping| *stopping).await);
    }

    /// Waits this long; `false` when the server is stopping.
    pub async fn sleep(&mut self, time: Duration) -> bool {
        tokio::select! {
            () = sleep(time) => true,
            () = self.wait() => false,
        }
    }
}

/// A stop that comes with SIGTERM or SIGINT.
///
/// # Errors
/// The signals cannot be listened to.
pub fn on_signal() -> io::Result<Stop> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        sender.send_replace(true);
        // A second signal must not be lost in a hanging stop.
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(1);
    });
    Ok(Stop(receiver))
}
