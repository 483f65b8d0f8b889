//! A custodian answers whether a concern is about the restricted record that they keep (R34).

use entities::words::AccessAction;

use super::super::problems::Problems;
use crate::disclosure::{Caller, ChangeAnswer, CustodyAnswer, CustodyAnsweredView, Door, Request};
use crate::error::Error;

/// Records a custodian's answer.
///
/// # Errors
/// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
pub async fn answer_match(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: CustodyAnswer,
) -> Result<ChangeAnswer<CustodyAnsweredView>, Error> {
    let mut problems = Problems::default();
    let said = CustodyAnswer { reason: problems.text("reason", &new.reason), ..new };
    let form = problems.found();
    let request = Request { action: AccessAction::Decide, mutation: "answerPossibleMatch", key, said: &said, form };
    door.answer_possible_match(caller, request).await
}
