//! The safeguarding checks that a step needs: it waits until every kind of agency expected at its key point has answered, or it
//! is taken for a reason that is kept with it. What was passed so stays among the missing checks.

use entities::Date;
use entities::words::{KeyPoint, WorkDecision, WorkKind};

use super::super::problems::Problems;
use super::Doing;
use crate::disclosure::{PlanError, Planning};

/// The key point that a step passes and waits for; none where none does. A strategy discussion and the start of an enquiry are
/// not kept waiting: what was not asked before them is missing.
pub(super) fn key_point(doing: &Doing, kind: WorkKind) -> Option<KeyPoint> {
    match doing {
        Doing::Authorise => Some(KeyPoint::AssessmentAuthorisation),
        Doing::OpenConference { .. } => Some(KeyPoint::InitialConference),
        Doing::Review(_) if kind == WorkKind::ChildProtectionPlan => Some(KeyPoint::ReviewConference),
        Doing::StepDown { .. } => Some(KeyPoint::StepDown),
        Doing::Close => Some(KeyPoint::Closure),
        // The case ends with that decision.
        Doing::Hold { decision } | Doing::Conclude { decision } if *decision == WorkDecision::NoFurtherAction => {
            Some(KeyPoint::Closure)
        }
        _ => None,
    }
}

/// Why the step is taken without its checks, where any is missing; a problem where no reason is given. To whoever may not ask for
/// checks about the child, what other agencies were answered is withheld (R14): for them only what was answered to their own counts.
pub(in crate::services) async fn waited_for(
    planning: &Planning<'_>,
    problems: &mut Problems,
    key_point: KeyPoint,
    day: Date,
    reason: Option<String>,
) -> Result<Option<String>, PlanError> {
    let missing = planning.snapshot.unanswered(planning.opening, planning.caller, key_point, day).await?;
    if missing.is_empty() {
        return Ok(None);
    }
    if reason.is_none() {
        let kinds: Vec<String> = missing.iter().map(ToString::to_string).collect();
        problems.add(
            "withoutChecks",
            "CHECKS_MISSING",
            format!(
                "no check for {key_point} was answered by {}: wait for them, or give the reason why it cannot wait",
                kinds.join(", ")
            ),
        );
    }
    Ok(reason)
}
