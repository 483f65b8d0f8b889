//! Flags of accesses that depend on other accesses (R38): BASIS_CHANGED, HIGH_VOLUME and REPEATED_REFUSAL. The entry stands as
//! it was written; each flag that is found afterwards is a row of its own.

use sea_orm::entity::prelude::*;

use crate::ids::AgencyId;
use crate::words::AccessFlag;
use crate::{Instant, Set};

/// One flag of one entry.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_flag")]
pub struct Model {
    /// The log of the entry that is flagged.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_log: i32,
    /// The place of the entry that is flagged.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_seq: i64,
    /// The flag: a set of one, so that it stands beside the entry's own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub flags: Set<AccessFlag>,
    /// When that entry was committed, to find it by.
    pub committed_at: Instant,
    /// The agency for which that access was made, to find it by.
    pub agency: Option<AgencyId>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The place of the entry that made the row.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
