//! Those to whom a concern is addressed answer it (R23, R34): they acknowledge, screen, rate, decide and close it, and tell its
//! raiser. Each step is a row with who, when and why; only legal steps, each from the version that the caller read.

use entities::Set;
use entities::ids::ConcernId;
use entities::words::{AccessAction, FieldClass};
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::steps::{Doing, Standing};
use crate::disclosure::concern::StepView;
use crate::disclosure::{Caller, ChangeAnswer, ChangeAsk, Door, Plan, PlanError, Planning, Problem, Request, Rows};
use crate::error::Error;

/// A step with a concern, as the caller gives it.
#[derive(Clone, Debug, Serialize)]
pub struct NewStep {
    /// The concern.
    pub concern: ConcernId,
    /// The version that the caller read.
    pub expected_version: i32,
    /// What is done.
    pub doing: Doing,
    /// Why, in the caller's words; it may be left out where the step says it.
    pub reason: Option<String>,
}

/// Takes a step with a concern.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn answer(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewStep,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<StepView>, Error> {
    let (child, record) = door.child_of_concern(caller, new.concern).await?;
    let ask = ChangeAsk { gate: Gate::Screen, child, sharing: None, record, approver: None };
    let request = Request { action: AccessAction::Decide, mutation: new.doing.mutation(), key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, new, made| Box::pin(recall(planning, new, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewStep) -> Result<Plan<StepView>, PlanError> {
    let stands = Standing::of(planning, new.concern).await?;
    let mut problems = Problems::of(planning);
    let reason = problems.optional("reason", new.reason.as_deref());
    let version = stands.version();
    problems.version(new.expected_version, version);
    if new.expected_version == version
        && let Err((field, code, message)) = stands.may(planning, new.doing)
    {
        problems.add(field, code, message);
    }
    problems.check()?;
    let mut rows = Rows::new();
    let row = stands.take(planning, new.doing, reason, None, &mut rows).await?;
    let (view, made) = (StepView::of(&row, &planning.caller.name), row.version.to_string());
    Ok(Plan { view, rows, made, classes: Set::of(&[FieldClass::Summary, FieldClass::Narrative]) })
}

async fn recall(planning: &Planning<'_>, new: &NewStep, made: String) -> Result<StepView, PlanError> {
    let lost = || PlanError::lost("a step with a concern");
    let version = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.concern_step(planning.opening, new.concern, Some(version)).await?;
    row.map(|row| StepView::of(&row, &planning.caller.name)).ok_or_else(lost)
}
