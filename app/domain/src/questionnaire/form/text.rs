//! Words as people type and paste them.

use super::super::Problem;
use crate::people::text::is_invisible;

/// What was typed, trimmed, without characters that cannot be seen; a line
/// break is kept only where several lines are asked for.
pub(super) fn visible(typed: &str, max: usize, several: bool) -> Result<String, Problem> {
    // Before anything is copied: no honest answer is so much longer.
    if typed.len() > max.saturating_mul(8).saturating_add(1000) {
        return Err(Problem::TooLong { max });
    }
    let mut kept = String::with_capacity(typed.len());
    for character in typed.replace("\r\n", "\n").chars() {
        match character {
            '\n' if several => kept.push('\n'),
            '\n' | '\r' | '\t' => kept.push(' '),
            hidden if is_invisible(hidden) => {}
            seen => kept.push(seen),
        }
    }
    let kept = kept.trim();
    if kept.chars().count() > max { Err(Problem::TooLong { max }) } else { Ok(kept.to_owned()) }
}
