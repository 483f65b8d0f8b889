//! A safeguarding check, put to one agency. Never changed: the newest version is the present state.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, CheckId, CheckRoundId, ChildId, PersonId};
use crate::words::{AgencyKind, CheckAnswer, CheckGround, CheckStatus, FieldClass, KeyPoint, SharingPurpose};
use crate::{Date, Instant, Set};

/// One version of a check.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "safeguarding_check")]
pub struct Model {
    /// The check.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CheckId,
    /// Its version: 1 as asked for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// What it was asked for with.
    pub round_id: CheckRoundId,
    /// The child.
    pub child_id: ChildId,
    /// The point in the work, as the round's.
    pub key_point: KeyPoint,
    /// What it is asked for, as the round's.
    pub purpose: SharingPurpose,
    /// The agency that asks.
    pub agency_id: AgencyId,
    /// Who asks.
    pub person_id: PersonId,
    /// The agency that is asked.
    pub asked_agency: AgencyId,
    /// Its kind.
    pub asked_kind: AgencyKind,
    /// The classes that it asks for (R14).
    pub classes: Set<FieldClass>,
    /// Where it stands.
    pub status: CheckStatus,
    /// What let it go out; none where it did not.
    pub ground: Option<CheckGround>,
    /// When it was asked for.
    pub requested_at: Instant,
    /// When it went out.
    pub sent_at: Option<Instant>,
    /// By when an answer is due.
    pub due_at: Option<Instant>,
    /// The answer.
    pub answer: Option<CheckAnswer>,
    /// Why it was declined, or what is to be known of the answer.
    pub reason: Option<String>,
    /// Whom to ask for what is held and withheld.
    pub ask_whom: Option<String>,
    /// JSON list of the systems that were searched.
    pub systems: String,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// Who answered.
    pub answered_by: Option<PersonId>,
    /// The last day on which the answer counts.
    pub valid_until: Option<Date>,
    /// Why it was withdrawn.
    pub withdrawn_reason: Option<String>,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
