//! A second person answers what was done, or is to be done, in their name (R21, R31, R36).

use entities::words::AccessAction;

use super::problems::Problems;
use crate::disclosure::{Caller, ChangeAnswer, DecidedView, Decision, Door, Request};
use crate::error::Error;

/// Records the caller's answer to something that was put before them.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn decide(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: Decision,
) -> Result<ChangeAnswer<DecidedView>, Error> {
    let mut problems = Problems::default();
    let said = Decision { reason: problems.text("reason", &new.reason), ..new };
    let form = problems.found();
    let request = Request { action: AccessAction::Approve, mutation: "decideApproval", key, said: &said, form };
    door.decide_approval(caller, request).await
}
