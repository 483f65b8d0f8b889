//! The numbers that the rules leave to whoever runs the hub. They are part of the book: its hash changes with them, so that
//! an entry of the log says by which of them it was judged. What follows from them is worked out where facts are made.

mod default_agencies;
mod key_points;

use std::collections::BTreeSet;

use entities::Date;
use entities::words::KeyPoint;
use serde::{Deserialize, Serialize};

pub use default_agencies::DefaultAgencies;
pub use key_points::KeyPointNumbers;

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
    /// Working days within which an emergency access is reviewed (R31).
    pub emergency_review_days: u32,
    /// The hour at which the working day begins, Europe/London; before it an access is out of hours (R38).
    pub working_hours_from: u32,
    /// The hour at which the working day ends, Europe/London (R38).
    pub working_hours_until: u32,
    /// Teams that are on duty at any hour, each as `CODE/Team`: the agency's code and the team's name (R38).
    pub duty_teams: BTreeSet<String>,
    /// Hours within which another basis after CONSENT counts as a change of basis (R38).
    pub basis_changed_hours: u32,
    /// Children of one person within the time below from which on their accesses are of high volume (R38).
    pub high_volume_children: u32,
    /// Minutes in which those children are counted (R38).
    pub high_volume_minutes: u32,
    /// Refusals for one child and person within the time below from which on they are repeated (R38).
    pub repeated_refusals: u32,
    /// Hours in which those refusals are counted (R38).
    pub repeated_refusal_hours: u32,
    /// Days on which nobody works, beside weekends and the bank holidays known by rule.
    pub extra_holidays: BTreeSet<Date>,
    /// Days for which the answer to a check counts.
    #[serde(default = "check_valid_days")]
    pub check_valid_days: u32,
    /// Weeks after which an early help plan is reviewed, and reviewed again.
    #[serde(default = "early_help_review_weeks")]
    pub early_help_review_weeks: u32,
    /// Working days within which a strategy discussion that was called is held.
    #[serde(default = "strategy_discussion_days")]
    pub strategy_discussion_days: u32,
    /// What is expected at key points where the partnership sets something other than the default.
    #[serde(default)]
    pub key_points: Vec<KeyPointNumbers>,
    /// Whom a round of checks asks, area by area, where the caller names nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check_agencies: Vec<DefaultAgencies>,
}

const fn check_valid_days() -> u32 {
    30
}

const fn early_help_review_weeks() -> u32 {
    6
}

const fn strategy_discussion_days() -> u32 {
    3
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            relationship_grace_days: 90,
            emergency_hours: 4,
            sharing_review_working_days: 1,
            emergency_review_days: 1,
            working_hours_from: 7,
            working_hours_until: 20,
            duty_teams: BTreeSet::new(),
            basis_changed_hours: 24,
            high_volume_children: 40,
            high_volume_minutes: 60,
            repeated_refusals: 3,
            repeated_refusal_hours: 24,
            extra_holidays: BTreeSet::new(),
            check_valid_days: check_valid_days(),
            early_help_review_weeks: early_help_review_weeks(),
            strategy_discussion_days: strategy_discussion_days(),
            key_points: Vec::new(),
            check_agencies: Vec::new(),
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
