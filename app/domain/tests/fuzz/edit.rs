//! Changes to a text, as slips, machines and enemies make them.

use std::ops::Range;

use crate::{choices::Choices, odd};

/// Changes a text in one place, or in two.
pub fn change(text: &str, choices: &mut Choices<'_>) -> String {
    let bytes = text.as_bytes();
    let place = choices.below(bytes.len() + 1);
    let changed = match choices.below(16) {
        0 => flip(bytes, place, choices),
        1 => replace(bytes, place..place + 1 + choices.below(40), b""),
        2 => replace(bytes, place..place, odd::letters(choices).as_bytes()),
        3 => replace(bytes, place..place + 1, odd::letters(choices).as_bytes()),
        4 => repeat_line(bytes, place, 1 + choices.below(3)),
        5 => replace(bytes, line(bytes, place), b""),
        6 => copy(bytes, line(bytes, place), choices.below(bytes.len())),
        7 => copy(bytes, place..place + 1 + choices.below(300), choices.below(bytes.len())),
        8 => replace(bytes, place..bytes.len(), b""),
        9 => key(bytes, choices),
        10 | 11 => swap(bytes, choices),
        _ => token(bytes, choices),
    };
    String::from_utf8_lossy(&changed).into_owned()
}

fn clamped(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let end = range.end.min(bytes.len());
    range.start.min(end)..end
}

fn replace(bytes: &[u8], range: Range<usize>, with: &[u8]) -> Vec<u8> {
    let range = clamped(bytes, range);
    [&bytes[..range.start], with, &bytes[range.end..]].concat()
}

fn copy(bytes: &[u8], range: Range<usize>, to: usize) -> Vec<u8> {
    let copied = bytes[clamped(bytes, range)].to_vec();
    replace(bytes, to..to, &copied)
}

fn flip(bytes: &[u8], place: usize, choices: &mut Choices<'_>) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    if let Some(byte) = changed.get_mut(place) {
        *byte ^= 1 << choices.below(8);
    }
    changed
}

fn line(bytes: &[u8], place: usize) -> Range<usize> {
    let is_end = |byte: &u8| *byte == b'\n';
    let place = place.min(bytes.len());
    let start = bytes[..place].iter().rposition(is_end).map_or(0, |end| end + 1);
    let end = bytes[place..].iter().position(is_end).map_or(bytes.len(), |end| place + end + 1);
    start..end
}

fn repeat_line(bytes: &[u8], place: usize, times: usize) -> Vec<u8> {
    let range = line(bytes, place);
    let again = bytes[range.clone()].repeat(times);
    replace(bytes, range.end..range.end, &again)
}

/// Texts, numbers and words, as TOML and JSON write them.
fn tokens(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        let rest = &bytes[place..];
        let length = if *byte == b'"' {
            let mut escaped = false;
            let end = rest.iter().skip(1).position(|byte| {
                let ends = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            });
            end.map_or(1, |end| end + 2)
        } else {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-+._".contains(byte);
            rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len())
        };
        if length > 0 {
            found.push(place..place + length);
        }
        place += length.max(1);
    }
    found
}

/// Another value in the place of one.
fn token(bytes: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let tokens = tokens(bytes);
    let Some(token) = tokens.get(choices.below(tokens.len())) else { return bytes.to_vec() };
    replace(bytes, token.clone(), odd::value(choices).as_bytes())
}

/// Two values, each in the other's place.
fn swap(bytes: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let tokens = tokens(bytes);
    let (one, other) = (choices.below(tokens.len()), choices.below(tokens.len()));
    let (Some(one), Some(other)) = (tokens.get(one.min(other)), tokens.get(one.max(other))) else {
        return bytes.to_vec();
    };
    let (first, second) = (bytes[one.clone()].to_vec(), bytes[other.clone()].to_vec());
    replace(&replace(bytes, other.clone(), &first), one.clone(), &second)
}

/// A key twice, or with dots in it.
fn key(bytes: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let tokens = tokens(bytes);
    let Some(token) = tokens.get(choices.below(tokens.len())) else { return bytes.to_vec() };
    let most = if choices.once_in(20) { 5000 } else { 3 };
    let times = 1 + choices.below(most);
    let more = [".".as_bytes(), &bytes[token.clone()]].concat().repeat(times);
    replace(bytes, token.end..token.end, &more)
}
