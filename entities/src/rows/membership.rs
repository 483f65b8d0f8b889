//! One person in one agency. One row a change; a leaver is a row with `ended`.

use sea_orm::entity::prelude::*;

use crate::Set;
use crate::ids::{AgencyId, MembershipId, PersonId};
use crate::words::{Position, Role};

/// One person in one agency. One row a change; a leaver is a row with `ended`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// The membership.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The person.
    pub person_id: PersonId,
    /// The agency.
    pub agency_id: AgencyId,
    /// The team, as the agency names it.
    pub team: Option<String>,
    /// Standing beside the roles.
    pub position: Position,
    /// Roles held.
    pub roles: Set<Role>,
    /// JSON list of local authorities whose MASH the person is assigned to.
    pub mash_areas: String,
    /// Whether the person has left.
    pub ended: bool,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
