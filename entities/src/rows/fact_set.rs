//! What policy looked at, each distinct set of Facts once, by its hash.

use sea_orm::entity::prelude::*;

/// A set of Facts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fact_set")]
pub struct Model {
    /// The SHA-256 of the text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// The Facts in their canonical JSON.
    pub facts: String,
    /// The log of the first entry that was judged by them.
    pub log: i32,
    /// The place of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
