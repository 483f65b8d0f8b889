//! An address at which an agency's system is told what happened, by versions.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::Set;
use crate::ids::{AgencyId, WebhookId};
use crate::words::EventKind;

/// An address at which an agency's system is told what happened, by versions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// The webhook, whatever its version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookId,
    /// The version, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The agency.
    pub agency_id: AgencyId,
    /// The address.
    pub url: String,
    /// What it is told of.
    pub events: Set<EventKind>,
    /// Which of its secrets signs, from 1.
    pub generation: i32,
    /// Since when that one signs.
    pub rotated_at: Instant,
    /// Behind which events it was registered.
    pub since: String,
    /// Nothing is sent to it any more.
    pub removed: bool,
    /// When the version was recorded.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
