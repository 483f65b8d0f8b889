//! What a plan works towards. One row a review; the newest tells where it stands.

use sea_orm::entity::prelude::*;

use crate::Date;
use crate::ids::{AgencyId, ChildId, OutcomeId, WorkId};
use crate::words::OutcomeState;

/// An outcome as it was agreed, or as a review found it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_outcome")]
pub struct Model {
    /// The outcome.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutcomeId,
    /// 1 as agreed, one more for each review.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The plan.
    pub work_id: WorkId,
    /// The child.
    pub child_id: ChildId,
    /// What is to change for the child.
    pub change: String,
    /// By what it is seen that it did.
    pub measure: String,
    /// The agency that owns it.
    pub owner_agency: AgencyId,
    /// The practitioner there, by name or role.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Date,
    /// Where it stands.
    pub state: OutcomeState,
    /// When it was reviewed last.
    pub reviewed_on: Option<Date>,
    /// What the review found.
    pub note: Option<String>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
