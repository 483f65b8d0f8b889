//! One authority offers responsibility for a child, the other accepts it (R27): a history, of which the newest row stands.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, PersonId, TransferId};
use crate::{Date, Instant};

/// One authority offers responsibility for a child, the other accepts it (R27): a history, of which the newest row stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "responsibility_transfer")]
pub struct Model {
    /// The child.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: ChildId,
    /// 1 for the first row, one more for each offer, withdrawal and acceptance.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The offer; its withdrawal and its acceptance bear the same.
    pub id: TransferId,
    /// The authority that is responsible.
    pub from_agency: AgencyId,
    /// The authority that is to be; the first one again where the offer was withdrawn.
    pub to_agency: AgencyId,
    /// From which day.
    pub passes_on: Date,
    /// Whether the second authority accepted.
    pub accepted: bool,
    /// Why.
    pub reason: String,
    /// Who recorded it.
    pub person_id: PersonId,
    /// When this row was made.
    pub recorded_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl Model {
    /// Whether it is an offer that waits for an answer.
    pub fn waits(&self) -> bool {
        !self.accepted && self.from_agency != self.to_agency
    }
}

impl ActiveModelBehavior for ActiveModel {}
