//! What may leave. A view is made by the door alone; its fields are private, and what was withheld stands beside it.

use entities::ids::{AgencyId, ConsentId};
use entities::words::{DispenseReason, FieldClass, LawfulBasis, RefusalCode, SharingPurpose, WithheldReason};
use entities::{Instant, Set, Word};
use policies::fields::{CASE_WORK, CHILD, CHRONOLOGY_ENTRY, CONSENT, FieldRule, INVOLVEMENT};
use serde::Serialize;

use super::refusal;
use crate::store::Situation;
use crate::store::content::{
    AgencyContent, CaseWorkContent, ChildContent, ConsentContent, EntryContent, EntryPage, InvolvementContent, needs,
};
use std::sync::Arc;

/// The number of this form of view; a replay of an entry with another number cannot be compared.
pub const VIEW_FORMAT: u16 = 1;

/// A field that the viewer may not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withholding {
    /// The field, by its name in the contract.
    pub field: &'static str,
    /// The field's own classes.
    pub classes: Set<FieldClass>,
    /// Why.
    pub reason: WithheldReason,
    /// Whom to ask.
    pub ask: Option<AgencyId>,
}

impl Withholding {
    /// What to do about it, in words.
    pub const fn how_to_proceed(&self) -> &'static str {
        refusal::way_on(self.reason)
    }
}

/// The decision that opened a record.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct SharingView {
    pub purpose: SharingPurpose,
    pub lawful_basis: LawfulBasis,
    pub condition: Option<String>,
    pub dispense_reason: Option<DispenseReason>,
    pub consent: Option<ConsentId>,
    pub emergency: bool,
    pub expires_at: Option<Instant>,
    pub disclosed: Set<FieldClass>,
    pub withheld: Set<FieldClass>,
    pub policies: Vec<String>,
    pub policy_version: String,
}

/// One child's record, so far as it is cleared and asked for.
#[derive(Debug, Serialize)]
pub struct RecordView {
    pub(super) child: ChildContent,
    pub(super) child_withheld: Vec<Withholding>,
    pub(super) pages: Vec<EntryPage>,
    pub(super) involvements: Vec<InvolvementContent>,
    pub(super) consents: Vec<ConsentContent>,
    /// Left out where there is none, as before there was any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) works: Vec<CaseWorkContent>,
    pub(super) agencies: Vec<AgencyContent>,
    pub(super) sharing: SharingView,
    pub(super) withheld: Vec<Withholding>,
    /// The authority to ring, on a claim.
    #[serde(skip)]
    pub(super) ring: Option<AgencyId>,
    /// The agency whose marking protects the whereabouts from the viewer.
    #[serde(skip)]
    pub(super) keeper: Option<AgencyId>,
    #[serde(skip)]
    pub(super) situations: Vec<(u16, Arc<Situation>)>,
}

impl RecordView {
    /// The child's details.
    pub const fn child(&self) -> &ChildContent {
        &self.child
    }

    /// What of the child's details is withheld.
    pub fn child_withheld(&self) -> &[Withholding] {
        &self.child_withheld
    }

    /// The pages of the chronology, in the order of the ask.
    pub fn pages(&self) -> &[EntryPage] {
        &self.pages
    }

    /// Which agencies work, or worked, with the child.
    pub fn involvements(&self) -> &[InvolvementContent] {
        &self.involvements
    }

    /// Decisions on consent.
    pub fn consents(&self) -> &[ConsentContent] {
        &self.consents
    }

    /// Pieces of work about the child.
    pub fn works(&self) -> &[CaseWorkContent] {
        &self.works
    }

    /// An agency that the view names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }

    /// The decision that opened the record.
    pub const fn sharing(&self) -> &SharingView {
        &self.sharing
    }

    /// What is withheld whole.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }

