//! The second person: somebody else, of standing, in the caller's agency or in the child's authority (R21, R36).

use entities::ids::{ApprovalId, PersonId, ProtectionId};
use entities::rows::approval;
use entities::words::AccessAction;

use super::super::problems::Problems;
use crate::disclosure::{PlanError, Planning};

/// A problem where the person named may not answer for the change.
pub(super) async fn check(
    planning: &Planning<'_>,
    problems: &mut Problems,
    approver: PersonId,
) -> Result<(), PlanError> {
    let standings = planning.snapshot.standings(&[approver]).await?;
    let asker = planning.caller.asking(planning.opening.responsible_authority());
    if !standings.iter().any(|standing| standing.may_answer(asker)) {
        problems.add(
            "approvedBy",
            "NOT_AN_APPROVER",
            "name somebody else: a manager or above in your agency or in the child's responsible authority",
        );
    }
    Ok(())
}

/// What is put before the second person: a protection that holds already, or one that is to be lifted.
pub(super) fn asking(
    planning: &Planning<'_>,
    approver: PersonId,
    (protection, lifting): (ProtectionId, bool),
    reason: &str,
) -> Result<approval::Model, PlanError> {
    let caller = planning.caller;
    Ok(approval::Model {
        id: ApprovalId(planning.uuid()?),
        approver_id: approver,
        person_id: caller.person,
        membership_id: caller.membership,
        agency_id: caller.agency.id,
        child_id: planning.opening.child(),
        action: AccessAction::Protect,
        purpose: None,
        dispense_reason: None,
        emergency: false,
        justification: Some(reason.to_owned()),
        protection_id: Some(protection),
        lifting,
        asked_at: caller.at,
        due_at: planning.calendar().add_working_days(caller.at, 1),
        log: 0,
        seq: 0,
    })
}
