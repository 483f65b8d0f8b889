//! An agency of the partnership: a service with its own safeguarding lead. One row a change.

use sea_orm::entity::prelude::*;

use crate::Date;
use crate::ids::AgencyId;
use crate::words::AgencyKind;

/// An agency of the partnership: a service with its own safeguarding lead. One row a change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgencyId,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// ODS, URN, GSS or force code.
    pub code: String,
    /// Its name, as people know it.
    pub name: String,
    /// What kind of service it is.
    pub kind: AgencyKind,
    /// Whether it is a public authority (R11).
    pub public_authority: bool,
    /// The local authority whose area it serves; its own id for a local authority.
    pub area: Option<AgencyId>,
    /// Whether its very existence on a record is confidential (R29).
    pub sensitive_service: bool,
    /// Safeguarding telephone.
    pub phone: Option<String>,
    /// Out of hours telephone.
    pub out_of_hours: Option<String>,
    /// Secure e-mail.
    pub email: Option<String>,
    /// The day from which it is closed: the first on which nobody acts for it.
    pub closed_on: Option<Date>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
