//! The keys by which a client says that a request is the same one again, with the answer that the first one got.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::AgencyId;

/// A key that was used.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The client app; empty where a person asked without one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client: String,
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency: AgencyId,
    /// The mutation's name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mutation: String,
    /// The key, as the client made it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The hash of the input, to tell a repetition from another request.
    pub input_hash: Vec<u8>,
    /// What the first request made, as JSON.
    pub result: String,
    /// When the first request was made.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The place of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
