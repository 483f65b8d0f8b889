//! Answering a concern, step by step, and adding to it.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::ids::ConcernId;
use entities::words::{ConcernDecision, RagRating};

use super::super::concern::{ConcernAddition, ConcernStep};
use super::super::errors;
use super::super::input::Form;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::services::concerns::{self, Doing, NewAddition, NewStep};

/// A concern that a person has read.
#[derive(Clone, Debug, InputObject)]
pub struct AcknowledgeConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern.
    pub concern: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// What you want to note beside it; 1 to 20,000 characters, as every text.
    pub reason: Option<String>,
}

/// A first rating.
#[derive(Clone, Debug, InputObject)]
pub struct ScreenConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern.
    pub concern: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// How soon it is to be worked on.
    pub rating: W<RagRating>,
    /// Why.
    pub reason: String,
}

/// A rating that is raised or lowered.
#[derive(Clone, Debug, InputObject)]
pub struct RateConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern.
    pub concern: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// Another rating than it has.
    pub rating: W<RagRating>,
    /// Why.
    pub reason: String,
}

/// A decision.
#[derive(Clone, Debug, InputObject)]
pub struct DecideConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern.
    pub concern: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// What the authority does.
    pub decision: W<ConcernDecision>,
    /// Why. Whoever raised it never sees this.
    pub reason: String,
}

/// Telling whoever raised a concern.
#[derive(Clone, Debug, InputObject)]
pub struct TellRaiserInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern, once it is decided.
    pub concern: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// What you want to note beside it, for your own side.
    pub reason: Option<String>,
}

/// Closing a concern.
#[derive(Clone, Debug, InputObject)]
pub struct CloseConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The concern, once it is decided.
    pub concern: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// Why.
    pub reason: String,
}

/// What whoever raised a concern learnt later.
#[derive(Clone, Debug, InputObject)]
pub struct AddToConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// A concern that you raised, or that you see in your agency.
    pub concern: ID,
    /// What you learnt, in your words; 1 to 20,000 characters.
    pub text: String,
}

/// What became of a step.
#[derive(SimpleObject)]
pub struct ConcernStepPayload {
    /// The step as you took it.
    step: Option<ConcernStep>,
    /// The concern.
    concern: Option<ID>,
    /// Its version from then on.
    version: Option<i32>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// What became of an addition.
#[derive(SimpleObject)]
pub struct AddToConcernPayload {
    /// What you added.
    addition: Option<ConcernAddition>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Answering a concern, step by step, and adding to it.
#[derive(Default)]
pub struct ConcernStepMutation;

/// Answering a concern, step by step, and adding to it.
#[Object]
impl ConcernStepMutation {
    /// A person of those addressed has read the concern. It ends the paging about immediate danger.
    async fn acknowledge_concern(
        &self,
        ctx: &Context<'_>,
        input: AcknowledgeConcernInput,
    ) -> Result<ConcernStepPayload> {
        let AcknowledgeConcernInput { idempotency_key, concern, expected_version, reason } = input;
        take(ctx, idempotency_key, &concern, expected_version, Doing::Acknowledge, reason).await
    }

    /// An acknowledged concern is rated for the first time. The rating's clock runs from receipt.
    async fn screen_concern(&self, ctx: &Context<'_>, input: ScreenConcernInput) -> Result<ConcernStepPayload> {
        let ScreenConcernInput { idempotency_key, concern, expected_version, rating, reason } = input;
        take(ctx, idempotency_key, &concern, expected_version, Doing::Screen(rating.0), Some(reason)).await
    }

    /// A rating is raised or lowered while the concern is undecided. A history, not a value.
    async fn rate_concern(&self, ctx: &Context<'_>, input: RateConcernInput) -> Result<ConcernStepPayload> {
        let RateConcernInput { idempotency_key, concern, expected_version, rating, reason } = input;
        take(ctx, idempotency_key, &concern, expected_version, Doing::Rate(rating.0), Some(reason)).await
    }

    /// A screened concern is decided; one about a child with an open case may go to it unscreened. STRATEGY_DISCUSSION puts
    /// the discussion on record.
    async fn decide_concern(&self, ctx: &Context<'_>, input: DecideConcernInput) -> Result<ConcernStepPayload> {
        let DecideConcernInput { idempotency_key, concern, expected_version, decision, reason } = input;
        take(ctx, idempotency_key, &concern, expected_version, Doing::Decide(decision.0), Some(reason)).await
    }

    /// Whoever raised a concern that is decided is told the outcome, in the hub's words for that decision.
    async fn tell_raiser(&self, ctx: &Context<'_>, input: TellRaiserInput) -> Result<ConcernStepPayload> {
        let TellRaiserInput { idempotency_key, concern, expected_version, reason } = input;
        take(ctx, idempotency_key, &concern, expected_version, Doing::TellRaiser, reason).await
    }

    /// A concern that is decided is closed. Whoever raised it may still be owed an answer.
    async fn close_concern(&self, ctx: &Context<'_>, input: CloseConcernInput) -> Result<ConcernStepPayload> {
        let CloseConcernInput { idempotency_key, concern, expected_version, reason } = input;
        take(ctx, idempotency_key, &concern, expected_version, Doing::Close, Some(reason)).await
    }

    /// Whoever raised a concern adds what they learn later, whatever became of it.
    async fn add_to_concern(&self, ctx: &Context<'_>, input: AddToConcernInput) -> Result<AddToConcernPayload> {
        let mut form = Form::default();
        let Some(concern) = form.id("concern", &input.concern, ConcernId::from_public) else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(AddToConcernPayload { addition: None, problems });
        };
        let new = NewAddition { concern, text: input.text };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = concerns::add(door, caller, &input.idempotency_key, new, form.problems()).await;
        let Parts { done, refused: _, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let addition = done.map(|view| ConcernAddition::from(view.addition()));
        Ok(AddToConcernPayload { addition, problems })
    }
}

/// Takes a step.
async fn take(
    ctx: &Context<'_>,
    key: Option<String>,
    concern: &ID,
    expected_version: i32,
    doing: Doing,
    reason: Option<String>,
) -> Result<ConcernStepPayload> {
    let mut form = Form::default();
    let Some(concern) = form.id("concern", concern, ConcernId::from_public) else {
        let problems = form.problems().into_iter().map(Into::into).collect();
        return Ok(ConcernStepPayload { step: None, concern: None, version: None, refused: None, problems });
    };
    let new = NewStep { concern, expected_version, doing, reason };
    let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
    let answer = concerns::answer(door, caller, key.as_deref(), new, form.problems()).await;
    let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
    Ok(ConcernStepPayload {
        step: done.as_ref().map(|view| ConcernStep::from(view.step())),
        concern: done.as_ref().map(|view| view.concern().public().into()),
        version: done.as_ref().map(|view| view.version()),
        refused,
        problems,
    })
}
