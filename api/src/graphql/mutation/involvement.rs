//! Mutations of an agency's work with a child.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::ids::{InvolvementId, PersonId};
use entities::words::{LevelOfNeed, Sensitivity};

use super::super::errors;
use super::super::input::Form;
use super::super::input_child::ConcernChildInput;
use super::super::involvement::Involvement;
use super::super::scalars::Date;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::disclosure::ChangeAnswer;
use crate::disclosure::made::InvolvementView;
use crate::services::involvement::{self, ConfirmInvolvement, EndInvolvement, NewInvolvement};

/// A number needs `described` beside it. The answer has the same shape for a known and for a new child.
#[derive(Clone, Debug, InputObject)]
pub struct RecordInvolvementInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The child.
    pub child: ConcernChildInput,
    /// The service, as it calls itself; 1 to 20,000 characters, as every text.
    pub service: String,
    /// The team; who is of it has all that the role may have.
    pub team: Option<String>,
    /// People of your agency who work with the child.
    pub practitioners: Option<Vec<ID>>,
    /// First day; not in the future.
    pub started_on: Date,
    /// How few eyes it is kept to.
    #[graphql(default_with = "W(Sensitivity::Standard)")]
    pub sensitivity: W<Sensitivity>,
}

/// A claim to confirm.
#[derive(Clone, Debug, InputObject)]
pub struct ConfirmInvolvementInput {
    /// The client's own key for this request.
    pub idempotency_key: Option<String>,
    /// The involvement.
    pub involvement: ID,
}

/// An involvement to end.
#[derive(Clone, Debug, InputObject)]
pub struct EndInvolvementInput {
    /// The client's own key for this request.
    pub idempotency_key: Option<String>,
    /// The involvement.
    pub involvement: ID,
    /// Last day; not before the first, not in the future.
    pub ended_on: Date,
    /// Why.
    pub reason: String,
    /// By the local authority: the level it closes to; absent, UNIVERSAL.
    pub closed_to: Option<W<LevelOfNeed>>,
    /// By the local authority: why the case cannot wait for safeguarding checks that are missing. Needed where any is.
    pub without_checks: Option<String>,
}

/// What became of an involvement.
#[derive(SimpleObject)]
pub struct InvolvementPayload {
    /// The involvement as it stands now.
    involvement: Option<Involvement>,
    /// The child.
    child_id: Option<ID>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Mutations of an agency's work with a child.
#[derive(Default)]
pub struct InvolvementMutation;

/// Mutations of an agency's work with a child.
#[Object]
impl InvolvementMutation {
    /// An agency says that it works with a child. What a person claims for themselves opens little until somebody confirms it.
    async fn record_involvement(&self, ctx: &Context<'_>, input: RecordInvolvementInput) -> Result<InvolvementPayload> {
        let mut form = Form::default();
        let child = input.child.said("child", &mut form);
        form.filled("practitioners", input.practitioners.as_ref());
        let new = NewInvolvement {
            child,
            service: input.service,
            team: input.team,
            practitioners: form.ids("practitioners", input.practitioners.as_ref(), PersonId::from_public),
            started_on: input.started_on.0,
            sensitivity: input.sensitivity.0,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = involvement::record(door, caller, &input.idempotency_key, new, form.problems()).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// Confirm what a colleague claimed, or what an agency claimed of a child that your authority is responsible for.
    async fn confirm_involvement(
        &self,
        ctx: &Context<'_>,
        input: ConfirmInvolvementInput,
    ) -> Result<InvolvementPayload> {
        let mut form = Form::default();
        let Some(id) = form.id("involvement", &input.involvement, InvolvementId::from_public) else {
            return Ok(InvolvementPayload::wrong(form));
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let which = ConfirmInvolvement { involvement: id };
        let answer = involvement::confirm(door, caller, input.idempotency_key.as_deref(), which).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }

    /// End your agency's work with a child. For 90 days what was on record on the last day stays open to it, then its own
    /// contributions alone.
    async fn end_involvement(&self, ctx: &Context<'_>, input: EndInvolvementInput) -> Result<InvolvementPayload> {
        let mut form = Form::default();
        let Some(id) = form.id("involvement", &input.involvement, InvolvementId::from_public) else {
            return Ok(InvolvementPayload::wrong(form));
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let how = EndInvolvement {
            involvement: id,
            ended_on: input.ended_on.0,
            reason: input.reason,
            closed_to: input.closed_to.map(|level| level.0),
            without_checks: input.without_checks,
        };
        let answer = involvement::end(door, caller, input.idempotency_key.as_deref(), how).await;
        payload(ctx, answer.map_err(|e| errors::public(ctx, e))?).await
    }
}

async fn payload(ctx: &Context<'_>, answer: ChangeAnswer<InvolvementView>) -> Result<InvolvementPayload> {
    let Parts { done, refused, problems } = answer.into();
    let Some(view) = done else {
        return Ok(InvolvementPayload { involvement: None, child_id: None, refused, problems });
    };
    let named: Vec<_> = view.involvement().agency.into_iter().collect();
    let mut agencies = errors::door(ctx)?.agencies_named(&named).await.map_err(|e| errors::public(ctx, e))?;
    Ok(InvolvementPayload {
        child_id: Some(view.child().public().into()),
        involvement: Some(Involvement::Made { view, agency: agencies.pop().map(Box::new) }),
        refused,
        problems,
    })
}

impl InvolvementPayload {
    /// The input is of no form that could be judged.
    fn wrong(form: Form) -> Self {
        let problems = form.problems().into_iter().map(Into::into).collect();
        Self { involvement: None, child_id: None, refused: None, problems }
    }
}
