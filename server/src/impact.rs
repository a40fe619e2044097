//! `asynclinic impact`: every visit on record, replayed under another pack.

use std::{
    io::{self, Write, stdout},
    sync::Arc,
};

use app::{
    impact::{Count, Found, Replay, Turn},
    words,
};
use domain::{Date, actor::Actor, place::UsState, rules::Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use store::Owner;

use crate::{
    ServerError,
    cli::ImpactFlags,
    config::{Place, Sources},
    open::{Purpose, open_existing, rules, store_failed},
    rules::pack_in,
};

/// Replays, and lists what would be decided otherwise.
///
/// # Errors
/// The settings, the database, or the pack.
pub async fn run(flags: &ImpactFlags) -> Result<(), ServerError> {
    let later = Arc::new(pack_in(&flags.pack)?);
    let environment = |name: &str| std::env::var_os(name);
    let config = flags.place.config.as_deref();
    let sources = Sources::gather(flags.place.settings(), &environment, config)?;
    let place = Place::read(&sources)?;
    let store = open_existing(&place).await?;
    let failed = |cause| store_failed(&place, cause);
    let purpose = match store.owner().await.map_err(failed)? {
        Owner::Demonstration => Purpose::Demonstration,
        Owner::Practice | Owner::Unknown | Owner::Nobody => Purpose::Practice,
    };
    let rulebook = rules(&store, &place, purpose).await?.get();
    let now = store.now();
    let today = |state| flags.on.unwrap_or_else(|| words::earliest_date(state, now));
    let bar = ProgressBar::new(0).with_style(style());
    let replay = Replay {
        store: &store,
        actor: &Actor::System,
        rulebook: &rulebook,
        later: &later,
        today: &today as &(dyn Fn(UsState) -> Date + Sync),
    };
    let found = replay.run(|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    let found = found.await.map_err(failed)?;
    bar.finish_and_clear();
    store.close().await;
    tell(&mut stdout().lock(), &found).map_err(ServerError::unsaid)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} visits, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn tell(out: &mut impl Write, found: &Found) -> io::Result<()> {
    let Found { total, touched, flipped, turns } = found;
    writeln!(out, "Visits: {total}; what changed can concern {touched} of them")?;
    writeln!(out, "Decided otherwise for at least one medicine: {flipped}")?;
    for (Turn { state, medication, before, after }, Count { decided, open, rules }) in turns {
        let (state, before, after) = (state.jurisdiction(), said(*before), said(*after));
        writeln!(out, "{state} {medication}: {before} -> {after}: {decided} decided, {open} open")?;
        for rule in rules {
            writeln!(out, "  {rule}")?;
        }
    }
    Ok(())
}

fn said(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("not offered", |outcome| outcome.as_str())
}
