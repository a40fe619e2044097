//! The one door through which health data enters a row and leaves it again.
//!
//! Today a sealed value is JSON; encryption at rest will come here.

use domain::{Date, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::StoreError;

/// Where a value stands: what an error may say of it.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) row: &'a str,
}

impl Cell<'_> {
    /// The value here cannot be.
    pub(crate) fn corrupt(self) -> StoreError {
        StoreError::Corrupt { table: self.table, column: self.column, row: self.row.to_owned() }
    }

    /// Reads a sealed value.
    pub(crate) fn open<T: DeserializeOwned>(self, sealed: &str) -> Result<T, StoreError> {
        serde_json::from_str(sealed).map_err(|_| self.corrupt())
    }

    /// Reads a code, an id or a date.
    pub(crate) fn parse<T: std::str::FromStr>(self, text: &str) -> Result<T, StoreError> {
        text.parse().map_err(|_| self.corrupt())
    }

    /// Reads an optional code, id or date.
    pub(crate) fn parse_optional<T: std::str::FromStr>(
        self,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.parse(text)).transpose()
    }

    /// Reads a moment.
    pub(crate) fn moment(self, microseconds: i64) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(microseconds).map_err(|_| self.corrupt())
    }

    /// Reads an optional moment.
    pub(crate) fn moment_optional(
        self,
        microseconds: Option<i64>,
    ) -> Result<Option<Timestamp>, StoreError> {
        microseconds.map(|microseconds| self.moment(microseconds)).transpose()
    }

    /// Reads a date.
    pub(crate) fn date(self, text: &str) -> Result<Date, StoreError> {
        self.parse(text)
    }
}

/// A cell for messages: `cell!("account", row.id, "email")`.
macro_rules! cell {
    ($table:literal, $row:expr, $column:expr) => {
        $crate::sealed::Cell { table: $table, column: $column, row: &$row }
    };
}

pub(crate) use cell;

/// Seals a value for a row.
pub(crate) fn seal<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unsupported("a value without JSON"))
}
