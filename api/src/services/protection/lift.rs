//! A restriction, a bar or a marking of whereabouts is to end. Tightening is quick, lifting takes two: it ends when the second
//! person has said yes, in their own session (R36).

use entities::Set;
use entities::ids::{PersonId, ProtectionId};
use entities::words::{AccessAction, ProtectionKind};
use serde::Serialize;

use super::super::problems::Problems;
use super::{approval, ask, lost, recall};
use crate::disclosure::made::ProtectionView;
use crate::disclosure::{Caller, ChangeAnswer, Door, Plan, PlanError, Planning, Problem, Request, Rows};
use crate::error::Error;

/// The end of a protection.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct Lifting {
    pub protection: ProtectionId,
    pub reason: String,
    pub approved_by: PersonId,
}

/// Asks a second person to lift a protection of that kind; the mutation is named as in the contract.
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
    let ask = ask(child, None, kind, true, Some(lifting.approved_by));
    let request = Request { action: AccessAction::Protect, mutation, key, said: &lifting, form };
    door.change(
        caller,
        request,
        ask,
        move |planning, lifting| Box::pin(plan(planning, kind, lifting)),
        move |planning, _, made| Box::pin(recall(planning, kind, made)),
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
    } else if planning.snapshot.lifting_waits(before.id, caller.at).await? {
        problems.add(
            "protection",
            "WAITING",
            "lifting it waits for an answer already: until that is due, ask nobody else",
        );
    }
    let reason = problems.text("reason", &lifting.reason);
    approval::check(planning, &mut problems, lifting.approved_by).await?;
    problems.check()?;
    // It holds until the second person has said yes.
    let (view, made) = (ProtectionView::of(&before), before.id.to_string());
    let mut rows = Rows::new();
    rows.add(approval::asking(planning, lifting.approved_by, (before.id, true), &reason)?);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}
