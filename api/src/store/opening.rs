//! From facts to an opening: a verdict bound to its child. [`Store::subject`](super::Store) alone makes a subject, judging
//! a subject alone makes an opening, and every finder of content wants one.

mod bounds;
mod checks;
mod judging;
mod masks;
mod sighting;

use std::sync::Arc;

use entities::Set;
use entities::ids::{AgencyId, ChildId, ConsentId, ProtectionId};
use entities::words::{FieldClass, RefusalCode, Relationship, SharingPurpose, WithheldReason};
use entities::{Date, Instant};
use policies::facts::{Approval, Facts, Owner, RecordFacts, Whereabouts};
use policies::{Gate, RuleBook, Verdict};
use sea_orm::DbErr;

use super::Store;
use super::caller::Caller;
use super::facts::{ChildKey, Emergency, InvolvementRow, Loaded};
use super::sharing::Sharing;
use super::snapshot::Snapshot;
use bounds::Bounds;
pub use checks::Sending;
pub(crate) use masks::{EntryMasks, Groups, MaskMemo, Situation, bits};
pub(crate) use sighting::Sight;
pub use sighting::{Attempt, Sighting};

/// A child and the facts about it, not yet judged.
pub struct Subject {
    loaded: Loaded,
}

/// A verdict that opens, bound to its child. Content is found with it, and with nothing else.
pub struct Opening {
    child: ChildId,
    verdict: Arc<Verdict>,
    masks: Arc<EntryMasks>,
    book: Arc<RuleBook>,
    loaded: Loaded,
    facts: Facts,
    bounds: Bounds,
    /// The purpose was begun without an anchor by this request, so that the beginning is to be written down (R10).
    begins: bool,
    /// Consent is gone without, and that gives something (R21).
    dispensed: bool,
    /// The caller has no part in the work, and a justification opened more (R16).
    unallocated: bool,
}

/// What a judgement rested on, for the log.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The child, if there is one.
    pub child: Option<ChildId>,
    /// The facts judged.
    pub facts: Facts,
    /// The ids of the policies that decided.
    pub policies: Vec<String>,
    /// The agency's relationship to the child.
    pub relationship: Relationship,
    /// The sizes of all logs that the facts were read at.
    pub sizes: Vec<(i32, i64)>,
    /// The purpose rests on a beginning without an anchor (R10).
    pub begun: bool,
    /// It was begun by this very request, so that the beginning is to be written down.
    pub begins: bool,
    /// The emergency that opens it, if one does (R31).
    pub emergency: Option<Emergency>,
    /// Consent is gone without, and that gives something (R21).
    pub dispensed: bool,
    /// A second person has not answered yet (R21, R31).
    pub pending: bool,
    /// The second person is named for the first time, so that they are to be asked.
    pub asks: bool,
    /// The caller has no part in the agency's work with the child, and a justification opened more (R16).
    pub unallocated: bool,
    /// The caller bears the child's family name (R38).
    pub same_family_name: bool,
    /// The attempt was on a restricted record (R28); known to its custodians alone.
    pub restricted: bool,
    /// The markings that name the caller: their owners are told where the answer says where the child is (R7).
    pub markings: Vec<ProtectionId>,
}

/// A judgement that opens nothing.
pub struct Refused {
    /// What the viewer is told.
    pub code: RefusalCode,
    /// What it rested on.
    pub trace: Trace,
}

impl Store {
    /// Loads a child and its facts for one caller; the same statement whether there is such a child or not.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn subject(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        sharing: &Sharing,
        key: &ChildKey,
    ) -> Result<Subject, DbErr> {
        self.subject_for(snapshot, caller, Some(sharing), key, RecordFacts::CHILD).await
    }

    /// The same for what is to be written; with no sharing where the contract asks for none (R23).
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn subject_for(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        sharing: Option<&Sharing>,
        key: &ChildKey,
        record: RecordFacts,
    ) -> Result<Subject, DbErr> {
        let loaded = snapshot.facts(caller, sharing, key, record, caller.at).await?;
        Ok(Subject { loaded })
    }

    /// Loads several children and their facts for one caller, and beside them a stranger's facts, in one statement.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn subjects(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        sharing: &Sharing,
        children: &[ChildId],
    ) -> Result<(Subject, Vec<Subject>), DbErr> {
        let subject = |loaded| Subject { loaded };
        let (stranger, found) = snapshot.facts_of_many(caller, sharing, children).await?;
        Ok((subject(stranger), found.into_iter().map(subject).collect()))
    }

    /// Judges a subject at one gate of the rule book.
    ///
    /// # Errors
    /// The refusal, where the gate does not open.
    pub fn judge(&self, subject: Subject, book: &Arc<RuleBook>, gate: Gate) -> Result<Opening, Box<Refused>> {
        subject.judge(book, gate, self.masks())
    }
}

