//! That an event is about to be sent to a webhook; whoever writes it sends it.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::WebhookId;

/// That an event is about to be sent to a webhook; whoever writes it sends it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_attempt")]
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
    /// When it was begun.
    pub begun_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
