//! Answering what was done in one's name.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::ids::ApprovalId;

use super::super::errors;
use super::super::input::Form;
use super::conflict::DeclarationPayload;
use crate::disclosure::Decision;
use crate::services::approvals;

/// An answer to something that waits for it.
#[derive(Clone, Debug, InputObject)]
pub struct DecideApprovalInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// What is answered: one of your `approvals`.
    pub approval: ID,
    /// Yes, or no.
    pub approved: bool,
    /// Why; 1 to 20,000 characters.
    pub reason: String,
}

/// Answering what was done in one's name.
#[derive(Default)]
pub struct ApprovalMutation;

/// Answering what was done in one's name.
#[Object]
impl ApprovalMutation {
    /// A manager answers, in their own session, what was done in their name. What was put before somebody else is answered as
    /// what is not there.
    async fn decide_approval(&self, ctx: &Context<'_>, input: DecideApprovalInput) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let Some(approval) = form.id("approval", &input.approval, ApprovalId::from_public) else {
            return Ok(DeclarationPayload::wrong(form));
        };
        let new = Decision { approval, approved: input.approved, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = approvals::decide(errors::door(ctx)?, errors::caller(ctx)?, key, new).await;
        Ok(DeclarationPayload::of(answer.map_err(|e| errors::public(ctx, e))?, |view| view.reference().public()))
    }
}
