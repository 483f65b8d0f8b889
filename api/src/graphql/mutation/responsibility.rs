//! Passing responsibility for a child.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::ids::AgencyId;

use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::Date;
use super::conflict::DeclarationPayload;
use crate::services::responsibility::{self, Passing};

/// An offer of responsibility, or its acceptance.
#[derive(Clone, Debug, InputObject)]
pub struct PassResponsibilityInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// The local authority that is to be responsible; your own withdraws the offer that you made.
    pub to: ID,
    /// From which day; where you accept it, not in the future and not before the day that was offered.
    pub on: Date,
    /// Whether you accept what was offered to your authority; otherwise you offer it.
    pub accept: bool,
    /// Why.
    pub reason: String,
}

/// Passing responsibility for a child.
#[derive(Default)]
pub struct ResponsibilityMutation;

/// Passing responsibility for a child.
#[Object]
impl ResponsibilityMutation {
    /// One authority offers responsibility for a child, the other accepts it.
    async fn pass_responsibility(
        &self,
        ctx: &Context<'_>,
        input: PassResponsibilityInput,
    ) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let child = form.keep(input.child.key(&["input", "child"]));
        let sharing = form.keep(input.sharing.stated());
        let to = form.id("to", &input.to, AgencyId::from_public);
        let (Some(child), Some(sharing), Some(to)) = (child, sharing, to) else {
            return Ok(DeclarationPayload::wrong(form));
        };
        let passing = Passing { child, sharing, to, on: input.on.0, accept: input.accept, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = responsibility::pass(door, caller, key, passing, form.problems()).await;
        Ok(DeclarationPayload::of(answer.map_err(|e| errors::public(ctx, e))?, |view| view.reference().public()))
    }
}
