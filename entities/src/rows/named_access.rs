//! A child whom a person may read for an audit, inspection or request, until a date (R8, R12).

use sea_orm::entity::prelude::*;

use crate::Date;
use crate::ids::{ChildId, NamedAccessId, PersonId};
use crate::words::SharingPurpose;

/// A child whom a person may read for an audit, inspection or request, until a date (R8, R12).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "named_access")]
pub struct Model {
    /// The row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NamedAccessId,
    /// The person named.
    pub person_id: PersonId,
    /// The child.
    pub child_id: ChildId,
    /// For what.
    pub purpose: SharingPurpose,
    /// The last day.
    pub until: Date,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
