//! A level of need as it was decided.

use entities::rows::level_of_need;
use entities::words::LevelOfNeed;
use serde::Serialize;

/// A level of need as the caller recorded it.
#[derive(Debug, Serialize)]
pub struct LevelView {
    level: LevelOfNeed,
}

impl LevelView {
    /// The view of a row that the caller's own change writes or wrote.
    pub(crate) const fn of(row: &level_of_need::Model) -> Self {
        Self { level: row.level }
    }

    /// The level.
    pub const fn level(&self) -> LevelOfNeed {
        self.level
    }
}
