//! A restriction, bar, conflict of interest or marking. One row a change; lifted is a row with `lifted`.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, PersonId, ProtectionId};
use crate::words::ProtectionKind;
use crate::{Date, Instant};

/// A restriction, bar, conflict of interest or marking. One row a change; lifted is a row with `lifted`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "protection")]
pub struct Model {
    /// The protection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProtectionId,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The child; none where a conflict is about a child whom the hub does not know.
    pub child_id: Option<ChildId>,
    /// What it does.
    pub kind: ProtectionKind,
    /// The agency it keeps out, of a bar.
    pub agency_id: Option<AgencyId>,
    /// The person it keeps out, of a bar or a conflict.
    pub person_id: Option<PersonId>,
    /// JSON list of those who still see.
    pub named: String,
    /// JSON list of those who keep a restricted record.
    pub custodians: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub since: Instant,
    /// The last day it holds.
    pub until: Option<Date>,
    /// Whether it is lifted.
    pub lifted: bool,
    /// The second person.
    pub approved_by: Option<PersonId>,
    /// Whose practitioner made it.
    pub recorded_agency_id: AgencyId,
    /// Who made it; the nil id where an import did.
    pub recorded_by: PersonId,
    /// JSON of the child as described, where none is linked.
    pub described: Option<String>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
