//! One event in a child's life, as one agency knows it. A correction is a new version; nothing is overwritten.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, EntryId, PersonId};
use crate::words::{
    AgencyKind, ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};
use crate::{Instant, Set};

/// One event in a child's life, as one agency knows it. A correction is a new version; nothing is overwritten.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chronology_entry")]
pub struct Model {
    /// The entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EntryId,
    /// 1 for the first row, one more for each correction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// The contributing agency.
    pub agency_id: AgencyId,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// The author's team.
    pub team: Option<String>,
    /// The author; none for an import.
    pub person_id: Option<PersonId>,
    /// The author's name when it was written.
    pub recorded_by: String,
    /// When it happened.
    pub occurred_at: Instant,
    /// When it ended.
    pub occurred_until: Option<Instant>,
    /// How exactly the time is known.
    pub occurred_precision: TimePrecision,
    /// When this version was recorded.
    pub recorded_at: Instant,
    /// What kind of event.
    pub category: ChronologyCategory,
    /// How much it matters.
    pub significance: Significance,
    /// How few eyes it is kept to.
    pub sensitivity: Sensitivity,
    /// All content classes it carries (R2).
    pub classes: Set<FieldClass>,
    /// Those that the contributor added.
    pub added_classes: Set<FieldClass>,
    /// How to handle it.
    pub handling: Set<HandlingTag>,
    /// JSON list of givers' ids.
    pub about_adults: String,
    /// JSON list of agencies that are told (R40).
    pub tell: String,
    /// JSON list of practitioners named for it.
    pub named: String,
    /// What happened, in a line.
    pub summary: String,
    /// What happened.
    pub narrative: Option<String>,
    /// What it did to the child.
    pub impact_on_child: Option<String>,
    /// Good or bad.
    pub impact_direction: Option<ImpactDirection>,
    /// What the child said or showed.
    pub child_voice: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// When its agency withdrew it.
    pub withdrawn_at: Option<Instant>,
    /// Withdrawn as filed on the wrong child (R35).
    pub wrong_child: bool,
    /// Why this version was made.
    pub correction_reason: Option<String>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
