//! The files of a pack, and where in them something stands.

mod plain;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{PackFile, error::Report};
use plain::plain;

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
        let Parsed { table, span, mistaken } = parse(path, text, &lines, report)?;
        let whole = Spanned::new(span, DeValue::Table(table));
        Reader { path, lines: &lines, name: path, mistaken: &mistaken }.read(whole, report)
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
        let Some(parsed) = parse(path, text, &lines, report) else { return found };
        let reader = Reader { path, lines: &lines, name: key, mistaken: &parsed.mistaken };
        for (name, value) in parsed.table {
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
                if let Some(item) = reader.read(value, report) {
                    found.push(Located { file: path.to_owned(), line, item });
                }
            }
        }
        found
    }

    /// The names in a list of tables, those of tables that cannot be read too;
    /// `None` where the whole file cannot be.
    pub(super) fn names(&self, path: &str, key: &str) -> Option<BTreeSet<String>> {
        let text = self.0.get(path)?;
        let parsed = parse(path, text, &Lines::of(text), &mut Report::default())?;
        let items = parsed.table.get(key).and_then(|items| items.get_ref().as_array());
        let names = items.into_iter().flatten().filter_map(|item| {
            let name = item.get_ref().as_table()?.get("name")?;
            name.get_ref().as_str().map(str::to_owned)
        });
        Some(names.collect())
    }
}

/// A file whose tables and keys stand where they should.
struct Parsed<'t> {
    table: DeTable<'t>,
    span: Range<usize>,
    /// Where single values are no TOML, such as a day that is in no calendar: already told.
    mistaken: Vec<Range<usize>>,
}

/// Each mistake is looked for in the whole file.
const MOST_PLACED: usize = 100;

/// A mistake within one value leaves the others readable; any other mistake of
/// TOML leaves open what belongs where, and nothing is read.
fn parse<'t>(path: &str, text: &'t str, lines: &Lines, report: &mut Report) -> Option<Parsed<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = table.span();
    let whole = Spanned::new(span.clone(), DeValue::Table(table.into_inner()));
    let mut mistaken = Vec::new();
    let mut told = Vec::new();
    if errors.len() > MOST_PLACED {
        told.push(None);
    }
    for error in errors.iter().take(MOST_PLACED) {
        let span = error.span().unwrap_or_default();
        let value = innermost("", &whole, &span).filter(|(_, value)| is_single(value.get_ref()));
        told.push(if is_second_key(error, text, &span) {
            let key = text.get(span.clone()).unwrap_or_default();
            Some((span, format!("`{key}` is there twice: keep one")))
        } else if let Some((name, value)) = value {
            mistaken.push(value.span());
            let written = text.get(value.span()).unwrap_or_default();
            Some((span, plain::misspelt(error.message(), name, written)))
        } else {
            None
        });
    }
    let Some(told) = told.into_iter().collect::<Option<Vec<_>>>() else {
        for error in &errors {
            let line = error.span().map(|span| lines.at(&span));
            report.add(path, line, error.message());
        }
        return None;
    };
    for (span, message) in told {
        report.add(path, Some(lines.at(&span)), message);
    }
    let DeValue::Table(table) = whole.into_inner() else { return None };
    Some(Parsed { table, span, mistaken })
}

/// A key that its table has already; not the head of a table, after which all keys are astray.
fn is_second_key(error: &toml::de::Error, text: &str, span: &Range<usize>) -> bool {
    let line = text.get(..span.start).and_then(|before| before.rsplit('\n').next());
    error.message() == "duplicate key" && line.is_some_and(|line| !line.trim().starts_with('['))
}

/// Reads the tables of one file.
struct Reader<'a> {
    path: &'a str,
    lines: &'a Lines,
    /// What the table is called where the mistake is in none of its keys.
    name: &'a str,
    mistaken: &'a [Range<usize>],
}

impl Reader<'_> {
    /// More mistakes in one table are not looked for: each takes another reading.
    const MOST: usize = 20;

    /// A key with a mistake is laid aside and the rest is read again, so that it
    /// hides no mistake in another.
    fn read<T: DeserializeOwned>(
        &self,
        mut value: Spanned<DeValue<'_>>,
        report: &mut Report,
    ) -> Option<T> {
        dates_to_text(value.get_mut());
        let mut aside: Vec<String> =
            self.mistaken.iter().filter_map(|span| lay_aside(&mut value, span)).collect();
        for _ in 0..Self::MOST {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                // What was read without a key may say something else.
                Ok(item) => return aside.is_empty().then_some(item),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_else(|| value.span());
            let (name, wrong) = innermost(self.name, &value, &span).unwrap_or((self.name, &value));
            let message = plain(error.message(), name, wrong.get_ref());
            let laid = lay_aside(&mut value, &span);
            let missing = plain::missing(error.message()).filter(|_| laid.is_none());
            if missing.is_none_or(|key| aside.iter().all(|laid| laid != key)) {
                report.add(self.path, Some(self.lines.at(&span)), message);
            }
            aside.push(laid?);
        }
        None
    }
}

/// Takes the key in which something stands out of a table, and gives its name.
fn lay_aside(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<String> {
    let DeValue::Table(table) = value.get_mut() else { return None };
    let mut keys = table.iter();
    let (key, _) =
        keys.find(|(key, value)| key.span() == *span || innermost("", value, span).is_some())?;
    let key = key.clone();
    table.remove(&key);
    Some(key.into_inner().into_owned())
}

/// The innermost value in which something stands, with the key that it stands under.
fn innermost<'v, 't>(
    name: &'v str,
    value: &'v Spanned<DeValue<'t>>,
    span: &Range<usize>,
) -> Option<(&'v str, &'v Spanned<DeValue<'t>>)> {
    let inner = match value.get_ref() {
        DeValue::Array(items) => items.iter().find_map(|item| innermost(name, item, span)),
        DeValue::Table(table) => table.iter().find_map(|(key, item)| {
            let of_key = (key.span() == *span).then_some((key.get_ref().as_ref(), item));
            of_key.or_else(|| innermost(key.get_ref(), item, span))
        }),
        _ => None,
    };
    let own = value.span();
    inner.or_else(|| (own.start <= span.start && span.end <= own.end).then_some((name, value)))
}

/// Neither a list nor a table.
const fn is_single(value: &DeValue<'_>) -> bool {
    !matches!(value, DeValue::Array(_) | DeValue::Table(_))
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
