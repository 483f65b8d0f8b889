//! A chronology entry as its contributor recorded it, or as a colleague corrected or withdrew it.

use entities::rows::chronology_entry;
use policies::fields::CHRONOLOGY_ENTRY;
use serde::Serialize;

use super::super::view::Withholding;
use super::unstated;
use crate::store::content::EntryContent;

/// Fields that whoever holds an entry's id and version gets with it: when it happened, and what they just recorded.
const ALWAYS: &[&str] = &[
    "headline",
    "occurredAt",
    "occurredPrecision",
    "recordedAt",
    "agency",
    "agencyKind",
    "recordedBy",
    "withdrawnAt",
    "correctionReason",
];

/// An entry as its contributor recorded it.
#[derive(Debug, Serialize)]
pub struct EntryView {
    entry: EntryContent,
    withheld: Vec<Withholding>,
}

impl EntryView {
    /// The view of a row that the caller's own change writes or wrote, whole.
    pub(crate) fn of(row: &chronology_entry::Model) -> Self {
        Self { entry: EntryContent::own(row), withheld: Vec::new() }
    }

    /// The view of a version of which the caller recorded those fields and a colleague the rest.
    pub(crate) fn stated(row: &chronology_entry::Model, fields: &[&str]) -> Self {
        let has = |field: &str| ALWAYS.contains(&field) || fields.contains(&field);
        let mut entry = EntryContent::own(row);
        keep(&mut entry.occurred_until, has("occurredUntil"));
        keep(&mut entry.category, has("category"));
        keep(&mut entry.significance, has("significance"));
        keep(&mut entry.sensitivity, has("sensitivity"));
        keep(&mut entry.classes, has("classes"));
        keep(&mut entry.handling, has("handling"));
        keep(&mut entry.summary, has("summary"));
        keep(&mut entry.narrative, has("narrative"));
        keep(&mut entry.impact_on_child, has("impactOnChild"));
        keep(&mut entry.impact_direction, has("impactDirection"));
        keep(&mut entry.child_voice, has("childVoice"));
        keep(&mut entry.action, has("action"));
        keep(&mut entry.outcome, has("outcome"));
        Self { entry, withheld: unstated(CHRONOLOGY_ENTRY, has) }
    }

    /// The entry.
    pub const fn entry(&self) -> &EntryContent {
        &self.entry
    }

    /// What of it a colleague recorded and this answer leaves out.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }
}

fn keep<T>(field: &mut Option<T>, stated: bool) {
    if !stated {
        *field = None;
    }
}
