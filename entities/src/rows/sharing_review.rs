//! What waits for a person's decision because a young person objected (R24). Never changed; the decision is a row of its own.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ChildId, MembershipId, PersonId, SharingReviewId};
use crate::words::{AgencyKind, SharingPurpose};

/// A request to decide on what an objection holds back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_review")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SharingReviewId,
    /// The child who objected.
    pub child_id: ChildId,
    /// Who asks.
    pub person_id: PersonId,
    /// In which membership.
    pub membership_id: MembershipId,
    /// For which agency: a decision holds for its people.
    pub agency_id: AgencyId,
    /// That agency's kind.
    pub agency_kind: AgencyKind,
    /// For which purpose the record was asked for: a decision holds for it.
    pub purpose: SharingPurpose,
    /// The log of the access that was held back.
    pub entry_log: i32,
    /// The sequence of that access.
    pub entry_seq: i64,
    /// Why, in the asker's words.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Instant,
    /// By when a decision is due.
    pub due_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
