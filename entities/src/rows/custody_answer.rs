//! What a custodian answered of a possible match with a restricted record. One answer each; none is taken back.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ChildId, ConcernId, PersonId};

/// What a custodian answered of a possible match with a restricted record. One answer each; none is taken back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custody_answer")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concern_id: ConcernId,
    /// The restricted record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: ChildId,
    /// Whether it is the child whom the concern is about.
    pub same: bool,
    /// Why, and what the custodians do.
    pub reason: String,
    /// Whose practitioner answers.
    pub agency_id: AgencyId,
    /// Who answers.
    pub person_id: PersonId,
    /// When.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
