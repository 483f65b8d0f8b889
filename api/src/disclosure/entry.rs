//! What the log is told of an access: who, why, what was judged, what was given. Never a value of a child's record.

use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use entities::Set;
use entities::ids::{ChildId, ProtectionId};
use entities::words::{AccessAction, AccessFlag, FieldClass, RefusalCode, Relationship};
use policies::facts::Facts;
use serde_json::{Map, Value};

use super::Door;
use crate::access_log::{EntryDraft, FactSet, Outcome};
use crate::plain::memo::Memo;
use crate::store::{Caller, Sharing, Trace};

/// Facts already in the log's form, by the facts: the same ones come again and again.
pub(crate) struct FactSets(Memo<Facts, Arc<FactSet>>);

/// Half of the most fact sets that are remembered.
const HALF: usize = 4096;

impl Default for FactSets {
    fn default() -> Self {
        Self(Memo::of_twice(HALF))
    }
}

impl FactSets {
    fn of(&self, facts: &Facts) -> Arc<FactSet> {
        self.0.get(facts).unwrap_or_else(|| {
            let set = Arc::new(FactSet::new(serde_json::to_string(facts).unwrap_or_default()));
            self.0.keep(facts.clone(), Arc::clone(&set));
            set
        })
    }
}

impl Door {
    /// An entry about something that this caller did, or tried.
    pub(super) fn entry_of(&self, caller: &Caller, action: AccessAction) -> EntryDraft {
        let mut entry = EntryDraft::new(caller.at, action);
        if !caller.is_system() {
            entry.membership = Some(caller.membership);
            entry.person = Some(caller.person);
        }
        entry.agency = Some(caller.agency.id);
        entry.agency_kind = Some(caller.agency.kind);
        entry.roles = caller.roles;
        entry.client = caller.client.as_ref().map(|c| c.id.clone());
        let measures = self.store().measures();
        // A system has no hours.
        if !caller.is_system() && measures.is_out_of_hours(caller.at, &caller.agency.code, caller.team.as_deref()) {
            entry.flags.insert(AccessFlag::OutOfHours);
        }
        entry
    }
}

/// Adds why the caller said they were there.
pub(crate) fn state_sharing(entry: &mut EntryDraft, sharing: &Sharing) {
    entry.purpose = Some(sharing.purpose);
    entry.lawful_basis = Some(sharing.basis);
    entry.dispense_reason = sharing.dispense;
    entry.justification.clone_from(&sharing.justification);
    entry.approved_by = sharing.approved_by;
}

/// Adds what was judged, and the flags that follow from it (R38).
pub(crate) fn state_trace(entry: &mut EntryDraft, trace: &Trace, book: &[u8; 32], sets: &FactSets) {
    entry.child = trace.child;
    entry.relationship = Some(trace.relationship);
    entry.policies.clone_from(&trace.policies);
    entry.rule_book = Some(*book);
    entry.facts = Some(sets.of(&trace.facts));
    entry.as_of.clone_from(&trace.sizes);
    if let Some(emergency) = trace.emergency {
        entry.emergency = true;
        entry.emergency_until = Some(emergency.until);
        entry.review_due_at = Some(emergency.review_due);
    }
    let mut flag = |holds: bool, flag: AccessFlag| {
        if holds {
            entry.flags.insert(flag);
        }
    };
    flag(trace.emergency.is_some(), AccessFlag::Emergency);
    flag(trace.dispensed, AccessFlag::ConsentDispensed);
    flag(trace.pending, AccessFlag::ApprovalMissing);
    flag(trace.begun, AccessFlag::PurposeMismatch);
    flag(trace.restricted, AccessFlag::RestrictedRecord);
    flag(trace.relationship == Relationship::Claimed, AccessFlag::SelfClaimedRelationship);
    flag(trace.unallocated, AccessFlag::NoAllocation);
    flag(trace.same_family_name, AccessFlag::SameFamilyName);
}

/// Names the markings that name the caller, where the answer tells where the child is: their owners are told (R7).
pub(crate) fn name_markings(entry: &mut EntryDraft, markings: &[ProtectionId]) {
    if markings.is_empty() || !entry.disclosed.contains(FieldClass::Whereabouts) {
        return;
    }
    name(entry, "markings", markings);
}

/// Names the restricted records that were met, for their custodians alone (R28).
pub(crate) fn name_attempts(entry: &mut EntryDraft, attempts: &[ChildId]) {
    if attempts.is_empty() {
        return;
    }
    entry.flags.insert(AccessFlag::RestrictedRecord);
    name(entry, "attempts", attempts);
}

/// Adds ids to what was asked, which is an object of the hub's own making.
fn name(entry: &mut EntryDraft, what: &str, ids: &[impl ToString]) {
    let mut ask: Map<String, Value> =
        entry.ask.as_deref().and_then(|ask| serde_json::from_str(ask).ok()).unwrap_or_default();
    ask.insert(what.to_owned(), ids.iter().map(ToString::to_string).collect());
    entry.ask = Some(Value::Object(ask).to_string());
}

/// The rule book's hash as bytes.
pub(crate) fn book_hash(book: &policies::RuleBook) -> [u8; 32] {
    let mut hash = [0; 32];
    // The rule book writes its hash as 64 hexadecimal digits; anything else leaves zeros, which name no book.
    let _ = hex::decode_to_slice(book.hash(), &mut hash);
    hash
}

/// Makes it the entry of a refusal.
pub(crate) fn refuse(entry: &mut EntryDraft, code: RefusalCode) {
    entry.outcome = Outcome::Refused(code);
    entry.disclosed = Set::EMPTY;
    entry.records_disclosed = 0;
}

/// The SHA-256 of a view's canonical bytes.
pub(crate) fn digest(view: &impl serde::Serialize) -> Result<[u8; 32], serde_json::Error> {
    struct Hasher(Context);
    impl std::io::Write for Hasher {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hasher = std::io::BufWriter::with_capacity(8192, Hasher(Context::new(&SHA256)));
    serde_json::to_writer(&mut hasher, view)?;
    let hasher = hasher.into_inner().map_err(|e| serde_json::Error::io(e.into_error()))?;
    let mut hash = [0; 32];
    hash.copy_from_slice(hasher.0.finish().as_ref());
    Ok(hash)
}
