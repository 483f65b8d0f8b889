//! What waits for a second person: going on without consent (R21), an emergency (R31), a protection or its lifting (R36).
//! Never changed; the answer is a row of its own.

use sea_orm::entity::prelude::*;

use crate::Instant;
use crate::ids::{AgencyId, ApprovalId, ChildId, MembershipId, PersonId, ProtectionId};
use crate::words::{AccessAction, DispenseReason, SharingPurpose};

/// What is put before a second person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval")]
pub struct Model {
    /// What is asked for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApprovalId,
    /// Who is to answer.
    pub approver_id: PersonId,
    /// Who asks.
    pub person_id: PersonId,
    /// In which membership.
    pub membership_id: MembershipId,
    /// For which agency.
    pub agency_id: AgencyId,
    /// The child.
    pub child_id: ChildId,
    /// What was done, or is to be done: VIEW or PROTECT.
    pub action: AccessAction,
    /// Of a view: for what.
    pub purpose: Option<SharingPurpose>,
    /// Of a view: why consent is gone without.
    pub dispense_reason: Option<DispenseReason>,
    /// Of a view: in an emergency.
    pub emergency: bool,
    /// Why, in the asker's words.
    pub justification: Option<String>,
    /// The protection that was set, or is to be lifted.
    pub protection_id: Option<ProtectionId>,
    /// Of a protection: it is to be lifted.
    pub lifting: bool,
    /// When it was asked for.
    pub asked_at: Instant,
    /// By when an answer is due.
    pub due_at: Instant,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
