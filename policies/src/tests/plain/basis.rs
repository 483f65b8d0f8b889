//! R11: which lawful basis is open to which agency.

use entities::words::{AgencyKind as K, DispenseReason as D, FieldClass as C, LawfulBasis as B, SharingPurpose as P};

use super::Asker;
use super::purposes::FAMILY;
use crate::facts::RequestKind;

impl Asker<'_> {
    /// Whether the basis is open to the agency.
    pub(super) fn basis_open(&self) -> bool {
        let caller = &self.f.caller;
        match self.f.sharing.basis {
            B::PublicTask => caller.public_authority,
            // A section 47 check, answered by the bodies of CA89 s47(11).
            B::LegalObligation => {
                let asked_for = self
                    .f
                    .sharing
                    .request
                    .is_some_and(|r| r.kind == RequestKind::Check && r.purpose == P::Section47Enquiry);
                let body = matches!(
                    caller.agency_kind,
                    K::LocalAuthority | K::Housing | K::IntegratedCareBoard | K::HealthProvider
                );
                asked_for && body && self.purpose_is(&[P::Section47Enquiry])
            }
            B::Consent => true,
            B::VitalInterests => self.purpose_is(&[P::EmergencyProtection, P::MissingChild]),
            B::RecognisedLegitimateInterest => {
                let listed = [P::EarlyHelp, P::ChildInNeedAssessment, P::SafeguardingInEducation, P::MissingChild];
                !caller.public_authority && (self.purpose_is(&listed) || self.purpose_is(&FAMILY))
            }
            B::LegitimateInterests => !caller.public_authority,
            B::LawEnforcement => {
                matches!(caller.agency_kind, K::Police | K::Probation | K::YouthJustice)
                    && self.purpose_is(&[P::CrimePrevention, P::MissingChild])
            }
        }
    }

    /// Whether the basis never gives the class.
    pub(super) fn basis_never_gives(&self, class: C) -> bool {
        self.f.sharing.basis == B::LegitimateInterests
            && matches!(class, C::Health | C::Equality | C::Police | C::Legal)
            && !self.whole()
    }

    /// Whether the basis gives the class with consent alone, or with one of the three reasons of DPA18 Sch 1 para 18.
    pub(super) fn basis_needs_consent(&self, class: C) -> bool {
        let reason = matches!(
            self.f.sharing.dispense,
            Some(D::ConsentCannotBeGiven | D::ConsentNotReasonablyObtainable | D::ObtainingConsentWouldPrejudice)
        );
        self.f.sharing.basis == B::RecognisedLegitimateInterest
            && matches!(class, C::Health | C::Equality | C::Police)
            && !self.consent_names(class)
            && !reason
            && !self.whole()
    }
}
