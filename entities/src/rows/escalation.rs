//! A disagreement that was raised. One row a step; the newest tells where it stands, and by when each stage is due.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ChildId, ConcernId, EscalationId, PersonId};
use crate::words::{EscalationAction, EscalationAgainst, EscalationOutcome, EscalationStage, EscalationStatus};

/// One step of an escalation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "escalation")]
pub struct Model {
    /// The escalation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EscalationId,
    /// 1 as raised; one more for each step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child; none where it is against a refusal, of which nobody is told whom it was about.
    pub child_id: Option<ChildId>,
    /// The concern that it is about, where it is about one.
    pub concern_id: Option<ConcernId>,
    /// What it is raised against.
    pub against: EscalationAgainst,
    /// The public id of that.
    pub subject: String,
    /// The agency that raised it.
    pub raised_agency: AgencyId,
    /// Who raised it.
    pub raised_by: PersonId,
    /// The agency that is to answer.
    pub appealed_to: AgencyId,
    /// When it was raised.
    pub raised_at: Instant,
    /// What was done.
    pub action: EscalationAction,
    /// Where it stands from then on.
    pub status: EscalationStatus,
    /// The stage that it was in from then on, until that is due.
    pub stage: EscalationStage,
    /// When the stage of practitioners ends unanswered; where it was passed before, when.
    pub due_practitioner: Instant,
    /// The same of the line managers.
    pub due_line_manager: Instant,
    /// The same of the senior managers.
    pub due_senior_manager: Instant,
    /// The same of the directors.
    pub due_director: Instant,
    /// The same of the safeguarding partners.
    pub due_partners: Instant,
    /// What became of it.
    pub outcome: Option<EscalationOutcome>,
    /// What is learnt from it.
    pub learning: Option<String>,
    /// Why, in the words of who took the step.
    pub reason: String,
    /// Whose practitioner took the step.
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
