//! One line of an access log: who asked for what about whom and why, what they got, and what proves that nobody changed
//! the line. Holds no value of a child's record.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, ChildId, MembershipId, PersonId};
use crate::words::{
    AccessAction, AccessFlag, AgencyKind, DispenseReason, FieldClass, LawfulBasis, RefusalCode, Relationship, Role,
    SharingPurpose,
};
use crate::{Instant, Set};

/// A line of an access log. Every column but `canonical`, `leaf_hash`, `nodes` and `checkpoint` is part of what is hashed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_log")]
pub struct Model {
    /// Which of the hub's logs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub log: i32,
    /// The place in its log, from 0 without gaps; the index of the leaf in the log's tree.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The place of the last entry that was committed together with this one.
    pub commit_last: i64,
    /// When the request came.
    pub asked_at: Instant,
    /// When the entry was written; never decreases within a log.
    pub committed_at: Instant,
    /// The log of the entry that this one belongs to: a slice to its change, a candidate to its search.
    pub parent_log: Option<i32>,
    /// The place of the entry that this one belongs to.
    pub parent_seq: Option<i64>,
    /// The membership in which the person asked.
    pub membership: Option<MembershipId>,
    /// The person who asked; none where a system did.
    pub person: Option<PersonId>,
    /// The agency for which they asked.
    pub agency: Option<AgencyId>,
    /// That agency's kind.
    pub agency_kind: Option<AgencyKind>,
    /// The roles that were looked up for the request.
    pub roles: Set<Role>,
    /// The partner app that asked on the person's behalf.
    pub client: Option<String>,
    /// What was done, or tried.
    pub action: AccessAction,
    /// The child it was about.
    pub child: Option<ChildId>,
    /// The agency's relationship to the child at that time.
    pub relationship: Option<Relationship>,
    /// The stated purpose.
    pub purpose: Option<SharingPurpose>,
    /// The stated lawful basis.
    pub lawful_basis: Option<LawfulBasis>,
    /// Why consent was dispensed with.
    pub dispense_reason: Option<DispenseReason>,
    /// Why, in the caller's words.
    pub justification: Option<String>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// Whether it was an emergency access.
    pub emergency: bool,
    /// Until when the emergency access lasts.
    pub emergency_until: Option<Instant>,
    /// Whether the request was allowed.
    pub allowed: bool,
    /// Why it was refused; none where it was allowed.
    pub refusal_code: Option<RefusalCode>,
    /// The classes that were cleared and asked for.
    pub disclosed: Set<FieldClass>,
    /// The classes that were asked for and withheld.
    pub withheld: Set<FieldClass>,
    /// How many records were disclosed.
    pub records_disclosed: i64,
    /// The agencies whose chronology entries were given: their ids, sorted, as a JSON list; none where there are none.
    pub sources: Option<String>,
    /// The ids of the policies that decided, sorted, as a JSON list.
    pub policies: String,
    /// The hash of the rule book.
    pub rule_book: Option<Vec<u8>>,
    /// The hash of the Facts, which stand in `fact_set`.
    pub facts: Option<Vec<u8>>,
    /// The hash of the operation.
    pub operation: Option<Vec<u8>>,
    /// What was asked for, in the hub's own canonical JSON.
    pub ask: Option<String>,
    /// The size of every log as the answer saw it: a JSON list of pairs `[log, size]`, by log.
    pub as_of: String,
    /// The number of the view's format.
    pub view_format: i32,
    /// The SHA-256 of the view's canonical bytes.
    pub digest: Option<Vec<u8>>,
    /// What puts the access before a reviewer's eyes.
    pub flags: Set<AccessFlag>,
    /// By when it must be reviewed.
    pub review_due_at: Option<Instant>,
    /// The salts of the values that enter the hash as commitments, 16 bytes each, in the order of the canonical form.
    pub salts: Vec<u8>,
    /// The bytes that were hashed.
    pub canonical: Vec<u8>,
    /// The hash of the leaf.
    pub leaf_hash: Vec<u8>,
    /// The hashes of all perfect subtrees of more than one leaf that end with this leaf, smallest first, 32 bytes each.
    pub nodes: Vec<u8>,
    /// The signed checkpoint of the tree that ends here; on the last entry of each commit.
    pub checkpoint: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
