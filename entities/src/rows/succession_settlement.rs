//! A bar, conflict or marking that meets a successor, settled before the succession takes effect (R39).

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{ChildId, PersonId, ProtectionId, SuccessionId};

/// A bar, conflict or marking that meets a successor, settled before the succession takes effect (R39).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "succession_settlement")]
pub struct Model {
    /// The succession.
    #[sea_orm(primary_key, auto_increment = false)]
    pub succession_id: SuccessionId,
    /// The bar, conflict or marking.
    #[sea_orm(primary_key, auto_increment = false)]
    pub protection_id: ProtectionId,
    /// In which version: one that was changed since is to be settled again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub protection_version: i32,
    /// The child.
    pub child_id: ChildId,
    /// What was settled, and why.
    pub reason: String,
    /// Who settled it.
    pub person_id: PersonId,
    /// When.
    pub recorded_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
