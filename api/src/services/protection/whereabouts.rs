//! Where a child is stays with few (R7). By a social worker of the area or governance with a second person; by the police, and
//! by who works with the child, at once and alone, for seventy-two hours: until then a social worker sets it for longer.

use entities::Date;
use entities::Instant;
use entities::ids::PersonId;
use entities::rows::protection;
use entities::words::{AccessAction, ProtectionKind, Relationship, Role};
use serde::Serialize;

use super::super::problems::Problems;
use super::{approval, ask, list, new_row, planned, recall};
use crate::disclosure::made::ProtectionView;
use crate::disclosure::{Caller, ChangeAnswer, ChildKey, Door, Plan, PlanError, Planning, Problem, Request, Sharing};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// For how long a marking holds that nobody else has looked at (R36).
const ALONE: i64 = 72 * Instant::HOUR;

/// A marking.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewMarking {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub reason: String,
    pub named: Vec<PersonId>,
    pub until: Option<Date>,
    pub approved_by: Option<PersonId>,
}

/// Protects where a child is.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn protect(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewMarking,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ProtectionView>, Error> {
    let ask = ask(new.child.clone(), Some(&new.sharing), ProtectionKind::Whereabouts, false, new.approved_by);
    let request = Request { action: AccessAction::Protect, mutation: "protectWhereabouts", key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, ProtectionKind::Whereabouts, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewMarking) -> Result<Plan<ProtectionView>, PlanError> {
    let mut problems = Problems::of(planning);
    let reason = problems.text("reason", &new.reason);
    let standings = planning.snapshot.standings(&new.named).await?;
    if !new.named.iter().all(|person| standings.iter().any(|s| s.person == *person)) {
        problems.add("named", "UNKNOWN_ID", "somebody named here does not work for any agency of the partnership");
    }
    let at = planning.caller.at;
    if new.until.is_some_and(|until| until < local_date(at)) {
        problems.add("until", "IN_THE_PAST", "this day is over: name a later one, or none");
    }
    let until = match (new.approved_by, standing(planning)) {
        (Some(approver), Standing::WithAnother | Standing::Either) => {
            approval::check(planning, &mut problems, approver).await?;
            new.until
        }
        (Some(_), Standing::Alone) => {
            let message =
                "you protect at once and alone, for 72 hours: leave this out, and ask a social worker to confirm";
            problems.add("approvedBy", "NOT_TAKEN", message);
            None
        }
        (None, Standing::WithAnother) => {
            let message = "name a manager or above in your agency or in the child's responsible authority";
            problems.add("approvedBy", "REQUIRED", message);
            None
        }
        (None, Standing::Alone | Standing::Either) => {
            let ends = local_date(at.plus(ALONE));
            Some(new.until.map_or(ends, |until| until.min(ends)))
        }
    };
    problems.check()?;
    let row = protection::Model {
        named: list(&new.named)?,
        until,
        ..new_row(planning, ProtectionKind::Whereabouts, reason, new.approved_by)?
    };
    planned(planning, row)
}

/// How the caller may protect whereabouts.
enum Standing {
    /// With a second person.
    WithAnother,
    /// At once and alone, for a time.
    Alone,
    /// Either.
    Either,
}

fn standing(planning: &Planning<'_>) -> Standing {
    let roles = planning.caller.roles;
    let facts = planning.opening.facts();
    let works = facts.relationship.widest == Relationship::Open;
    let with_another =
        roles.contains(Role::InformationGovernance) || (roles.contains(Role::SocialWorker) && facts.child.in_area);
    match (with_another, works && !governs_alone(planning) || roles.contains(Role::PoliceOfficer)) {
        (true, true) => Standing::Either,
        (true, false) => Standing::WithAnother,
        (false, _) => Standing::Alone,
    }
}

/// Governance has no caseload, so that it works with no child, whatever its agency does.
fn governs_alone(planning: &Planning<'_>) -> bool {
    planning.caller.roles.iter().all(|role| role == Role::InformationGovernance)
}
