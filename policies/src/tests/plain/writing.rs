//! R15, R23, R27, R35 and R36: who records what.

use entities::words::{LevelOfNeed as L, ProtectionKind, RefusalCode as X, Relationship, Role as R};

use super::ceilings::CASELOAD;
use super::{Asker, Refused};
use crate::facts::{Owner, RecordKind, Work};

impl Asker<'_> {
    /// R35, R13, R15.
    pub(super) fn may_not_contribute(&self) -> bool {
        let (record, relationship) = (&self.f.record, &self.f.relationship);
        let entry = record.kind == RecordKind::Entry;
        let corrects_own = entry && record.recorded && record.owner == Owner::Own;
        let related = relationship.asked
            || match relationship.widest {
                Relationship::Open | Relationship::Claimed => true,
                Relationship::Ended => relationship.recently_ended,
                _ => false,
            };
        let claim_alone = relationship.widest == Relationship::Claimed && !relationship.asked;
        let of_others = entry && record.owner == Owner::Other;
        let details = record.kind == RecordKind::Child && claim_alone;
        !related && !corrects_own || of_others || details
    }

    /// R15: a lead confirms and ends involvements of their agency.
    pub(super) fn leads_involvement(&self) -> bool {
        let record = &self.f.record;
        self.role == R::SafeguardingLead
            && record.recorded
            && record.kind == RecordKind::Involvement
            && record.owner == Owner::Own
    }

    /// R15: another agency's involvement is confirmed by the child's local authority.
    pub(super) fn not_theirs_to_confirm(&self) -> bool {
        let record = &self.f.record;
        let authority = self.f.child.responsible && self.role == R::SocialWorker;
        record.kind == RecordKind::Involvement && record.owner == Owner::Other && !authority
    }

    pub(super) fn may_record_levels(&self) -> bool {
        self.is(&[R::SocialWorker, R::EarlyHelpPractitioner, R::HealthPractitioner, R::DesignatedSafeguardingLead])
    }

    fn of_authority_or_area(&self) -> bool {
        self.role == R::SocialWorker && (self.f.child.responsible || self.f.child.in_area)
    }

    /// R32: who may not know of the child learns nothing from asking for its level: nor who may not lower it.
    pub(super) fn level_unknown(&self) -> bool {
        self.work_unknown()
            || (self.f.relationship.widest != Relationship::Open && self.lowers() && !self.f.child.responsible)
    }

    /// The same of a piece of work about it.
    pub(super) fn work_unknown(&self) -> bool {
        !self.of_authority_or_area() && self.f.relationship.widest != Relationship::Open
    }

    /// R27: what a decision set is to be lowered.
    fn lowers(&self) -> bool {
        let now = self.f.child.level;
        matches!(now, L::ChildInNeed | L::ChildProtection) && self.f.record.new_level.is_some_and(|new| new < now)
    }

    /// R36 and R27: which levels are whose to record.
    pub(super) fn level(&self) -> Vec<Refused> {
        let (now, new) = (self.f.child.level, self.f.record.new_level);
        let first_two = |level: L| matches!(level, L::Universal | L::EarlyHelp);
        let theirs = if self.role == R::SocialWorker {
            self.of_authority_or_area() && (!self.lowers() || self.f.child.responsible)
        } else {
            first_two(now) && new.is_some_and(first_two)
        };
        if theirs { Vec::new() } else { vec![(3, X::Role)] }
    }

    /// What the caller's agency recorded, and goes on with.
    pub(super) fn own_on_record(&self) -> bool {
        self.f.record.owner == Owner::Own && self.f.record.recorded
    }

    /// R36: statutory work is for social workers of the authority or area, and stays with the agency that began it.
    pub(super) fn not_statutory_for_them(&self) -> Vec<Refused> {
        let theirs = self.role == R::SocialWorker && (self.of_authority_or_area() || self.own_on_record());
        if self.f.record.statutory && !theirs { vec![(3, X::Role)] } else { Vec::new() }
    }

    /// R10: protective work that nothing bears out is begun without a relationship with a justification alone.
    pub(super) fn protective_alone(&self) -> Vec<Refused> {
        let child = &self.f.child;
        let borne_out = [child.concern, child.section_47, child.plan].iter().any(|work| *work != Work::None)
            || child.level == L::ChildProtection
            || self.f.relationship.widest == Relationship::Open;
        let begun = self.f.sharing.begun_without_anchor && self.f.sharing.justified;
        if self.f.record.protective && !borne_out && !begun { vec![(4, X::JustificationRequired)] } else { Vec::new() }
    }

    /// R36: whereabouts are protected at once; lifting takes two.
    fn protects_whereabouts(&self) -> bool {
        let record = &self.f.record;
        record.protection == Some(ProtectionKind::Whereabouts) && !record.recorded
    }

    pub(super) fn may_protect(&self) -> bool {
        self.is(&[R::SocialWorker, R::InformationGovernance])
            || self.is(&CASELOAD) && self.protects_whereabouts()
            || self.declares_conflict()
    }

    pub(super) fn not_theirs_to_protect(&self) -> bool {
        let area = self.role == R::SocialWorker && self.f.child.in_area;
        let works =
            self.f.relationship.widest == Relationship::Open || self.exception() || self.role == R::PoliceOfficer;
        let at_once = self.protects_whereabouts() && works;
        !(area || self.role == R::InformationGovernance || at_once || self.declares_conflict())
    }

    /// R34: a concern is answered by those addressed, and never by whoever raised it.
    pub(super) fn not_theirs_to_answer(&self) -> bool {
        let record = &self.f.record;
        record.kind != RecordKind::Concern || !record.addressed || record.by_caller
    }

    pub(super) fn second_person(&self) -> Vec<Refused> {
        if self.approver() || self.protects_whereabouts() || self.declares_conflict() {
            Vec::new()
        } else {
            vec![(4, X::JustificationRequired)]
        }
    }

    /// R14: who asks works with the child, or is of its area or authority; what an agency asked stays its own.
    pub(super) fn not_theirs_to_check(&self) -> bool {
        let child = &self.f.child;
        // What lacks its checks is read, and gone on with, without a purpose of its own.
        let unstated = !self.f.sharing.stated && (child.in_area || child.responsible);
        let near = self.is(&[R::SocialWorker, R::MashPractitioner]) && (self.exception() || unstated);
        !(self.f.relationship.widest == Relationship::Open || near || self.own_on_record())
    }

    /// R14: consent, a decision to do without, or the anchor of the section 47 family.
    pub(super) fn check_may_go_out(&self) -> bool {
        let child = &self.f.child;
        let consent = self.f.sharing.request.is_some_and(|request| request.consent);
        let work = child.section_47 != Work::None || child.plan != Work::None || child.level == L::ChildProtection;
        consent || self.dispensed() || self.family() && work
    }
}
