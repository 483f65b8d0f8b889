//! Pieces of work as they are planned on, and those that are overdue. For planning, and for ids; what is read of a piece of work
//! is found with an opening, in `content::works`.

use entities::ids::{ChildId, PersonId, WorkId};
use entities::rows::{case_work, work_outcome};
use entities::words::{AgencyKind, KeyPoint, OutcomeState, Role, WorkAction, WorkKind, WorkStatus};
use entities::{Date, Set};
use sea_orm::{DbErr, FromQueryResult, Value};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::opening::Opening;
use super::shut::Viewer;
use super::snapshot::Snapshot;
use crate::plain::calendar::local_date;

/// A piece of work that is late: its own deadline has passed, or that of an outcome it works towards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct OverdueWork {
    pub child: ChildId,
    pub work: WorkId,
    pub kind: WorkKind,
    pub status: WorkStatus,
    pub started_on: Date,
    pub due_on: Date,
    pub overdue_outcomes: i64,
}

/// The place of a piece of work among those that are overdue: first what was due first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueCursor {
    /// By when it was due.
    pub due_on: Date,
    /// Which it is.
    pub work: WorkId,
}

/// Which of the overdue work is asked for.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct OverdueAsk {
    /// At most so many.
    pub first: u32,
    /// Only work after this.
    pub after: Option<OverdueCursor>,
    /// Whether it is counted.
    pub total: bool,
    /// Only this piece of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<WorkId>,
}

/// Roles that keep pieces of work. The rule book says it (`r36-work`); it stands here once more because a page of what is
/// overdue, with its total, is a condition on rows, and a test holds the two together.
pub(super) fn keeping_roles() -> Set<Role> {
    Set::of(&[
        Role::SocialWorker,
        Role::EarlyHelpPractitioner,
        Role::HealthPractitioner,
        Role::DesignatedSafeguardingLead,
    ])
}

