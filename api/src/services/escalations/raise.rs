//! An escalation is raised: against what stands, with the agency that is to answer for it.

use entities::ids::EscalationId;
use entities::rows::escalation;
use entities::words::{AccessAction, EscalationAction, EscalationStage, EscalationStatus};
use serde::Serialize;

use super::super::problems::Problems;
use super::{lost, made, planned, waiting};
use crate::disclosure::escalations::{EscalationView, Told};
use crate::disclosure::{Caller, ChangeAnswer, Disputed, Door, Plan, PlanError, Problem, Recording, Request};
use crate::error::Error;

/// An escalation to be raised.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewEscalation {
    pub on: Disputed,
    pub reason: String,
}

/// Raises an escalation.
///
/// # Errors
/// FORBIDDEN for who runs the hub, where it is about no child; and where the hub cannot answer. Then nothing was recorded.
pub async fn raise(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewEscalation,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<EscalationView>, Error> {
    let judged = door.dispute_judged_by(caller, new.on).await?;
    let (action, mutation) = (AccessAction::Decide, "escalate");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    made(door, caller, judged, request, |recording, new, told| Box::pin(plan(recording, new, told))).await
}

/// The field that names what is disputed.
const fn field(on: Disputed) -> &'static str {
    match on {
        Disputed::JointDecision(_) => "on.jointDecision",
        Disputed::Decision(_) => "on.concern",
        Disputed::Rating(_) => "on.rating",
        Disputed::Check(_) => "on.check",
        Disputed::Refusal(_) => "on.accessLogEntry",
    }
}

async fn plan(recording: &Recording<'_>, new: &NewEscalation, told: Told) -> Result<Plan<EscalationView>, PlanError> {
    let caller = recording.caller;
    let dispute = recording.snapshot.dispute(caller, new.on).await?.ok_or_else(lost)?;
    let mut problems = Problems::of(recording);
    let field = field(new.on);
    if !dispute.ripe {
        problems.add(
            field,
            "NOTHING_TO_DISPUTE",
            "nothing was decided, rated, declined or withheld here that you were told of: wait for that",
        );
    }
    let appealed_to = dispute.answered_by(caller);
    if dispute.ripe && dispute.appealed_to.is_none() {
        problems.add(
            field,
            "NO_AUTHORITY",
            "your agency serves no authority's area, so nobody here could answer: ring the agency that you disagree with",
        );
    } else if dispute.ripe && appealed_to.is_none() {
        problems.add(field, "OWN_AGENCY", "your own agency would answer: talk to your manager");
    }
    let reason = problems.text("reason", &new.reason);
    problems.check()?;
    let stage = EscalationStage::Practitioner;
    let row = escalation::Model {
        id: EscalationId(recording.uuid()?),
        version: 1,
        child_id: dispute.child,
        concern_id: dispute.concern,
        against: dispute.against,
        subject: dispute.subject,
        raised_agency: caller.agency.id,
        raised_by: caller.person,
        appealed_to: appealed_to.ok_or_else(lost)?,
        raised_at: caller.at,
        action: EscalationAction::Raised,
        status: EscalationStatus::Open,
        stage,
        due_practitioner: caller.at,
        due_line_manager: caller.at,
        due_senior_manager: caller.at,
        due_director: caller.at,
        due_partners: caller.at,
        outcome: None,
        learning: None,
        reason,
        agency_id: caller.agency.id,
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
    };
    Ok(planned(recording, waiting(recording, row, stage, caller.at), told))
}
