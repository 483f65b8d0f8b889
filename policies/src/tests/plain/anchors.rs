//! R10: what bears a purpose out; R31: an open emergency.

use entities::words::{LevelOfNeed, Relationship, Role as R, SharingPurpose as P};

use super::Asker;
use super::purposes::FAMILY;
use crate::facts::{Approval, RequestKind, Work};

impl Asker<'_> {
    /// The section 47 family.
    pub(super) fn family(&self) -> bool {
        self.purpose_is(&FAMILY)
    }

    /// The purposes that open most and are believed least.
    fn protective(&self) -> bool {
        self.family() || self.purpose_is(&[P::MissingChild])
    }

    fn check_for_it(&self) -> bool {
        let request = self.f.sharing.request;
        request.is_some_and(|r| r.kind == RequestKind::Check && r.purpose == self.f.sharing.purpose)
    }

    /// Something on record bears the purpose out.
    pub(super) fn on_record(&self) -> bool {
        let child = &self.f.child;
        if self.family() {
            child.section_47 != Work::None
                || child.plan != Work::None
                || child.level == LevelOfNeed::ChildProtection
                || self.check_for_it()
        } else {
            match self.f.sharing.purpose {
                P::MissingChild => child.missing != Work::None,
                P::ReferralScreening => child.concern != Work::None || self.rests_on(RequestKind::Concern),
                _ => false,
            }
        }
    }

    /// R7: the anchor is one that another person put on record. Who set a level is not known.
    pub(super) fn on_record_by_another(&self) -> bool {
        let child = &self.f.child;
        if self.family() {
            child.section_47 == Work::ByAnother || child.plan == Work::ByAnother || self.check_for_it()
        } else {
            self.purpose_is(&[P::MissingChild]) && child.missing == Work::ByAnother
        }
    }

    /// Begun without an anchor, by who may.
    fn begun(&self) -> bool {
        let sharing = &self.f.sharing;
        let who = if self.protective() {
            self.is(&[R::SocialWorker, R::MashPractitioner, R::PoliceOfficer])
        } else {
            self.purpose_is(&[P::ReferralScreening]) && self.is(&[R::SocialWorker, R::MashPractitioner])
        };
        who && sharing.begun_without_anchor && sharing.justified
    }

    /// R31: an emergency opening holds for this role, or this request breaks the glass.
    pub(super) fn emergency(&self) -> bool {
        let (sharing, relationship) = (&self.f.sharing, &self.f.relationship);
        let known = relationship.asked
            || relationship.widest == Relationship::Open
            || relationship.widest == Relationship::Ended && relationship.recently_ended;
        let who = self.is(&WITHOUT_RELATIONSHIP) || self.role == R::DesignatedSafeguardingLead && known;
        let breaks = sharing.emergency_asked && sharing.justified && (!sharing.emergency_used_today || self.approver());
        self.purpose_is(&[P::EmergencyProtection, P::MissingChild]) && who && (sharing.emergency_open || breaks)
    }

    /// A second person is named who may approve, and has not said no.
    pub(super) fn approver(&self) -> bool {
        matches!(self.f.sharing.approval, Approval::Pending | Approval::Approved)
    }

    /// The purpose is believed, for all but R7 and R29.
    pub(super) fn anchored(&self) -> bool {
        self.on_record() || self.emergency() || self.begun()
    }

    /// A purpose that counts as an assessment of need, for want of anything that bears it out.
    pub(super) fn not_borne_out(&self) -> bool {
        self.protective() && !self.anchored()
    }
}

/// Who breaks the glass without a relationship.
pub(super) const WITHOUT_RELATIONSHIP: [R; 5] =
    [R::SocialWorker, R::MashPractitioner, R::PoliceOfficer, R::HealthPractitioner, R::GeneralPractitioner];