    /// What of an entry is withheld, recorded or not.
    pub fn entry_withheld(&self, entry: &EntryContent) -> Vec<Withholding> {
        let situation = self.situations.iter().find(|(code, _)| *code == entry.code).map(|(_, s)| s);
        if situation.is_some_and(|s| s.cleared == Set::all()) {
            return Vec::new();
        }
        withholdings(
            CHRONOLOGY_ENTRY,
            entry.content,
            |class| situation.map_or(Some(WithheldReason::Role), |s| reason(&s.reasons, class)),
            entry.agency.or(self.keeper),
        )
    }

    /// What of a piece of work is withheld, recorded or not.
    pub fn work_withheld(&self, work: &CaseWorkContent) -> Vec<Withholding> {
        let situation = self.situations.iter().find(|(code, _)| *code == work.code).map(|(_, s)| s);
        withholdings(
            CASE_WORK,
            work.content,
            |class| situation.map_or(Some(WithheldReason::Role), |s| reason(&s.reasons, class)),
            work.agency.or(self.keeper),
        )
    }

    /// What of an involvement is withheld, recorded or not.
    pub fn involvement_withheld(&self, row: &InvolvementContent) -> Vec<Withholding> {
        withholdings(
            INVOLVEMENT,
            Set::EMPTY,
            |class| reason(&row.reasons, class),
            row.agency.or(self.ring).or(self.keeper),
        )
    }

    /// What of a consent is withheld, recorded or not.
    pub fn consent_withheld(&self, row: &ConsentContent) -> Vec<Withholding> {
        consent_withheld(row)
    }
}

/// What of a consent is withheld: the giver is IDENTITY where the child gave it, else ADULT.
pub(crate) fn consent_withheld(row: &ConsentContent) -> Vec<Withholding> {
    let swap = |classes: Set<FieldClass>| {
        if row.own && classes.contains(FieldClass::Adult) { Set::of(&[FieldClass::Identity]) } else { classes }
    };
    CONSENT
        .iter()
        .filter_map(|rule| {
            let classes = swap(Set::of(rule.classes));
            let reason = classes.iter().find_map(|class| reason(&row.reasons, class))?;
            Some(Withholding { field: rule.field, classes, reason, ask: None })
        })
        .collect()
}

fn reason(reasons: &[Option<WithheldReason>], class: FieldClass) -> Option<WithheldReason> {
    reasons.get(class.index()).copied().unwrap_or(Some(WithheldReason::Role))
}

/// Every field of a type that is withheld, with its own classes, and the reason of the first class that is not cleared.
pub(crate) fn withholdings(
    table: &'static [FieldRule],
    content: Set<FieldClass>,
    reason: impl Fn(FieldClass) -> Option<WithheldReason>,
    ask: Option<AgencyId>,
) -> Vec<Withholding> {
    table
        .iter()
        .filter_map(|rule| {
            let reason = needs(rule, content).iter().find_map(&reason)?;
            Some(Withholding { field: rule.field, classes: Set::of(rule.classes), reason, ask })
        })
        .collect()
}

/// What of a child's details is withheld; of protected whereabouts the keeper is asked (R7).
pub(crate) fn child_withholdings(
    reason: impl Fn(FieldClass) -> Option<WithheldReason>,
    ask: Option<AgencyId>,
    keeper: Option<AgencyId>,
) -> Vec<Withholding> {
    let mut all = withholdings(CHILD, Set::EMPTY, reason, ask);
    for withheld in all.iter_mut().filter(|withheld| withheld.reason == WithheldReason::Sensitivity) {
        withheld.ask = keeper.or(withheld.ask);
    }
    all
}

/// A refusal, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusalView {
    code: RefusalCode,
    message: String,
    how_to_proceed: String,
}

impl RefusalView {
    pub(super) const fn new(code: RefusalCode, message: String, how_to_proceed: String) -> Self {
        Self { code, message, how_to_proceed }
    }

    /// Why.
    pub const fn code(&self) -> RefusalCode {
        self.code
    }

    /// What it means.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The way on.
    pub fn how_to_proceed(&self) -> &str {
        &self.how_to_proceed
    }
}
