//! Recording decisions on consent, and that one was taken back.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entities::ids::{ConsentId, GiverId};
use entities::words::{AgencyKind, ConsentDecision, ConsentGiver, FieldClass, SharingPurpose};

use super::super::consent::Consent;
use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::{Date, DateTime};
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::disclosure::ChangeAnswer;
use crate::disclosure::made::ConsentView;
use crate::services::consent::{self, ConsentWithdrawal, NewConsent};

/// What somebody decided about sharing, or why nobody was asked.
#[derive(Clone, Debug, InputObject)]
pub struct RecordConsentInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// What was decided.
    pub decision: W<ConsentDecision>,
    /// In what capacity; required where it was given or refused.
    pub given_by: Option<W<ConsentGiver>>,
    /// By whom.
    pub giver_name: Option<String>,
    /// The hub's id for this giver with this child, where they decided before.
    pub giver: Option<ID>,
    /// For which purposes.
    pub purposes: Vec<W<SharingPurpose>>,
    /// With which kinds of agency.
    pub agency_kinds: Vec<W<AgencyKind>>,
    /// What it covers.
    pub field_classes: Vec<W<FieldClass>>,
    /// When it was decided; absent, now. Not in the future.
    pub obtained_at: Option<DateTime>,
    /// The last day it holds; absent, twelve months.
    pub expires_on: Option<Date>,
    /// How it was obtained.
    pub evidence: Option<String>,
}

/// A consent that was taken back.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawConsentInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: Option<String>,
    /// The consent, recorded by your own agency.
    pub consent: ID,
    /// From when; not in the future.
    pub withdrawn_at: DateTime,
    /// Why.
    pub reason: String,
}

/// What became of a decision on consent.
#[derive(SimpleObject)]
pub struct ConsentPayload {
    /// The decision as you recorded it.
    consent: Option<Consent>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

impl ConsentPayload {
    fn wrong(form: Form) -> Self {
        Self { consent: None, refused: None, problems: form.problems().into_iter().map(Into::into).collect() }
    }

    fn of(answer: ChangeAnswer<ConsentView>) -> Self {
        let Parts { done, refused, problems } = answer.into();
        Self { consent: done.map(Consent::Made), refused, problems }
    }
}

/// Recording decisions on consent.
#[derive(Default)]
pub struct ConsentMutation;

/// Recording decisions on consent.
#[Object]
impl ConsentMutation {
    /// Record what somebody decided about sharing: given, refused, not safe to seek or not possible.
    async fn record_consent(&self, ctx: &Context<'_>, input: RecordConsentInput) -> Result<ConsentPayload> {
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let Some(new) = new_consent(input, &mut form) else { return Ok(ConsentPayload::wrong(form)) };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = consent::record(door, caller, key.as_deref(), new, form.problems()).await;
        Ok(ConsentPayload::of(answer.map_err(|e| errors::public(ctx, e))?))
    }

    /// Record that a consent was taken back. It applies from then on and rewrites nothing that was shared before.
    async fn withdraw_consent(&self, ctx: &Context<'_>, input: WithdrawConsentInput) -> Result<ConsentPayload> {
        let mut form = Form::default();
        let Some(id) = form.id("consent", &input.consent, ConsentId::from_public) else {
            return Ok(ConsentPayload::wrong(form));
        };
        let withdrawal = ConsentWithdrawal { consent: id, withdrawn_at: input.withdrawn_at.0, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let key = input.idempotency_key.as_deref();
        let answer = consent::withdraw(door, caller, key, withdrawal, form.problems()).await;
        Ok(ConsentPayload::of(answer.map_err(|e| errors::public(ctx, e))?))
    }
}

/// The decision as given; none where the child or the sharing cannot be read.
fn new_consent(input: RecordConsentInput, form: &mut Form) -> Option<NewConsent> {
    let child = form.keep(input.child.key(&["input", "child"]));
    let sharing = form.keep(input.sharing.for_change());
    let giver = form.maybe("giver", input.giver.as_ref(), GiverId::from_public);
    Some(NewConsent {
        child: child?,
        sharing: sharing?,
        decision: input.decision.0,
        given_by: input.given_by.map(|w| w.0),
        giver_name: input.giver_name,
        giver,
        purposes: input.purposes.into_iter().map(|w| w.0).collect(),
        agency_kinds: input.agency_kinds.into_iter().map(|w| w.0).collect(),
        field_classes: input.field_classes.into_iter().map(|w| w.0).collect(),
        obtained_at: input.obtained_at.map(|at| at.0),
        expires_on: input.expires_on.map(|day| day.0),
        evidence: input.evidence,
    })
}
