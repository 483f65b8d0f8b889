//! Escalations as they are planned and listed: what somebody may raise one against, and which of them the people of the two
//! agencies may know of, is decided in the statement that finds them.

use entities::Instant;
use entities::ids::{AgencyId, CheckId, ChildId, ConcernId, EscalationId, JointDecisionId};
use entities::rows::escalation;
use entities::words::{CheckAnswer, EscalationAgainst, EscalationStatus, Position as Standing};
use sea_orm::{DbErr, FromQueryResult, QueryResult, Value};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::checks::answering_roles;
use super::content::{areas, named, places, safeguarding};
use super::decisions::{UNNAMED, WITH_CONCERN, list};
use super::listing::Listing;
use super::shut::Viewer;
use super::snapshot::Snapshot;
use crate::access_log::Position;

/// What an escalation is raised against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Disputed {
    /// A decision of several agencies.
    JointDecision(JointDecisionId),
    /// The decision on a concern.
    Decision(ConcernId),
    /// The rating of a concern.
    Rating(ConcernId),
    /// The answer to a check.
    Check(CheckId),
    /// An access of one's own.
    Refusal(Position),
}

/// What is disputed, as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Dispute {
    /// The child; none where the caller is told of none.
    pub(crate) child: Option<ChildId>,
    pub(crate) concern: Option<ConcernId>,
    pub(crate) against: EscalationAgainst,
    pub(crate) subject: String,
    /// Who answers; none where the caller's agency serves no area.
    pub(crate) appealed_to: Option<AgencyId>,
    /// There is something to disagree with.
    pub(crate) ripe: bool,
}

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
}

/// An escalation of which the caller may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListedEscalation {
    pub(crate) id: EscalationId,
    pub(crate) child: Option<ChildId>,
}

impl Snapshot {
    /// What the caller may raise an escalation against; none where there is nothing of the kind that they may know of.
    pub(crate) async fn dispute(&self, caller: &Caller, on: Disputed) -> Result<Option<Dispute>, DbErr> {
        match on {
            Disputed::JointDecision(id) => self.disputed_joint_decision(caller, id).await,
            Disputed::Decision(id) => self.disputed_concern(caller, id, true).await,
            Disputed::Rating(id) => self.disputed_concern(caller, id, false).await,
            Disputed::Check(id) => self.disputed_check(caller, id).await,
            Disputed::Refusal(at) => {
                let row = self.log_row(at).await?;
                let own = |row: &entities::rows::access_log::Model| {
                    row.person == Some(caller.person) && row.membership == Some(caller.membership)
                };
                Ok(row.filter(own).map(|row| Dispute {
                    child: None,
                    concern: None,
                    against: EscalationAgainst::Refusal,
                    subject: at.to_string(),
                    appealed_to: caller.agency.area,
                    ripe: !row.allowed || !row.withheld.is_empty(),
                }))
            }
        }
    }

    async fn disputed_joint_decision(&self, caller: &Caller, id: JointDecisionId) -> Result<Option<Dispute>, DbErr> {
        if !caller.roles.intersects(answering_roles()) {
            return Ok(None);
        }
        let sql = format!(
            "SELECT j.child_id, j.concern_id, j.decided_agency FROM {WITH_CONCERN} WHERE j.id = $3 AND {UNNAMED} \
             AND (j.addressed_to IN ({}) OR {}) AND {}",
            list(areas(caller)),
            self.asked_for_view(caller, "$2"),
            self.newest("joint_decision", "j", "id")
        );
        let values = vec![named(caller).into(), caller.agency.id.into(), id.into()];
        let Some(row) = self.one(sql, values).await? else { return Ok(None) };
        let decided: Option<AgencyId> = row.try_get("", "decided_agency")?;
        Ok(Some(Dispute {
            child: row.try_get("", "child_id")?,
            concern: row.try_get("", "concern_id")?,
            against: EscalationAgainst::JointDecision,
            subject: id.public(),
            appealed_to: decided.map(|agency| caller.successions.heir(agency)),
            ripe: decided.is_some(),
        }))
    }

    /// To whoever raised the concern, and to the safeguarding roles beside them, the decision is there once they are told; the
    /// child is not. To those addressed both are, and the rating.
    async fn disputed_concern(&self, caller: &Caller, id: ConcernId, decision: bool) -> Result<Option<Dispute>, DbErr> {
        let colleagues = if caller.roles.intersects(safeguarding()) { "TRUE" } else { "FALSE" };
        let addressed = format!("(q.addressed_to IN ({}) AND q.person_id <> $3)", list(areas(caller)));
        let raisers = format!(
            "({} AND (q.person_id = $3 OR ({colleagues} AND NOT q.only_raiser)))",
            caller.agency.own("q.agency_id", "$2")
        );
        let sql = format!(
            "SELECT q.child_id, q.addressed_to, s.rating, s.decision, s.shown_from, \
             CASE WHEN {addressed} THEN 1 ELSE 0 END AS addressed FROM concern AS q \
             LEFT JOIN concern_step AS s ON s.concern_id = q.id AND {} \
             WHERE q.id = $4 AND {UNNAMED} AND ({addressed} OR {raisers}) AND {}",
            self.newest("concern_step", "s", "concern_id"),
            self.recorded("q")
        );
        let values = vec![named(caller).into(), caller.agency.id.into(), caller.person.into(), id.into()];
        let Some(row) = self.one(sql, values).await? else { return Ok(None) };
        let addressed = row.try_get::<i32>("", "addressed")? == 1;
        if !addressed && !decision {
            return Ok(None);
        }
        let told = row.try_get::<Option<Instant>>("", "shown_from")?.is_some_and(|from| from <= caller.at);
        let there = |column: &str| row.try_get::<Option<String>>("", column).map(|word| word.is_some());
        Ok(Some(Dispute {
            child: if addressed { row.try_get("", "child_id")? } else { None },
            concern: Some(id),
            against: if decision { EscalationAgainst::Decision } else { EscalationAgainst::Rating },
            subject: id.public(),
            appealed_to: Some(caller.successions.heir(row.try_get("", "addressed_to")?)),
            ripe: there(if decision { "decision" } else { "rating" })? && (addressed || told),
        }))
    }

