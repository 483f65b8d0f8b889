//! Concerns that may be about a restricted record, for its custodians alone (R34): what was said, so that they can tell, and
//! nothing of how those addressed see it.

use entities::Instant;
use entities::ids::{ChildId, ConcernId};
use sea_orm::{DbErr, QueryResult, Value};
use serde::Serialize;

use super::super::super::caller::Caller;
use super::super::super::log_book::closed;
use super::super::super::snapshot::Snapshot;
use super::listing::named;
use crate::plain::calendar::local_date;

/// A concern that may be about a record whose custodian the caller is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct PossibleMatchContent {
    pub concern: ConcernId,
    pub child: ChildId,
    pub reference: String,
    pub raised_at: Instant,
    pub decision_due_at: Instant,
    pub immediate_danger: bool,
    pub about: String,
    pub what_happened: String,
    /// Whether a custodian answered it.
    #[serde(skip)]
    pub(crate) answered: bool,
}

impl Snapshot {
    /// What waits for the caller's answer as a custodian, first what is due first.
    pub(crate) async fn possible_matches(&self, caller: &Caller) -> Result<Vec<PossibleMatchContent>, DbErr> {
        let sql =
            format!("{} AND z.concern_id IS NULL ORDER BY q.decision_due_at, q.id, h.child_id", self.kept_by(caller));
        self.all(sql, values(caller)).await?.iter().map(content).collect()
    }

    /// One of them, answered or not.
    pub(crate) async fn possible_match(
        &self,
        caller: &Caller,
        concern: ConcernId,
        child: ChildId,
    ) -> Result<Option<PossibleMatchContent>, DbErr> {
        let sql = format!("{} AND h.concern_id = $5 AND h.child_id = $6", self.kept_by(caller));
        let row = self.one(sql, [values(caller), vec![concern.into(), child.into()]].concat()).await?;
        row.as_ref().map(content).transpose()
    }

    /// SQL for the possible matches of records whose custodian the caller is: not of what they raised or are named in, and of
    /// no record that a bar or a conflict of interest closes to them.
    fn kept_by(&self, caller: &Caller) -> String {
        let standing = |kinds: &str| {
            format!(
                "EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = h.child_id AND {kinds} AND NOT r.lifted \
                 AND (r.until IS NULL OR r.until >= $1) AND {})",
                self.newest("protection", "r", "id")
            )
        };
        format!(
            "SELECT h.concern_id, h.child_id, q.reference, q.raised_at, q.decision_due_at, q.immediate_danger, q.about, \
             q.what_happened, CASE WHEN z.concern_id IS NULL THEN 0 ELSE 1 END AS answered \
             FROM custody_match AS h JOIN concern AS q ON q.id = h.concern_id \
             LEFT JOIN custody_answer AS z ON z.concern_id = h.concern_id AND z.child_id = h.child_id AND {} \
             WHERE {} AND q.person_id <> $2 AND q.people NOT LIKE $3 AND {} AND NOT {}",
            self.recorded("z"),
            self.recorded("h"),
            standing("r.kind = 'RESTRICTION' AND r.custodians LIKE $4"),
            standing(&format!("({})", closed(caller.person, &caller.agency)))
        )
    }
}

fn values(caller: &Caller) -> Vec<Value> {
    vec![
        local_date(caller.at).into(),
        caller.person.into(),
        named(caller).into(),
        format!("%\"{}\"%", caller.person).into(),
    ]
}

fn content(row: &QueryResult) -> Result<PossibleMatchContent, DbErr> {
    Ok(PossibleMatchContent {
        concern: row.try_get("", "concern_id")?,
        child: row.try_get("", "child_id")?,
        reference: row.try_get("", "reference")?,
        raised_at: row.try_get("", "raised_at")?,
        decision_due_at: row.try_get("", "decision_due_at")?,
        immediate_danger: row.try_get("", "immediate_danger")?,
        about: row.try_get("", "about")?,
        what_happened: row.try_get("", "what_happened")?,
        answered: row.try_get::<i32>("", "answered")? == 1,
    })
}
