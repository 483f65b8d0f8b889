//! A manager's decision to go on without consent, on a concern or on a check (R14, R19). Never changed.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, CheckId, ChildId, ConcernId, DispensingId, PersonId};
use crate::words::DispenseReason;

/// A decision to go on without consent; exactly one of concern and check is named.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispensing_decision")]
pub struct Model {
    /// The decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DispensingId,
    /// The child.
    pub child_id: ChildId,
    /// The concern that it stands on.
    pub concern_id: Option<ConcernId>,
    /// The check that it stands on.
    pub check_id: Option<CheckId>,
    /// Why consent is gone without.
    pub dispense_reason: DispenseReason,
    /// The same in the manager's words.
    pub reason: String,
    /// The agency for which it was decided.
    pub agency_id: AgencyId,
    /// The manager.
    pub person_id: PersonId,
    /// When.
    pub decided_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
