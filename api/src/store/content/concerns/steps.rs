//! What became of concerns: the steps of those addressed, what their raisers added; and the rows that a step or an addition
//! is planned on. For planning and for what was cleared, never for deciding who may see it.

use entities::ids::{AdditionId, ChildId, ConcernId};
use entities::rows::{concern, concern_addition, concern_step};
use policies::facts::{Owner, RecordFacts, RecordKind};
use sea_orm::{DbErr, FromQueryResult, Value};

use super::super::super::caller::Caller;
use super::super::super::opening::Opening;
use super::super::super::snapshot::Snapshot;
use super::super::places;
use super::listing::{ALLEGED, areas, named, safeguarding};
use super::{AdditionContent, ConcernContent, StepContent};

impl Snapshot {
    /// Fills in the steps of those concerns that have a place for them, oldest first; one statement if there is one.
    pub(super) async fn add_steps(&self, concerns: &mut [ConcernContent]) -> Result<(), DbErr> {
        let wanted: Vec<ConcernId> = concerns.iter().filter(|c| c.steps.is_some()).map(|c| c.id).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut values = Vec::new();
        let places = places(&mut values, &wanted);
        let sql = format!(
            "SELECT t.concern_id, t.action, t.at, t.rating, t.decision, t.reason, {} AS by_name FROM concern_step AS t \
             WHERE t.concern_id IN ({places}) AND {} ORDER BY t.concern_id, t.version",
            self.name_of("t.person_id"),
            self.recorded("t")
        );
        for row in self.all(sql, values).await? {
            let id: ConcernId = row.try_get("", "concern_id")?;
            let step = StepContent {
                action: row.try_get("", "action")?,
                at: row.try_get("", "at")?,
                by: row.try_get::<Option<String>>("", "by_name")?.unwrap_or_default(),
                rating: row.try_get("", "rating")?,
                decision: row.try_get("", "decision")?,
                reason: row.try_get("", "reason")?,
            };
            let steps = concerns.iter_mut().find(|c| c.id == id).and_then(|c| c.steps.as_mut());
            steps.into_iter().for_each(|steps| steps.push(step.clone()));
        }
        Ok(())
    }

    /// Fills in what was added to those concerns that have a place for it, oldest first; one statement.
    pub(super) async fn add_additions(&self, concerns: &mut [ConcernContent], ids: &[ConcernId]) -> Result<(), DbErr> {
        if concerns.iter().all(|c| c.additions.is_none()) {
            return Ok(());
        }
        let mut values = Vec::new();
        let places = places(&mut values, ids);
        let sql = format!(
            "SELECT a.concern_id, a.at, a.text FROM concern_addition AS a WHERE a.concern_id IN ({places}) AND {} \
             ORDER BY a.concern_id, a.at, a.id",
            self.recorded("a")
        );
        for row in self.all(sql, values).await? {
            let id: ConcernId = row.try_get("", "concern_id")?;
            let addition = AdditionContent { at: row.try_get("", "at")?, text: row.try_get("", "text")? };
            let additions = concerns.iter_mut().find(|c| c.id == id).and_then(|c| c.additions.as_mut());
            additions.into_iter().for_each(|additions| additions.push(addition.clone()));
        }
        Ok(())
    }

