//! Entries of the access log as reviewers are shown them. It must never carry what [`log_scope`](super::log_scope) withholds.

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::words::{
    AccessAction, AccessFlag, AccessVerdict, AgencyKind, DispenseReason, FieldClass, LawfulBasis, RefusalCode,
    Relationship, Role, SharingPurpose,
};
use entities::{Instant, Set};
use serde::Serialize;

use super::log_scope::{self, Shown};
use super::view::Withholding;
use crate::access_log::Position;
use crate::error::Error;
use crate::store::content::AgencyContent;
use crate::store::{LogCursor, LogScope, QueueCursor, ReviewRow, Seen};

/// A verdict on an access.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ReviewView {
    pub verdict: AccessVerdict,
    pub note: String,
    pub reviewed_by: String,
    pub reviewed_at: Instant,
}

/// An entry, so far as its viewer may see it. What is none and not listed in `withheld` is not recorded.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct LogEntryView {
    pub log: i32,
    pub sequence: i64,
    pub at: Instant,
    pub committed_at: Instant,
    pub practitioner: Option<String>,
    pub practitioner_id: Option<PersonId>,
    pub agency: Option<AgencyId>,
    pub agency_kind: AgencyKind,
    pub roles: Option<Set<Role>>,
    pub client: Option<String>,
    pub action: AccessAction,
    pub child_id: Option<ChildId>,
    pub relationship: Option<Relationship>,
    pub purpose: Option<SharingPurpose>,
    pub lawful_basis: Option<LawfulBasis>,
    pub dispense_reason: Option<DispenseReason>,
    pub justification: Option<String>,
    pub approved_by: Option<String>,
    pub emergency: Option<bool>,
    pub emergency_until: Option<Instant>,
    pub allowed: bool,
    pub refusal_code: Option<RefusalCode>,
    pub disclosed: Set<FieldClass>,
    pub withheld_classes: Option<Set<FieldClass>>,
    pub records_disclosed: Option<i64>,
    pub policies: Option<Vec<String>>,
    pub policy_version: Option<String>,
    pub flags: Option<Set<AccessFlag>>,
    pub review_due_at: Option<Instant>,
    pub reviews: Option<Vec<ReviewView>>,
    pub leaf_hash: String,
    pub withheld: Vec<Withholding>,
}

impl LogEntryView {
    /// Where the entry stands; its public id.
    pub const fn position(&self) -> Position {
        Position { log: self.log, seq: self.sequence }
    }

    /// Where a page goes on after it.
    pub const fn cursor(&self) -> LogCursor {
        LogCursor { committed_at: self.committed_at, log: self.log, seq: self.sequence }
    }
}

/// Entries of the log, in the order asked for.
#[derive(Debug, Serialize)]
pub struct LogPageView {
    pub(super) entries: Vec<LogEntryView>,
    pub(super) total: Option<i64>,
    pub(super) more: bool,
    pub(super) agencies: Vec<AgencyContent>,
    /// Of the queue: where each stands in it.
    #[serde(skip)]
    pub(super) queue: Vec<QueueCursor>,
}

impl LogPageView {
    /// The entries.
    pub fn entries(&self) -> &[LogEntryView] {
        &self.entries
    }

    /// Where each entry stands in the queue, of a page of it.
    pub fn queue(&self) -> &[QueueCursor] {
        &self.queue
    }

    /// How many there are after the filter, where asked for.
    pub const fn total(&self) -> Option<i64> {
        self.total
    }

    /// Whether more follow.
    pub const fn more(&self) -> bool {
        self.more
    }

    /// An agency that an entry names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }

    /// The agencies that the entries name, each once.
    pub(super) fn agencies_of(entries: &[LogEntryView]) -> Vec<AgencyId> {
        let mut ids: Vec<AgencyId> = entries.iter().filter_map(|e| e.agency).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The entry as its viewer is shown it.
///
/// # Errors
/// Where the entry is of a form that the hub does not write.
pub(crate) fn entry(scope: &LogScope, seen: Seen, reviews: &[ReviewRow]) -> Result<LogEntryView, Error> {
    let shown = log_scope::shown(scope, &seen);
    let flags = log_scope::flags(scope, &seen);
    let Seen { row, practitioner, approver, .. } = seen;
    let sparse = matches!(shown, Shown::Sparse | Shown::Told);
    // What a child's authority is told of an emergency: ids only (R31).
    let of_emergency = shown == Shown::Told;
    let masked = shown == Shown::Masked;
    let told = !sparse && !masked;
    let who = !sparse && shown != Shown::Placeless;
    let policies: Vec<String> = serde_json::from_str(&row.policies).map_err(Error::internal)?;
    let reviews = reviews
        .iter()
        .filter(|review| (review.row.entry_log, review.row.entry_seq) == (row.log, row.seq))
        .map(|review| ReviewView {
            verdict: review.row.verdict,
            note: review.row.note.clone(),
            reviewed_by: review.reviewer.clone().unwrap_or_default(),
            reviewed_at: review.row.reviewed_at,
        })
        .collect();
    let reviewable = matches!(shown, Shown::Reviewable | Shown::Placeless);
    Ok(LogEntryView {
        log: row.log,
        sequence: row.seq,
        at: row.asked_at,
        committed_at: row.committed_at,
        practitioner: practitioner.filter(|_| who),
        practitioner_id: row.person.filter(|_| who),
        agency: row.agency.filter(|_| who),
        agency_kind: row.agency_kind.ok_or_else(|| Error::internal("an entry without a kind of agency"))?,
        roles: (!sparse).then_some(row.roles),
        client: row.client.filter(|_| who),
        action: row.action,
        child_id: row.child.filter(|_| told || of_emergency),
        relationship: row.relationship.filter(|_| told),
        purpose: row.purpose.filter(|_| !sparse),
        lawful_basis: row.lawful_basis.filter(|_| !sparse),
        dispense_reason: row.dispense_reason.filter(|_| !sparse),
        justification: row.justification.filter(|_| told && who),
        approved_by: approver.filter(|_| who),
        emergency: (!sparse || of_emergency).then_some(row.emergency),
        emergency_until: row.emergency_until.filter(|_| !sparse || of_emergency),
        allowed: row.allowed,
        refusal_code: row
            .refusal_code
            .filter(|_| !sparse)
            .map(|code| if masked { RefusalCode::NotFound } else { code }),
        disclosed: row.disclosed,
        withheld_classes: (!sparse).then_some(row.withheld),
        records_disclosed: (!sparse).then_some(row.records_disclosed),
        policies: (!sparse).then_some(if masked { Vec::new() } else { policies }),
        policy_version: row.rule_book.filter(|_| !sparse).map(hex::encode),
        flags: (!sparse || of_emergency).then_some(flags),
        review_due_at: row.review_due_at.filter(|_| reviewable),
        reviews: (reviewable && who).then_some(reviews),
        leaf_hash: hex::encode(&row.leaf_hash),
        withheld: log_scope::withheld(shown)
            .iter()
            .map(|field| Withholding { field, classes: Set::EMPTY, reason: log_scope::reason(shown), ask: None })
            .collect(),
    })
}
