//! R7, R26 and R29: what is kept to fewer eyes.

use entities::words::{FieldClass as C, Relationship, Role as R, Sensitivity, SharingPurpose as P};

use super::Asker;
use super::anchors::WITHOUT_RELATIONSHIP;
use crate::facts::{Approval, Owner, RecordKind, Whereabouts};

impl Asker<'_> {
    /// R7.
    pub(super) fn whereabouts_protected(&self, class: C) -> bool {
        let record = &self.f.record;
        let few = self.is(&[R::SocialWorker, R::MashPractitioner, R::PoliceOfficer]) && self.on_record_by_another();
        if self.f.child.whereabouts != Whereabouts::Protected || few {
            return false;
        }
        match class {
            C::Whereabouts => record.owner != Owner::Own,
            // Typed texts: summaries, narratives and the child's own words.
            C::Narrative | C::ChildVoice => self.others() && !record.distant,
            _ => false,
        }
    }

    /// R26.
    pub(super) fn consents_for_few(&self) -> bool {
        let record = &self.f.record;
        if record.kind != RecordKind::Consent || record.by_caller {
            return false;
        }
        let handler = self.purpose_is(&[P::SubjectAccess]) && self.whole();
        let for_few = record.sensitivity != Sensitivity::Standard;
        // A subject access request gives the agency's own contributions and no other's (R8).
        let for_kind = record.for_agency_kind && !self.purpose_is(&[P::SubjectAccess]);
        let shown = for_kind && (!for_few || self.is(&[R::SocialWorker, R::MashPractitioner]));
        !shown && !handler
    }

    /// R29.
    pub(super) fn kept_to_fewer_eyes(&self, class: C) -> bool {
        let record = &self.f.record;
        if !matches!(record.kind, RecordKind::Entry | RecordKind::Involvement) {
            return false;
        }
        // R31: an emergency lifts it where the second person has answered.
        if self.emergency() && self.f.sharing.approval == Approval::Approved {
            return false;
        }
        let own = record.owner == Owner::Own;
        match record.sensitivity {
            Sensitivity::Standard => false,
            Sensitivity::Sensitive => {
                let protective =
                    self.is(&WITHOUT_RELATIONSHIP) && self.family() && self.on_record() && !self.by_emergency_alone();
                let inspection = self.purpose_is(&[P::Inspection]) && self.f.caller.named_for_purpose;
                let consents = self.person_concerned_consents(class);
                !(own || record.answer || protective || inspection || consents || self.told())
            }
            Sensitivity::Restricted => {
                let known_of =
                    self.is(&[R::SocialWorker, R::MashPractitioner, R::PoliceOfficer, R::HealthPractitioner])
                        && (self.family() || self.purpose_is(&[P::ReferralScreening]))
                        && self.on_record()
                        && !self.by_emergency_alone()
                        && matches!(class, C::Summary | C::Whereabouts);
                let reads = own && (record.by_caller || record.by_team) || record.caller_named;
                !(reads || known_of)
            }
        }
    }

    /// R31: nothing but the emergency opens the record; that the work is on record does not make it lift what it never lifts.
    fn by_emergency_alone(&self) -> bool {
        let relationship = &self.f.relationship;
        let known = match relationship.widest {
            Relationship::Open => true,
            Relationship::Ended => relationship.recently_ended,
            _ => false,
        };
        let of_area = self.f.child.in_area && self.is(&[R::SocialWorker, R::MashPractitioner]);
        self.emergency() && !(known || of_area || self.role == R::PoliceOfficer)
    }
}
