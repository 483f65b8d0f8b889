//! An agency's succession by another, or by several (R39). One row a change, of which the newest stands.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, PersonId, SuccessionId};
use crate::words::SuccessionState;
use crate::{Date, Instant};

/// An agency's succession by another, or by several (R39). One row a change, of which the newest stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "succession")]
pub struct Model {
    /// The succession.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuccessionId,
    /// 1 as it was named, 2 as it was decided, 3 as an approval was taken back.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The agency that closes.
    pub agency_id: AgencyId,
    /// The successor that keeps its records: its work passes to this one.
    pub keeper: AgencyId,
    /// JSON list of the other successors, of an agency that splits.
    pub others: String,
    /// From which day.
    pub takes_effect_on: Date,
    /// Where it stands.
    pub state: SuccessionState,
    /// Why it was decided so; none as it was named.
    pub reason: Option<String>,
    /// Who decided; none as it was named.
    pub person_id: Option<PersonId>,
    /// When this row was made.
    pub recorded_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
