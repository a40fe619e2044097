//! What was probably meant.

/// `; did you mean ...?` for the nearest known name, or nothing.
pub(crate) fn suggestion<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let length = wrong.chars().count();
    let most = (length / 3).max(1);
    let nearest = known
        .into_iter()
        // Every letter more or less counts: whatever is much longer or shorter is not near.
        .filter(|name| name.chars().count().abs_diff(length) <= most)
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min();
    nearest.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}

/// The number of letters to add, remove or change.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut next = vec![place + 1];
        let mut left = place + 1;
        for ((before, after), wanted) in row.iter().zip(row.iter().skip(1)).zip(&other) {
            let change = before + usize::from(letter != *wanted);
            left = change.min(after + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        for (one, other, expected) in
            [("", "abc", 3), ("kitten", "sitting", 3), ("nitrat", "nitrate", 1), ("a", "a", 0)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
        let known = ["nitrate-in-any-form", "age"];
        assert_eq!(suggestion("nitrate-any-form", known), "; did you mean `nitrate-in-any-form`?");
        assert_eq!(suggestion("blood-pressure", known), "");
    }
}
