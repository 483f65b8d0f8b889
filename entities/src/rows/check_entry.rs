//! A chronology entry that came with the answer to a check (R29). Never changed.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, CheckId, EntryId};

/// An entry, and the check that it answers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_entry")]
pub struct Model {
    /// The entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_id: EntryId,
    /// The check.
    pub check_id: CheckId,
    /// The agency that asked.
    pub asking_agency: AgencyId,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
