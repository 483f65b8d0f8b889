//! A decision on sharing, and its withdrawal. One row a change.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, ConsentId, GiverId, PersonId};
use crate::words::{AgencyKind, ConsentDecision, ConsentGiver, FieldClass, SharingPurpose};
use crate::{Date, Instant, Set};

/// A decision on sharing, and its withdrawal. One row a change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// The decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    /// 1 for the decision, 2 for its withdrawal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child.
    pub child_id: ChildId,
    /// Who decided, for this child.
    pub giver_id: GiverId,
    /// What was decided.
    pub decision: ConsentDecision,
    /// In what capacity.
    pub given_by: Option<ConsentGiver>,
    /// By whom.
    pub giver_name: Option<String>,
    /// For which purposes.
    pub purposes: Set<SharingPurpose>,
    /// With which kinds of agency.
    pub agency_kinds: Set<AgencyKind>,
    /// What it covers.
    pub classes: Set<FieldClass>,
    /// When it was decided.
    pub obtained_at: Instant,
    /// The last day it holds.
    pub expires_on: Option<Date>,
    /// How it was obtained.
    pub evidence: Option<String>,
    /// From when it is withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// Why.
    pub withdrawal_reason: Option<String>,
    /// Who recorded it.
    pub agency_id: AgencyId,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// Who recorded it.
    pub person_id: PersonId,
    /// The recorder's name then.
    pub recorded_by: String,
    /// When this row was made.
    pub recorded_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