    /// The child of a concern, and what policy looks at of it: whether it is addressed to the caller and does not name them,
    /// and whether they raised it. None where there is no such concern.
    pub(crate) async fn child_of_concern(
        &self,
        caller: &Caller,
        id: ConcernId,
        officer: bool,
    ) -> Result<Option<(ChildId, RecordFacts)>, DbErr> {
        let mut values: Vec<Value> =
            vec![id.into(), caller.person.into(), named(caller).into(), caller.agency.id.into()];
        let theirs = if officer {
            format!("{} AND {ALLEGED}", caller.agency.own("q.addressed_to", "$4"))
        } else {
            let mut places = Vec::new();
            for area in areas(caller) {
                values.push(area.into());
                places.push(format!("${}", values.len()));
            }
            if places.is_empty() { "FALSE".to_owned() } else { format!("q.addressed_to IN ({})", places.join(", ")) }
        };
        let sql = format!(
            "SELECT q.child_id, CASE WHEN q.person_id = $2 THEN 1 ELSE 0 END AS by_caller, \
             CASE WHEN {} THEN 1 ELSE 0 END AS own, \
             CASE WHEN {theirs} AND q.people NOT LIKE $3 THEN 1 ELSE 0 END AS addressed \
             FROM concern AS q WHERE q.id = $1 AND {}",
            caller.agency.own("q.agency_id", "$4"),
            self.recorded("q")
        );
        let Some(row) = self.one(sql, values).await? else { return Ok(None) };
        let flag = |column: &str| row.try_get::<i32>("", column).map(|flag| flag == 1);
        let record = RecordFacts {
            kind: RecordKind::Concern,
            owner: if flag("own")? { Owner::Own } else { Owner::Other },
            by_caller: flag("by_caller")?,
            recorded: true,
            addressed: flag("addressed")?,
            ..RecordFacts::CHILD
        };
        Ok(Some((row.try_get("", "child_id")?, record)))
    }

    /// A concern about the opened child.
    pub(crate) async fn concern_about(
        &self,
        opening: &Opening,
        id: ConcernId,
    ) -> Result<Option<concern::Model>, DbErr> {
        let sql =
            format!("SELECT q.* FROM concern AS q WHERE q.id = $1 AND q.child_id = $2 AND {}", self.recorded("q"));
        let row = self.one(sql, vec![id.into(), opening.child().into()]).await?;
        row.map(|row| concern::Model::from_query_result(&row, "")).transpose()
    }

    /// The newest step of a concern about the opened child, or the one of that version.
    pub(crate) async fn concern_step(
        &self,
        opening: &Opening,
        id: ConcernId,
        version: Option<i32>,
    ) -> Result<Option<concern_step::Model>, DbErr> {
        let mut values: Vec<Value> = vec![id.into(), opening.child().into()];
        let which = match version {
            None => self.newest("concern_step", "s", "concern_id"),
            Some(version) => {
                values.push(version.into());
                format!("s.version = $3 AND {}", self.recorded("s"))
            }
        };
        let sql = format!("SELECT s.* FROM concern_step AS s WHERE s.concern_id = $1 AND s.child_id = $2 AND {which}");
        let row = self.one(sql, values).await?;
        row.map(|row| concern_step::Model::from_query_result(&row, "")).transpose()
    }

    /// A concern that the caller raised; none where there is no such concern of theirs.
    pub(crate) async fn own_concern(&self, caller: &Caller, id: ConcernId) -> Result<Option<concern::Model>, DbErr> {
        let sql =
            format!("SELECT q.* FROM concern AS q WHERE q.id = $1 AND {}", caller.agency.own("q.agency_id", "$2"));
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| concern::Model::from_query_result(&row, "")).transpose()
    }

    /// A concern that the caller sees as its raiser's side; none where there is no such concern.
    pub(crate) async fn raised_concern(&self, caller: &Caller, id: ConcernId) -> Result<Option<concern::Model>, DbErr> {
        let colleagues = if caller.roles.intersects(safeguarding()) { "TRUE" } else { "FALSE" };
        let sql = format!(
            "SELECT q.* FROM concern AS q WHERE q.id = $1 AND {} \
             AND (q.person_id = $3 OR ({colleagues} AND NOT q.only_raiser AND q.people NOT LIKE $4))",
            caller.agency.own("q.agency_id", "$2")
        );
        let values = vec![id.into(), caller.agency.id.into(), caller.person.into(), named(caller).into()];
        let row = self.one(sql, values).await?;
        row.map(|row| concern::Model::from_query_result(&row, "")).transpose()
    }

    /// What the caller's agency added to a concern.
    pub(crate) async fn own_addition(
        &self,
        caller: &Caller,
        id: AdditionId,
    ) -> Result<Option<concern_addition::Model>, DbErr> {
        let own = caller.agency.own("a.agency_id", "$2");
        let sql = format!("SELECT a.* FROM concern_addition AS a WHERE a.id = $1 AND {own}");
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| concern_addition::Model::from_query_result(&row, "")).transpose()
    }
}
