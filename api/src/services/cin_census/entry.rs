//! A chronology entry as a return would make it.

use entities::words::{ChronologyCategory as Category, FieldClass, HandlingTag, Significance, TimePrecision};
use entities::{Date, Set};

use super::keys::digest;

/// An entry of the child's chronology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedEntry {
    /// By which the entry is known again, in this return and the next.
    pub key: String,
    /// What kind of event.
    pub category: Category,
    /// On which day; the best guess where the precision is ESTIMATED.
    pub occurred: Date,
    /// How exactly the day is known.
    pub precision: TimePrecision,
    /// Until which day, for what lasts.
    pub until: Option<Date>,
    /// How much it matters.
    pub significance: Significance,
    /// Content classes beside what the category implies.
    pub classes: Set<FieldClass>,
    /// How to handle it.
    pub handling: Set<HandlingTag>,
    /// What happened, in a sentence or two.
    pub summary: String,
    /// Every value as reported, with what its code means.
    pub narrative: String,
}

impl ImportedEntry {
    /// Changes when anything about the entry but its key changes: then the return brings a new version.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        let dates =
            [Some(self.occurred), self.until].map(|date| date.map_or_else(String::new, |date| date.to_string()));
        let [occurred, until] = &dates;
        digest([
            &*self.category.to_string(),
            occurred,
            &*self.precision.to_string(),
            until,
            &*self.significance.to_string(),
            &*format!("{:?}", self.classes),
            &*format!("{:?}", self.handling),
            &self.summary,
            &self.narrative,
        ])
    }
}
