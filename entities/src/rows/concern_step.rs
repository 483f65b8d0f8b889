//! What was done with a concern by those to whom it is addressed. One row a step; the newest tells where the concern stands.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ChildId, ConcernId, PersonId};
use crate::words::{ConcernAction, ConcernDecision, ConcernStatus, RagRating};

/// What was done with a concern by those to whom it is addressed. One row a step; the newest tells where the concern stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concern_step")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concern_id: ConcernId,
    /// 2 for the first step, as the concern itself is the first version; one more for each step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child whom the concern is about.
    pub child_id: ChildId,
    /// What was done.
    pub action: ConcernAction,
    /// Where the concern stands from then on.
    pub status: ConcernStatus,
    /// The rating that stands; none before it is screened.
    pub rating: Option<RagRating>,
    /// When the clock of that rating ends.
    pub rating_due_at: Option<Instant>,
    /// The decision that stands.
    pub decision: Option<ConcernDecision>,
    /// When whoever raised it was told.
    pub told_at: Option<Instant>,
    /// From when on what they were told shows to them.
    pub shown_from: Option<Instant>,
    /// What they were told, in the hub's words.
    pub outcome: Option<String>,
    /// Why, in the words of who took the step.
    pub reason: Option<String>,
    /// Whose practitioner took it.
    pub agency_id: AgencyId,
    /// Who took it.
    pub person_id: PersonId,
    /// When.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
