//! What goes into the log and what comes out of it, as types: a [`Draft`] holds a view that nobody can reach, a
//! [`Logged`] a view whose entry is on disk. There must never be another way from the one to the other than the log.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use entities::ids::{AgencyId, ChildId, MembershipId, PersonId};
use entities::words::{
    AccessAction, AccessFlag, AgencyKind, DispenseReason, FieldClass, LawfulBasis, RefusalCode, Relationship, Role,
    SharingPurpose,
};
use entities::{Instant, Set};
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr};

use super::Position;
use super::merkle::Hash;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was allowed.
    Allowed,
    /// It was refused, for that reason.
    Refused(RefusalCode),
}

/// The entry to which an entry belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parent {
    /// It stands alone.
    #[default]
    None,
    /// That one: a slice belongs to its change.
    Entry(Position),
    /// The first of the same append: a candidate belongs to its search. On the first one itself the same as `None`.
    FirstOfAppend,
}

/// Facts as the log keeps them: their canonical JSON, and its hash.
#[derive(Debug, PartialEq, Eq)]
pub struct FactSet {
    hash: Hash,
    json: String,
}

impl FactSet {
    /// Facts of that canonical JSON.
    pub fn new(json: String) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, json.as_bytes()).as_ref());
        Self { hash, json }
    }

    /// The SHA-256 of the JSON.
    pub const fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The canonical JSON.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// Everything that an entry says but for what the log adds: its place and the time of its commit.
#[derive(Clone)]
pub struct EntryDraft {
    /// When the request came.
    pub at: Instant,
    /// The membership in which the person asked.
    pub membership: Option<MembershipId>,
    /// The person who asked; none where a system did.
    pub person: Option<PersonId>,
    /// The agency for which they asked.
    pub agency: Option<AgencyId>,
    /// That agency's kind.
    pub agency_kind: Option<AgencyKind>,
    /// The roles that were looked up.
    pub roles: Set<Role>,
    /// The partner app that asked on the person's behalf.
    pub client: Option<String>,
    /// What was done, or tried.
    pub action: AccessAction,
    /// The child it was about.
    pub child: Option<ChildId>,
    /// The agency's relationship to the child.
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
    /// Whether it is an emergency access.
    pub emergency: bool,
    /// Until when the emergency access lasts.
    pub emergency_until: Option<Instant>,
    /// How it ended.
    pub outcome: Outcome,
    /// The classes that were cleared and asked for.
    pub disclosed: Set<FieldClass>,
    /// The classes that were asked for and withheld.
    pub withheld: Set<FieldClass>,
    /// How many records the view holds.
    pub records_disclosed: u32,
    /// The agencies whose chronology entries the view gives; the log sorts them.
    pub sources: Vec<AgencyId>,
    /// The ids of the policies that decided; the log sorts them.
    pub policies: Vec<String>,
    /// The hash of the rule book.
    pub rule_book: Option<Hash>,
    /// What policy looked at.
    pub facts: Option<Arc<FactSet>>,
    /// The hash of the operation.
    pub operation: Option<Hash>,
    /// What was asked for, in the hub's own canonical JSON: ids, filters, pages, fields; never a variable as it came.
    pub ask: Option<String>,
    /// The size of every log as the reader's snapshot saw it: pairs of log and size, from [`super::sizes`].
    pub as_of: Vec<(i32, i64)>,
    /// The number of the view's format.
    pub view_format: u16,
    /// The SHA-256 of the view's canonical bytes.
    pub digest: Option<Hash>,
    /// What puts the access before a reviewer's eyes.
    pub flags: Set<AccessFlag>,
    /// By when it must be reviewed.
    pub review_due_at: Option<Instant>,
    /// The entry to which it belongs.
    pub parent: Parent,
}

impl EntryDraft {
    /// An entry that says no more than what was done, when, and that it was allowed.
    pub fn new(at: Instant, action: AccessAction) -> Self {
        Self {
            at,
            membership: None,
            person: None,
            agency: None,
            agency_kind: None,
            roles: Set::EMPTY,
            client: None,
            action,
            child: None,
            relationship: None,
            purpose: None,
            lawful_basis: None,
            dispense_reason: None,
            justification: None,
            approved_by: None,
            emergency: false,
            emergency_until: None,
            outcome: Outcome::Allowed,
            disclosed: Set::EMPTY,
            withheld: Set::EMPTY,
            records_disclosed: 0,
            sources: Vec::new(),
            policies: Vec::new(),
            rule_book: None,
            facts: None,
            operation: None,
            ask: None,
            as_of: Vec::new(),
            view_format: 0,
            digest: None,
            flags: Set::EMPTY,
            review_due_at: None,
            parent: Parent::None,
        }
    }
}

/// A view whose entry is not yet on disk. It has no getter: the log alone opens it.
#[must_use = "a draft that is not appended is an access that nobody can see"]
pub struct Draft<T> {
    pub(super) view: T,
    pub(super) entry: EntryDraft,
}

impl<T> Draft<T> {
    /// A view and the entry that must be on disk before anybody sees it.
    pub fn new(view: T, entry: EntryDraft) -> Self {
        Self { view, entry }
    }
}

/// Writes the rows of a change, in the transaction of its entry. It only writes, may be run twice (in another
/// transaction, for another position), makes at most one statement for each table, gives the rows the position, and returns
/// every error it meets: on SQLite one that is passed over may have ended the transaction.
pub type WriteFn =
    Arc<dyn for<'a> Fn(&'a DatabaseTransaction, Position) -> BoxFuture<'a, Result<(), DbErr>> + Send + Sync>;

/// A change that was judged and not yet made: the view of what it makes, its entry, and how to write it.
#[must_use = "a change that is not handed to the log does not happen"]
pub struct Change<T> {
    pub(super) draft: Draft<T>,
    pub(super) write: WriteFn,
}

impl<T> Change<T> {
    /// A change that is written by that function.
    pub fn new(draft: Draft<T>, write: WriteFn) -> Self {
        Self { draft, write }
    }
}

/// Where and when an entry was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Where it stands.
    pub position: Position,
    /// When it was committed; never decreases within a log.
    pub committed_at: Instant,
}

/// A view whose entry is on disk: the log alone makes it. Printed it shows where its entry stands and nothing of the view,
/// which must not reach the log of operations.
pub struct Logged<T> {
    view: T,
    receipt: Receipt,
}

impl<T> Logged<T> {
    pub(super) fn new(view: T, receipt: Receipt) -> Self {
        Self { view, receipt }
    }

    /// Where the view's entry stands.
    pub const fn position(logged: &Self) -> Position {
        logged.receipt.position
    }

    /// When the view's entry was committed.
    pub const fn committed_at(logged: &Self) -> Instant {
        logged.receipt.committed_at
    }
}

impl<T> Deref for Logged<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.view
    }
}

impl<T> fmt::Debug for Logged<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logged({})", self.receipt.position)
    }
}
