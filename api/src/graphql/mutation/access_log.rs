//! Mutations of the access log: a verdict is added, no entry is ever changed.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::words::AccessVerdict;

use super::super::access_log::AccessLogEntry;
use super::super::errors;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::access_log::Position;
use crate::disclosure::{Problem as ProblemView, ReviewAsk};
use crate::services::access_reviews;

/// A verdict on an access.
#[derive(Clone, Debug, InputObject)]
pub struct ReviewAccessInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The entry of the access log.
    pub entry: ID,
    /// The verdict.
    pub verdict: W<AccessVerdict>,
    /// Why; 1 to 20,000 characters.
    pub note: String,
}

/// What became of a verdict.
#[derive(SimpleObject)]
pub struct ReviewAccessPayload {
    /// The entry with its reviews.
    entry: Option<AccessLogEntry>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Mutations of the access log.
#[derive(Default)]
pub struct AccessLogMutation;

/// Mutations of the access log.
#[Object]
impl AccessLogMutation {
    /// A verdict on an access that is not one's own. An entry that you may not review is answered as one that is not there.
    async fn review_access(&self, ctx: &Context<'_>, input: ReviewAccessInput) -> Result<ReviewAccessPayload> {
        let entry: Position = match input.entry.parse() {
            Ok(entry) => entry,
            Err(bad) => {
                let problem: Problem = ProblemView::at(&["input", "entry"], "BAD_ID", bad.to_string()).into();
                return Ok(ReviewAccessPayload { entry: None, refused: None, problems: vec![problem] });
            }
        };
        let new = ReviewAsk { entry, verdict: input.verdict.0, note: input.note };
        let key = input.idempotency_key.as_deref();
        let answer = access_reviews::review(errors::door(ctx)?, errors::caller(ctx)?, key, new).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let entry = done.and_then(|page| AccessLogEntry::all(&page).into_iter().next());
        Ok(ReviewAccessPayload { entry, refused, problems })
    }
}
