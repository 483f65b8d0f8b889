//! A reviewer writes a verdict on an access.

use entities::words::AccessVerdict;
use serde::Serialize;

use super::problems::Problems;
use crate::disclosure::{Caller, ChangeAnswer, Door, LogPageView, PlanError, Position, Problem, ReviewAsk, input_hash};
use crate::error::Error;

/// A verdict as its reviewer gives it.
#[derive(Clone, Debug)]
pub struct NewReview {
    /// The entry that is judged.
    pub entry: Position,
    /// The verdict.
    pub verdict: AccessVerdict,
    /// Why; 1 to 20,000 characters.
    pub note: String,
}

/// What makes two requests the same.
#[derive(Serialize)]
struct Input<'a> {
    entry: String,
    verdict: AccessVerdict,
    note: &'a str,
}

/// Records a verdict on an access that is not the caller's own.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn review(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewReview,
) -> Result<ChangeAnswer<LogPageView>, Error> {
    let input = input_hash(&Input { entry: new.entry.to_string(), verdict: new.verdict, note: &new.note });
    let mut problems = Problems::under(&["input"], Vec::new());
    let note = problems.text("note", &new.note);
    let problems: Vec<Problem> = match problems.check() {
        Ok(()) => Vec::new(),
        Err(PlanError::Problems(found)) => found,
        Err(PlanError::Failed(error)) => return Err(error),
    };
    door.review_access(caller, ReviewAsk { key, input, entry: new.entry, verdict: new.verdict, note, problems }).await
}
