//! What somebody may state when they open a record: the purposes that are open to their roles (R8) and the lawful bases that are
//! open to their agency (R11), as the book answers. It is for offering what would not be refused for its form alone; it opens
//! nothing, and whoever states something is judged.

use entities::Set;
use entities::words::{FieldClass, LawfulBasis, LevelOfNeed, RefusalCode, Relationship, SharingPurpose, Word};

use crate::facts::{
    AgeBand, Approval, CallerFacts, ChildFacts, ConsentFacts, ConsentStanding, Facts, Objection, OwnPart, RecordFacts,
    RelationshipFacts, RequestFacts, RequestKind, SharingFacts, Whereabouts, Work,
};
use crate::{Gate, RuleBook};

/// What may be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MayState {
    /// Purposes that are open to one of the roles.
    pub purposes: Set<SharingPurpose>,
    /// Bases that are open to the agency, for one of these purposes at least.
    pub bases: Set<LawfulBasis>,
}

impl RuleBook {
    /// What a caller may state, of whichever child: they are taken to be named for it, and to answer a check for the purpose.
    pub fn may_state(&self, caller: &CallerFacts) -> MayState {
        let caller = CallerFacts { named_for_purpose: true, named_for_transfer: true, ..caller.clone() };
        // Consent is open to every agency, so it asks about the purpose alone.
        let by_consent = |purpose| self.may_be_stated(&caller, purpose, LawfulBasis::Consent);
        let purposes: Vec<SharingPurpose> =
            SharingPurpose::ALL.iter().copied().filter(|purpose| by_consent(*purpose)).collect();
        let is_open = |basis: LawfulBasis| purposes.iter().any(|purpose| self.may_be_stated(&caller, *purpose, basis));
        let bases: Vec<LawfulBasis> = LawfulBasis::ALL.iter().copied().filter(|basis| is_open(*basis)).collect();
        MayState { purposes: Set::of(&purposes), bases: Set::of(&bases) }
    }

    /// Whether that is not refused whatever the child is (R32, stage 1).
    fn may_be_stated(&self, caller: &CallerFacts, purpose: SharingPurpose, basis: LawfulBasis) -> bool {
        let verdict = self.judge(&facts(caller.clone(), purpose, basis));
        verdict.gate(Gate::Open).err().is_none_or(|refusal| {
            use RefusalCode::{BasisNotOpenToAgency, PurposeNotOpenToRole, Role};
            ![Role, PurposeNotOpenToRole, BasisNotOpenToAgency].contains(&refusal.code)
        })
    }
}

/// Of a child with whom nobody of theirs works, of whom nothing is on record.
fn facts(caller: CallerFacts, purpose: SharingPurpose, basis: LawfulBasis) -> Facts {
    Facts {
        caller,
        relationship: RelationshipFacts {
            widest: Relationship::None,
            asked: false,
            recently_ended: false,
            own_part: OwnPart::AgencyOnly,
        },
        child: ChildFacts {
            in_area: false,
            responsible: false,
            level: LevelOfNeed::Universal,
            concern: Work::None,
            section_47: Work::None,
            plan: Work::None,
            missing: Work::None,
            age: AgeBand::Under16,
            restricted: false,
            closed: false,
            whereabouts: Whereabouts::Open,
        },
        sharing: SharingFacts {
            stated: true,
            purpose,
            basis,
            dispense: None,
            justified: true,
            approval: Approval::None,
            emergency_open: false,
            emergency_asked: false,
            emergency_used_today: false,
            begun_without_anchor: false,
            request: Some(RequestFacts {
                kind: RequestKind::Check,
                purpose,
                classes: Set::EMPTY,
                consent: false,
                dispensed: false,
            }),
        },
        consent: ConsentFacts {
            standing: ConsentStanding::None,
            classes: Set::<FieldClass>::EMPTY,
            by_person_concerned: false,
            objection: Objection::None,
            objection_to_assessment: Objection::None,
        },
        record: RecordFacts::CHILD,
    }
}

#[cfg(test)]
mod tests {
    use entities::words::{AgencyKind, Role};

    use super::*;
    use crate::Numbers;

    fn may(role: Role, agency_kind: AgencyKind, public_authority: bool) -> MayState {
        let book = RuleBook::embedded(Numbers::default()).unwrap();
        book.may_state(&CallerFacts {
            roles: Set::of(&[role]),
            agency_kind,
            public_authority,
            named_for_purpose: false,
            named_for_transfer: false,
        })
    }

    #[test]
    fn r8_r11_what_may_be_stated_is_what_the_book_opens_to_role_and_agency() {
        use LawfulBasis as Basis;
        use SharingPurpose as Purpose;
        let gp = may(Role::GeneralPractitioner, AgencyKind::GeneralPractice, true);
        assert!(gp.purposes.contains(Purpose::DirectCare) && gp.purposes.contains(Purpose::EarlyHelp));
        assert!(!gp.purposes.contains(Purpose::CrimePrevention) && !gp.purposes.contains(Purpose::ReferralScreening));
        assert!(gp.bases.contains(Basis::PublicTask) && gp.bases.contains(Basis::VitalInterests));
        for shut in [Basis::LawEnforcement, Basis::LegitimateInterests, Basis::RecognisedLegitimateInterest] {
            assert!(!gp.bases.contains(shut), "{shut:?}");
        }
        let police = may(Role::PoliceOfficer, AgencyKind::Police, true);
        assert!(police.purposes.contains(Purpose::CrimePrevention) && police.bases.contains(Basis::LawEnforcement));
        assert!(!police.bases.contains(Basis::LegalObligation), "no body of CA89 s47(11)");
        let council = may(Role::SocialWorker, AgencyKind::LocalAuthority, true);
        assert!(council.bases.contains(Basis::LegalObligation), "where a check for an enquiry is put to it");
        let charity = may(Role::EarlyHelpPractitioner, AgencyKind::VoluntarySector, false);
        assert!(!charity.bases.contains(Basis::PublicTask) && charity.bases.contains(Basis::LegitimateInterests));
        let mash = may(Role::MashPractitioner, AgencyKind::LocalAuthority, true);
        assert!(mash.purposes.contains(Purpose::ReferralScreening) && !mash.purposes.contains(Purpose::EarlyHelp));
        // Whoever is named for a request for subject access handles it, whatever their role (R8).
        let lead = may(Role::SafeguardingLead, AgencyKind::LocalAuthority, true);
        assert_eq!(lead.purposes, Set::of(&[Purpose::SubjectAccess]));
        let nobody = may(Role::SystemAdministrator, AgencyKind::LocalAuthority, true);
        assert!(nobody.purposes.is_empty() && nobody.bases.is_empty());
    }
}
