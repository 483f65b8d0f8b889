//! The authority decides on what partner agencies were asked, whether they answered or not. Where it rests on a concern, that
//! takes the step that it takes by any decision, with the same effects.

use entities::Set;
use entities::ids::JointDecisionId;
use entities::rows::joint_decision;
use entities::words::{AccessAction, ConcernDecision, FieldClass, JointDecisionStatus, LevelOfNeed};
use policies::Gate;
use serde::Serialize;

use super::super::concerns::{Doing, Standing, put_on_record};
use super::super::problems::Problems;
use super::{decided, lost, made, matter, recall};
use crate::disclosure::decision::JointDecisionView;
use crate::disclosure::{Caller, ChangeAnswer, ChangeAsk, Door, Plan, PlanError, Planning, Problem, Request, Rows};
use crate::error::Error;

/// A decision.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewDecision {
    pub joint_decision: JointDecisionId,
    pub expected_version: i32,
    pub decision: ConcernDecision,
    pub level: LevelOfNeed,
    pub reason: String,
}

/// Takes a joint decision.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn decide(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewDecision,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<JointDecisionView>, Error> {
    let (child, record) = door.child_of_joint_decision(caller, new.joint_decision).await?;
    let ask = ChangeAsk { gate: Gate::Screen, child, sharing: None, record, approver: None };
    let (action, mutation) = (AccessAction::Decide, "makeJointDecision");
    let request = Request { action, mutation, key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewDecision) -> Result<Plan<JointDecisionView>, PlanError> {
    let (caller, snapshot) = (planning.caller, planning.snapshot);
    let before = snapshot.joint_decision(planning.opening, new.joint_decision, None).await?.ok_or_else(lost)?;
    let concern = match before.concern_id {
        Some(id) => Some(Standing::of(planning, id).await?),
        None => None,
    };
    let mut problems = Problems::of(planning);
    problems.version(new.expected_version, before.version);
    let doing = Doing::Decide(new.decision);
    if before.status == JointDecisionStatus::Decided {
        problems.add("jointDecision", "DECIDED", "it was decided before, and a decision is not taken twice");
    } else if let Some(Err((_, code, message))) = concern.as_ref().map(|stands| stands.may(planning, doing)) {
        problems.add("jointDecision", code, message);
    }
    let reason = problems.text("reason", &new.reason);
    problems.check()?;
    let heard = snapshot.agencies_heard(before.id).await?;
    let mut rows = Rows::new();
    match concern {
        Some(stands) => {
            stands.take(planning, doing, Some(reason.clone()), Some(before.id), &mut rows).await?;
        }
        None => {
            put_on_record(planning, new.decision, before.addressed_to, None, &mut rows)?;
            rows.add(snapshot.turn(matter(&before)).await?);
        }
    }
    let row = joint_decision::Model {
        version: before.version + 1,
        status: JointDecisionStatus::Decided,
        decision: Some(new.decision),
        level: Some(new.level),
        reason: Some(reason),
        decided_agency: Some(caller.agency.id),
        decided_by: Some(caller.person),
        decided_at: Some(caller.at),
        alone: heard.iter().all(|agency| caller.agency.owns(*agency)),
        log: 0,
        seq: 0,
        ..before
    };
    let (made, view) = (made(&row), decided(planning, row.clone()));
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::of(&[FieldClass::Summary, FieldClass::Narrative]) })
}
