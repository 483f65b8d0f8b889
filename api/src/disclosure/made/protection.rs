//! A restriction or a bar, so far as its maker gets it back: nothing of the record that it protects (R36).

use entities::ids::ProtectionId;
use entities::rows::protection;
use entities::{Date, Instant};
use serde::Serialize;

/// A protection as the caller set or lifted it.
#[derive(Debug, Serialize)]
pub struct ProtectionView {
    id: ProtectionId,
    since: Instant,
    until: Option<Date>,
}

impl ProtectionView {
    /// The view of a row that the caller's own change writes or wrote.
    pub(crate) const fn of(row: &protection::Model) -> Self {
        Self { id: row.id, since: row.since, until: row.until }
    }

    /// The protection.
    pub const fn id(&self) -> ProtectionId {
        self.id
    }

    /// From when it holds.
    pub const fn since(&self) -> Instant {
        self.since
    }

    /// The last day it holds; none where nobody has lifted it.
    pub const fn until(&self) -> Option<Date> {
        self.until
    }
}
