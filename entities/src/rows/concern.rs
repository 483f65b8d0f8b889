//! What a GP, a school or any partner posted. Never changed; what becomes of it is recorded beside it.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, ConcernId, PersonId};
use crate::words::{AgencyKind, FieldClass};
use crate::{Instant, Set};

/// What a GP, a school or any partner posted. Never changed; what becomes of it is recorded beside it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concern")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConcernId,
    /// Short, sayable, with a check character.
    pub reference: String,
    /// The child it was linked to, or made for.
    pub child_id: ChildId,
    /// The local authority that decides.
    pub addressed_to: AgencyId,
    /// Whose practitioner raised it.
    pub agency_id: AgencyId,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// Who raised it.
    pub person_id: PersonId,
    /// When.
    pub raised_at: Instant,
    /// One working day after it was raised.
    pub decision_due_at: Instant,
    /// Whether the child is in immediate danger.
    pub immediate_danger: bool,
    /// Whether in the raising agency the raiser alone may see it.
    pub only_raiser: bool,
    /// What it holds beside the narrative.
    pub classes: Set<FieldClass>,
    /// Who the child is, in the raiser's words.
    pub about: String,
    /// What happened.
    pub what_happened: String,
    /// JSON of the rest, as the raiser gave it.
    pub details: String,
    /// Where the child is now.
    pub where_now: Option<String>,
    /// JSON list of the people it names.
    pub people: String,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
