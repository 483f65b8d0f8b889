//! The mutations, one file per piece of the work. Expected outcomes (a refusal, a problem with the input) are data in the
//! payload.

mod access_log;
mod approval;
mod check;
mod check_entry;
mod child;
mod chronology;
mod concern;
mod concern_steps;
mod conflict;
mod consent;
mod correction;
mod dispensing;
mod escalation;
mod involvement;
mod joint_decision;
mod level;
mod patch;
mod payload;
mod police_report;
mod possible_match;
mod protection;
mod responsibility;
mod sharing_review;
mod succession;
mod work;
mod work_input;

use async_graphql::MergedObject;

pub use access_log::AccessLogMutation;
pub use approval::ApprovalMutation;
pub use check::CheckMutation;
pub use child::ChildMutation;
pub use chronology::ChronologyMutation;
pub use concern::ConcernMutation;
pub use concern_steps::ConcernStepMutation;
pub use conflict::ConflictMutation;
pub use consent::ConsentMutation;
pub use correction::CorrectionMutation;
pub use dispensing::DispensingMutation;
pub use escalation::EscalationMutation;
pub use involvement::InvolvementMutation;
pub use joint_decision::JointDecisionMutation;
pub use level::LevelMutation;
pub use police_report::PoliceReportMutation;
pub use possible_match::PossibleMatchMutation;
pub use protection::ProtectionMutation;
pub use responsibility::ResponsibilityMutation;
pub use sharing_review::SharingReviewMutation;
pub use succession::SuccessionMutation;
pub use work::WorkMutation;

/// Everything that can be recorded.
#[derive(Default, MergedObject)]
pub struct Mutation(
    AccessLogMutation,
    ApprovalMutation,
    ConcernMutation,
    ConcernStepMutation,
    ConflictMutation,
    ChronologyMutation,
    CorrectionMutation,
    LevelMutation,
    ChildMutation,
    ConsentMutation,
    InvolvementMutation,
    PoliceReportMutation,
    PossibleMatchMutation,
    ProtectionMutation,
    ResponsibilityMutation,
    SharingReviewMutation,
    SuccessionMutation,
    CheckMutation,
    DispensingMutation,
    JointDecisionMutation,
    EscalationMutation,
    WorkMutation,
);
