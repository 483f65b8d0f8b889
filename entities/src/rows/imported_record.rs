//! What an import made of each record of a return, so that the next run knows it again. One row a change of its content.

use sea_orm::entity::prelude::*;

use crate::Date;
use crate::ids::{AgencyId, ChildId};

/// What an import made of one record of a return. One row a change of its content.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imported_record")]
pub struct Model {
    /// Whose return it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    /// The child's key within that agency's returns.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_key: String,
    /// The record's key beneath the child's; empty for the child itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The SHA-256 of what was reported.
    pub content_hash: Vec<u8>,
    /// The last day that the return is about: an older return changes nothing that a later one said.
    pub as_of: Date,
    /// The child whose record it went into.
    pub child_id: ChildId,
    /// The id of the row that was made; empty where none was.
    pub made: String,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
