//! The states to choose from.

use domain::place::UsState;

use super::OptionItem;

/// The 50 states and the District of Columbia by name; what is sent is the USPS code.
#[must_use]
pub fn state_options() -> Vec<OptionItem> {
    UsState::ALL.into_iter().map(|state| OptionItem::new(state.code(), state.name())).collect()
}
