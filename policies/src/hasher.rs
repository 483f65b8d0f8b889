//! A fast hasher for the memo. It must never be used for keys that an outsider can choose freely: facts are few and closed.

use std::hash::{BuildHasherDefault, Hasher};

/// Builds [`FactsHasher`]s.
pub(crate) type BuildFactsHasher = BuildHasherDefault<FactsHasher>;

/// Multiplies and rotates, a word at a time.
#[derive(Default)]
pub(crate) struct FactsHasher(u64);

// An odd number with its bits well spread: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl FactsHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(SPREAD);
    }
}

impl Hasher for FactsHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(u64::from(*byte));
        }
    }
    fn write_u8(&mut self, n: u8) {
        self.mix(u64::from(n));
    }
    fn write_u64(&mut self, n: u64) {
        self.mix(n);
    }
    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }
    fn write_isize(&mut self, n: isize) {
        self.mix(n.cast_unsigned() as u64);
    }
    fn finish(&self) -> u64 {
        // The table takes its bucket from the low bits and its tag from the high ones; multiplying leaves the low ones poor.
        self.0 ^ (self.0 >> 32)
    }
}
