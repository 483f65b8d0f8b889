//! Deciding to go on without consent.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use entities::ids::{CheckId, ConcernId};
use entities::words::DispenseReason;

use super::super::check::Check;
use super::super::errors;
use super::super::input::Form;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::disclosure::Dispensed;
use crate::services::checks::{self, NewDispensing};

/// On what it is decided; exactly one of these.
#[derive(Clone, Debug, OneofObject)]
pub enum DispensingSubject {
    /// A concern that came to your agency or MASH to decide.
    Concern(ID),
    /// A check that your agency asked for, or about a child for whom your authority is responsible.
    Check(ID),
}

/// A decision to go on without consent.
#[derive(Clone, Debug, InputObject)]
pub struct RecordDispensingDecisionInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// On what it is decided.
    pub on: DispensingSubject,
    /// Why consent is gone without.
    pub dispense_reason: W<DispenseReason>,
    /// The same in your own words.
    pub reason: String,
}

/// A decision to go on without consent, as its manager made it.
#[derive(SimpleObject)]
pub struct DispensingDecision {
    /// The hub's id.
    id: ID,
    /// The concern that it stands on.
    concern: Option<ID>,
    /// The check that it stands on, as it went out, where your agency asked for it.
    check: Option<Check>,
}

/// What became of a decision.
#[derive(SimpleObject)]
pub struct DispensingDecisionPayload {
    /// The decision.
    decision: Option<DispensingDecision>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Deciding to go on without consent.
#[derive(Default)]
pub struct DispensingMutation;

/// Deciding to go on without consent.
#[Object]
impl DispensingMutation {
    /// Decide, as a manager and not as who asked, that a concern is screened or a check goes out without consent.
    async fn record_dispensing_decision(
        &self,
        ctx: &Context<'_>,
        input: RecordDispensingDecisionInput,
    ) -> Result<DispensingDecisionPayload> {
        let mut form = Form::default();
        let on = match &input.on {
            DispensingSubject::Concern(id) => form.id("on.concern", id, ConcernId::from_public).map(Dispensed::Concern),
            DispensingSubject::Check(id) => form.id("on.check", id, CheckId::from_public).map(Dispensed::Check),
        };
        let Some(on) = on else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(DispensingDecisionPayload { decision: None, refused: None, problems });
        };
        let new = NewDispensing { on, dispense_reason: input.dispense_reason.0, reason: input.reason };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = checks::dispense(door, caller, &input.idempotency_key, new, form.problems()).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let mut decision = None;
        if let Some(view) = &done
            && let Some((id, on)) = view.decision()
        {
            let concern = match on {
                Dispensed::Concern(concern) => Some(concern.public().into()),
                Dispensed::Check(_) => None,
            };
            let check = Check::recorded(ctx, view).await?.pop();
            decision = Some(DispensingDecision { id: id.public().into(), concern, check });
        }
        Ok(DispensingDecisionPayload { decision, refused, problems })
    }
}
