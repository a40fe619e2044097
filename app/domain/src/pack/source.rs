//! The files of a pack, and where in them something stands.

use std::{collections::BTreeMap, ops::Range};

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{PackFile, error::Report};

/// Something read from a pack, and where.
pub(super) struct Located<T> {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) item: T,
}

/// The files by path.
pub(super) struct Sources<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Sources<'a> {
    /// Refuses a second file of one path.
    pub(super) fn new(files: &'a [PackFile], report: &mut Report) -> Self {
        let mut sources = BTreeMap::new();
        for file in files {
            if sources.insert(file.path.as_str(), file.text.as_str()).is_some() {
                report.add(&file.path, None, "the file is there twice: keep one");
            }
        }
        Self(sources)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &'a str> {
        self.0.keys().copied()
    }

    /// The text of a file that must be there.
    pub(super) fn text(&self, path: &str, report: &mut Report) -> Option<&'a str> {
        let text = self.0.get(path).copied();
        if text.is_none() {
            report.add(path, None, "the file is missing: add it");
        }
        text
    }

    /// A file that is one table.
    pub(super) fn document<T: DeserializeOwned>(
        &self,
        path: &str,
        report: &mut Report,
    ) -> Option<T> {
        let text = self.text(path, report)?;
        let lines = Lines::of(text);
        let (table, span) = parse(path, text, &lines, report)?;
        element(path, &lines, Spanned::new(span, DeValue::Table(table)), report)
    }

    /// A file that is a list of tables under one key, each read by itself, so
    /// that a mistake in one hides no mistake in another.
    pub(super) fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        report: &mut Report,
    ) -> Vec<Located<T>> {
        let mut found = Vec::new();
        let Some(text) = self.text(path, report) else { return found };
        let lines = Lines::of(text);
        let Some((table, _)) = parse(path, text, &lines, report) else { return found };
        for (name, value) in table {
            let line = lines.at(&name.span());
            let DeValue::Array(items) = value.into_inner() else {
                report.add(path, Some(line), format!("write `[[{key}]]` tables only"));
                continue;
            };
            if name.get_ref() != key {
                let message = format!("unknown key `{}`: write `[[{key}]]`", name.get_ref());
                report.add(path, Some(line), message);
                continue;
            }
            for value in items {
                let line = lines.at(&value.span());
                if let Some(item) = element(path, &lines, value, report) {
                    found.push(Located { file: path.to_owned(), line, item });
                }
            }
        }
        found
    }
}

fn parse<'t>(
    path: &str,
    text: &'t str,
    lines: &Lines,
    report: &mut Report,
) -> Option<(DeTable<'t>, Range<usize>)> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = error.span().map(|span| lines.at(&span));
        report.add(path, line, error.message());
    }
    let span = table.span();
    errors.is_empty().then(|| (table.into_inner(), span))
}

fn element<T: DeserializeOwned>(
    path: &str,
    lines: &Lines,
    mut value: Spanned<DeValue<'_>>,
    report: &mut Report,
) -> Option<T> {
    let whole = value.span();
    dates_to_text(value.get_mut());
    match T::deserialize(ValueDeserializer::from(value)) {
        Ok(item) => Some(item),
        Err(error) => {
            let line = lines.at(&error.span().unwrap_or(whole));
            report.add(path, Some(line), error.message());
            None
        }
    }
}

/// TOML has dates of its own and JSON has not: from here on both are text.
fn dates_to_text(value: &mut DeValue<'_>) {
    match value {
        DeValue::Datetime(date) => *value = DeValue::String(date.to_string().into()),
        DeValue::Array(items) => items.iter_mut().for_each(|item| dates_to_text(item.get_mut())),
        DeValue::Table(table) => {
            table.iter_mut().for_each(|(_, item)| dates_to_text(item.get_mut()));
        }
        DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => {}
    }
}

/// Where the lines of a text end: a file of very many tables is walked through once only.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(ends.map(|(place, _)| place).collect())
    }

    /// The line, counted from 1, on which something begins.
    fn at(&self, span: &Range<usize>) -> usize {
        self.0.partition_point(|end| *end < span.start) + 1
    }
}
