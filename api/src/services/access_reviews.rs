//! A reviewer writes a verdict on an access.

use entities::words::AccessAction;

use super::problems::Problems;
use crate::disclosure::{Caller, ChangeAnswer, Door, LogPageView, Request, ReviewAsk};
use crate::error::Error;

/// Records a verdict on an access that is not the caller's own.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn review(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: ReviewAsk,
) -> Result<ChangeAnswer<LogPageView>, Error> {
    let mut problems = Problems::default();
    let said = ReviewAsk { note: problems.text("note", &new.note), ..new };
    let form = problems.found();
    let request = Request { action: AccessAction::ReviewAccess, mutation: "reviewAccess", key, said: &said, form };
    door.review_access(caller, request).await
}
