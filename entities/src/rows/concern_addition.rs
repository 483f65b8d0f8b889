//! What whoever raised a concern learnt later.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AdditionId, AgencyId, ChildId, ConcernId, PersonId};

/// What whoever raised a concern learnt later.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concern_addition")]
pub struct Model {
    /// The addition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AdditionId,
    /// The concern.
    pub concern_id: ConcernId,
    /// The child whom the concern is about.
    pub child_id: ChildId,
    /// What was learnt, in their words.
    pub text: String,
    /// Whose practitioner adds it.
    pub agency_id: AgencyId,
    /// Who adds it.
    pub person_id: PersonId,
    /// When.
    pub at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
