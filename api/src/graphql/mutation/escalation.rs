//! Mutations of escalations.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use entities::ids::{CheckId, ConcernId, EscalationId, JointDecisionId};
use entities::words::EscalationOutcome;

use super::super::errors;
use super::super::escalation::Escalation;
use super::super::input::Form;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::disclosure::escalations::EscalationView;
use crate::disclosure::{ChangeAnswer, Disputed, Position};
use crate::services::escalations::{self, NewAnswer, NewEscalation, NewRaise};

/// What an escalation is raised against; exactly one of these.
#[derive(Clone, Debug, OneofObject)]
pub enum EscalationSubject {
    /// A joint decision on which your agency was asked, or that came to your MASH.
    JointDecision(ID),
    /// The decision on a concern: once you are told of it, where you raised it.
    Concern(ID),
    /// The rating of a concern that came to your MASH.
    Rating(ID),
    /// A check that your agency asked for, and that was declined, or answered with what is held and withheld.
    Check(ID),
    /// An access of your own that was refused, or of which something was withheld.
    AccessLogEntry(ID),
}

/// A disagreement.
#[derive(Clone, Debug, InputObject)]
pub struct EscalateInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// What it is raised against.
    pub on: EscalationSubject,
    /// Why you disagree; the agency that answers reads it.
    pub reason: String,
}

/// An escalation to be raised to the next stage.
#[derive(Clone, Debug, InputObject)]
pub struct RaiseEscalationInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The escalation.
    pub escalation: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// Why.
    pub reason: String,
}

/// An answer to an escalation.
#[derive(Clone, Debug, InputObject)]
pub struct AnswerEscalationInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The escalation.
    pub escalation: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// What becomes of what it was raised against.
    pub outcome: W<EscalationOutcome>,
    /// Why; the agency that raised it reads it.
    pub reason: String,
    /// What is learnt from it.
    pub learning: Option<String>,
}

/// What became of an escalation.
#[derive(SimpleObject)]
pub struct EscalationPayload {
    /// The escalation, with your own step; what others said is read by `escalations`.
    escalation: Option<Escalation>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Mutations of escalations.
#[derive(Default)]
pub struct EscalationMutation;

/// Mutations of escalations.
#[Object]
impl EscalationMutation {
    /// Raise a disagreement with the agency that decided, rated, declined or withheld. It starts between practitioners.
    async fn escalate(&self, ctx: &Context<'_>, input: EscalateInput) -> Result<EscalationPayload> {
        let mut form = Form::default();
        let concern = |form: &mut Form, field, id| form.id(field, id, ConcernId::from_public);
        let on = match &input.on {
            EscalationSubject::JointDecision(id) => {
                form.id("on.jointDecision", id, JointDecisionId::from_public).map(Disputed::JointDecision)
            }
            EscalationSubject::Concern(id) => concern(&mut form, "on.concern", id).map(Disputed::Decision),
            EscalationSubject::Rating(id) => concern(&mut form, "on.rating", id).map(Disputed::Rating),
            EscalationSubject::Check(id) => form.id("on.check", id, CheckId::from_public).map(Disputed::Check),
            EscalationSubject::AccessLogEntry(id) => {
                form.id("on.accessLogEntry", id, str::parse::<Position>).map(Disputed::Refusal)
            }
        };
        let Some(on) = on else { return Ok(EscalationPayload::wrong(form)) };
        let new = NewEscalation { on, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = escalations::raise(door, caller, &input.idempotency_key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// Raise an escalation of your agency's to the next stage, before it rises by itself or after an answer that does not settle it.
    async fn raise_escalation(&self, ctx: &Context<'_>, input: RaiseEscalationInput) -> Result<EscalationPayload> {
        let mut form = Form::default();
        let Some(escalation) = form.id("escalation", &input.escalation, EscalationId::from_public) else {
            return Ok(EscalationPayload::wrong(form));
        };
        let new = NewRaise { escalation, expected_version: input.expected_version, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = escalations::raise_further(door, caller, key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// Answer an escalation that is raised against your agency, as a person of the position of its stage.
    async fn answer_escalation(&self, ctx: &Context<'_>, input: AnswerEscalationInput) -> Result<EscalationPayload> {
        let mut form = Form::default();
        let Some(escalation) = form.id("escalation", &input.escalation, EscalationId::from_public) else {
            return Ok(EscalationPayload::wrong(form));
        };
        let new = NewAnswer {
            escalation,
            expected_version: input.expected_version,
            outcome: input.outcome.0,
            reason: input.reason,
            learning: input.learning,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = escalations::answer(door, caller, key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }
}

impl EscalationPayload {
    /// The input is of no form that could be judged.
    fn wrong(form: Form) -> Self {
        let problems = form.problems().into_iter().map(Into::into).collect();
        Self { escalation: None, refused: None, problems }
    }
}

async fn payload(ctx: &Context<'_>, answer: ChangeAnswer<EscalationView>) -> Result<EscalationPayload> {
    let Parts { done, refused, problems } = answer.into();
    let escalation = match done {
        Some(view) => Some(Escalation::recorded(ctx, view).await?),
        None => None,
    };
    Ok(EscalationPayload { escalation, refused, problems })
}
