//! Who is signed in to the console. No knowledge: no fact and no view reads it, so it is changed and deleted like a lock, and
//! names no entry of the log.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::MembershipId;

/// One session of one person in one browser.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "console_session")]
pub struct Model {
    /// Hex SHA-256 of what the browser's cookie holds; the cookie's value itself is nowhere in the database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: String,
    /// The issuer that vouched for the person.
    pub issuer: String,
    /// The issuer's own name for the person.
    pub subject: String,
    /// The membership acted in; none until one was chosen.
    pub membership: Option<MembershipId>,
    /// When the person was last seen, to the minute.
    pub last_seen_at: Instant,
    /// When it ends, whatever happens.
    pub ends_at: Instant,
}

impl ActiveModelBehavior for ActiveModel {}
