//! Escalations as they are listed and taken further: which of them the people of the two agencies may know of, and by what each
//! is judged, is decided in the statement that finds them.

use entities::Instant;
use entities::ids::{ChildId, ConcernId, EscalationId};
use entities::rows::escalation;
use entities::words::{EscalationStatus, Position as Standing};
use sea_orm::{DbErr, FromQueryResult, QueryResult, Value};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::checks::answering_roles;
use super::content::{areas, named, places, safeguarding};
use super::decisions::{UNNAMED, list};
use super::listing::Listing;
use super::shut::Viewer;
use super::snapshot::Snapshot;

/// Which escalations are asked for, in the hub's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationsAsk {
    /// Only those that stand there.
    pub status: Option<EscalationStatus>,
    /// Only those that the caller's agency raised, or that it is to answer.
    pub raised: Option<bool>,
    /// Only those of which a stage passed unanswered, or of which none did.
    pub overdue: Option<bool>,
    /// How many.
    pub first: u32,
    /// After which; newest first.
    pub after: Option<(Instant, EscalationId)>,
    /// Fields, by their names in the contract, sorted.
    pub fields: Vec<String>,
    /// Whether the total is wanted.
    pub total: bool,
    /// That one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<EscalationId>,
}

/// By what an escalation is judged for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EscalationJudged {
    /// By nothing: to the caller's side it is about no child.
    Alone,
    /// By that child, as what the caller's agency says itself.
    Child(ChildId),
    /// By the child of that concern, as the concern is answered: it was raised by who raised that.
    Concern(ChildId, ConcernId),
}

/// An escalation of which the caller may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListedEscalation {
    pub(crate) id: EscalationId,
    pub(crate) judged: EscalationJudged,
}

/// The tables of every statement about escalations.
const WITH_CONCERN: &str = "escalation AS e LEFT JOIN concern AS q ON q.id = e.concern_id";

/// The escalations of which somebody may know.
struct Known {
    conditions: Vec<String>,
    values: Vec<Value>,
    /// The columns by which one is judged.
    judged: String,
}

/// A condition that is known before the statement runs.
const fn fixed(holds: bool) -> &'static str {
    if holds { "TRUE" } else { "FALSE" }
}

impl Snapshot {
    /// SQL for the escalations `e`, with their concern `q`, that the people of the raising agency may know of, and for those that
    /// the caller's agency is to answer. Its values are those of [`Snapshot::escalations_known`].
    ///
    /// In the agency that raised one: who raised it, those above, and those who serve the whole agency; where it is about no
    /// child and rests on a concern, those who see that concern there (R34). What rests on a concern is kept from who raised that
    /// and from their agency, but for those to whom it is addressed: it says what became of it, and which child it is about. The
    /// decision and the rating of a concern are answered by those to whom it is addressed.
    fn escalations_seen(&self, caller: &Caller) -> (String, String) {
        let caseload = caller.roles.intersects(answering_roles());
        let whole = caller.roles.intersects(safeguarding());
        let above = fixed(caller.position >= Standing::Manager || whole);
        let addressed = format!("q.addressed_to IN ({})", list(areas(caller)));
        let raised_here = caller.agency.own("e.raised_agency", "$2");
        let apart = format!(
            "(e.against = 'CHECK' OR q.id IS NULL OR (q.person_id <> $3 AND (NOT ({}) OR {addressed})))",
            caller.agency.own("q.agency_id", "$2")
        );
        let raisers = format!(
            "({raised_here} AND ((e.child_id IS NOT NULL AND {} AND (e.raised_by = $3 OR {above}) AND {apart}) \
             OR (e.child_id IS NULL AND (e.raised_by = $3 OR (q.id IS NULL AND {} AND {above}) \
             OR ({} AND NOT q.only_raiser)))))",
            fixed(caseload),
            fixed(caseload),
            fixed(whole)
        );
        let answering = format!(
            "({} AND {} AND NOT ({raised_here}) AND {apart} \
             AND (e.against IN ('CHECK', 'JOINT_DECISION') OR q.id IS NULL OR {addressed}))",
            fixed(caseload),
            caller.agency.own("e.appealed_to", "$2")
        );
        (raisers, answering)
    }

