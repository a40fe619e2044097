//! What travels from the server to an island: bytes instead of JSON.
//!
//! Reading JSON into the questionnaire's model takes more code than anything
//! else in the browser's WASM; borsh reads the same types with a tenth of it.
//! The form needs no names and no versions: a mark of the build stands before
//! it, and what another build wrote is not read. What a browser sends is never
//! read this way.

use std::io::{Error, ErrorKind, Read, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use borsh::{BorshDeserialize, BorshSerialize};
use jiff::{Timestamp, civil::Date};

/// The build, by the sources of this crate.
const BUILD: &str = env!("DOMAIN_BUILD");

/// A value as it travels: the mark of the build and borsh. Nothing where it has more parts
/// than borsh counts.
#[must_use]
pub fn to_bytes<T: BorshSerialize>(value: &T) -> Option<Vec<u8>> {
    borsh::to_vec(&(BUILD, value)).ok()
}

/// The value of what [`to_bytes`] wrote; nothing where another build wrote it.
#[must_use]
pub fn from_bytes<T: BorshDeserialize>(mut bytes: &[u8]) -> Option<T> {
    let build = String::deserialize(&mut bytes).ok()?;
    if build != BUILD {
        return None;
    }
    borsh::from_slice(bytes).ok()
}

/// A value as text: base64 of its borsh bytes. Nothing where it has more parts
/// than borsh counts.
#[must_use]
pub fn pack<T: BorshSerialize>(value: &T) -> Option<String> {
    to_bytes(value).map(|bytes| BASE64_STANDARD.encode(bytes))
}

/// The value of what [`pack`] wrote; nothing where another build wrote it.
#[must_use]
pub fn unpack<T: BorshDeserialize>(text: &str) -> Option<T> {
    from_bytes(&BASE64_STANDARD.decode(text).ok()?)
}

/// Writes a date as year, month and day.
///
/// # Errors
/// When the writer fails.
pub fn write_date<W: Write>(date: &Date, writer: &mut W) -> Result<(), Error> {
    BorshSerialize::serialize(&(date.year(), date.month(), date.day()), writer)
}

/// Reads what [`write_date`] wrote.
///
/// # Errors
/// When there is no such day.
pub fn read_date<R: Read>(reader: &mut R) -> Result<Date, Error> {
    let (year, month, day) = <(i16, i8, i8)>::deserialize_reader(reader)?;
    Date::new(year, month, day).map_err(|_| Error::from(ErrorKind::InvalidData))
}

/// Writes a date that may be missing.
///
/// # Errors
/// When the writer fails.
pub fn write_some_date<W: Write>(date: &Option<Date>, writer: &mut W) -> Result<(), Error> {
    let parts = date.map(|date| (date.year(), date.month(), date.day()));
    BorshSerialize::serialize(&parts, writer)
}

/// Reads what [`write_some_date`] wrote.
///
/// # Errors
/// When there is no such day.
pub fn read_some_date<R: Read>(reader: &mut R) -> Result<Option<Date>, Error> {
    Option::<(i16, i8, i8)>::deserialize_reader(reader)?
        .map(|(year, month, day)| Date::new(year, month, day))
        .transpose()
        .map_err(|_| Error::from(ErrorKind::InvalidData))
}

/// Writes several dates.
///
/// # Errors
/// When the writer fails, or there are more dates than borsh counts.
pub fn write_dates<W: Write>(dates: &[Date], writer: &mut W) -> Result<(), Error> {
    let parts: Vec<(i16, i8, i8)> =
        dates.iter().map(|date| (date.year(), date.month(), date.day())).collect();
    BorshSerialize::serialize(&parts, writer)
}

/// Reads what [`write_dates`] wrote.
///
/// # Errors
/// When there is no such day.
pub fn read_dates<R: Read>(reader: &mut R) -> Result<Vec<Date>, Error> {
    let parts = Vec::<(i16, i8, i8)>::deserialize_reader(reader)?;
    let date = |(year, month, day)| {
        Date::new(year, month, day).map_err(|_| Error::from(ErrorKind::InvalidData))
    };
    parts.into_iter().map(date).collect()
}

/// Writes a moment in microseconds, as the store keeps it.
///
/// # Errors
/// When the writer fails.
pub fn write_moment<W: Write>(moment: &Timestamp, writer: &mut W) -> Result<(), Error> {
    BorshSerialize::serialize(&moment.as_microsecond(), writer)
}

/// Reads what [`write_moment`] wrote.
///
/// # Errors
/// When there is no such moment.
pub fn read_moment<R: Read>(reader: &mut R) -> Result<Timestamp, Error> {
    let micros = i64::deserialize_reader(reader)?;
    Timestamp::from_microsecond(micros).map_err(|_| Error::from(ErrorKind::InvalidData))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::{Answer, Response};

    #[test]
    fn answers_come_back_as_they_went() {
        let mut response = Response::default();
        let date = Answer::Date(jiff::civil::date(2026, 11, 23));
        let number = Answer::Decimal("1.25".parse().unwrap());
        response.set("one".parse().unwrap(), vec![date, number]);
        assert_eq!(unpack::<Response>(&pack(&response).unwrap()), Some(response));
    }

    #[test]
    fn what_is_not_of_this_build_is_refused() {
        for text in ["", "AAAA", "%", "7"] {
            assert_eq!(unpack::<Response>(text), None, "{text}");
        }
    }
}
