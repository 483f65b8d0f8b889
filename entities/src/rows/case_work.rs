//! A piece of work about a child. One row a step; the newest tells where it stands, the earlier ones how it came there.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, ConcernId, EntryId, PersonId, WorkId};
use crate::words::{AbuseCategory, AgencyKind, FieldClass, WorkAction, WorkDecision, WorkKind, WorkStatus};
use crate::{Date, Instant, Set};

/// A step of a piece of work, with what stands from then on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_work")]
pub struct Model {
    /// The piece of work.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkId,
    /// 1 for the first step, one more for each.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// What work it is.
    pub kind: WorkKind,
    /// What was done.
    pub action: WorkAction,
    /// Where it stands from then on.
    pub status: WorkStatus,
    /// The day on which the step was taken.
    pub day: Date,
    /// Its first day.
    pub started_on: Date,
    /// By when what is next is due, as derived at this step.
    pub due_on: Option<Date>,
    /// Its last day.
    pub ended_on: Option<Date>,
    /// The piece of work that it followed on.
    pub follows: Option<WorkId>,
    /// The concern that it rests on.
    pub concern_id: Option<ConcernId>,
    /// The decision that stands.
    pub decision: Option<WorkDecision>,
    /// Categories of abuse, of a child protection plan.
    pub abuse: Set<AbuseCategory>,
    /// JSON list of the adults who were to take part in the step.
    pub people: String,
    /// Why no father is named among them.
    pub no_father: Option<String>,
    /// Whether the child was seen alone; none where the child was not seen at this step.
    pub seen_alone: Option<bool>,
    /// Why not alone.
    pub not_alone_reason: Option<String>,
    /// The step in the words of who took it.
    pub text: Option<String>,
    /// Why it was taken without safeguarding checks that were missing.
    pub without_checks: Option<String>,
    /// The chronology entry that the step made.
    pub entry_id: Option<EntryId>,
    /// The content classes that the piece of work carries (R2): those of its kind, and all that was added.
    pub classes: Set<FieldClass>,
    /// The agency that keeps it.
    pub agency_id: AgencyId,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// The team of who took the step.
    pub team: Option<String>,
    /// Who took the step.
    pub person_id: PersonId,
    /// When the row was made.
    pub recorded_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
