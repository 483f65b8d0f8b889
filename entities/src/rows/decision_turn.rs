//! A turn taken with a matter on which partner agencies are asked: a question, a view or a decision. Never changed.

use sea_orm::entity::prelude::*;

/// A turn; of two changes that take the same one, one is late.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision_turn")]
pub struct Model {
    /// The concern that is decided; of what is decided on a round of checks, the joint decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter: String,
    /// Which turn, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub turn: i32,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
