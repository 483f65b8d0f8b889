//! A custodian's answer to a possible match.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::ids::{ChildId, ConcernId};

use super::super::errors;
use super::super::input::Form;
use super::conflict::DeclarationPayload;
use super::payload::Parts;
use crate::disclosure::CustodyAnswer;
use crate::services::concerns;

/// An answer to one of your `possibleMatches`.
#[derive(Clone, Debug, InputObject)]
pub struct AnswerPossibleMatchInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern.
    pub concern: ID,
    /// The restricted record.
    pub match_with: ID,
    /// Whether it is the child whom the concern is about.
    pub same: bool,
    /// Why, and what you do; 1 to 20,000 characters. Nobody but the record's custodians may come to read it.
    pub reason: String,
}

/// A custodian's answer to a possible match.
#[derive(Default)]
pub struct PossibleMatchMutation;

/// A custodian's answer to a possible match.
#[Object]
impl PossibleMatchMutation {
    /// A custodian says whether a concern is about the restricted record that they keep. Those addressed see no difference.
    async fn answer_possible_match(
        &self,
        ctx: &Context<'_>,
        input: AnswerPossibleMatchInput,
    ) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let concern = form.id("concern", &input.concern, ConcernId::from_public);
        let child = form.id("matchWith", &input.match_with, ChildId::from_public);
        let (Some(concern), Some(child)) = (concern, child) else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(DeclarationPayload { reference: None, refused: None, problems });
        };
        let new = CustodyAnswer { concern, child, same: input.same, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = concerns::answer_match(errors::door(ctx)?, errors::caller(ctx)?, key, new).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        Ok(DeclarationPayload { reference: done.map(|view| view.concern().public().into()), refused, problems })
    }
}
