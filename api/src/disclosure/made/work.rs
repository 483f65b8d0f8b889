//! A piece of work as a step of the caller's left it.

use entities::Date;
use entities::ids::{EntryId, WorkId};
use entities::rows::case_work;
use entities::words::{WorkKind, WorkStatus};
use serde::Serialize;

/// A piece of work as the caller's own step left it: the piece that the step began, where it began one.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct WorkView {
    pub id: WorkId,
    pub version: i32,
    pub kind: WorkKind,
    pub status: WorkStatus,
    pub started_on: Date,
    pub due_on: Option<Date>,
    pub ended_on: Option<Date>,
    pub follows: Option<WorkId>,
    pub entry: Option<EntryId>,
}

impl WorkView {
    /// The view of a row that the caller's own change writes or wrote.
    pub(crate) const fn of(row: &case_work::Model) -> Self {
        Self {
            id: row.id,
            version: row.version,
            kind: row.kind,
            status: row.status,
            started_on: row.started_on,
            due_on: row.due_on,
            ended_on: row.ended_on,
            follows: row.follows,
            entry: row.entry_id,
        }
    }
}
