//! A concern about a child in immediate danger, for which somebody is paged until a person acknowledges it. Ids alone.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ConcernId};

/// A concern about a child in immediate danger, for which somebody is paged until a person acknowledges it. Ids alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_page")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concern_id: ConcernId,
    /// The local authority whose people are paged.
    pub addressed_to: AgencyId,
    /// Since when.
    pub paged_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
