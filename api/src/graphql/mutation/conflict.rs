//! Declaring a conflict of interest.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::ids::PersonId;

use super::super::errors;
use super::super::input::Form;
use super::super::input_child::ConcernChildInput;
use super::super::sharing::SharingRefused;
use super::payload::{Parts, Problem};
use crate::disclosure::ChangeAnswer;
use crate::services::concerns::{self, NewConflict};

/// A conflict of interest to declare.
#[derive(Clone, Debug, InputObject)]
pub struct DeclareConflictInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// Who the child is.
    pub child: ConcernChildInput,
    /// Whose conflict it is, where a lead declares it; otherwise yours.
    pub practitioner: Option<ID>,
    /// What the conflict is; 1 to 20,000 characters.
    pub reason: String,
}

/// What became of a declaration.
#[derive(SimpleObject)]
pub struct DeclarationPayload {
    /// What to quote.
    pub(crate) reference: Option<ID>,
    /// No, and why.
    pub(crate) refused: Option<SharingRefused>,
    /// What is wrong with the input.
    pub(crate) problems: Vec<Problem>,
}

impl DeclarationPayload {
    /// Nothing was looked at: the input is wrong in its form.
    pub(crate) fn wrong(form: Form) -> Self {
        Self { reference: None, refused: None, problems: form.problems().into_iter().map(Into::into).collect() }
    }

    /// How a declaration ended, with what of it is to be quoted.
    pub(crate) fn of<T>(answer: ChangeAnswer<T>, reference: impl FnOnce(&T) -> String) -> Self {
        let Parts { done, refused, problems } = answer.into();
        Self { reference: done.map(|view| reference(&view).into()), refused, problems }
    }
}

/// Declaring a conflict of interest.
#[derive(Default)]
pub struct ConflictMutation;

/// Declaring a conflict of interest.
#[Object]
impl ConflictMutation {
    /// About oneself, or by a lead about their people. The answer never says whether the child is known.
    async fn declare_conflict(&self, ctx: &Context<'_>, input: DeclareConflictInput) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let practitioner = form.maybe("practitioner", input.practitioner.as_ref(), PersonId::from_public);
        let new = NewConflict { child: input.child.said("child", &mut form), practitioner, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = concerns::declare(errors::door(ctx)?, errors::caller(ctx)?, key, new, form.problems()).await;
        Ok(DeclarationPayload::of(answer.map_err(|e| errors::public(ctx, e))?, |view| view.reference().public()))
    }
}
