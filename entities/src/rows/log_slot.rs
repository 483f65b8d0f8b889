//! The logs that exist: one row for each, made together with its first entry.

use sea_orm::entity::prelude::*;

use crate::Instant;

/// A log that exists.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_slot")]
pub struct Model {
    /// The log's number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub log: i32,
    /// The place of the entry that made the row: 0.
    pub seq: i64,
    /// When the log began.
    pub opened_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
