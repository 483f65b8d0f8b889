//! Protective work on record, which bears a purpose out (R10). One row a change.

use sea_orm::entity::prelude::*;

use crate::Date;
use crate::ids::{AgencyId, ChildId, PersonId};
use crate::words::ProtectiveWork;

/// Protective work on record, which bears a purpose out (R10). One row a change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protective_work")]
pub struct Model {
    /// The piece of work.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// What work it is.
    pub kind: ProtectiveWork,
    /// First day.
    pub opened_on: Date,
    /// Last day.
    pub closed_on: Option<Date>,
    /// Who put it on record.
    pub agency_id: AgencyId,
    /// Who put it there; none for an import.
    pub person_id: Option<PersonId>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
