//! What a second person answered. One answer each; none is taken back.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{ApprovalId, MembershipId, PersonId};

/// The answer of a second person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_answer")]
pub struct Model {
    /// What was asked for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApprovalId,
    /// Yes, or no.
    pub approved: bool,
    /// Why.
    pub reason: String,
    /// Who answered.
    pub person_id: PersonId,
    /// In which membership.
    pub membership_id: MembershipId,
    /// When.
    pub answered_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
