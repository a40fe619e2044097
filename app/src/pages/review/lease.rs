//! The claim that the reader holds: told in the page, and kept by its open tab.

use domain::encounter::{Encounter, Lease};
use leptos::prelude::*;

use crate::{api::leases::Kept, clinic::Clinic, islands::claim::Claim, words};

/// What is said of the lease on this encounter.
#[must_use]
pub fn kept(clinic: &Clinic, encounter: &Encounter) -> Kept {
    let now = clinic.now();
    let until = encounter.state.lease().map_or(now, |lease| lease.until);
    Kept {
        until: words::time(until, &words::zone_of(encounter.location)),
        seconds: until.duration_since(now).as_secs(),
    }
}

/// The lease, with the island that keeps it.
pub fn view_of(clinic: &Clinic, encounter: &Encounter, lease: &Lease) -> AnyView {
    let Kept { until, seconds } = kept(clinic, encounter);
    let command = clinic.store().new_command();
    view! { <Claim encounter=encounter.id lease=lease.token command until seconds/> }.into_any()
}
