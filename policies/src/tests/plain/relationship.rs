//! R12 to R16: what a relationship opens, and the caller's own part in it; R34: concerns of others.

use entities::words::{FieldClass as C, Relationship, Role as R, SharingPurpose as P};

use super::Asker;
use super::purposes::NAMED;
use crate::facts::{Owner, RecordKind, RequestKind, Work};

impl Asker<'_> {
    /// R12: who opens without a relationship; R31: an emergency does.
    pub(super) fn exception(&self) -> bool {
        let (caller, child) = (&self.f.caller, &self.f.child);
        let screening = self.purpose_is(&[P::ReferralScreening]);
        // What nothing bears out counts as an assessment (R10), for which there is no exception.
        let area = self.is(&[R::MashPractitioner, R::SocialWorker])
            && child.in_area
            && (screening || self.family())
            && self.anchored();
        let police = self.role == R::PoliceOfficer
            && self.purpose_is(&[P::EmergencyProtection, P::MissingChild])
            && self.anchored();
        let named = caller.named_for_purpose && self.purpose_is(&NAMED);
        let possible_match = self.role == R::MashPractitioner && screening && self.rests_on(RequestKind::Concern);
        let transfer =
            self.role == R::SocialWorker && caller.named_for_transfer && self.purpose_is(&[P::TransferBetweenAreas]);
        area || police || named || possible_match || transfer || self.emergency()
    }

    /// Whether the record is open in full: R12, R13.
    pub(super) fn full(&self) -> bool {
        let relationship = &self.f.relationship;
        self.exception()
            || relationship.widest == Relationship::Open
            || relationship.widest == Relationship::Ended && relationship.recently_ended
    }

    /// R14: whether the concern or check that the caller answers asks for the class.
    pub(super) fn request_asks_for(&self, class: C) -> bool {
        self.answering() && self.f.sharing.request.is_some_and(|r| r.classes.contains(class))
    }

    /// The caller answers a request, for the purpose for which it was made.
    pub(super) fn answering(&self) -> bool {
        let sharing = &self.f.sharing;
        self.f.relationship.asked && sharing.request.is_some_and(|r| r.purpose == sharing.purpose)
    }

    /// R13 to R15: what is shut without a full relationship.
    pub(super) fn relationship_shuts(&self, class: C) -> bool {
        let (record, relationship, child) = (&self.f.record, &self.f.relationship, &self.f.child);
        if self.full() || record.owner == Owner::Own || record.kind == RecordKind::Concern {
            return false;
        }
        // Other agencies' decisions on consent are shown, or not, as a whole.
        if record.kind == RecordKind::Consent {
            return true;
        }
        let claimed = relationship.widest == Relationship::Claimed;
        let open = match class {
            C::Identity => relationship.asked || claimed,
            C::Contact | C::Whereabouts => relationship.asked && record.kind == RecordKind::Child,
            C::Involvement => claimed && record.kind == RecordKind::Involvement && record.open,
            // Whether there is a child protection plan.
            C::Summary => {
                claimed
                    && record.kind == RecordKind::Child
                    && child.plan != Work::None
                    && self.is(&[R::HealthPractitioner, R::GeneralPractitioner])
            }
            _ => false,
        };
        !open && !self.request_asks_for(class)
    }

    /// R16: what is shut to who has no part in the work, without a justification.
    pub(super) fn no_part_in_it(&self, class: C) -> bool {
        let (record, relationship) = (&self.f.record, &self.f.relationship);
        if matches!(class, C::Identity | C::Involvement | C::Summary | C::Whereabouts) {
            return false;
        }
        let asked_where = relationship.asked && record.kind == RecordKind::Child && class == C::Contact
            || self.request_asks_for(class);
        let concern = record.kind == RecordKind::Concern && record.owner == Owner::Other;
        relationship.widest != Relationship::None
            && !self.team()
            && !self.exception()
            && !self.f.sharing.justified
            && !self.whole()
            && !asked_where
            && !concern
    }

    /// R34: a concern that another agency raised is read by those it is addressed to.
    pub(super) fn concern_of_others(&self) -> bool {
        let record = &self.f.record;
        let addressed = self.rests_on(RequestKind::Concern)
            && self.purpose_is(&[P::ReferralScreening])
            && self.is(&[R::SocialWorker, R::MashPractitioner]);
        record.kind == RecordKind::Concern && record.owner == Owner::Other && !addressed
    }
}
