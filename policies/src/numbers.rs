//! The numbers that the rules leave to whoever runs the hub. They are part of the book: its hash changes with them, so that
//! an entry of the log says by which of them it was judged. What follows from them is worked out where facts are made.

mod key_points;

use std::collections::BTreeSet;

use entities::Date;
use entities::words::KeyPoint;
use serde::{Deserialize, Serialize};

pub use key_points::KeyPointNumbers;

/// The numbers that the rules leave to whoever runs the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Numbers {
    /// Days that an ended relationship still shows what was on record on its last day (R13).
    pub relationship_grace_days: u32,
    /// Hours for which an emergency opens a record (R31).
    pub emergency_hours: u32,
    /// Days on which nobody works, beside weekends and the bank holidays known by rule.
    pub extra_holidays: BTreeSet<Date>,
    /// Days for which the answer to a check counts.
    #[serde(default = "check_valid_days")]
    pub check_valid_days: u32,
    /// What is expected at key points where the partnership sets something other than the default.
    #[serde(default)]
    pub key_points: Vec<KeyPointNumbers>,
}

const fn check_valid_days() -> u32 {
    30
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            relationship_grace_days: 90,
            emergency_hours: 4,
            extra_holidays: BTreeSet::new(),
            check_valid_days: check_valid_days(),
            key_points: Vec::new(),
        }
    }
}

/// What the line of the numbers begins with; to Cedar it is a comment.
const MARK: &str = "// numbers ";

impl Numbers {
    /// What is expected at every key point, in their order.
    pub fn key_points(&self) -> Vec<KeyPointNumbers> {
        key_points::all(&self.key_points)
    }

    /// The first key point that is set twice.
    pub fn set_twice(&self) -> Option<KeyPoint> {
        let mut seen = BTreeSet::new();
        self.key_points.iter().map(|set| set.key_point).find(|key_point| !seen.insert(*key_point))
    }

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
