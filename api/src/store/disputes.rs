//! What somebody may raise an escalation against, with the agency that answers: decided in the statement that finds it. Where it
//! is about a child of whom the caller is told nothing, it must name none.

use entities::Instant;
use entities::ids::{AgencyId, CheckId, ChildId, ConcernId, JointDecisionId};
use entities::words::{CheckAnswer, EscalationAgainst};
use sea_orm::DbErr;
use serde::Serialize;

use super::caller::Caller;
use super::checks::answering_roles;
use super::content::{areas, named, safeguarding};
use super::decisions::{UNNAMED, WITH_CONCERN, for_deciding, list};
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
    /// The concern on which it rests, so that it is kept from whom that names (R34).
    pub(crate) concern: Option<ConcernId>,
    pub(crate) against: EscalationAgainst,
    pub(crate) subject: String,
    /// Who answers; none where the caller's agency serves no area.
    pub(crate) appealed_to: Option<AgencyId>,
    /// There is something to disagree with.
    pub(crate) ripe: bool,
}

impl Dispute {
    /// The agency that answers, where that is not the caller's own.
    pub(crate) fn answered_by(&self, caller: &Caller) -> Option<AgencyId> {
        self.appealed_to.filter(|agency| !caller.agency.owns(*agency))
    }
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
            "SELECT j.child_id, q.id AS concern_id, j.decided_agency FROM {WITH_CONCERN} WHERE j.id = $3 AND {UNNAMED} \
             AND ({} OR {}) AND {}",
            for_deciding(caller),
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
            "SELECT k.child_id, k.asked_agency, k.answer, q.id AS concern_id FROM safeguarding_check AS k \
             JOIN check_round AS w ON w.id = k.round_id LEFT JOIN concern AS q ON q.id = w.concern_id \
             WHERE k.id = $3 AND {UNNAMED} AND {} AND {}",
            caller.agency.own("k.agency_id", "$2"),
            self.newest("safeguarding_check", "k", "id")
        );
        let values = vec![named(caller).into(), caller.agency.id.into(), id.into()];
        let Some(row) = self.one(sql, values).await? else { return Ok(None) };
        let answer: Option<CheckAnswer> = row.try_get("", "answer")?;
        Ok(Some(Dispute {
            child: row.try_get("", "child_id")?,
            concern: row.try_get("", "concern_id")?,
            against: EscalationAgainst::Check,
            subject: id.public(),
            appealed_to: Some(caller.successions.heir(row.try_get("", "asked_agency")?)),
            ripe: matches!(answer, Some(CheckAnswer::Declined | CheckAnswer::HeldButWithheld)),
        }))
    }
}
