//! R18 to R25: consent, level of need, refusals, objections, and the age of 18.

use entities::words::{
    DispenseReason as D, FieldClass as C, LawfulBasis as B, LevelOfNeed as L, SharingPurpose as P, WithheldReason,
};

use super::Asker;
use super::purposes::NAMED;
use crate::facts::{AgeBand, ConsentStanding, Objection, Owner, RecordKind, RequestKind};

impl Asker<'_> {
    /// R18: on consent, what it does not cover.
    pub(super) fn on_consent(&self, class: C) -> bool {
        self.f.sharing.basis == B::Consent
            && self.others()
            && !matches!(class, C::Identity | C::Whereabouts)
            && !self.consent_names(class)
            && !self.told()
            && !self.emergency()
    }

    /// R19: what the level holds back of what other agencies recorded.
    pub(super) fn level_holds(&self, class: C) -> Option<WithheldReason> {
        if self.f.sharing.basis == B::Consent
            || !self.others()
            || self.exempt()
            || self.consent_names(class)
            || self.request_asks_for(class)
        {
            return None;
        }
        let ended = class == C::Involvement && !self.f.record.open;
        let detail = !matches!(class, C::Identity | C::Contact | C::Whereabouts | C::Involvement | C::Summary);
        match self.f.child.level {
            L::Universal if ended || detail || class == C::Summary => Some(WithheldReason::LevelOfNeed),
            L::EarlyHelp | L::ChildInNeed if (ended || detail) && !self.dispensed() => Some(WithheldReason::Consent),
            _ => None,
        }
    }

    /// R19: the purposes and records for which the level does not hold.
    pub(super) fn exempt(&self) -> bool {
        let protective = self.family() || self.purpose_is(&[P::MissingChild]);
        let school = self.purpose_is(&[P::SafeguardingInEducation]) && self.f.record.school;
        let screening = self.purpose_is(&[P::ReferralScreening])
            && self.rests_on(RequestKind::Concern)
            && self.f.sharing.request.is_some_and(|r| r.consent || r.dispensed);
        protective && self.anchored() || self.purpose_is(&NAMED) || school || screening || self.told()
    }

    /// Somebody refused, or withdrew what was given.
    pub(super) fn refused(&self) -> bool {
        matches!(self.f.consent.standing, ConsentStanding::Refused | ConsentStanding::Withdrawn)
    }

    /// R20.
    pub(super) fn refusal_stands(&self, class: C) -> bool {
        self.others()
            && self.refused()
            && self.below_child_protection()
            && !self.exempt()
            && !self.dispensed()
            && !self.request_asks_for(class)
    }

    /// R21: the stated reason to go on without consent is one that counts here.
    pub(super) fn reason_counts(&self) -> bool {
        let Some(reason) = self.f.sharing.dispense else { return false };
        let against_a_refusal = match reason {
            D::RiskOfSignificantHarmToChild
            | D::RiskToOtherPerson
            | D::PrejudicePoliceInvestigation
            | D::LossOfEvidence
            | D::Section47Enquiry => true,
            D::ConsentRefusedOverridden => !self.purpose_is(&[P::EarlyHelp, P::DirectCare]),
            _ => false,
        };
        self.f.sharing.basis != B::Consent && (against_a_refusal || !self.refused())
    }

    /// R14: the dispensing decision on the request counts for whoever answers it.
    pub(super) fn dispensed_by_request(&self) -> bool {
        self.answering() && self.f.sharing.request.is_some_and(|r| r.dispensed)
    }

    /// R21: the caller goes on without consent, rightly.
    pub(super) fn dispensed(&self) -> bool {
        self.reason_counts() && self.f.sharing.justified && self.approver() || self.dispensed_by_request()
    }

    /// R22: an entry about adults who did not consent, where nothing but consent would open it.
    pub(super) fn adults_did_not(&self, class: C) -> bool {
        let record = &self.f.record;
        let without_consent = self.f.sharing.basis != B::Consent
            && (!self.below_child_protection()
                || self.exempt()
                || self.dispensed() && self.f.child.level != L::Universal
                || self.request_asks_for(class));
        class == C::Adult
            && record.kind == RecordKind::Entry
            && record.owner == Owner::Other
            && !record.adults_consent
            && !without_consent
            && !self.told()
            && !self.emergency()
    }

    /// R24: what an objection names is withheld, until a person decides.
    pub(super) fn objected(&self, class: C) -> bool {
        if !self.others() || self.f.record.kind == RecordKind::Consent || self.unobjected() {
            return false;
        }
        holds_back(self.f.consent.objection, class)
    }

    /// R10: a purpose that nothing bears out gives what an assessment of need would, so an objection to one holds it back.
    pub(super) fn assessment_objected(&self, class: C) -> bool {
        let believed_least = self.family() || self.purpose_is(&[P::MissingChild, P::ReferralScreening]);
        let content = self.others() && self.f.record.kind != RecordKind::Consent;
        believed_least && !self.anchored() && content && holds_back(self.f.consent.objection_to_assessment, class)
    }

    /// R24: what no objection holds back.
    pub(super) fn unobjected(&self) -> bool {
        let protective = self.family() || self.purpose_is(&[P::MissingChild]);
        let duty = self.f.child.responsible && self.purpose_is(&[P::LookedAfterCarePlanning, P::CareLeaverSupport]);
        protective && self.anchored() || duty
    }

    fn adult_now(&self) -> bool {
        matches!(self.f.child.age, AgeBand::From18To24 | AgeBand::From25)
    }

    /// R25: what others recorded of a child is not given of the adult.
    pub(super) fn grown_up(&self) -> bool {
        let care_leaver = self.purpose_is(&[P::CareLeaverSupport]) && self.f.child.age == AgeBand::From18To24;
        self.adult_now() && self.others() && !self.purpose_is(&NAMED) && !care_leaver && !self.emergency()
    }

    /// R25: the adult's own refusal binds.
    pub(super) fn own_refusal_of_an_adult(&self) -> bool {
        let content = self.others() && self.f.record.kind != RecordKind::Consent;
        self.adult_now() && content && self.refused() && !self.exempt()
    }
}

/// What stands, or what was decided, of an objection keeps from that class; who the child is and where is not content.
fn holds_back(objection: Objection, class: C) -> bool {
    match objection {
        Objection::None => false,
        Objection::Standing => true,
        Objection::Decided(allowed) => !matches!(class, C::Identity | C::Whereabouts) && !allowed.contains(class),
    }
}
