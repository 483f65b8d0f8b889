//! The numbers that the rules leave to whoever runs the hub. They are part of the book: its hash changes with them, so that
//! an entry of the log says by which of them it was judged. What follows from them is worked out where facts are made.

use std::collections::BTreeSet;

use entities::Date;
use serde::{Deserialize, Serialize};

/// The numbers that the rules leave to whoever runs the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Numbers {
    /// Days that an ended relationship still shows what was on record on its last day (R13).
    pub relationship_grace_days: u32,
    /// Hours for which an emergency opens a record (R31).
    pub emergency_hours: u32,
    /// Working days in which somebody decides on what a young person's objection holds back (R24).
    pub sharing_review_working_days: u32,
    /// Days on which nobody works, beside weekends and the bank holidays known by rule.
    pub extra_holidays: BTreeSet<Date>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            relationship_grace_days: 90,
            emergency_hours: 4,
            sharing_review_working_days: 1,
            extra_holidays: BTreeSet::new(),
        }
    }
}

/// What the line of the numbers begins with; to Cedar it is a comment.
const MARK: &str = "// numbers ";

impl Numbers {
    /// The first line of a book's text.
    pub(crate) fn line(&self) -> String {
        // A few plain fields: there is nothing in them that JSON could not hold.
        format!("{MARK}{}\n", serde_json::to_string(self).unwrap_or_default())
    }

    /// The numbers of a book's text, and the rest of it.
    pub(crate) fn split(text: &str) -> Option<(Self, &str)> {
        let (line, rest) = text.strip_prefix(MARK)?.split_once('\n')?;
        Some((serde_json::from_str(line).ok()?, rest))
    }
}
