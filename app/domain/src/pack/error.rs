//! What is wrong with a pack.

use std::fmt;

/// One mistake in a pack, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct PackError {
    /// The file.
    pub file: String,
    /// The line, counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for PackError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, message } = self;
        match line {
            Some(line) => write!(formatter, "{file}:{line}: {message}"),
            None => write!(formatter, "{file}: {message}"),
        }
    }
}

/// Every mistake in a pack, by file and line; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PackErrors(Vec<PackError>);

impl PackErrors {
    /// The mistakes, by file and line.
    #[must_use]
    pub fn errors(&self) -> &[PackError] {
        &self.0
    }
}

impl fmt::Display for PackErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the pack was refused")?;
        self.0.iter().try_for_each(|error| write!(formatter, "\n{error}"))
    }
}

/// Collects mistakes while a pack is read.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<PackError>);

impl Report {
    pub(super) fn add(&mut self, file: &str, line: Option<usize>, message: impl Into<String>) {
        self.0.push(PackError { file: file.to_owned(), line, message: message.into() });
    }

    /// Nothing is wrong so far.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mistakes as an error, or `whole` if there are none.
    pub(super) fn finish<T>(mut self, whole: Option<T>) -> Result<T, PackErrors> {
        self.0.sort();
        self.0.dedup();
        match whole {
            Some(whole) if self.0.is_empty() => Ok(whole),
            Some(_) | None => Err(PackErrors(self.0)),
        }
    }
}
