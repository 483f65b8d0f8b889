//! A sharing that began and holds for a time: without an anchor (R10), or by emergency (R31).

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{ChildId, MembershipId};
use crate::words::SharingPurpose;

/// A sharing that began and holds for a time: without an anchor (R10), or by emergency (R31).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening")]
pub struct Model {
    /// The row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose.
    pub membership_id: MembershipId,
    /// The child.
    pub child_id: ChildId,
    /// For what.
    pub purpose: SharingPurpose,
    /// By emergency, else without an anchor.
    pub emergency: bool,
    /// From when.
    pub started_at: Instant,
    /// Until when.
    pub until: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
