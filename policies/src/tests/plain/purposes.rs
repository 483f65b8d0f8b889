//! R8 and R9: which purposes are open to whom, and what they never need.

use entities::words::{FieldClass as C, LevelOfNeed, Role as R, SharingPurpose as P};

use super::Asker;
use super::ceilings::CASELOAD;
use crate::facts::{Owner, RecordKind};

pub(super) const FAMILY: [P; 5] = [
    P::StrategyDiscussion,
    P::Section47Enquiry,
    P::ChildProtectionConference,
    P::ChildProtectionPlanReview,
    P::EmergencyProtection,
];

/// Purposes for which one is named, child by child.
pub(super) const NAMED: [P; 3] = [P::CaseAudit, P::Inspection, P::SubjectAccess];

impl Asker<'_> {
    /// Whether the purpose is open to the role.
    pub(super) fn purpose_open(&self) -> bool {
        let caseload = self.is(&CASELOAD);
        let but_mash = caseload && self.role != R::MashPractitioner;
        match self.f.sharing.purpose {
            P::EarlyHelp
            | P::ChildInNeedAssessment
            | P::ChildProtectionConference
            | P::ChildProtectionPlanReview
            | P::TransferBetweenAreas => but_mash,
            P::StrategyDiscussion | P::Section47Enquiry | P::EmergencyProtection | P::MissingChild => caseload,
            P::ReferralScreening => {
                self.is(&[R::MashPractitioner, R::SocialWorker, R::PoliceOfficer, R::HealthPractitioner])
            }
            P::DirectCare => self.is(&[R::HealthPractitioner, R::GeneralPractitioner]),
            P::SafeguardingInEducation => self.is(&[R::DesignatedSafeguardingLead]),
            P::LookedAfterCarePlanning => self.is(&LOOKED_AFTER),
            P::CareLeaverSupport => {
                self.is(&LOOKED_AFTER)
                    || self.is(&[R::HousingOfficer, R::ProbationPractitioner, R::EarlyHelpPractitioner])
            }
            P::CrimePrevention => self.is(&[R::PoliceOfficer, R::ProbationPractitioner, R::YouthJusticePractitioner]),
            P::CaseAudit => caseload || self.role == R::Inspector,
            P::Inspection => self.role == R::Inspector,
            // The named handler, whatever their role.
            P::SubjectAccess => self.role != R::SystemAdministrator,
        }
    }

    /// R9: whether the purpose never needs the class of such a record.
    pub(super) fn never_needed(&self, class: C) -> bool {
        if self.whole() {
            return false;
        }
        let record = &self.f.record;
        match self.f.sharing.purpose {
            P::DirectCare => matches!(class, C::Police | C::Legal | C::HousingFinance | C::ThirdParty),
            P::EarlyHelp => matches!(class, C::Police | C::Legal | C::ThirdParty),
            P::CrimePrevention => {
                matches!(class, C::Health | C::Education | C::ChildVoice)
                    || record.owner == Owner::Other && matches!(class, C::Adult | C::ThirdParty)
            }
            P::SafeguardingInEducation => match class {
                C::Identity | C::PupilNumber | C::Contact | C::Whereabouts => false,
                C::Involvement => !record.open,
                C::Summary => {
                    let level = matches!(self.f.child.level, LevelOfNeed::ChildInNeed | LevelOfNeed::ChildProtection);
                    record.kind != RecordKind::Child || !level
                }
                _ => true,
            },
            _ => false,
        }
    }

    /// R8: subject access gives who the child is, and one's own agency's contributions.
    pub(super) fn subject_access(&self, class: C) -> bool {
        self.purpose_is(&[P::SubjectAccess]) && class != C::Identity && !self.whole()
    }
}

const LOOKED_AFTER: [R; 4] =
    [R::SocialWorker, R::HealthPractitioner, R::DesignatedSafeguardingLead, R::YouthJusticePractitioner];
