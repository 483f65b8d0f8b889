//! The child's level of need, as it was decided: a history, not a value.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, PersonId};
use crate::words::LevelOfNeed;
use crate::{Date, Instant};

/// The child's level of need, as it was decided: a history, not a value.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "level_of_need")]
pub struct Model {
    /// The child.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: ChildId,
    /// 1 for the first row, one more for each decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The level.
    pub level: LevelOfNeed,
    /// The day of the decision.
    pub decided_on: Date,
    /// Why.
    pub reason: String,
    /// The threshold document and version applied.
    pub threshold_document: Option<String>,
    /// Why a case was closed to it while safeguarding checks were missing; none where none was, or none was closed.
    pub without_checks: Option<String>,
    /// Who decided.
    pub agency_id: AgencyId,
    /// Who recorded it; none for an import.
    pub person_id: Option<PersonId>,
    /// When this row was made.
    pub recorded_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
