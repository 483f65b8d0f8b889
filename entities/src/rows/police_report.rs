//! What is police-shaped of a report that the police posted: one row for each child in it, beside the concern about that child.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ConcernId};
use crate::words::{BragRating, TimePrecision};

/// What is police-shaped of a report that the police posted: one row for each child in it, beside the concern about that child.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "police_report")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concern_id: ConcernId,
    /// The force.
    pub agency_id: AgencyId,
    /// The force's own number; it holds the concerns of one report together.
    pub report_number: String,
    /// Which of the report's children the concern is about, from 0.
    pub place: i32,
    /// How many children the report names.
    pub children: i32,
    /// How the force graded it.
    pub rating: BragRating,
    /// The officer's unit.
    pub unit: String,
    /// Why the officer attended.
    pub attended_because: String,
    /// When the officer attended.
    pub attended_at: Option<Instant>,
    /// How exactly that is known.
    pub attended_precision: TimePrecision,
    /// Where.
    pub attended_where: Option<String>,
    /// JSON list of the parents, carers and other adults of the household who were present.
    pub adults: String,
    /// JSON list of anybody else who was.
    pub third_parties: String,
    /// What the child said or showed.
    pub child_voice: Option<String>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
