//! A partner app that may ask on a practitioner's behalf. One row a change.

use sea_orm::entity::prelude::*;

/// A partner app that may ask on a practitioner's behalf. One row a change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_app")]
pub struct Model {
    /// The client id that the issuer gives it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// Its name.
    pub name: String,
    /// JSON list of the agencies it may act for.
    pub agencies: String,
    /// Whether it may confirm claimed involvements (R15).
    pub may_confirm_involvements: bool,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
