//! `asynclinic admin`: accounts, packs and the rules' verification, from the machine itself.

mod operator;
mod packs;
mod rules;

use store::Store;

pub use operator::create_operator;
pub use packs::publish_pack;
pub use rules::{list_rules, verify_rule};

use crate::{
    ServerError,
    cli::PlaceFlags,
    config::{Place, Sources},
    open::{Purpose, open},
};

/// A clinic that a command of the machine's owner works on.
struct Office {
    sources: Sources,
    place: Place,
    store: Store,
}

impl Office {
    async fn open(flags: &PlaceFlags) -> Result<Self, ServerError> {
        let environment = |name: &str| std::env::var_os(name);
        let sources = Sources::gather(flags.settings(), &environment, flags.config.as_deref())?;
        let place = Place::read(&sources)?;
        let store = open(&place, Purpose::Practice).await?;
        Ok(Self { sources, place, store })
    }
}
