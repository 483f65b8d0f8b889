//! A natural person who uses the hub. One row a change.

use sea_orm::entity::prelude::*;

use crate::ids::PersonId;

/// A natural person who uses the hub. One row a change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// 1 for the first row, one more for each change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// Who vouches for the login.
    pub issuer: String,
    /// The login, as the issuer names it.
    pub subject: String,
    /// The name that colleagues know.
    pub name: String,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
