//! The access log as reviewers read it: which entries they may see, by which way and how much of each, newest first. The
//! rule itself (R37) is the caller's; here it becomes SQL, so that filters, totals and cursors work on what is shown and on
//! nothing else (R5). It must never find an entry by a value that the viewer is not shown.

mod queue;
mod reading;
mod seen;
mod within;

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::rows::{access_log, access_review};
use entities::words::{AccessAction, AccessFlag, SharingPurpose};
use entities::{Date, Instant, Set};
use sea_orm::{DbErr, FromQueryResult, QueryResult, Value};
use serde::Serialize;

use super::caller::{CallerAgency, json};
use super::facts::ChildKey;
use super::snapshot::Snapshot;
use crate::access_log::Position;
pub use queue::QueueCursor;
use reading::{Part, Reading};
pub(crate) use seen::SeenLine;
pub use seen::{SeenCursor, Whose};
pub(super) use within::closed;

/// By which way an entry comes before a viewer's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a person of the viewer's agency.
    OwnAgency,
    /// By another agency, and entries of the viewer's agency were given.
    Given,
    /// An attempt on a restricted record whose custodian the viewer is.
    Custody,
    /// In the partnership.
    Partnership,
    /// In an emergency, about a child whose local authority is the viewer's agency.
    Told,
    /// A reading of where a child is by somebody whom a marking of the viewer's agency names (R7).
    Marked,
}

/// What a viewer may see of the log.
#[derive(Clone, Debug)]
pub struct LogScope {
    /// Who reads.
    pub person: PersonId,
    /// For which agency, with those whose log duties passed on to it (R39).
    pub agency: CallerAgency,
    /// The day, for protections that end.
    pub today: Date,
    /// Whether the reader is a lead of that agency, also where another role's view holds.
    pub leads: bool,
    /// The ways that are open; none of them shows an entry twice.
    pub ways: Vec<Way>,
    /// Actions that are whole though they are about no child.
    pub about_nobody: &'static [AccessAction],
    /// Actions whose child people of the agency are never told (R34, R36).
    pub unlinked: &'static [AccessAction],
    /// Purposes whose accesses are not told to those whose entries were given.
    pub never_told: &'static [SharingPurpose],
    /// Flags that people of an agency never see.
    pub custodians_flags: Set<AccessFlag>,
    /// Flags that would tell of the child on an access that was allowed and whose child is not shown.
    pub telling_if_allowed: Set<AccessFlag>,
    /// Flags that would tell of the child on one that was refused.
    pub telling_if_refused: Set<AccessFlag>,
}

/// What entries are asked for; what is none does not narrow.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// About that child.
    pub child: Option<ChildKey>,
    /// By that person.
    pub person: Option<PersonId>,
    /// By people whose name has that in it.
    pub named: Option<String>,
    /// For that agency.
    pub agency: Option<AgencyId>,
    /// Committed then or later.
    pub from: Option<Instant>,
    /// Committed before then.
    pub to: Option<Instant>,
    /// Of one of these actions.
    pub actions: Option<Vec<AccessAction>>,
    /// With one of these flags.
    pub flags: Option<Set<AccessFlag>>,
    /// Allowed, or refused.
    pub allowed: Option<bool>,
    /// Emergency accesses, or others.
    pub emergency: Option<bool>,
    /// Reviewed, or still to be reviewed by somebody who may.
    pub reviewed: Option<bool>,
}

impl LogFilter {
    /// Whether it asks who did something.
    pub const fn asks_who(&self) -> bool {
        self.person.is_some() || self.named.is_some()
    }
}

impl LogScope {
    /// Whether any of the log is shown.
    pub const fn is_open(&self) -> bool {
        !self.ways.is_empty()
    }
}

/// The place of an entry in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LogCursor {
    /// When it was committed.
    pub committed_at: Instant,
    /// Which log.
    pub log: i32,
    /// Where in it.
    pub seq: i64,
}

/// An entry within a viewer's scope.
pub(crate) struct Seen {
    pub(crate) row: access_log::Model,
    pub(crate) way: Way,
    /// Shown with its child, where it has one.
    pub(crate) whole: bool,
    /// Shown with its child and without what may tell where the child is (R7).
    pub(crate) placeless: bool,
    /// It names a restricted record beside the child that it is about.
    pub(crate) beside: bool,
    /// The flags that were written after it.
    pub(crate) later: Set<AccessFlag>,
    pub(crate) practitioner: Option<String>,
    pub(crate) approver: Option<String>,
}

/// What the reader of a log is, beside what their roles say, and how large the logs are.
pub(crate) struct LogStanding {
    pub(crate) custodian: bool,
    pub(crate) sizes: Vec<(i32, i64)>,
}

/// A review and the name of who wrote it.
pub(crate) struct ReviewRow {
    pub(crate) row: access_review::Model,
    pub(crate) reviewer: Option<String>,
}

const ORDER: &str = "committed_at DESC, log DESC, seq DESC";

