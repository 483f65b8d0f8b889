//! A decision about a child on which partner agencies are asked for their views. Never changed: the newest version is the
//! present state.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, CheckRoundId, ChildId, ConcernId, JointDecisionId, PersonId};
use crate::words::{ConcernDecision, JointDecisionStatus, LevelOfNeed, SharingPurpose};

/// One version of a joint decision.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_decision")]
pub struct Model {
    /// The decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JointDecisionId,
    /// Its version: 1 while views are asked for, 2 once it is decided.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// The concern that is decided.
    pub concern_id: Option<ConcernId>,
    /// The round of checks whose answers are decided on.
    pub round_id: Option<CheckRoundId>,
    /// The local authority that decides.
    pub addressed_to: AgencyId,
    /// What it is decided for.
    pub purpose: SharingPurpose,
    /// The agency that asks for views.
    pub agency_id: AgencyId,
    /// Who asks.
    pub person_id: PersonId,
    /// What is to be decided: every agency asked reads it.
    pub question: String,
    /// The document by which levels of need are judged.
    pub threshold_document: String,
    /// Its version.
    pub threshold_version: String,
    /// When views were asked for.
    pub asked_at: Instant,
    /// By when they are due.
    pub due_at: Instant,
    /// Where it stands.
    pub status: JointDecisionStatus,
    /// What was decided.
    pub decision: Option<ConcernDecision>,
    /// The level of need that was judged.
    pub level: Option<LevelOfNeed>,
    /// Why.
    pub reason: Option<String>,
    /// The agency that decided.
    pub decided_agency: Option<AgencyId>,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Instant>,
    /// It was decided, and no agency but the one that decided had given a view.
    pub alone: bool,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
