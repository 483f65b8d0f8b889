//! Checks that were asked for together, for one child at one key point: what every agency asked is told. Never changed.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, CheckRoundId, ChildId, ConcernId, PersonId};
use crate::words::{KeyPoint, SharingPurpose};

/// A round of checks.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_round")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CheckRoundId,
    /// The child.
    pub child_id: ChildId,
    /// The point in the work.
    pub key_point: KeyPoint,
    /// What it is asked for.
    pub purpose: SharingPurpose,
    /// The concern that it rests on.
    pub concern_id: Option<ConcernId>,
    /// The agency that asks.
    pub agency_id: AgencyId,
    /// Who asks.
    pub person_id: PersonId,
    /// What is asked, and why.
    pub text: String,
    /// JSON list of the people of the household to search for.
    pub household: String,
    /// JSON list of addresses where the household lived before.
    pub former_addresses: String,
    /// When it was asked for.
    pub requested_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
