//! Who asked takes a check back: from then on it is put to nobody, and what it opened is shut (R14).

use entities::Set;
use entities::ids::CheckId;
use entities::rows::safeguarding_check;
use entities::words::{AccessAction, CheckStatus};
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::{asked, made, made_before, standing};
use crate::disclosure::check::RecordedChecks;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, OWN_CHECK, Plan, PlanError, Planning, Problem, Request, Rows,
};
use crate::error::Error;

/// A check that is taken back.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct CheckWithdrawal {
    pub check: CheckId,
    pub expected_version: i32,
    pub reason: String,
}

/// Takes a check back.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn withdraw(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    withdrawal: CheckWithdrawal,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RecordedChecks>, Error> {
    let child = door.child_of_check_asked(caller, withdrawal.check).await?;
    let ask = ChangeAsk { gate: Gate::Check, child, sharing: None, record: OWN_CHECK, approver: None };
    let (action, mutation) = (AccessAction::Check, "withdrawCheck");
    let request = Request { action, mutation, key, said: &withdrawal, form };
    door.change(
        caller,
        request,
        ask,
        |planning, withdrawal| Box::pin(plan(planning, withdrawal)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, withdrawal: &CheckWithdrawal) -> Result<Plan<RecordedChecks>, PlanError> {
    let before = standing(planning, withdrawal.check).await?;
    let mut problems = Problems::of(planning);
    problems.version(withdrawal.expected_version, before.version);
    match before.status {
        CheckStatus::Answered => {
            problems.add("check", "ANSWERED", "this check was answered: there is nothing to take back")
        }
        CheckStatus::Withdrawn => problems.add("check", "WITHDRAWN", "this check was taken back before"),
        CheckStatus::Open | CheckStatus::Blocked => {}
    }
    let reason = problems.text("reason", &withdrawal.reason);
    problems.check()?;
    let row = safeguarding_check::Model {
        version: before.version + 1,
        status: CheckStatus::Withdrawn,
        withdrawn_reason: Some(reason),
        log: 0,
        seq: 0,
        ..before
    };
    let made = made(&row);
    let view = asked(planning, row.clone()).await?;
    let mut rows = Rows::new();
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<RecordedChecks, PlanError> {
    let row = made_before(planning, &made).await?;
    asked(planning, row).await
}
