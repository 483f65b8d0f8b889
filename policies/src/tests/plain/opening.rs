//! The gates: who may try, R32's first stage, R28 and R12: for whom there is no such child; R17, R21, R31 and R37.

use entities::words::{
    AgencyKind, LawfulBasis as B, LevelOfNeed as L, ProtectionKind, RefusalCode as X, Relationship, Role as R,
    SharingPurpose as P,
};

use super::anchors::WITHOUT_RELATIONSHIP;
use super::ceilings::CASELOAD;
use super::purposes::NAMED;
use super::{Asker, Refused};
use crate::Gate;
use crate::facts::{ConsentStanding, Objection, Sought};

impl Asker<'_> {
    /// Whether the role may try the gate at all.
    pub(super) fn may_try(&self, gate: Gate) -> bool {
        let reads = self.is(&CASELOAD) || self.role == R::Inspector;
        match gate {
            Gate::Open => {
                let handler = self.purpose_is(&[P::SubjectAccess])
                    && self.f.caller.named_for_purpose
                    && self.role != R::SystemAdministrator;
                reads || handler
            }
            Gate::Search => reads,
            Gate::Show => self.shown_beyond(),
            Gate::Know => self.is(&[R::SafeguardingLead, R::InformationGovernance]),
            Gate::Contribute | Gate::Consent => self.is(&CASELOAD),
            Gate::Involve => self.is(&CASELOAD) || self.leads_involvement(),
            Gate::Level | Gate::Work => self.may_record_levels(),
            Gate::Protect => self.may_protect(),
            Gate::Screen => self.is(&[R::SocialWorker, R::MashPractitioner]),
            Gate::Allegation => self.role == R::LocalAuthorityDesignatedOfficer,
            Gate::Report => self.f.caller.agency_kind == AgencyKind::Police && self.role != R::SystemAdministrator,
            Gate::Check => self.is(&[R::SocialWorker, R::MashPractitioner, R::PoliceOfficer]),
            Gate::Send => self.check_may_go_out(),
        }
    }

    /// R17: the candidates that are shown beyond those who could be opened.
    fn shown_beyond(&self) -> bool {
        let sought = self.f.record.sought;
        let area = self.is(&[R::SocialWorker, R::MashPractitioner]) && self.f.child.in_area;
        let police = self.role == R::PoliceOfficer && self.purpose_is(&[P::EmergencyProtection, P::MissingChild]);
        let emergency = self.is(&WITHOUT_RELATIONSHIP)
            && self.f.sharing.emergency_asked
            && matches!(sought, Sought::NameAndBirth | Sought::VerifiedNumber);
        let number = self.is(&CASELOAD) && sought == Sought::VerifiedNumber;
        area || police || emergency || number
    }

    /// What does not look at the child.
    pub(super) fn first_stage(&self, gate: Gate) -> Vec<Refused> {
        let sharing = &self.f.sharing;
        let reading = matches!(gate, Gate::Open | Gate::Search | Gate::Show);
        let mut all = Vec::new();
        if matches!(gate, Gate::Involve | Gate::Send | Gate::Know | Gate::Screen | Gate::Allegation | Gate::Report) {
            return all;
        }
        if !sharing.stated {
            all.extend(reading.then_some((1, X::PurposeNotOpenToRole)));
            return all;
        }
        // R36: governance protects for any purpose, logged and not judged; to a conflict no purpose belongs.
        let judged = gate != Gate::Protect || self.is(&CASELOAD) || self.role == R::Inspector;
        if judged && !self.purpose_open() {
            all.push((1, X::PurposeNotOpenToRole));
        }
        if !self.basis_open() {
            all.push((1, X::BasisNotOpenToAgency));
        }
        let crime = judged && self.purpose_is(&[P::CrimePrevention]);
        let search_for_missing = sharing.basis == B::LawEnforcement && self.purpose_is(&[P::MissingChild]);
        // R21: whoever states a reason says why, reading or writing.
        let reason = sharing.dispense.is_some();
        let form = crime || search_for_missing || reason || reading && sharing.emergency_asked;
        if form && !sharing.justified {
            all.push((1, X::JustificationRequired));
        }
        if reading && sharing.emergency_asked {
            if !self.purpose_is(&[P::EmergencyProtection, P::MissingChild]) {
                all.push((1, X::PurposeNotOpenToRole));
            }
            if !self.is(&WITHOUT_RELATIONSHIP) && self.role != R::DesignatedSafeguardingLead {
                all.push((1, X::Role));
            }
        }
        all
    }

    /// Whether there is no such child, for this caller and gate.
    pub(super) fn not_found(&self, gate: Gate) -> bool {
        let child = &self.f.child;
        let spared = gate == Gate::Protect && (self.role == R::InformationGovernance || self.declares_conflict());
        if child.closed || child.restricted && !spared {
            return true;
        }
        let not_named = self.purpose_is(&NAMED) && !self.f.caller.named_for_purpose;
        match gate {
            Gate::Open => not_named || self.no_relationship() && !self.exception(),
            Gate::Show => not_named,
            Gate::Search => false,
            Gate::Know => self.role == R::SafeguardingLead && self.no_relationship(),
            Gate::Contribute => self.may_not_contribute(),
            Gate::Consent => {
                let over = matches!(self.f.relationship.widest, Relationship::None | Relationship::Ended);
                over && !self.f.relationship.asked && !self.exception()
            }
            Gate::Involve => self.not_theirs_to_confirm(),
            Gate::Level => self.level_unknown(),
            Gate::Work => self.work_unknown() && !self.own_on_record(),
            Gate::Protect => self.not_theirs_to_protect(),
            Gate::Screen | Gate::Allegation => self.not_theirs_to_answer(),
            Gate::Check => self.not_theirs_to_check(),
            Gate::Send | Gate::Report => false,
        }
    }

    /// What refuses an opening after the child is known to be there.
    pub(super) fn opening(&self) -> Vec<Refused> {
        let (sharing, consent) = (&self.f.sharing, &self.f.consent);
        let mut all = Vec::new();
        if self.no_relationship() {
            if consent.objection == Objection::Standing && !self.unobjected() {
                all.push((3, X::ReviewRequired));
            }
            let code = match consent.standing {
                ConsentStanding::Given => None,
                ConsentStanding::None => Some(X::ConsentMissing),
                ConsentStanding::Refused => Some(X::ConsentRefused),
                ConsentStanding::Withdrawn => Some(X::ConsentWithdrawn),
                ConsentStanding::Expired => Some(X::ConsentExpired),
                ConsentStanding::OutOfScope => Some(X::ConsentOutOfScope),
            };
            if sharing.basis == B::Consent && !self.emergency() {
                all.extend(code.map(|code| (4, code)));
            }
        }
        // R21: a reason that would open something lacks a second person.
        let holds = match self.f.child.level {
            L::Universal => self.refused(),
            L::EarlyHelp | L::ChildInNeed => true,
            L::ChildProtection => false,
        };
        let needed = holds && !self.exempt() && self.reason_counts() && !self.dispensed_by_request();
        // R31: a second emergency in a day lacks one.
        let second = sharing.emergency_asked && sharing.emergency_used_today;
        if (needed || second) && !self.approver() {
            all.push((4, X::JustificationRequired));
        }
        all
    }

    /// R36: about oneself, or a lead about their people.
    pub(super) fn declares_conflict(&self) -> bool {
        let record = &self.f.record;
        let lead = self.role == R::SafeguardingLead && record.owner == crate::facts::Owner::Own;
        record.protection == Some(ProtectionKind::Conflict) && !record.recorded && (record.by_caller || lead)
    }
}
