//! An escalation is raised to the next stage by those who raised it, or answered by a person of the position of its stage.

use entities::Word;
use entities::ids::EscalationId;
use entities::rows::escalation;
use entities::words::{AccessAction, EscalationAction, EscalationOutcome, EscalationStage, EscalationStatus, Position};
use serde::Serialize;

use super::super::problems::Problems;
use super::{lost, made, planned, waiting};
use crate::disclosure::escalations::{EscalationView, Told};
use crate::disclosure::{Caller, ChangeAnswer, Door, Plan, PlanError, Problem, Recording, Request};
use crate::error::Error;
use crate::plain::mash_clocks::escalation_stage;

/// An escalation to be raised to the next stage.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewRaise {
    pub escalation: EscalationId,
    pub expected_version: i32,
    pub reason: String,
}

/// An answer to an escalation.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewAnswer {
    pub escalation: EscalationId,
    pub expected_version: i32,
    pub outcome: EscalationOutcome,
    pub reason: String,
    pub learning: Option<String>,
}

/// Raises an escalation to the next stage.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn raise_further(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewRaise,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<EscalationView>, Error> {
    let judged = door.escalation_judged_by(caller, new.escalation).await?;
    let (action, mutation) = (AccessAction::Decide, "raiseEscalation");
    let request = Request { action, mutation, key, said: &new, form };
    made(door, caller, judged, request, |recording, new, told| Box::pin(plan_raise(recording, new, told))).await
}

/// Answers an escalation.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn answer(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewAnswer,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<EscalationView>, Error> {
    let judged = door.escalation_judged_by(caller, new.escalation).await?;
    let (action, mutation) = (AccessAction::Decide, "answerEscalation");
    let request = Request { action, mutation, key, said: &new, form };
    made(door, caller, judged, request, |recording, new, told| Box::pin(plan_answer(recording, new, told))).await
}

/// The escalation as it stands, and the stage in which it is by now.
async fn standing(
    recording: &Recording<'_>,
    id: EscalationId,
) -> Result<(escalation::Model, EscalationStage), PlanError> {
    let (row, _) = recording.snapshot.escalation(recording.caller, id, None).await?.ok_or_else(lost)?;
    let dues = [row.due_practitioner, row.due_line_manager, row.due_senior_manager, row.due_director, row.due_partners];
    let stage = match row.status {
        EscalationStatus::Open => escalation_stage(row.stage, dues, recording.caller.at).0,
        EscalationStatus::Answered => row.stage,
    };
    Ok((row, stage))
}

async fn plan_raise(recording: &Recording<'_>, new: &NewRaise, told: Told) -> Result<Plan<EscalationView>, PlanError> {
    let caller = recording.caller;
    let (before, stage) = standing(recording, new.escalation).await?;
    let mut problems = Problems::of(recording);
    problems.version(new.expected_version, before.version);
    if !caller.agency.owns(before.raised_agency) {
        problems.add("escalation", "NOT_YOURS_TO_RAISE", "the agency that raised it raises it further: answer it");
    }
    let next = EscalationStage::ALL.iter().copied().find(|next| *next > stage);
    if next.is_none() {
        problems.add("escalation", "ILLEGAL_STEP", "the safeguarding partners have it: there is no further stage");
    }
    let reason = problems.text("reason", &new.reason);
    problems.check()?;
    let row = escalation::Model {
        version: before.version + 1,
        action: EscalationAction::RaisedFurther,
        status: EscalationStatus::Open,
        outcome: None,
        learning: None,
        reason,
        agency_id: caller.agency.id,
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
        ..before
    };
    Ok(planned(recording, waiting(recording, row, next.ok_or_else(lost)?, caller.at), told))
}

/// The least position that answers at a stage; the partners' answer is given by a director.
const fn position(stage: EscalationStage) -> Position {
    match stage {
        EscalationStage::Practitioner => Position::Practitioner,
        EscalationStage::LineManager => Position::Manager,
        EscalationStage::SeniorManager => Position::SeniorManager,
        EscalationStage::Director | EscalationStage::SafeguardingPartners => Position::Director,
    }
}

async fn plan_answer(
    recording: &Recording<'_>,
    new: &NewAnswer,
    told: Told,
) -> Result<Plan<EscalationView>, PlanError> {
    let caller = recording.caller;
    let (before, stage) = standing(recording, new.escalation).await?;
    let mut problems = Problems::of(recording);
    problems.version(new.expected_version, before.version);
    // Who raised it, at whichever stage, answers it for no agency.
    let steps = recording.snapshot.escalation_steps(&[before.id]).await?;
    let raiser = steps.iter().any(|step| step.action != EscalationAction::Answered && step.person_id == caller.person);
    if !caller.agency.owns(before.appealed_to) || raiser {
        problems.add("escalation", "NOT_YOURS_TO_ANSWER", "the agency that it is raised against answers it");
    } else if before.status == EscalationStatus::Answered {
        problems.add("escalation", "ILLEGAL_STEP", "it was answered before: those who raised it may raise it further");
    } else if caller.position < position(stage) {
        let least = position(stage);
        problems.add("escalation", "POSITION", format!("at this stage a person of position {least} or above answers"));
    }
    let reason = problems.text("reason", &new.reason);
    let learning = problems.optional("learning", new.learning.as_deref());
    problems.check()?;
    let row = escalation::Model {
        version: before.version + 1,
        action: EscalationAction::Answered,
        status: EscalationStatus::Answered,
        stage,
        outcome: Some(new.outcome),
        learning,
        reason,
        agency_id: caller.agency.id,
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
        ..before
    };
    Ok(planned(recording, row, told))
}
