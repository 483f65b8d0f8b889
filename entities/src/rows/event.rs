//! Something that happened, of which people and their systems are told: ids alone, written with the change that it speaks of.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::ChildId;
use crate::words::EventKind;

/// Something that happened, of which people and their systems are told: ids alone, written with the change that it speaks of.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// The log of the entry that made the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub log: i32,
    /// The sequence of that entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Which of the events of that change, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    /// What happened.
    pub kind: EventKind,
    /// The public id of what it is about: a concern, a check, an escalation, or the thing in a record that changed.
    pub subject: String,
    /// The child whom it is about.
    pub child_id: ChildId,
    /// JSON list of the agencies for which it is.
    pub agencies: String,
    /// When it happened.
    pub at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