    async fn disputed_check(&self, caller: &Caller, id: CheckId) -> Result<Option<Dispute>, DbErr> {
        let sql = format!(
            "SELECT k.child_id, k.asked_agency, k.answer FROM safeguarding_check AS k WHERE k.id = $1 AND {} AND {}",
            caller.agency.own("k.agency_id", "$2"),
            self.newest("safeguarding_check", "k", "id")
        );
        let Some(row) = self.one(sql, vec![id.into(), caller.agency.id.into()]).await? else { return Ok(None) };
        let answer: Option<CheckAnswer> = row.try_get("", "answer")?;
        Ok(Some(Dispute {
            child: row.try_get("", "child_id")?,
            concern: None,
            against: EscalationAgainst::Check,
            subject: id.public(),
            appealed_to: Some(caller.successions.heir(row.try_get("", "asked_agency")?)),
            ripe: matches!(answer, Some(CheckAnswer::Declined | CheckAnswer::HeldButWithheld)),
        }))
    }

    /// SQL that holds for the escalations `e`, with their concern `q`, that the people of the raising agency may know of: who
    /// raised it, those above, and those who serve the whole agency; and for those that the caller's agency is to answer. Whom
    /// their concern names and for whom there is no such child they are not there. Their values are those of [`Snapshot::escalations_known`].
    fn escalations_seen(&self, caller: &Caller, raised: Option<bool>) -> String {
        if !caller.roles.intersects(answering_roles()) {
            return "FALSE".to_owned();
        }
        let above = caller.position >= Standing::Manager || caller.roles.intersects(safeguarding());
        let theirs = if above { "TRUE" } else { "e.raised_by = $3" };
        let raisers = format!("({} AND {theirs})", caller.agency.own("e.raised_agency", "$2"));
        let answering = format!(
            "({} AND NOT ({}))",
            caller.agency.own("e.appealed_to", "$2"),
            caller.agency.own("e.raised_agency", "$2")
        );
        match raised {
            None => format!("({raisers} OR {answering})"),
            Some(true) => raisers,
            Some(false) => answering,
        }
    }

    /// The conditions of every statement about escalations, and their values.
    fn escalations_known(&self, caller: &Caller, raised: Option<bool>) -> (Vec<String>, Vec<Value>) {
        let viewer = Viewer::of(caller);
        let mut values: Vec<Value> = vec![named(caller).into()];
        values.extend(viewer.values());
        let shut = self.shut("e.child_id", &viewer, 2);
        let conditions = vec![
            self.newest("escalation", "e", "id"),
            self.escalations_seen(caller, raised),
            UNNAMED.to_owned(),
            format!("NOT {shut}"),
        ];
        (conditions, values)
    }

    /// A page of the escalations that the caller may know of, newest first, one more than asked for where more follow; and how
    /// many there are, where that is wanted.
    pub(crate) async fn escalations(
        &self,
        caller: &Caller,
        ask: &EscalationsAsk,
    ) -> Result<(Vec<ListedEscalation>, i64), DbErr> {
        let (mut conditions, mut values) = self.escalations_known(caller, ask.raised);
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
        let listing = Listing {
            columns: "e.id, e.child_id, e.raised_at".to_owned(),
            from: "escalation AS e LEFT JOIN concern AS q ON q.id = e.concern_id".to_owned(),
            order: ("e.raised_at", "e.id"),
            conditions,
            values,
        };
        let (rows, total) = self.listing(listing, ask.after, ask.first, ask.total).await?;
        let listed = rows
            .iter()
            .map(|row| Ok(ListedEscalation { id: row.try_get("", "id")?, child: row.try_get("", "child_id")? }));
        Ok((listed.collect::<Result<_, DbErr>>()?, total))
    }

    /// An escalation as it stands, or as that version had it, where the caller may know of it.
    pub(crate) async fn escalation(
        &self,
        caller: &Caller,
        id: EscalationId,
        version: Option<i32>,
    ) -> Result<Option<escalation::Model>, DbErr> {
        let (mut conditions, mut values) = self.escalations_known(caller, None);
        values.push(id.into());
        conditions.push(format!("e.id = ${}", values.len()));
        if let (Some(version), Some(newest)) = (version, conditions.first_mut()) {
            values.push(version.into());
            *newest = format!("e.version = ${} AND {}", values.len(), self.recorded("e"));
        }
        let sql = format!(
            "SELECT e.* FROM escalation AS e LEFT JOIN concern AS q ON q.id = e.concern_id WHERE {}",
            conditions.join(" AND ")
        );
        self.one(sql, values).await?.as_ref().map(model).transpose()
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

fn model(row: &QueryResult) -> Result<escalation::Model, DbErr> {
    escalation::Model::from_query_result(row, "")
}
