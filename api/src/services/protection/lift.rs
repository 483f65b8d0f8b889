//! A restriction or a bar ends. Tightening is quick, lifting takes two (R36).

use entities::ids::{PersonId, ProtectionId};
use entities::rows::protection;
use entities::words::{AccessAction, ProtectionKind};
use serde::Serialize;

use super::super::problems::Problems;
use super::{approval, ask, lost, planned, recall};
use crate::disclosure::made::ProtectionView;
use crate::disclosure::{Caller, ChangeAnswer, Door, Plan, PlanError, Planning, Problem, Request};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// The version that lifting makes.
const LIFTED: i32 = 2;

/// The end of a protection.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct Lifting {
    pub protection: ProtectionId,
    pub reason: String,
    pub approved_by: PersonId,
}

/// Lifts a protection of that kind; the mutation is named as in the contract.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn lift(
    door: &Door,
    caller: &Caller,
    (mutation, kind): (&'static str, ProtectionKind),
    key: Option<&str>,
    lifting: Lifting,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ProtectionView>, Error> {
    let child = door.child_of_protection(kind, lifting.protection).await?;
    let mut ask = ask(child, None, kind, lifting.approved_by);
    ask.record.recorded = true;
    let request = Request { action: AccessAction::Protect, mutation, key, said: &lifting, form };
    door.change(
        caller,
        request,
        ask,
        move |planning, lifting| Box::pin(plan(planning, kind, lifting)),
        move |planning, _, made| Box::pin(recall(planning, kind, made, LIFTED)),
    )
    .await
}

async fn plan(
    planning: &Planning<'_>,
    kind: ProtectionKind,
    lifting: &Lifting,
) -> Result<Plan<ProtectionView>, PlanError> {
    let caller = planning.caller;
    let found = planning.snapshot.protection(planning.opening, kind, lifting.protection, None).await?;
    let before = found.ok_or_else(lost)?;
    let mut problems = Problems::of(planning);
    if before.lifted {
        problems.add("protection", "LIFTED", "it was lifted before: there is nothing left to do");
    }
    let reason = problems.text("reason", &lifting.reason);
    approval::check(planning, &mut problems, lifting.approved_by).await?;
    problems.check()?;
    let row = protection::Model {
        version: LIFTED,
        reason,
        until: Some(local_date(caller.at)),
        lifted: true,
        approved_by: Some(lifting.approved_by),
        recorded_agency_id: caller.agency.id,
        recorded_by: caller.person,
        log: 0,
        seq: 0,
        ..before
    };
    Ok(planned(row))
}
