//! The view of an agency that was asked. Never changed: a later version corrects it. The entry that made the row says as of what
//! its person saw the record.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ChildId, JointDecisionId, PersonId};
use crate::words::{ConcernDecision, LawfulBasis, LevelOfNeed, SharingPurpose};

/// One version of an agency's view.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partner_view")]
pub struct Model {
    /// The decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub decision_id: JointDecisionId,
    /// The agency that was asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    /// 1 for its first view.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// The level of need that the agency sees.
    pub level: LevelOfNeed,
    /// What it would have decided.
    pub outcome: ConcernDecision,
    /// Why, in its person's words.
    pub reason: String,
    /// It disagrees with what is proposed.
    pub dissent: bool,
    /// JSON list of the ids of chronology entries that bear it out.
    pub evidence: String,
    /// Why its person was in the record.
    pub purpose: SharingPurpose,
    /// On which basis.
    pub lawful_basis: LawfulBasis,
    /// The rule book by which they saw what they saw.
    pub policy_version: String,
    /// Who gave it.
    pub person_id: PersonId,
    /// When.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
