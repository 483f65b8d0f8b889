//! Reviewers' verdicts on accesses that are not their own. An entry may be reviewed more than once; none is taken back.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{PersonId, ReviewId};
use crate::words::AccessVerdict;

/// A verdict on an access.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_review")]
pub struct Model {
    /// The review.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReviewId,
    /// The log of the entry that is judged.
    pub entry_log: i32,
    /// The place of the entry that is judged.
    pub entry_seq: i64,
    /// The verdict.
    pub verdict: AccessVerdict,
    /// Why.
    pub note: String,
    /// Who judged.
    pub reviewer: PersonId,
    /// When.
    pub reviewed_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The place of the entry that made the row.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