    /// What every statement about escalations has in common. Whom their concern names, and for whom there is no such child, they
    /// are not there; who raised a concern is not told by that of whose child it is.
    fn escalations_known(&self, caller: &Caller, raised: Option<bool>) -> Known {
        let viewer = Viewer::of(caller);
        let mut values: Vec<Value> = vec![named(caller).into()];
        values.extend(viewer.values());
        let (raisers, answering) = self.escalations_seen(caller);
        let shut = self.shut(&format!("coalesce(e.child_id, CASE WHEN {answering} THEN q.child_id END)"), &viewer, 2);
        let judged = format!(
            "CASE WHEN {answering} THEN q.child_id END AS concern_child, \
             CASE WHEN {answering} THEN q.id END AS concern"
        );
        let seen = match raised {
            None => format!("({raisers} OR {answering})"),
            Some(true) => raisers,
            Some(false) => answering,
        };
        let conditions = vec![self.newest("escalation", "e", "id"), seen, UNNAMED.to_owned(), format!("NOT {shut}")];
        Known { conditions, values, judged }
    }

    /// A page of the escalations that the caller may know of, newest first, one more than asked for where more follow; and how
    /// many there are, where that is wanted.
    pub(crate) async fn escalations(
        &self,
        caller: &Caller,
        ask: &EscalationsAsk,
    ) -> Result<(Vec<ListedEscalation>, i64), DbErr> {
        let (rows, total) =
            self.listing(self.escalations_listing(caller, ask), ask.after, ask.first, ask.total).await?;
        let listed =
            rows.iter().map(|row| Ok(ListedEscalation { id: row.try_get("", "id")?, judged: judged_by(row)? }));
        Ok((listed.collect::<Result<_, DbErr>>()?, total))
    }

    /// What that page is listed from.
    pub(super) fn escalations_listing(&self, caller: &Caller, ask: &EscalationsAsk) -> Listing {
        let Known { mut conditions, mut values, judged } = self.escalations_known(caller, ask.raised);
        if let Some(only) = ask.only {
            values.push(only.into());
            conditions.push(format!("e.id = ${}", values.len()));
        }
        if let Some(status) = ask.status {
            values.push(status.into());
            conditions.push(format!("e.status = ${}", values.len()));
        }
        if let Some(overdue) = ask.overdue {
            values.push(caller.at.into());
            let due = "CASE e.stage WHEN 'PRACTITIONER' THEN e.due_practitioner WHEN 'LINE_MANAGER' THEN e.due_line_manager \
                       WHEN 'SENIOR_MANAGER' THEN e.due_senior_manager WHEN 'DIRECTOR' THEN e.due_director \
                       ELSE e.due_partners END";
            let late = format!("(e.status = 'OPEN' AND {due} < ${})", values.len());
            conditions.push(if overdue { late } else { format!("NOT {late}") });
        }
        Listing {
            columns: format!("e.id, e.raised_at, e.child_id, {judged}"),
            from: WITH_CONCERN.to_owned(),
            order: ("e.raised_at", "e.id"),
            conditions,
            values,
        }
    }

    /// An escalation as it stands, or as that version had it, and by what it is judged; where the caller may know of it.
    pub(crate) async fn escalation(
        &self,
        caller: &Caller,
        id: EscalationId,
        version: Option<i32>,
    ) -> Result<Option<(escalation::Model, EscalationJudged)>, DbErr> {
        let Known { mut conditions, mut values, judged } = self.escalations_known(caller, None);
        values.push(id.into());
        conditions.push(format!("e.id = ${}", values.len()));
        if let (Some(version), Some(newest)) = (version, conditions.first_mut()) {
            values.push(version.into());
            *newest = format!("e.version = ${} AND {}", values.len(), self.recorded("e"));
        }
        let sql = format!("SELECT e.*, {judged} FROM {WITH_CONCERN} WHERE {}", conditions.join(" AND "));
        let row = self.one(sql, values).await?;
        row.map(|row| Ok((model(&row)?, judged_by(&row)?))).transpose()
    }

    /// Every step of those escalations, oldest first. For what was found for the caller, never for deciding who may see it.
    pub(crate) async fn escalation_steps(&self, ids: &[EscalationId]) -> Result<Vec<escalation::Model>, DbErr> {
        let mut values = Vec::new();
        let places = places(&mut values, ids);
        let sql = format!(
            "SELECT e.* FROM escalation AS e WHERE e.id IN ({places}) AND {} ORDER BY e.id, e.version",
            self.recorded("e")
        );
        self.all(sql, values).await?.iter().map(model).collect()
    }
}

/// By what the escalation of that row is judged.
fn judged_by(row: &QueryResult) -> Result<EscalationJudged, DbErr> {
    if let Some(child) = row.try_get("", "child_id")? {
        return Ok(EscalationJudged::Child(child));
    }
    Ok(match (row.try_get("", "concern_child")?, row.try_get("", "concern")?) {
        (Some(child), Some(concern)) => EscalationJudged::Concern(child, concern),
        _ => EscalationJudged::Alone,
    })
}

fn model(row: &QueryResult) -> Result<escalation::Model, DbErr> {
    escalation::Model::from_query_result(row, "")
}