/// The relationship as the log names it: asked counts where nothing wider does.
fn relationship(facts: &Facts) -> Relationship {
    match facts.relationship.widest {
        Relationship::None if facts.relationship.asked => Relationship::Asked,
        widest => widest,
    }
}

impl Opening {
    /// The child that it opens.
    pub fn child(&self) -> ChildId {
        self.child
    }

    /// The sizes of all logs when the facts were read.
    pub(crate) fn sizes(&self) -> &[(i32, i64)] {
        &self.loaded.sizes
    }

    /// The child's version, as its details stand.
    pub fn child_version(&self) -> i32 {
        self.loaded.rows.child.as_ref().map_or(0, |c| c.version)
    }

    /// The local authority that is responsible for the child, or its successor (R39).
    pub(crate) fn responsible_authority(&self) -> Option<AgencyId> {
        let authority = self.loaded.rows.child.as_ref().and_then(|c| c.responsible_authority);
        authority.map(|authority| self.loaded.successions.heir(authority))
    }

    /// The classes cleared for the child's own details.
    pub fn cleared(&self) -> Set<FieldClass> {
        self.verdict.cleared()
    }

    /// Whether a field with those classes is cleared, of the child's own details.
    ///
    /// # Errors
    /// The reason of the first class that is not.
    pub fn field(&self, classes: Set<FieldClass>) -> Result<(), WithheldReason> {
        self.verdict.field(classes)
    }

    /// What the verdict is on another kind of record, under the same facts.
    pub(crate) fn of_record(&self, record: RecordFacts) -> Arc<Verdict> {
        let mut facts = self.facts.clone();
        facts.record = record;
        self.book.judge(&facts)
    }

    /// The classes cleared for entries in some situation that is listed.
    pub fn entry_classes(&self) -> Set<FieldClass> {
        self.masks.cleared()
    }

    /// Why other agencies' ordinary entries are withheld whole, where they are.
    pub fn others_withheld(&self) -> Option<WithheldReason> {
        let others = self.masks.others()?;
        if others.listed {
            return None;
        }
        others.reasons.get(entities::Word::index(FieldClass::Summary)).copied().flatten()
    }

    /// Why other agencies' open and ordinary involvements are withheld whole, where they are.
    pub fn involvements_withheld(&self) -> Option<WithheldReason> {
        let verdict = self.of_record(RecordFacts {
            kind: policies::facts::RecordKind::Involvement,
            owner: Owner::Other,
            ..RecordFacts::CHILD
        });
        verdict.field(Set::of(&[FieldClass::Involvement])).err()
    }

    /// Whether a person must decide on some of what others recorded, because the young person objected (R24).
    pub(crate) fn awaits_review(&self) -> bool {
        let review = WithheldReason::Review;
        self.masks.withhold(review) || self.involvements_withheld() == Some(review)
    }

    /// The situations of the entries on those pages, and of those pieces of work, each once.
    pub(crate) fn situations(
        &self,
        pages: &[super::content::EntryPage],
        works: &[super::content::CaseWorkContent],
    ) -> Vec<(u16, Arc<Situation>)> {
        let mut codes: Vec<u16> = pages
            .iter()
            .flat_map(|p| &p.entries)
            .flat_map(|e| std::iter::once(e).chain(&e.history))
            .map(|e| e.code)
            .chain(works.iter().map(|work| work.code))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().filter_map(|code| self.masks.situation(code).map(|s| (code, Arc::clone(s)))).collect()
    }

    pub(crate) fn masks(&self) -> &EntryMasks {
        &self.masks
    }

