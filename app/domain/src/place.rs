//! Where a patient is: the states, and the clocks kept there.

use std::{fmt, str::FromStr};

use borsh::{BorshDeserialize, BorshSerialize};

use crate::people::text::serde_as_text;

macro_rules! states {
    ($($variant:ident $code:literal $name:literal [$($zone:literal),+],)+) => {
        /// One of the 50 states or the District of Columbia, by its USPS code.
        #[derive(
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            BorshSerialize,
            BorshDeserialize,
        )]
        pub enum UsState {
            $(#[doc = $name] $variant,)+
        }

        impl UsState {
            /// All 51, by name.
            pub const ALL: [Self; 51] = [$(Self::$variant),+];

            /// The USPS code: `AR`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The name: `Arkansas`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The ISO 3166-2 code, as packs write jurisdictions: `US-AR`.
            #[must_use]
            pub const fn jurisdiction(self) -> &'static str {
                match self { $(Self::$variant => concat!("US-", $code)),+ }
            }

            /// The clocks kept in the state today, as IANA names, one zone for
            /// each clock; most people live by the first. Where there are
            /// several, rules are tried on every date that they show.
            #[must_use]
            pub const fn time_zones(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($zone),+]),+ }
            }
        }
    };
}

states! {
    Al "AL" "Alabama" ["America/Chicago"],
    Ak "AK" "Alaska" ["America/Anchorage", "America/Adak"],
    Az "AZ" "Arizona" ["America/Phoenix", "America/Denver"],
    Ar "AR" "Arkansas" ["America/Chicago"],
    Ca "CA" "California" ["America/Los_Angeles"],
    Co "CO" "Colorado" ["America/Denver"],
    Ct "CT" "Connecticut" ["America/New_York"],
    De "DE" "Delaware" ["America/New_York"],
    Dc "DC" "District of Columbia" ["America/New_York"],
    Fl "FL" "Florida" ["America/New_York", "America/Chicago"],
    Ga "GA" "Georgia" ["America/New_York"],
    Hi "HI" "Hawaii" ["Pacific/Honolulu"],
    Id "ID" "Idaho" ["America/Boise", "America/Los_Angeles"],
    Il "IL" "Illinois" ["America/Chicago"],
    In "IN" "Indiana" ["America/Indiana/Indianapolis", "America/Chicago"],
    Ia "IA" "Iowa" ["America/Chicago"],
    Ks "KS" "Kansas" ["America/Chicago", "America/Denver"],
    Ky "KY" "Kentucky" ["America/New_York", "America/Chicago"],
    La "LA" "Louisiana" ["America/Chicago"],
    Me "ME" "Maine" ["America/New_York"],
    Md "MD" "Maryland" ["America/New_York"],
    Ma "MA" "Massachusetts" ["America/New_York"],
    Mi "MI" "Michigan" ["America/Detroit", "America/Menominee"],
    Mn "MN" "Minnesota" ["America/Chicago"],
    Ms "MS" "Mississippi" ["America/Chicago"],
    Mo "MO" "Missouri" ["America/Chicago"],
    Mt "MT" "Montana" ["America/Denver"],
    Ne "NE" "Nebraska" ["America/Chicago", "America/Denver"],
    Nv "NV" "Nevada" ["America/Los_Angeles", "America/Denver"],
    Nh "NH" "New Hampshire" ["America/New_York"],
    Nj "NJ" "New Jersey" ["America/New_York"],
    Nm "NM" "New Mexico" ["America/Denver"],
    Ny "NY" "New York" ["America/New_York"],
    Nc "NC" "North Carolina" ["America/New_York"],
    Nd "ND" "North Dakota" ["America/Chicago", "America/Denver"],
    Oh "OH" "Ohio" ["America/New_York"],
    Ok "OK" "Oklahoma" ["America/Chicago"],
    Or "OR" "Oregon" ["America/Los_Angeles", "America/Boise"],
    Pa "PA" "Pennsylvania" ["America/New_York"],
    Ri "RI" "Rhode Island" ["America/New_York"],
    Sc "SC" "South Carolina" ["America/New_York"],
    Sd "SD" "South Dakota" ["America/Chicago", "America/Denver"],
    Tn "TN" "Tennessee" ["America/Chicago", "America/New_York"],
    Tx "TX" "Texas" ["America/Chicago", "America/Denver"],
    Ut "UT" "Utah" ["America/Denver"],
    Vt "VT" "Vermont" ["America/New_York"],
    Va "VA" "Virginia" ["America/New_York"],
    Wa "WA" "Washington" ["America/Los_Angeles"],
    Wv "WV" "West Virginia" ["America/New_York"],
    Wi "WI" "Wisconsin" ["America/Chicago"],
    Wy "WY" "Wyoming" ["America/Denver"],
}

/// The text names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state must be a code like `AR` or a name like `Arkansas`")]
pub struct UnknownStateError;

serde_as_text!(UsState);

impl UsState {
    /// The USPS code, as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.code()
    }
}

impl FromStr for UsState {
    type Err = UnknownStateError;

    /// Takes `AR`, `us-ar` and `Arkansas`, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        Self::ALL
            .into_iter()
            .find(|state| {
                [state.code(), state.jurisdiction(), state.name()]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(text))
            })
            .ok_or(UnknownStateError)
    }
}

impl fmt::Display for UsState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl fmt::Debug for UsState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.jurisdiction())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_code_jurisdiction_and_name() {
        for state in UsState::ALL {
            for text in [state.code(), state.jurisdiction(), state.name()] {
                assert_eq!(text.parse(), Ok(state));
                assert_eq!(text.to_lowercase().parse(), Ok(state));
                assert_eq!(format!(" {} ", text.to_uppercase()).parse(), Ok(state));
            }
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.code()));
        }
        for text in ["", "XX", "US", "Guam", "US-"] {
            assert_eq!(text.parse::<UsState>(), Err(UnknownStateError), "{text}");
        }
    }

    #[test]
    fn states_with_two_clocks_name_both() {
        let zones = |state: UsState| state.time_zones();
        assert_eq!(zones(UsState::Tn), ["America/Chicago", "America/New_York"]);
        assert_eq!(zones(UsState::Ar), ["America/Chicago"]);
        assert_eq!(UsState::ALL.iter().filter(|state| zones(**state).len() > 1).count(), 15);
    }
}
