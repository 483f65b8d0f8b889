//! A number that an agency knows the child by, or one kept as reported because it did not verify.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId};
use crate::words::IdentifierSystem;

/// A number that an agency knows the child by, or one kept as reported because it did not verify.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child_identifier")]
pub struct Model {
    /// The row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The child.
    pub child_id: ChildId,
    /// What kind of number.
    pub system: IdentifierSystem,
    /// Whose number, of a LOCAL one.
    pub agency_id: Option<AgencyId>,
    /// The number as reported.
    pub value: String,
    /// Whether it passes its check.
    pub verified: bool,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