impl Snapshot {
    /// Whether the person keeps a restricted record, and the sizes of all logs.
    pub(crate) async fn log_standing(&self, person: PersonId, today: Date) -> Result<LogStanding, DbErr> {
        let sizes = self.dialect.json_rows(
            "s.log, coalesce((SELECT a.seq + 1 FROM access_log AS a WHERE a.log = s.log ORDER BY a.seq DESC LIMIT 1), 0)",
            "log_slot AS s",
        );
        let sql = format!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM protection AS r WHERE {} AND {}) THEN 1 ELSE 0 END AS custodian, \
             {sizes} AS sizes",
            self.in_force("r", today),
            custodian("r", person)
        );
        let row = self.one(sql, Vec::new()).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("the standing statement gave no row".into()))?;
        Ok(LogStanding {
            custodian: row.try_get::<i32>("", "custodian")? == 1,
            sizes: json(&row.try_get::<String>("", "sizes")?)?,
        })
    }

    /// At most `first` entries after the cursor, and one more where more follow.
    pub(crate) async fn log_page(
        &self,
        scope: &LogScope,
        filter: &LogFilter,
        after: Option<LogCursor>,
        first: u32,
    ) -> Result<Vec<Seen>, DbErr> {
        let mut reading = Reading::new(self, scope);
        let limit = first.saturating_add(1);
        let parts = reading.parts(filter);
        let branches: Vec<String> = parts.iter().map(|part| part.page(&reading.within, after, limit)).collect();
        if branches.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{} ORDER BY {ORDER} LIMIT {limit}", self.named(&branches));
        self.all(sql, reading.values).await?.iter().map(seen).collect()
    }

    /// How many entries there are on all pages together.
    pub(crate) async fn log_total(&self, scope: &LogScope, filter: &LogFilter) -> Result<i64, DbErr> {
        let mut reading = Reading::new(self, scope);
        let counts: Vec<String> = reading.parts(filter).iter().map(Part::count).collect();
        self.sum(&counts, reading.values).await
    }

    /// The sum of those counts.
    async fn sum(&self, counts: &[String], values: Vec<Value>) -> Result<i64, DbErr> {
        if counts.is_empty() {
            return Ok(0);
        }
        let row = self.one(format!("SELECT {} AS total", counts.join(" + ")), values).await?;
        row.map_or(Ok(0), |row| row.try_get("", "total"))
    }

    /// One entry, where the viewer may see it.
    pub(crate) async fn log_entry(&self, scope: &LogScope, at: Position) -> Result<Option<Seen>, DbErr> {
        let mut reading = Reading::new(self, scope);
        let parts = reading.parts(&LogFilter::default());
        let branches: Vec<String> = parts.iter().map(|part| part.at(&reading.within, at.log, at.seq)).collect();
        if branches.is_empty() {
            return Ok(None);
        }
        self.one(self.named(&branches), reading.values).await?.as_ref().map(seen).transpose()
    }

    /// One entry as it stands in its log, for a replay; no viewer may be given it.
    pub(crate) async fn log_row(&self, at: Position) -> Result<Option<access_log::Model>, DbErr> {
        let sql = format!("SELECT e.* FROM access_log AS e WHERE e.log = {} AND e.seq = {}", at.log, at.seq);
        let row = self.one(sql, Vec::new()).await?;
        row.map(|row| access_log::Model::from_query_result(&row, "")).transpose()
    }

    /// The reviews of those entries, oldest first.
    pub(crate) async fn log_reviews(&self, of: &[Position]) -> Result<Vec<ReviewRow>, DbErr> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let any: Vec<String> =
            of.iter().map(|at| format!("(v.entry_log = {} AND v.entry_seq = {})", at.log, at.seq)).collect();
        let sql = format!(
            "SELECT v.*, {} AS reviewer_name FROM access_review AS v WHERE {} ORDER BY v.reviewed_at, v.log, v.seq",
            self.name_of("v.reviewer"),
            any.join(" OR ")
        );
        let rows = self.all(sql, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                Ok(ReviewRow {
                    row: access_review::Model::from_query_result(row, "")?,
                    reviewer: row.try_get("", "reviewer_name")?,
                })
            })
            .collect()
    }

    /// The entries of all branches with the names of who asked and who approved.
    fn named(&self, branches: &[String]) -> String {
        format!(
            "SELECT u.*, {} AS practitioner_name, {} AS approver_name, (SELECT CAST(coalesce(sum(f.flags), 0) AS BIGINT) \
             FROM access_flag AS f WHERE f.entry_log = u.log AND f.entry_seq = u.seq) AS later_flags FROM ({}) AS u",
            self.name_of("u.person"),
            self.name_of("u.approved_by"),
            branches.join(" UNION ALL ")
        )
    }

    pub(super) fn name_of(&self, person: &str) -> String {
        format!("(SELECT n.name FROM person AS n WHERE n.id = {person} AND {})", self.newest("person", "n", "id"))
    }

    /// SQL that holds for a protection of that alias that is in force that day.
    pub(super) fn in_force(&self, alias: &str, today: Date) -> String {
        format!(
            "NOT {alias}.lifted AND ({alias}.until IS NULL OR {alias}.until >= '{today}') AND {}",
            self.newest("protection", alias, "id")
        )
    }
}

/// Ids stand in the SQL as they are: they are UUIDs of the hub's own making, and nothing in one can end the text.
fn custodian(alias: &str, person: PersonId) -> String {
    format!("{alias}.kind = 'RESTRICTION' AND {alias}.custodians LIKE '%\"{person}\"%'")
}

fn seen(row: &QueryResult) -> Result<Seen, DbErr> {
    Ok(Seen {
        row: access_log::Model::from_query_result(row, "")?,
        way: match row.try_get::<i32>("", "way")? {
            0 => Way::OwnAgency,
            1 => Way::Given,
            2 => Way::Custody,
            4 => Way::Told,
            5 => Way::Marked,
            _ => Way::Partnership,
        },
        whole: row.try_get::<i32>("", "whole")? == 1,
        placeless: row.try_get::<i32>("", "placeless")? == 1,
        beside: row.try_get::<i32>("", "beside")? == 1,
        later: row.try_get("", "later_flags")?,
        practitioner: row.try_get("", "practitioner_name")?,
        approver: row.try_get("", "approver_name")?,
    })
}

/// The child of the entries on a page that was asked for by child: where there are any, they are of one.
pub(crate) fn child_of(page: &[Seen]) -> Option<ChildId> {
    page.iter().find_map(|seen| seen.row.child)
}
