//! A restricted record that may be the child whom a concern is about; for its custodians alone.

use sea_orm::entity::prelude::*;

use crate::ids::{ChildId, ConcernId};

/// A restricted record that may be the child whom a concern is about; for its custodians alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custody_match")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concern_id: ConcernId,
    /// The restricted record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: ChildId,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
