//! The rule books by which the hub ever judged, whole, by their hash.

use sea_orm::entity::prelude::*;

use crate::Instant;

/// A rule book.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_book")]
pub struct Model {
    /// The book's hash, as entries carry it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// The book: schema and policies.
    pub book: String,
    /// When the hub first judged by it.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The place of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
