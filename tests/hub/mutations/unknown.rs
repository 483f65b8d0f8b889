//! Ids that name nobody and nothing, for every field that takes one.

use entities::ids::{AgencyId, ChildId, PersonId};

use super::good::Maker;

impl Maker<'_> {
    /// An id of the right form for a field that names nobody and nothing.
    pub fn unknown(field: &str) -> String {
        use entities::ids::{
            ApprovalId, CheckId, CheckRoundId, ConcernId, ConsentId, EntryId, EscalationId, GiverId, InvolvementId,
            JointDecisionId, OutcomeId, ProtectionId, SharingReviewId, SuccessionId, WorkId,
        };
        let uuid = uuid::Uuid::new_v4();
        match field {
            "id" | "matchWith" => ChildId(uuid).public(),
            "agency" | "agencies" | "tell" | "to" | "school" | "generalPractice" | "ownerAgency" => {
                AgencyId(uuid).public()
            }
            "approval" => ApprovalId(uuid).public(),
            "check" => CheckId(uuid).public(),
            "concern" | "rating" => ConcernId(uuid).public(),
            "jointDecision" => JointDecisionId(uuid).public(),
            "escalation" => EscalationId(uuid).public(),
            "round" => CheckRoundId(uuid).public(),
            "entry" | "evidence" => EntryId(uuid).public(),
            "consent" => ConsentId(uuid).public(),
            "involvement" => InvolvementId(uuid).public(),
            "protection" => ProtectionId(uuid).public(),
            "review" => SharingReviewId(uuid).public(),
            "succession" => SuccessionId(uuid).public(),
            "work" => WorkId(uuid).public(),
            "outcome" => OutcomeId(uuid).public(),
            "giver" | "aboutAdults" => GiverId(uuid).public(),
            "approvedBy" | "named" | "custodians" | "practitioner" | "practitioners" => PersonId(uuid).public(),
            other => panic!("what does {other} name?"),
        }
    }
}
