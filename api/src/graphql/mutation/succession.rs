//! Settling what meets an agency's successor, and deciding on the succession.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::ids::{ProtectionId, SuccessionId};

use super::super::errors;
use super::super::input::Form;
use super::conflict::DeclarationPayload;
use super::payload::Parts;
use crate::disclosure::ChangeAnswer;
use crate::error::Error;
use crate::services::successions::{self, Settlement, SuccessionDecision, SuccessionNote};

/// That a bar, conflict or marking which meets a successor was settled.
#[derive(Clone, Debug, InputObject)]
pub struct SettleSuccessionInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The succession.
    pub succession: ID,
    /// What was settled: one of `successionMatters`.
    pub protection: ID,
    /// What was settled, and why; 1 to 20,000 characters.
    pub reason: String,
}

/// A decision on a succession.
#[derive(Clone, Debug, InputObject)]
pub struct DecideSuccessionInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// What is decided: one of `successions`.
    pub succession: ID,
    /// Yes, or no.
    pub approved: bool,
    /// Why; 1 to 20,000 characters.
    pub reason: String,
}

/// Settling what meets an agency's successor, and deciding on the succession.
#[derive(Default)]
pub struct SuccessionMutation;

/// Settling what meets an agency's successor, and deciding on the succession.
#[Object]
impl SuccessionMutation {
    /// Information governance has settled a bar, conflict or marking that meets a successor: it stands as it is, or it was
    /// lifted or set anew by those who may. One that is changed afterwards is to be settled again.
    async fn settle_succession(&self, ctx: &Context<'_>, input: SettleSuccessionInput) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let succession = form.id("succession", &input.succession, SuccessionId::from_public);
        let protection = form.id("protection", &input.protection, ProtectionId::from_public);
        let (Some(succession), Some(protection)) = (succession, protection) else { return Ok(malformed(form)) };
        let new = Settlement { succession, protection, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = successions::settle(errors::door(ctx)?, errors::caller(ctx)?, key, new, form.problems()).await;
        payload(ctx, answer)
    }

    /// Information governance approves that an agency is succeeded by others, or refuses it. Approved, it closes on that day:
    /// nobody acts for it any more, and what was its own is its successor's. Before that day an approval is taken back by a no.
    async fn decide_succession(&self, ctx: &Context<'_>, input: DecideSuccessionInput) -> Result<DeclarationPayload> {
        let mut form = Form::default();
        let Some(succession) = form.id("succession", &input.succession, SuccessionId::from_public) else {
            return Ok(malformed(form));
        };
        let new = SuccessionDecision { succession, approved: input.approved, reason: input.reason };
        let key = input.idempotency_key.as_deref();
        let answer = successions::decide(errors::door(ctx)?, errors::caller(ctx)?, key, new, form.problems()).await;
        payload(ctx, answer)
    }
}

fn malformed(form: Form) -> DeclarationPayload {
    let problems = form.problems().into_iter().map(Into::into).collect();
    DeclarationPayload { reference: None, refused: None, problems }
}

fn payload(
    ctx: &Context<'_>,
    answer: std::result::Result<ChangeAnswer<SuccessionNote>, Error>,
) -> Result<DeclarationPayload> {
    let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
    Ok(DeclarationPayload { reference: done.map(|view| view.reference().public().into()), refused, problems })
}
