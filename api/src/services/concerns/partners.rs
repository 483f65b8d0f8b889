//! What becomes of the questions that are still put to partner agencies when a concern is decided, by whichever way: they are
//! decided with it. Whoever was asked is told what was decided, and may disagree.

use entities::ids::{ConcernId, JointDecisionId};
use entities::rows::joint_decision;
use entities::words::{ConcernDecision, JointDecisionStatus};

use crate::disclosure::{PlanError, Planning, Rows};

/// Decides all that is still asked on the concern, but for the joint decision by which it is decided. From then on no view is
/// taken, and nothing is asked: who comes at the same time is planned again.
pub(super) async fn decided_with(
    planning: &Planning<'_>,
    concern: ConcernId,
    decision: ConcernDecision,
    by: Option<JointDecisionId>,
    rows: &mut Rows,
) -> Result<(), PlanError> {
    let (caller, snapshot) = (planning.caller, planning.snapshot);
    rows.add(snapshot.turn(concern.to_string()).await?);
    for open in snapshot.open_decisions(planning.opening, caller, concern).await? {
        if by == Some(open.row.id) {
            continue;
        }
        rows.add(joint_decision::Model {
            version: open.row.version.saturating_add(1),
            status: JointDecisionStatus::Decided,
            decision: Some(decision),
            decided_agency: Some(caller.agency.id),
            decided_by: Some(caller.person),
            decided_at: Some(caller.at),
            alone: !open.others_heard,
            log: 0,
            seq: 0,
            ..open.row
        });
    }
    Ok(())
}