impl Snapshot {
    /// The child of a piece of work that the caller's agency keeps, and what work it is.
    pub(crate) async fn child_of_work(
        &self,
        caller: &Caller,
        id: WorkId,
    ) -> Result<Option<(ChildId, WorkKind)>, DbErr> {
        let sql = format!(
            "SELECT w.child_id, w.kind FROM case_work AS w WHERE w.id = $1 AND w.version = 1 AND {} AND {}",
            caller.agency.own("w.agency_id", "$2"),
            self.recorded("w")
        );
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| Ok((row.try_get("", "child_id")?, row.try_get("", "kind")?))).transpose()
    }

    /// A piece of work about the opened child: as it stands, or as that version had it.
    pub(crate) async fn case_work(
        &self,
        opening: &Opening,
        id: WorkId,
        version: Option<i32>,
    ) -> Result<Option<case_work::Model>, DbErr> {
        let mut values: Vec<Value> = vec![id.into(), opening.child().into()];
        let which = match version {
            None => self.newest("case_work", "w", "id"),
            Some(version) => {
                values.push(version.into());
                format!("w.version = $3 AND {}", self.recorded("w"))
            }
        };
        let sql = format!("SELECT w.* FROM case_work AS w WHERE w.id = $1 AND w.child_id = $2 AND {which}");
        let row = self.one(sql, values).await?;
        row.map(|row| case_work::Model::from_query_result(&row, "")).transpose()
    }

    /// Who wrote an assessment, each time that it was written.
    pub(crate) async fn authors_of_work(&self, opening: &Opening, id: WorkId) -> Result<Vec<PersonId>, DbErr> {
        let sql = format!(
            "SELECT w.person_id FROM case_work AS w WHERE w.id = $1 AND w.child_id = $2 AND w.action = '{}' AND {}",
            WorkAction::Completed,
            self.recorded("w")
        );
        let rows = self.all(sql, vec![id.into(), opening.child().into()]).await?;
        rows.iter().map(|row| row.try_get("", "person_id")).collect()
    }

    /// What a plan works towards, as it stands.
    pub(crate) async fn outcomes_of_work(
        &self,
        opening: &Opening,
        id: WorkId,
    ) -> Result<Vec<work_outcome::Model>, DbErr> {
        let sql = format!(
            "SELECT o.* FROM work_outcome AS o WHERE o.work_id = $1 AND o.child_id = $2 AND {} ORDER BY o.id",
            self.newest("work_outcome", "o", "id")
        );
        let rows = self.all(sql, vec![id.into(), opening.child().into()]).await?;
        rows.iter().map(|row| work_outcome::Model::from_query_result(row, "")).collect()
    }

    /// The kinds of agency that have not answered a check for that key point which still counts on that day: any check, for whoever
    /// may ask for checks about the child and for its responsible authority, and for others those of their own agency.
    pub(crate) async fn unanswered(
        &self,
        opening: &Opening,
        caller: &Caller,
        key_point: KeyPoint,
        day: Date,
    ) -> Result<Vec<AgencyKind>, DbErr> {
        let sql = format!(
            "SELECT DISTINCT k.asked_kind FROM safeguarding_check AS k WHERE k.child_id = $1 AND k.key_point = $2 \
             AND k.status = 'ANSWERED' AND k.valid_until >= $3 AND ({} OR $5) AND {}",
            caller.agency.own("k.agency_id", "$4"),
            self.newest("safeguarding_check", "k", "id")
        );
        let all = opening.knows_of_checks();
        let values = vec![opening.child().into(), key_point.into(), day.into(), caller.agency.id.into(), all.into()];
        let rows = self.all(sql, values).await?;
        let answered: Vec<AgencyKind> =
            rows.iter().map(|row| row.try_get("", "asked_kind")).collect::<Result<_, _>>()?;
        let wanted = self.measures().key_points.iter().filter(|k| k.key_point == key_point).flat_map(|k| &k.kinds);
        Ok(wanted.copied().filter(|kind| !answered.contains(kind)).collect())
    }

    /// A page of the overdue work that the caller's agency keeps, first what was due first, one more than asked for where more
    /// follows; and how much there is, where that is wanted. Statutory work is for social workers (R36).
    pub(crate) async fn overdue_work(
        &self,
        caller: &Caller,
        ask: &OverdueAsk,
    ) -> Result<(Vec<OverdueWork>, i64), DbErr> {
        let mut values: Vec<Value> = vec![caller.agency.id.into(), local_date(caller.at).into()];
        let viewer = Viewer::of(caller);
        let shut = self.shut("w.child_id", &viewer, values.len() + 1);
        values.extend(viewer.values());
        let theirs = if caller.roles.contains(Role::SocialWorker) {
            "TRUE".to_owned()
        } else if caller.roles.intersects(keeping_roles()) {
            format!("w.kind = '{}'", WorkKind::EarlyHelpPlan)
        } else {
            "FALSE".to_owned()
        };
        let only = ask.only.map_or_else(String::new, |only| {
            values.push(only.into());
            format!(" AND w.id = ${}", values.len())
        });
        let newest_outcome = self.newest("work_outcome", "o", "id");
        let late_outcomes = format!(
            "FROM work_outcome AS o WHERE o.work_id = w.id AND o.state = '{}' AND o.due_on < $2 AND {newest_outcome}",
            OutcomeState::Open
        );
        let open = format!(
            "SELECT w.child_id, w.id, w.kind, w.status, w.started_on, w.due_on, \
             (SELECT min(o.due_on) {late_outcomes}) AS outcome_due_on, (SELECT count(*) {late_outcomes}) AS outcomes \
             FROM case_work AS w WHERE {} AND w.status <> '{}' AND {theirs} AND NOT {shut} AND {}{only}",
            caller.agency.own("w.agency_id", "$1"),
            WorkStatus::Closed,
            self.newest("case_work", "w", "id")
        );
        // Late since the first day that was missed, its own or an outcome's.
        let late = format!(
            "SELECT w.*, CASE WHEN w.due_on <= w.outcome_due_on THEN w.due_on \
             ELSE coalesce(w.outcome_due_on, w.due_on) END AS missed_on \
             FROM ({open}) AS w WHERE w.due_on < $2 OR w.outcome_due_on IS NOT NULL"
        );
        let total = if ask.total {
            let row = self.one(format!("SELECT count(*) AS total FROM ({late}) AS w"), values.clone()).await?;
            row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or(0)
        } else {
            0
        };
        let mut beyond = String::new();
        if let Some(OverdueCursor { due_on, work }) = ask.after {
            values.extend([Value::from(due_on), work.into()]);
            beyond = format!("WHERE (w.missed_on, w.id) > (${}, ${})", values.len() - 1, values.len());
        }
        let sql = format!(
            "SELECT * FROM ({late}) AS w {beyond} ORDER BY w.missed_on, w.id LIMIT {}",
            ask.first.saturating_add(1)
        );
        let rows = self.all(sql, values).await?;
        let found = rows.iter().map(|row| {
            Ok(OverdueWork {
                child: row.try_get("", "child_id")?,
                work: row.try_get("", "id")?,
                kind: row.try_get("", "kind")?,
                status: row.try_get("", "status")?,
                started_on: row.try_get("", "started_on")?,
                due_on: row.try_get("", "missed_on")?,
                overdue_outcomes: row.try_get("", "outcomes")?,
            })
        });
        Ok((found.collect::<Result<_, DbErr>>()?, total))
    }
}
