//! Which step may follow on which: the one table of it. It looks at a row and a step and at nothing else.

use entities::rows::case_work;
use entities::words::{WorkDecision, WorkKind, WorkStatus};

use super::Doing;

/// Whether the step may follow on what stands; else what to do. `freed` says that a plan may end otherwise than by a review:
/// the child is grown up, or the authority is no longer responsible.
pub(super) fn legal(doing: &Doing, stands: &case_work::Model, freed: bool) -> Result<(), &'static str> {
    use WorkKind as K;
    use WorkStatus as S;
    match (doing, stands.kind, stands.status) {
        (_, _, S::Closed) => Err("this work is closed: begin a new piece of work"),
        (Doing::Seen { .. }, _, _)
        | (Doing::Complete { .. }, K::Assessment, S::Open | S::Completed)
        | (Doing::Authorise, K::Assessment, S::Completed)
        | (Doing::Hold { .. }, K::StrategyDiscussion, S::Open)
        | (Doing::StartEnquiry, K::StrategyDiscussion, S::Concluded)
        | (Doing::Conclude { .. }, K::Section47Enquiry, S::Open)
        | (Doing::OpenConference { .. }, K::Section47Enquiry, S::Concluded)
        | (Doing::MakePlan { .. }, K::InitialConference, S::Open)
        | (Doing::Review(_), K::ChildProtectionPlan | K::EarlyHelpPlan, S::Open)
        | (Doing::StepUp { .. } | Doing::StepDown { .. }, K::EarlyHelpPlan, _)
        | (Doing::StepUp { .. } | Doing::StepDown { .. }, K::Assessment, S::Concluded)
        | (Doing::StepDown { .. }, K::ChildProtectionPlan, S::Concluded) => Ok(()),
        (Doing::Close, K::ChildProtectionPlan, S::Open) if !freed => {
            Err("a plan ends by what a review conference decides: record the review")
        }
        (Doing::Close, _, _) => Ok(()),
        (Doing::Complete { .. }, K::Assessment, _) => Err("this assessment is authorised: it is not written again"),
        (Doing::Authorise, K::Assessment, S::Concluded) => Err("this assessment was authorised before"),
        (Doing::Authorise, K::Assessment, _) => Err("the assessment is to be completed first"),
        (Doing::Complete { .. } | Doing::Authorise, _, _) => Err("this is no assessment"),
        (Doing::Hold { .. }, K::StrategyDiscussion, _) => Err("this discussion was held before"),
        (Doing::Hold { .. }, _, _) => Err("this is no strategy discussion"),
        (Doing::StartEnquiry, _, _) => Err("an enquiry begins from a strategy discussion that decided on one"),
        (Doing::Conclude { .. }, K::Section47Enquiry, _) => Err("this enquiry was concluded before"),
        (Doing::Conclude { .. }, _, _) => Err("this is no section 47 enquiry"),
        (Doing::OpenConference { .. }, _, _) => Err("a conference is opened from an enquiry that led to one"),
        (Doing::MakePlan { .. }, _, _) => Err("a child protection plan is made from an initial conference"),
        (Doing::Review(_), K::ChildProtectionPlan | K::EarlyHelpPlan, _) => {
            Err("this plan has ended: step down, or close it")
        }
        (Doing::Review(_), _, _) => Err("a plan is reviewed: this is none"),
        (Doing::StepDown { .. }, K::ChildProtectionPlan, _) => {
            Err("a plan ends by what a review conference decides: record the review, and step down then")
        }
        (Doing::StepUp { .. } | Doing::StepDown { .. }, K::Assessment, _) => {
            Err("the assessment is to be authorised first")
        }
        (Doing::StepUp { .. } | Doing::StepDown { .. }, _, _) => {
            Err("one steps up or down from an assessment or a plan: conclude this work, or close it")
        }
    }
}

/// Whether a step may lead to that decision.
pub(super) fn fits(doing: &Doing, decision: WorkDecision) -> bool {
    use WorkDecision as D;
    match doing {
        Doing::Complete { .. } => {
            matches!(decision, D::NoFurtherAction | D::EarlyHelp | D::ChildInNeed | D::StrategyDiscussion)
        }
        Doing::Hold { .. } => matches!(decision, D::Section47Enquiry | D::Assessment | D::NoFurtherAction),
        Doing::Conclude { .. } => matches!(decision, D::InitialConference | D::ChildInNeed | D::NoFurtherAction),
        Doing::Review(_) => matches!(decision, D::PlanContinues | D::PlanEnds),
        _ => false,
    }
}
