//! Three-valued logic: what is not known asks, and never permits.

use serde::{Deserialize, Serialize};

/// True, false or not known (Kleene's strong logic).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It rests on something that is not known.
    Unknown,
}

impl Truth {
    /// True only when both are; false as soon as one is.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }

    /// True as soon as one is; false only when both are.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// True only when every one is; none is asked after the first false one.
    #[must_use]
    pub fn all(mut truths: impl Iterator<Item = Self>) -> Self {
        let heard = truths.try_fold(Self::True, |all, truth| match all.and(truth) {
            Self::False => Err(Self::False),
            all @ (Self::True | Self::Unknown) => Ok(all),
        });
        heard.unwrap_or_else(|decided| decided)
    }

    /// True as soon as one is: none is asked after it.
    #[must_use]
    pub fn any(truths: impl Iterator<Item = Self>) -> Self {
        Self::all(truths.map(Self::not)).not()
    }

    /// The opposite; what is not known stays so.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    #[test]
    fn and_or_and_not_follow_kleenes_tables() {
        let table: [(Truth, Truth, Truth, Truth); 9] = [
            (True, True, True, True),
            (True, False, False, True),
            (True, Unknown, Unknown, True),
            (False, True, False, True),
            (False, False, False, False),
            (False, Unknown, False, Unknown),
            (Unknown, True, Unknown, True),
            (Unknown, False, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ];
        for (left, right, and, or) in table {
            assert_eq!(left.and(right), and, "{left:?} and {right:?}");
            assert_eq!(left.or(right), or, "{left:?} or {right:?}");
            assert_eq!(Truth::all([left, right].into_iter()), and, "all of {left:?}, {right:?}");
            assert_eq!(Truth::any([left, right].into_iter()), or, "any of {left:?}, {right:?}");
        }
        assert_eq!(Truth::all([].into_iter()), True);
        assert_eq!(Truth::any([].into_iter()), False);
        assert_eq!([True.not(), False.not(), Unknown.not()], [False, True, Unknown]);
    }
}
