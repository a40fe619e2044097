//! Chance, from a seed: the same throws in the same order.

use store::Entropy;

/// A seeded generator; it is never used for anything secret.
pub(super) struct Dice(Entropy);

impl Dice {
    /// Dice that fall as the seed says.
    pub(super) fn new(seed: u64) -> Self {
        Self(Entropy::seeded(seed))
    }

    /// Dice that fall the same way for the same words (FNV-1a).
    pub(super) fn named(words: &str) -> Self {
        let hash = words.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self::new(hash)
    }

    /// A number below `bound`; 0 where `bound` is 0.
    pub(super) fn below(&self, bound: usize) -> usize {
        let word = self
            .0
            .bytes()
            .iter()
            .take(7)
            .fold(0_usize, |word, byte| (word << 8) | usize::from(*byte));
        word.checked_rem(bound).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&self, [low, high]: [i64; 2]) -> i64 {
        let width = usize::try_from(high.saturating_sub(low)).unwrap_or_default();
        low.saturating_add(i64::try_from(self.below(width + 1)).unwrap_or_default())
    }

    /// One of these.
    pub(super) fn one<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// The same, in another order (Fisher and Yates).
    pub(super) fn shuffled<T>(&self, mut items: Vec<T>) -> Vec<T> {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_throw_the_same_numbers() {
        let throws = |words| {
            let dice = Dice::named(words);
            [dice.between([1, 6]), dice.between([1, 6]), dice.between([1, 1000])]
        };
        assert_eq!(throws("a@example.com"), throws("a@example.com"));
        assert_ne!(throws("a@example.com"), throws("b@example.com"));
    }

    #[test]
    fn throws_stay_within_their_bounds() {
        let dice = Dice::new(1);
        let throws: Vec<i64> = (0..200).map(|_| dice.between([-2, 2])).collect();
        assert_eq!((throws.iter().min(), throws.iter().max()), (Some(&-2), Some(&2)));
        assert_eq!(dice.below(0), 0);
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut shuffled = Dice::new(7).shuffled((0..50).collect::<Vec<_>>());
        assert_ne!(shuffled, (0..50).collect::<Vec<_>>());
        shuffled.sort_unstable();
        assert_eq!(shuffled, (0..50).collect::<Vec<_>>());
    }
}
