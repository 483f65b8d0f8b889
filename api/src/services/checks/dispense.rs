//! A manager decides, in their own session, that a concern is screened or a check goes out without consent (R14, R19). Whoever
//! asked decides nothing for themselves; which reasons count against a refusal is the rule book's to say (R21).

use entities::Set;
use entities::ids::{CheckId, ConcernId, DispensingId};
use entities::rows::{dispensing_decision, safeguarding_check};
use entities::words::{AccessAction, CheckGround, CheckStatus, DispenseReason, Position};
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::{asked, due, lost, made, made_before, standing};
use crate::disclosure::check::RecordedChecks;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Dispensed, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sending,
};
use crate::error::Error;

/// A decision to go on without consent.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewDispensing {
    pub on: Dispensed,
    pub dispense_reason: DispenseReason,
    pub reason: String,
}

/// Whether somebody of that position decides to go on without consent. That they did not ask themselves is looked at when they do.
pub fn may_dispense(caller: &Caller) -> bool {
    caller.position >= Position::Manager
}

/// Records a decision to go on without consent; a check that waited for it goes out.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn dispense(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewDispensing,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RecordedChecks>, Error> {
    let (child, record) = door.child_to_dispense(caller, &new.on).await?;
    let ask = ChangeAsk { gate: Gate::Check, child, sharing: None, record, approver: None };
    let (action, mutation) = (AccessAction::Check, "recordDispensingDecision");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, new, made| Box::pin(recall(planning, new, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewDispensing) -> Result<Plan<RecordedChecks>, PlanError> {
    let caller = planning.caller;
    let mut problems = Problems::of(planning);
    if !may_dispense(caller) {
        problems.add("on", "NOT_A_MANAGER", "a manager or above decides to go on without consent: ask yours");
    }
    let check = match new.on {
        Dispensed::Concern(id) => {
            concern(planning, new, id, &mut problems).await?;
            None
        }
        Dispensed::Check(id) => Some(sent(planning, new, id, &mut problems).await?),
    };
    let reason = problems.text("reason", &new.reason);
    problems.check()?;
    let (concern_id, check_id) = match new.on {
        Dispensed::Concern(id) => (Some(id), None),
        Dispensed::Check(id) => (None, Some(id)),
    };
    let decision = dispensing_decision::Model {
        id: DispensingId(planning.uuid()?),
        child_id: planning.opening.child(),
        concern_id,
        check_id,
        dispense_reason: new.dispense_reason,
        reason,
        agency_id: caller.agency.id,
        person_id: caller.person,
        decided_at: caller.at,
        log: 0,
        seq: 0,
    };
    let made = format!("{}/{}", decision.id, check.as_ref().map(made).unwrap_or_default());
    let view = view(planning, decision.id, new.on, check.clone()).await?;
    let mut rows = Rows::new();
    rows.add(decision);
    if let Some(check) = check {
        if check.sent_at == Some(caller.at) {
            planning.tell(&mut rows, [Event::check_requested(&check)]);
        }
        rows.add(check);
    }
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}

/// Whether the decision counts on that concern.
async fn concern(
    planning: &Planning<'_>,
    new: &NewDispensing,
    id: ConcernId,
    problems: &mut Problems,
) -> Result<(), PlanError> {
    let raiser = planning.snapshot.raiser_of(planning.opening, id).await?.ok_or_else(lost)?;
    if raiser == planning.caller.person {
        problems.add("on", "OWN_REQUEST", "you raised this concern: another manager decides");
    }
    if !planning.opening.dispenses(new.dispense_reason) {
        does_not_count(problems);
    }
    Ok(())
}

/// The check as it goes out by the decision, or as it was out before and now rests on it.
async fn sent(
    planning: &Planning<'_>,
    new: &NewDispensing,
    id: CheckId,
    problems: &mut Problems,
) -> Result<safeguarding_check::Model, PlanError> {
    let (before, at) = (standing(planning, id).await?, planning.caller.at);
    if before.person_id == planning.caller.person {
        problems.add("on", "OWN_REQUEST", "you asked for this check: another manager decides");
    }
    if matches!(before.status, CheckStatus::Answered | CheckStatus::Withdrawn) {
        problems.add("on", "OVER", "this check was answered or taken back: there is nothing left to decide");
    }
    let (purpose, kind, classes) = (before.purpose, before.asked_kind, before.classes);
    let decided = Some(new.dispense_reason);
    let ground = planning.opening.sends(Sending { purpose, kind, classes, decided }, at);
    if ground != Some(CheckGround::DispensingDecision) {
        does_not_count(problems);
    }
    Ok(safeguarding_check::Model {
        version: before.version + 1,
        status: CheckStatus::Open,
        ground,
        sent_at: before.sent_at.or(Some(at)),
        due_at: before.due_at.or_else(|| Some(due(planning, before.key_point))),
        log: 0,
        seq: 0,
        ..before
    })
}

fn does_not_count(problems: &mut Problems) {
    problems.add(
        "dispenseReason",
        "REASON_DOES_NOT_COUNT",
        "this reason does not count against a refusal: where the child may come to harm, give that reason",
    );
}

/// What the manager gets back: the decision, and the check where their own agency asked for it.
async fn view(
    planning: &Planning<'_>,
    decision: DispensingId,
    on: Dispensed,
    check: Option<safeguarding_check::Model>,
) -> Result<RecordedChecks, PlanError> {
    let checks = match check.filter(|row| row.agency_id == planning.caller.agency.id) {
        Some(row) => Some(asked(planning, row).await?),
        None => None,
    };
    Ok(RecordedChecks::decided(checks, decision, on))
}

async fn recall(planning: &Planning<'_>, new: &NewDispensing, made: String) -> Result<RecordedChecks, PlanError> {
    let (decision, check) = made.split_once('/').ok_or_else(lost)?;
    let id: DispensingId = decision.parse().map_err(|_| lost())?;
    let row = planning.snapshot.own_dispensing(planning.opening, planning.caller, id).await?.ok_or_else(lost)?;
    let check = if check.is_empty() { None } else { Some(made_before(planning, check).await?) };
    view(planning, row.id, new.on, check).await
}
