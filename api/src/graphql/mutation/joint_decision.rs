//! Mutations of joint decisions.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use entities::ids::{AgencyId, CheckRoundId, ConcernId, EntryId, JointDecisionId};
use entities::words::{ConcernDecision, LevelOfNeed};

use super::super::errors;
use super::super::input::{Form, SharingInput};
use super::super::joint_decision::{JointDecision, PartnerView};
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::disclosure::decision::JointDecisionView;
use crate::disclosure::{ChangeAnswer, DecidedOn};
use crate::services::decisions::{self, NewDecision, NewQuestion, NewView};

/// On what it is to be decided; exactly one of these.
#[derive(Clone, Debug, OneofObject)]
pub enum JointDecisionSubject {
    /// A concern that came to your agency or MASH to decide.
    Concern(ID),
    /// A round of checks that an agency of your area asked for.
    Round(ID),
}

/// A question to partner agencies.
#[derive(Clone, Debug, InputObject)]
pub struct AskForViewsInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// On what it is to be decided.
    pub on: JointDecisionSubject,
    /// What is to be decided, and what you propose: every agency asked reads it.
    pub question: String,
    /// Whom to ask, at most 30: agencies of whose open work with the child you may know, that were sent a check, or whose people
    /// are assigned to the MASH; not the one that raised the concern.
    pub agencies: Vec<ID>,
    /// The document by which levels of need are judged.
    pub threshold_document: String,
    /// Its version.
    pub threshold_version: String,
}

/// An agency's view.
#[derive(Clone, Debug, InputObject)]
pub struct RecordViewInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The decision on which your agency is asked.
    pub joint_decision: ID,
    /// The version of your agency's view that you correct; left out for its first.
    pub expected_version: Option<i32>,
    /// Why you are in this record. The evidence that you name is what it shows you.
    pub sharing: SharingInput,
    /// The level of need that you see, by the threshold document that the question names.
    pub level_of_need: W<LevelOfNeed>,
    /// What you recommend.
    pub outcome: W<ConcernDecision>,
    /// Why.
    pub reason: String,
    /// Whether you disagree with what is proposed.
    pub dissent: bool,
    /// The chronology entries that bear it out, of those that you may see; at most 50.
    pub evidence: Option<Vec<ID>>,
}

/// A decision.
#[derive(Clone, Debug, InputObject)]
pub struct MakeJointDecisionInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The joint decision.
    pub joint_decision: ID,
    /// The version that you read.
    pub expected_version: i32,
    /// What is decided.
    pub decision: W<ConcernDecision>,
    /// The level of need that is judged, by the threshold document that the question names.
    pub level_of_need: W<LevelOfNeed>,
    /// Why.
    pub reason: String,
}

/// What became of a question or a decision.
#[derive(SimpleObject)]
pub struct JointDecisionPayload {
    /// The joint decision; what the views hold is read by `jointDecisions`.
    joint_decision: Option<JointDecision>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// What became of a view.
#[derive(SimpleObject)]
pub struct RecordViewPayload {
    /// The view as you gave it.
    view: Option<PartnerView>,
    /// The decision that it is on.
    joint_decision: Option<ID>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Mutations of joint decisions.
#[derive(Default)]
pub struct JointDecisionMutation;

/// Mutations of joint decisions.
#[Object]
impl JointDecisionMutation {
    /// Ask partner agencies for their views on a concern that is being screened, or on what a round of checks brought.
    async fn ask_for_views(&self, ctx: &Context<'_>, input: AskForViewsInput) -> Result<JointDecisionPayload> {
        let mut form = Form::default();
        let on = match &input.on {
            JointDecisionSubject::Concern(id) => {
                form.id("on.concern", id, ConcernId::from_public).map(DecidedOn::Concern)
            }
            JointDecisionSubject::Round(id) => form.id("on.round", id, CheckRoundId::from_public).map(DecidedOn::Round),
        };
        let Some(on) = on else { return Ok(JointDecisionPayload::wrong(form)) };
        let agencies = form.ids("agencies", Some(&input.agencies), AgencyId::from_public);
        let new = NewQuestion {
            on,
            question: input.question,
            agencies,
            threshold_document: input.threshold_document,
            threshold_version: input.threshold_version,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = decisions::ask(door, caller, &input.idempotency_key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// Give your agency's view on what is to be decided, or correct it while nothing is decided. Every version stays.
    async fn record_view(&self, ctx: &Context<'_>, input: RecordViewInput) -> Result<RecordViewPayload> {
        let mut form = Form::default();
        let decision = form.id("jointDecision", &input.joint_decision, JointDecisionId::from_public);
        let sharing = form.keep(input.sharing.for_change());
        form.filled("evidence", input.evidence.as_ref());
        let evidence = form.ids("evidence", input.evidence.as_ref(), EntryId::from_public);
        let (Some(decision), Some(sharing)) = (decision, sharing) else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(RecordViewPayload { view: None, joint_decision: None, refused: None, problems });
        };
        let new = NewView {
            decision,
            expected_version: input.expected_version,
            sharing,
            level: input.level_of_need.0,
            outcome: input.outcome.0,
            reason: input.reason,
            dissent: input.dissent,
            evidence,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = decisions::give(door, caller, &input.idempotency_key, new, form.problems()).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let view = match &done {
            Some(view) => Some(PartnerView::recorded(ctx, view).await?),
            None => None,
        };
        let joint_decision = done.map(|view| view.on().public().into());
        Ok(RecordViewPayload { view, joint_decision, refused, problems })
    }

    /// Decide on what partner agencies were asked, whether they have answered or not. A concern that it is on is decided by it, with
    /// all that follows from that decision.
    async fn make_joint_decision(
        &self,
        ctx: &Context<'_>,
        input: MakeJointDecisionInput,
    ) -> Result<JointDecisionPayload> {
        let mut form = Form::default();
        let decision = form.id("jointDecision", &input.joint_decision, JointDecisionId::from_public);
        let Some(joint_decision) = decision else { return Ok(JointDecisionPayload::wrong(form)) };
        let new = NewDecision {
            joint_decision,
            expected_version: input.expected_version,
            decision: input.decision.0,
            level: input.level_of_need.0,
            reason: input.reason,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = decisions::decide(door, caller, input.idempotency_key.as_deref(), new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }
}

impl JointDecisionPayload {
    /// The input is of no form that could be judged.
    fn wrong(form: Form) -> Self {
        let problems = form.problems().into_iter().map(Into::into).collect();
        Self { joint_decision: None, refused: None, problems }
    }
}

async fn payload(ctx: &Context<'_>, answer: ChangeAnswer<JointDecisionView>) -> Result<JointDecisionPayload> {
    let Parts { done, refused, problems } = answer.into();
    let joint_decision = match done {
        Some(view) => Some(JointDecision::recorded(ctx, view).await?),
        None => None,
    };
    Ok(JointDecisionPayload { joint_decision, refused, problems })
}
