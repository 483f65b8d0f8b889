//! That an event is to be tried anew after an attempt was given up.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::WebhookId;

/// That an event is to be tried anew after an attempt was given up.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_replay")]
pub struct Model {
    /// The webhook.
    #[sea_orm(primary_key, auto_increment = false)]
    pub webhook_id: WebhookId,
    /// The log of the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_log: i32,
    /// The event's sequence in it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_seq: i64,
    /// The event's place in its change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_ordinal: i32,
    /// Which attempt, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt: i32,
    /// When that was asked for.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
