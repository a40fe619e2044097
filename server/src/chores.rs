//! What must be done without anybody asking: leases end, drafts expire, old rows go.

use std::time::Duration;

use app::clinic::{Clinic, Settings};
use domain::encounter::target::TARGET_WORKING_DAYS;
use object_store::{ObjectStoreExt as _, path::Path};
use store::{Letter, Overdue, StoreError, WaitLetters};

use crate::shutdown::Stop;

/// How long chores rest.
const REST: Duration = Duration::from_secs(30);

/// How many cases are gathered in one transaction.
const CASES: i64 = 100;

/// Does the chores until the server stops. Several servers may do them at once.
pub async fn run(clinic: Clinic, mut stop: Stop) {
    loop {
        if let Err(error) = once(&clinic).await {
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
pub async fn once(clinic: &Clinic) -> Result<(), StoreError> {
    let store = clinic.store();
    store.read_rules(clinic.rules()).await?;
    let lapsed = store.lapse_leases().await?;
    let expired = store.expire_due(&clinic.settings().expiry).await?;
    let purged = store.purge().await?;
    let local = |state| clinic.local_dates(state);
    let settings = clinic.settings();
    let alerted = store
        .alert_operators(
            &local,
            &WaitLetters {
                operators: &|overdue| alert(settings, overdue),
                patient: &unserved(settings),
            },
        )
        .await?
        .total();
    let forgotten = forget_photos(clinic).await?;
    while store.gather_cases(&clinic.rulebook(), &local, CASES).await? > 0 {}
    if lapsed + expired + purged + alerted + forgotten > 0 {
        tracing::info!(lapsed, expired, purged, alerted, forgotten, "chores done");
    }
    Ok(())
}

/// Deletes the files that nothing named in time, and forgets those that are gone;
/// returns how many. What cannot be deleted now is tried again.
async fn forget_photos(clinic: &Clinic) -> Result<u64, StoreError> {
    let store = clinic.store();
    let mut forgotten = 0;
    for photo in store.shut_photos().await? {
        match clinic.photos().delete(&Path::from(photo.object_key.as_str())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {
                forgotten += u64::from(store.forget_photo(photo.id).await?);
            }
            Err(error) => tracing::error!(%error, "the file of a photo could not be deleted"),
        }
    }
    Ok(forgotten)
}

/// What operators read: how many, and where to look. Nothing of anybody.
fn alert(settings: &Settings, overdue: Overdue) -> Letter {
    let visits = |count: u64| match count {
        1 => "1 visit".to_owned(),
        count => format!("{count} visits"),
    };
    let mut lines = Vec::new();
    if overdue.nobody_licensed > 0 {
        lines.push(format!(
            "{} to treat or to send to a pharmacy in a state where no clinician of yours may act \
             today.",
            visits(overdue.nobody_licensed)
        ));
    }
    if overdue.past_target > 0 {
        lines.push(format!(
            "{} that waited for a clinician longer than the {TARGET_WORKING_DAYS} working days \
             that patients are told.",
            visits(overdue.past_target)
        ));
    }
    if overdue.unheld > 0 {
        lines.push(format!(
            "{} whose live visit was called for more than {TARGET_WORKING_DAYS} working days ago \
             and was not held.",
            visits(overdue.unheld)
        ));
    }
    if overdue.unsent > 0 {
        lines.push(format!(
            "{} whose prescription no pharmacy has after {TARGET_WORKING_DAYS} working days.",
            visits(overdue.unsent)
        ));
    }
    Letter {
        subject: format!("{}: visits wait and need you", settings.name),
        body: format!(
            "New since the last such letter:\n\n{}\n\nTo see where they wait, sign in: \
             {}/operator\n",
            lines.join("\n"),
            settings.public_url
        ),
    }
}

/// What a patient reads whom nobody here may treat where they are. Nothing of what it is about.
fn unserved(settings: &Settings) -> Letter {
    let Settings { name, public_url, .. } = settings;
    Letter {
        subject: format!("{name}: we cannot go on with your visit right now"),
        body: format!(
            "No clinician of ours may act today in the state that you told us. We have told the \
             clinic.\n\nWhat you sent is kept. To see what you can do, or to tell us that you \
             are somewhere else, sign in: {public_url}/visits\n\nIn an emergency, call 911.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_read_how_many_wait_and_why() {
        let settings = Settings {
            trusted_proxies: Vec::new(),
            expiry: domain::encounter::Expiry::default(),
            name: "Riverside Clinic".to_owned(),
            public_url: "https://clinic.example.org".to_owned(),
            demonstration: false,
        };
        let letter =
            alert(&settings, Overdue { nobody_licensed: 1, past_target: 3, unheld: 4, unsent: 2 });
        for words in [
            "1 visit to treat or to send to a pharmacy in a state where no clinician",
            "3 visits that waited for a clinician longer than the 2 working days",
            "4 visits whose live visit was called for more than 2 working days ago",
            "2 visits whose prescription no pharmacy has after 2 working days",
            "https://clinic.example.org/operator",
        ] {
            assert!(letter.body.contains(words), "{}", letter.body);
        }
        let letter = alert(&settings, Overdue { past_target: 1, ..Overdue::default() });
        assert!(!letter.body.contains("in a state"), "{}", letter.body);
        let letter = unserved(&settings);
        for words in ["What you sent is kept", "https://clinic.example.org/visits", "call 911"] {
            assert!(letter.body.contains(words), "{}", letter.body);
        }
    }
}
