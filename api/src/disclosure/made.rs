//! Views of what a caller recorded: what they recorded, and no more (R23).

use entities::rows::chronology_entry;
use serde::Serialize;

use crate::store::content::EntryContent;

/// An entry as its contributor recorded it.
#[derive(Debug, Serialize)]
pub struct EntryView {
    entry: EntryContent,
}

impl EntryView {
    /// The view of a row that the caller's own change writes or wrote.
    pub(crate) fn of(row: &chronology_entry::Model) -> Self {
        Self { entry: EntryContent::own(row) }
    }

    /// The entry.
    pub const fn entry(&self) -> &EntryContent {
        &self.entry
    }
}
