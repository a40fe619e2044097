//! Random numbers that inputs are built from, one after the other.

/// A list of random numbers; when it is used up, every further choice is the first.
pub struct Choices<'a>(&'a [u32]);

impl<'a> Choices<'a> {
    pub const fn new(numbers: &'a [u32]) -> Self {
        Self(numbers)
    }

    pub fn number(&mut self) -> u32 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number from 0 to below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.number() as usize % end.max(1)
    }

    /// One of these.
    pub fn of<'b, T>(&mut self, all: &'b [T]) -> &'b T {
        &all[self.below(all.len())]
    }

    /// Once in `times`; never when the choices are used up.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }
}
