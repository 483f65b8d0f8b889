//! What waits for a second person, for that person alone, and what their answer ends. A child whom a bar or a conflict of
//! interest closes to them is not there for them, and neither is what was asked about it.

use entities::ids::{AgencyId, ApprovalId, ProtectionId};
use entities::rows::{approval, protection};
use entities::{Date, Instant};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::Serialize;

use super::caller::Caller;
use super::log_book::closed;
use super::snapshot::Snapshot;

/// Something that was put before the caller.
pub(crate) struct Asking {
    pub(crate) row: approval::Model,
    /// Who asks, by name.
    pub(crate) asked_by: Option<String>,
    /// The authority that is responsible for the child.
    pub(crate) authority: Option<AgencyId>,
    /// Whether it was answered.
    pub(crate) answered: bool,
}

/// The place of something that waits, in the order in which answers are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ApprovalCursor {
    /// When the answer is due.
    pub due_at: Instant,
    /// What waits.
    pub id: ApprovalId,
}

impl Snapshot {
    /// What waits for the caller, first what is due first: at most so many, and one more where more follow.
    pub(crate) async fn askings(
        &self,
        caller: &Caller,
        today: Date,
        after: Option<ApprovalCursor>,
        first: u32,
    ) -> Result<Vec<Asking>, DbErr> {
        let beyond = after.map_or_else(String::new, |ApprovalCursor { due_at: Instant(due), id }| {
            format!(" AND (b.due_at > {due} OR (b.due_at = {due} AND b.id > '{id}'))")
        });
        let sql = format!(
            "{} AND z.id IS NULL{beyond} ORDER BY b.due_at, b.id LIMIT {}",
            self.put_before(caller, today),
            first.saturating_add(1)
        );
        self.all(sql, vec![caller.person.into()]).await?.iter().map(asking).collect()
    }

    /// How much waits for the caller.
    pub(crate) async fn askings_total(&self, caller: &Caller, today: Date) -> Result<i64, DbErr> {
        let waiting = format!("{} AND z.id IS NULL", self.put_before(caller, today));
        let row =
            self.one(format!("SELECT count(*) AS total FROM ({waiting}) AS w"), vec![caller.person.into()]).await?;
        row.map_or(Ok(0), |row| row.try_get("", "total"))
    }

    /// One thing that was put before the caller, answered or not.
    pub(crate) async fn asking(&self, caller: &Caller, today: Date, id: ApprovalId) -> Result<Option<Asking>, DbErr> {
        let sql = format!("{} AND b.id = $2", self.put_before(caller, today));
        self.one(sql, vec![caller.person.into(), id.into()]).await?.as_ref().map(asking).transpose()
    }

    /// A protection as it stands, whatever its kind.
    pub(crate) async fn protection_standing(&self, id: ProtectionId) -> Result<Option<protection::Model>, DbErr> {
        let sql =
            format!("SELECT r.* FROM protection AS r WHERE r.id = $1 AND {}", self.newest("protection", "r", "id"));
        let row = self.one(sql, vec![id.into()]).await?;
        row.map(|row| protection::Model::from_query_result(&row, "")).transpose()
    }

    /// Whether lifting that protection waits for an answer that is not overdue.
    pub(crate) async fn lifting_waits(&self, id: ProtectionId, at: Instant) -> Result<bool, DbErr> {
        let sql = format!(
            "SELECT b.id FROM approval AS b WHERE b.protection_id = $1 AND b.lifting AND b.due_at > $2 AND {} \
             AND NOT EXISTS (SELECT 1 FROM approval_answer AS z WHERE z.id = b.id AND {}) LIMIT 1",
            self.recorded("b"),
            self.recorded("z")
        );
        Ok(self.one(sql, vec![id.into(), at.into()]).await?.is_some())
    }

    /// SQL for what was put before the caller, whose person is the first value.
    fn put_before(&self, caller: &Caller, today: Date) -> String {
        format!(
            "SELECT b.*, {} AS asked_by, c.responsible_authority AS authority, \
             CASE WHEN z.id IS NULL THEN 0 ELSE 1 END AS answered \
             FROM approval AS b LEFT JOIN approval_answer AS z ON z.id = b.id AND {} \
             LEFT JOIN child AS c ON c.id = b.child_id AND {} \
             WHERE b.approver_id = $1 AND {} AND NOT EXISTS (SELECT 1 FROM protection AS r \
             WHERE r.child_id = b.child_id AND ({}) AND {})",
            self.name_of("b.person_id"),
            self.recorded("z"),
            self.newest("child", "c", "id"),
            self.recorded("b"),
            closed(caller.person, &caller.agency),
            self.in_force("r", today)
        )
    }
}

fn asking(row: &QueryResult) -> Result<Asking, DbErr> {
    Ok(Asking {
        row: approval::Model::from_query_result(row, "")?,
        asked_by: row.try_get("", "asked_by")?,
        authority: row.try_get("", "authority")?,
        answered: row.try_get::<i32>("", "answered")? == 1,
    })
}
