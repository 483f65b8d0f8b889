//! A service's work with a child: the relationship that opens a record. One row a change.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, InvolvementId, PersonId};
use crate::words::{AgencyKind, InvolvementState, Sensitivity};
use crate::{Date, Instant};

/// A service's work with a child: the relationship that opens a record. One row a change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "involvement")]
pub struct Model {
    /// The involvement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvolvementId,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// The agency.
    pub agency_id: AgencyId,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// The service.
    pub service: String,
    /// The team.
    pub team: Option<String>,
    /// JSON list of the ids of those named.
    pub practitioners: String,
    /// First day.
    pub started_on: Date,
    /// Last day.
    pub ended_on: Option<Date>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Claimed, open or ended.
    pub state: InvolvementState,
    /// How few eyes it is kept to.
    pub sensitivity: Sensitivity,
    /// JSON of who the child is, as the claimant stated it (R15).
    pub claimed_identity: Option<String>,
    /// When this row was made.
    pub recorded_at: Instant,
    /// Who made it; none for an import.
    pub person_id: Option<PersonId>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
