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
        }
        assert_eq!([True.not(), False.not(), Unknown.not()], [False, True, Unknown]);
    }
}
