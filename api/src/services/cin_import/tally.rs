//! What a run did, counted.

use std::collections::BTreeMap;

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Children for whom a record was made.
    pub children_added: u64,
    /// Children whose record was there.
    pub children_known: u64,
    /// Chronology entries that were made.
    pub entries_added: u64,
    /// Versions that were added to entries.
    pub entries_changed: u64,
    /// Entries that were there and have not changed.
    pub entries_known: u64,
    /// Other rows that were written: details, numbers, involvements, levels, protective work, restrictions.
    pub other_rows: u64,
    /// How many values break each rule.
    pub rules: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        self.children_added += other.children_added;
        self.children_known += other.children_known;
        self.entries_added += other.entries_added;
        self.entries_changed += other.entries_changed;
        self.entries_known += other.entries_known;
        self.other_rows += other.other_rows;
        for (rule, count) in &other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
    }

    /// How many values break a rule.
    #[must_use]
    pub fn problems(&self) -> u64 {
        self.rules.values().sum()
    }
}
