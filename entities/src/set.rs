//! Sets of words as bits: how classes, roles, purposes and the like stand in a row and in memory.

use std::marker::PhantomData;

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable, Value};

use crate::words::Word;

/// A set of members of one vocabulary, of at most 63 words; in tables an integer whose bit *n* is the word of index *n*.
pub struct Set<W>(u64, PhantomData<W>);

impl<W: Word> Set<W> {
    /// The empty set.
    pub const EMPTY: Self = Self(0, PhantomData);

    /// The set of those words.
    pub fn of(words: &[W]) -> Self {
        words.iter().copied().collect()
    }

    /// Every word of the vocabulary.
    pub fn all() -> Self {
        let words = W::ALL.len();
        Self(if words < 64 { (1 << words) - 1 } else { u64::MAX }, PhantomData)
    }

    /// The set with those bits; bits beyond the vocabulary are dropped.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits & Self::all().0, PhantomData)
    }

    /// The bits, as they stand in a row.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Whether the word is in the set.
    pub fn contains(self, word: W) -> bool {
        self.0 & (1 << word.index()) != 0
    }

    /// Whether every word of the other set is in this one.
    pub const fn contains_all(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether some word is in both.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no word in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many words are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Puts a word in.
    pub fn insert(&mut self, word: W) {
        self.0 |= 1 << word.index();
    }

    /// Takes a word out.
    pub fn remove(&mut self, word: W) {
        self.0 &= !(1 << word.index());
    }

    /// This set and that word.
    #[must_use]
    pub fn with(mut self, word: W) -> Self {
        self.insert(word);
        self
    }

    /// The words in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }

    /// The words in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0, PhantomData)
    }

    /// The words of this set that are not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0, PhantomData)
    }

    /// The words, in the vocabulary's order.
    pub fn iter(self) -> impl Iterator<Item = W> {
        W::ALL.iter().copied().filter(move |w| self.contains(*w))
    }

    /// The words, in the vocabulary's order.
    pub fn to_vec(self) -> Vec<W> {
        self.iter().collect()
    }
}

impl<W: Word> FromIterator<W> for Set<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        let mut set = Self::EMPTY;
        for word in words {
            set.insert(word);
        }
        set
    }
}

impl<W> Clone for Set<W> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<W> Copy for Set<W> {}
impl<W> PartialEq for Set<W> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<W> Eq for Set<W> {}
impl<W> std::hash::Hash for Set<W> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<W> Default for Set<W> {
    fn default() -> Self {
        Self(0, PhantomData)
    }
}
impl<W: Word> std::fmt::Debug for Set<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Word::name)).finish()
    }
}

impl<W: Word> serde::Serialize for Set<W> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.iter().map(Word::name))
    }
}
impl<'de, W: Word + serde::Deserialize<'de>> serde::Deserialize<'de> for Set<W> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Vec::<W>::deserialize(d)?.into_iter().collect())
    }
}

fn to_column(bits: u64) -> i64 {
    // A vocabulary has at most 63 words, so the sign bit is never set.
    bits.cast_signed()
}

impl<W> From<Set<W>> for Value {
    fn from(set: Set<W>) -> Self {
        to_column(set.0).into()
    }
}
impl<W: Word> TryGetable for Set<W> {
    fn try_get_by<I: ColIdx>(res: &QueryResult, index: I) -> Result<Self, TryGetError> {
        i64::try_get_by(res, index).map(|bits| Self::from_bits(bits.cast_unsigned()))
    }
}
impl<W: Word> ValueType for Set<W> {
    fn try_from(v: Value) -> Result<Self, ValueTypeErr> {
        <i64 as ValueType>::try_from(v).map(|bits| Self::from_bits(bits.cast_unsigned()))
    }
    fn type_name() -> String {
        format!("Set<{}>", W::NAME)
    }
    fn array_type() -> ArrayType {
        <i64 as ValueType>::array_type()
    }
    fn column_type() -> ColumnType {
        <i64 as ValueType>::column_type()
    }
}
impl<W> sea_orm::TryFromU64 for Set<W> {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        // No database hands a set out as a new key.
        Err(sea_orm::DbErr::ConvertFromU64("Set"))
    }
}
impl<W> Nullable for Set<W> {
    fn null() -> Value {
        <i64 as Nullable>::null()
    }
}