    /// The verdict on one involvement.
    pub(crate) fn of_involvement(&self, row: &InvolvementRow, own_agency: bool) -> Arc<Verdict> {
        self.of_record(RecordFacts {
            kind: policies::facts::RecordKind::Involvement,
            owner: if own_agency { Owner::Own } else { Owner::Other },
            sensitivity: row.sensitivity,
            open: row.state == entities::words::InvolvementState::Open,
            school: row.kind == entities::words::AgencyKind::School,
            ..RecordFacts::CHILD
        })
    }

    /// Givers whose valid consent covers ADULT.
    pub(crate) fn adult_givers(&self) -> &[String] {
        &self.loaded.adult_givers
    }

    /// From when on the child's whereabouts are protected from the caller; none where they are not (R7).
    pub(crate) fn whereabouts_since(&self) -> Option<Instant> {
        self.hidden().map(|(since, _)| since)
    }

    /// Whom to ask where the child is: the agency whose marking keeps it from the caller; none where none does (R7).
    pub(crate) fn whereabouts_keeper(&self) -> Option<AgencyId> {
        self.hidden().map(|(_, by)| by)
    }

    fn hidden(&self) -> Option<(Instant, AgencyId)> {
        (self.facts.child.whereabouts == Whereabouts::Protected).then_some(self.loaded.hidden).flatten()
    }

    /// Where the child lives and who is responsible, so far as is on record: what is local to it (R7), by the names that an
    /// authority had before and has since (R39).
    pub(crate) fn areas(&self) -> Vec<AgencyId> {
        let child = self.loaded.rows.child.as_ref();
        let areas = child.into_iter().flat_map(|c| [c.area, c.responsible_authority]).flatten();
        areas.flat_map(|area| self.loaded.successions.line(area)).collect()
    }

    /// The facts that were judged.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The hash of the rule book that judged.
    pub(crate) fn policy_version(&self) -> &str {
        self.book.hash()
    }

    /// Whether the agency's relationship ended, so that of what others recorded since it is shown nothing (R13).
    pub(crate) fn has_ended(&self) -> bool {
        self.facts.relationship.widest == Relationship::Ended
    }

    /// The stated purpose.
    pub fn purpose(&self) -> SharingPurpose {
        self.facts.sharing.purpose
    }

    /// The emergency that the record is open in (R31).
    pub fn emergency(&self) -> Option<Emergency> {
        self.loaded.emergency
    }

    /// What opening one gate rests on, for the log.
    pub fn gate_trace(&self, gate: Gate) -> Trace {
        Trace { policies: self.verdict.gate_policies(gate).to_vec(), ..self.trace() }
    }

    /// What it rests on, for the log.
    pub fn trace(&self) -> Trace {
        let mut policies = self.verdict.policies().to_vec();
        policies.extend(self.masks.policies().iter().cloned());
        policies.sort();
        policies.dedup();
        // A second person is asked where something hangs on it: consent that is gone without, or an emergency.
        let counts = self.dispensed || self.loaded.emergency.is_some();
        Trace {
            child: Some(self.child),
            facts: self.facts.clone(),
            policies,
            relationship: relationship(&self.facts),
            sizes: self.loaded.sizes.clone(),
            begun: self.facts.sharing.begun_without_anchor,
            begins: self.begins,
            emergency: self.loaded.emergency,
            dispensed: self.dispensed,
            pending: self.facts.sharing.approval == Approval::Pending && counts,
            asks: self.loaded.asks && counts,
            unallocated: self.unallocated,
            same_family_name: self.loaded.same_family_name,
            restricted: false,
            markings: self.loaded.markings.clone(),
        }
    }

    /// The consent on which the opening rests.
    pub(crate) fn consent(&self, at: Instant, today: Date) -> Option<ConsentId> {
        super::facts::standing_of(&self.loaded.rows.consents, self.question(at, today)).consent
    }

    /// What is asked of the decisions on consent.
    fn question(&self, at: Instant, today: Date) -> super::facts::Question {
        let age = self.facts.child.age;
        super::facts::Question {
            purpose: self.facts.sharing.purpose,
            kind: self.facts.caller.agency_kind,
            at,
            today,
            adult_now: matches!(age, policies::facts::AgeBand::From18To24 | policies::facts::AgeBand::From25),
            sixteen_or_seventeen: age == policies::facts::AgeBand::From16To17,
        }
    }
}
