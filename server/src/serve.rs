//! `asynclinic serve`: puts the clinic together and runs it until it is told to stop.

use std::{
    io::{Write as _, stdout},
    net::SocketAddr,
    sync::Arc,
};

use any_spawner::Executor;
use app::clinic::{Clinic, Parts, Settings};
use leptos::config::LeptosOptions;
use store::Store;
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    ServerError, chores,
    cli::ServeFlags,
    clock,
    clock::secret,
    config::{Config, Mode, PublicUrl, Sources},
    connections,
    demonstration::{self, Scene},
    entropy, log, mail,
    open::{self, Purpose, store_failed},
    panics, photos,
    router::router,
    shutdown,
};

/// Runs the clinic.
///
/// # Errors
/// The settings, the database, the rules, or the address to listen on.
pub async fn run(flags: &ServeFlags) -> Result<(), ServerError> {
    let environment = |name: &str| std::env::var_os(name);
    let sources = Sources::gather(
        flags.settings(),
        &environment,
        flags.config().map(std::path::PathBuf::as_path),
    )?;
    let config = Config::read(&sources)?;
    log::begin(config.log_format);
    panics::log_places();
    // Pages are rendered on Tokio; only a second call in one process fails.
    drop(Executor::init_tokio());
    let sender = match &config.mode {
        Mode::Demonstration => None,
        Mode::Practice { mail, .. } => Some(mail::Sender::new(mail)?),
    };
    let store = open::open(&config.place, purpose(&config.mode)).await?;
    let stop = shutdown::on_signal().map_err(ServerError::Serve)?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().map_err(ServerError::Serve)?;
    let public_url = public_url(&config.mode, address)?;
    let clinic = clinic(&config, &store, &public_url).await?;
    let app = router(&clinic, &public_url)?;
    prepare(&config, &clinic).await?;

    let mut work = JoinSet::new();
    work.spawn(chores::run(clinic.clone(), stop.clone()));
    if let Some(sender) = sender {
        work.spawn(mail::run(store.clone(), sender, stop.clone()));
    }
    announce(address).map_err(ServerError::Serve)?;
    connections::answer(listener, app, stop).await;
    while work.join_next().await.is_some() {}
    store.close().await;
    Ok(())
}

const fn purpose(mode: &Mode) -> Purpose {
    match mode {
        Mode::Demonstration => Purpose::Demonstration,
        Mode::Practice { .. } => Purpose::Practice,
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|cause| ServerError::Listen { address, cause })
}

/// The address people open: as set, or in a demonstration where the server listens.
fn public_url(mode: &Mode, address: SocketAddr) -> Result<PublicUrl, ServerError> {
    match mode {
        Mode::Demonstration => format!("http://{address}").parse().map_err(ServerError::PublicUrl),
        Mode::Practice { public_url, .. } => Ok(public_url.clone()),
    }
}

async fn clinic(
    config: &Config,
    store: &Store,
    public_url: &PublicUrl,
) -> Result<Clinic, ServerError> {
    open::ship(store, &config.place).await?;
    let rules = open::rules(store, &config.place, purpose(&config.mode)).await?;
    let failed = |cause| store_failed(&config.place, cause);
    Ok(Clinic::new(Parts {
        store: store.clone(),
        rules,
        clock: clock(),
        entropy: entropy(),
        client_key: store.client_key(&secret()).await.map_err(failed)?,
        photos: photos::open(&config.place, store).await?,
        settings: Settings {
            name: config.clinic.clone(),
            public_url: public_url.to_string(),
            demonstration: config.mode.is_demonstration(),
            trusted_proxies: config.trusted_proxies.clone(),
            expiry: config.expiry,
        },
        options: options(),
    }))
}

/// The names of the browser's files, as cargo-leptos writes them.
fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("asynclinic").site_pkg_dir("pkg").build()
}

/// Lets the invented people of a demonstration in, or tells a clinic without an
/// operator how to make one.
async fn prepare(config: &Config, clinic: &Clinic) -> Result<(), ServerError> {
    let store = clinic.store();
    if config.mode.is_demonstration() {
        let url = config.place.database.url();
        let scene = Scene {
            database_url: url.reveal(),
            now: clinic.now(),
            rulebook: &clinic.rulebook(),
            photos: Arc::clone(clinic.photos()),
        };
        if let Some(seeded) = demonstration::ensure(store, scene).await? {
            tracing::info!(encounters = seeded.encounters, "the demonstration clinic is set up");
            for story in seeded.cut_short {
                tracing::warn!(story, "a story of the demonstration ended early");
            }
        }
        return Ok(());
    }
    if config.trusted_proxies.is_empty() {
        tracing::warn!(
            "no trusted-proxy is set: behind a proxy all visitors share the limits of one"
        );
    }
    if !store.has_operator().await.map_err(|cause| store_failed(&config.place, cause))? {
        tracing::warn!("nobody can set up the clinic yet: run `asynclinic admin create-operator`");
    }
    Ok(())
}

/// Tells whoever started the server that it is ready.
fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "listening on http://{address}")?;
    out.flush()
}
