//! The second person: somebody else, of standing, in the caller's agency or in the child's authority (R21, R36).

use entities::ids::{AgencyId, ApprovalId, PersonId, ProtectionId};
use entities::rows::approval;
use entities::words::{AccessAction, Position};

use super::super::problems::Problems;
use crate::disclosure::{PlanError, Planning, Standing};

/// A problem where the person named may not answer for the change.
pub(super) async fn check(
    planning: &Planning<'_>,
    problems: &mut Problems,
    approver: PersonId,
) -> Result<(), PlanError> {
    let standings = planning.snapshot.standings(&[approver]).await?;
    let caller = planning.caller;
    let agencies: Vec<AgencyId> =
        [Some(caller.agency.id), planning.opening.responsible_authority()].into_iter().flatten().collect();
    if !may_approve(caller.person, approver, &agencies, &standings) {
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

fn may_approve(caller: PersonId, approver: PersonId, agencies: &[AgencyId], standings: &[Standing]) -> bool {
    caller != approver
        && standings
            .iter()
            .any(|s| s.person == approver && s.position >= Position::Manager && agencies.contains(&s.agency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_manager_of_either_agency_may_and_nobody_for_themselves() {
        let (me, boss) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let (here, there) = (AgencyId(Uuid::from_u128(3)), AgencyId(Uuid::from_u128(4)));
        let at = |person, agency, position| Standing { person, agency, position };
        for (approver, standing, wanted) in [
            (boss, at(boss, here, Position::Manager), true),
            (boss, at(boss, here, Position::Director), true),
            (boss, at(boss, here, Position::Practitioner), false),
            (boss, at(boss, there, Position::Director), false),
            (boss, at(me, here, Position::Director), false),
            (me, at(me, here, Position::Director), false),
        ] {
            assert_eq!(may_approve(me, approver, &[here], &[standing]), wanted, "{standing:?}");
        }
        assert!(!may_approve(me, boss, &[here], &[]));
    }
}
