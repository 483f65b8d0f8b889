//! A young person objected: asking for a person's decision, and deciding.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::ids::SharingReviewId;
use entities::words::FieldClass;

use super::super::errors;
use super::super::input::Form;
use super::super::scalars::Date;
use super::super::words::W;
use super::conflict::DeclarationPayload;
use crate::access_log::Position;
use crate::disclosure::SharingReviewAsk;
use crate::services::sharing_reviews::{self, ReviewDecision};

/// An access that an objection held back, to be decided on by a person.
#[derive(Clone, Debug, InputObject)]
pub struct SharingReviewInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The entry of your own access: the answer named it.
    pub access_log_entry: ID,
    /// Why you need what is held back; 1 to 20,000 characters. It is read by who decides.
    pub reason: String,
}

/// A decision on what an objection holds back.
#[derive(Clone, Debug, InputObject)]
pub struct DecideSharingReviewInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// What is decided: one of your `approvals` with the action REVIEW_SHARING.
    pub review: ID,
    /// Whether anything is allowed.
    pub allow: bool,
    /// What is allowed, where anything is.
    pub classes: Option<Vec<W<FieldClass>>>,
    /// The last day on which it is, where anything is.
    pub until: Option<Date>,
    /// Why; 1 to 20,000 characters.
    pub reason: String,
}

/// Asking for a decision, and deciding.
#[derive(Default)]
pub struct SharingReviewMutation;

/// Asking for a decision, and deciding.
#[Object]
impl SharingReviewMutation {
    /// Put before a person what a young person's objection holds back from you.
    async fn request_sharing_review(&self, ctx: &Context<'_>, input: SharingReviewInput) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let Some(entry) = form.id("accessLogEntry", &input.access_log_entry, str::parse::<Position>) else {
            return Ok(DeclarationPayload::wrong(form));
        };
        let new = SharingReviewAsk { entry, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = sharing_reviews::request(errors::door(ctx)?, errors::caller(ctx)?, key, new).await;
        Ok(DeclarationPayload::of(answer.map_err(|e| errors::public(ctx, e))?, |view| view.reference().public()))
    }

    /// A lead of an agency that contributed, or information governance, decides, in their own session and never on what they
    /// asked for themselves. It holds for the agency that asked, for that purpose, until the day named or the next objection.
    async fn decide_sharing_review(
        &self,
        ctx: &Context<'_>,
        input: DecideSharingReviewInput,
    ) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let Some(review) = form.id("review", &input.review, SharingReviewId::from_public) else {
            return Ok(DeclarationPayload::wrong(form));
        };
        let classes = input.classes.map(|classes| classes.into_iter().map(|class| class.0).collect());
        let until = input.until.map(|day| day.0);
        let decision = ReviewDecision { review, allow: input.allow, classes, until, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = sharing_reviews::decide(door, caller, key, decision, form.problems()).await;
        Ok(DeclarationPayload::of(answer.map_err(|e| errors::public(ctx, e))?, |view| view.reference().public()))
    }
}
