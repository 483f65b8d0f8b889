//! What a person decided on what an objection holds back (R24). One decision each; none is taken back.

use sea_orm::entity::prelude::*;

use crate::ids::{MembershipId, PersonId, SharingReviewId};
use crate::words::FieldClass;
use crate::{Date, Instant, Set};

/// A decision on a sharing review.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sharing_review_decision")]
pub struct Model {
    /// What is decided.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SharingReviewId,
    /// Whether anything is allowed.
    pub allowed: bool,
    /// Which classes; none where nothing is.
    pub classes: Set<FieldClass>,
    /// The last day on which they are; none where nothing is.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub person_id: PersonId,
    /// In which membership.
    pub membership_id: MembershipId,
    /// When.
    pub decided_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
