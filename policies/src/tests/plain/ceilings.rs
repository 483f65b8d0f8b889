//! R6: the table of roles and classes, R30 and R40: what is read whole.

use entities::Word;
use entities::words::{FieldClass, Relationship, Role, SharingPurpose};

use super::Asker;
use crate::facts::{ConsentStanding, OwnPart, Owner, RecordKind};

/// How far a role may have a class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Full,
    Half,
    Never,
}

/// The row of a role, WHEREABOUTS left out: F full, h half, a dot never.
const fn row(role: Role) -> &'static [u8; 17] {
    match role {
        Role::SocialWorker | Role::MashPractitioner => b"FFFFFFFFFFFFFFFFF",
        Role::PoliceOfficer => b"F..FFFFFFhhF.FFFF",
        Role::HealthPractitioner | Role::GeneralPractitioner => b"FF.FFFFFFFhh.hFhF",
        Role::DesignatedSafeguardingLead => b"F.FFFFFFFhFh.hh.h",
        Role::EarlyHelpPractitioner => b"F..FFFFFFhF.F.F..",
        Role::ProbationPractitioner => b"F....FFF...F.FFh.",
        Role::YouthJusticePractitioner => b"F..FFFFFF.FF.FF..",
        Role::HousingOfficer => b"F..F.FF.....F....",
        Role::Inspector => b"F...FFFFFFFFFFFFF",
        Role::SafeguardingLead
        | Role::InformationGovernance
        | Role::SystemAdministrator
        | Role::LocalAuthorityDesignatedOfficer => b".................",
    }
}

/// The first ten.
pub(super) const CASELOAD: [Role; 10] = [
    Role::SocialWorker,
    Role::MashPractitioner,
    Role::PoliceOfficer,
    Role::HealthPractitioner,
    Role::GeneralPractitioner,
    Role::DesignatedSafeguardingLead,
    Role::EarlyHelpPractitioner,
    Role::ProbationPractitioner,
    Role::YouthJusticePractitioner,
    Role::HousingOfficer,
];

impl Asker<'_> {
    fn cell(&self, class: FieldClass) -> Cell {
        // R7: cleared for all who have any class.
        if class == FieldClass::Whereabouts {
            return if self.is(&CASELOAD) || self.role == Role::Inspector { Cell::Full } else { Cell::Never };
        }
        let mut columns = FieldClass::ALL.iter().filter(|column| **column != FieldClass::Whereabouts);
        match row(self.role)[columns.position(|column| *column == class).unwrap()] {
            b'F' => Cell::Full,
            b'h' => Cell::Half,
            _ => Cell::Never,
        }
    }

    /// Whether the role may have the class at all.
    pub(super) fn ceiling(&self, class: FieldClass) -> bool {
        let handler = self.f.sharing.purpose == SharingPurpose::SubjectAccess
            && class == FieldClass::Identity
            && self.f.record.kind == RecordKind::Child;
        self.cell(class) != Cell::Never || self.whole() || handler
    }

    /// Whether a half circle is not filled by purpose or consent.
    pub(super) fn half_circle(&self, class: FieldClass) -> bool {
        if self.cell(class) != Cell::Half || self.whole() {
            return false;
        }
        let missing = self.purpose_is(&[SharingPurpose::MissingChild])
            && matches!(class, FieldClass::Health | FieldClass::Education);
        let looked_after = self.role == Role::DesignatedSafeguardingLead
            && class == FieldClass::Legal
            && self.purpose_is(&[SharingPurpose::LookedAfterCarePlanning]);
        let by_consent =
            !matches!(class, FieldClass::ThirdParty | FieldClass::Source) && self.person_concerned_consents(class);
        !((self.family() || missing) && self.anchored() || looked_after || by_consent)
    }

    /// Whether the consent that stands names the class.
    pub(super) fn consent_names(&self, class: FieldClass) -> bool {
        let consent = &self.f.consent;
        consent.standing == ConsentStanding::Given && consent.classes.contains(class)
    }

    /// Whether the young person or adult concerned consents to the class; for adults, all whom the entry names (R22).
    pub(super) fn person_concerned_consents(&self, class: FieldClass) -> bool {
        let adults = class != FieldClass::Adult || self.f.record.adults_consent;
        self.consent_names(class) && self.f.consent.by_person_concerned && adults
    }

    /// R16: named, same team, or a role that serves the whole agency.
    pub(super) fn team(&self) -> bool {
        let whole_agency =
            [Role::GeneralPractitioner, Role::DesignatedSafeguardingLead, Role::MashPractitioner].contains(&self.role);
        self.f.relationship.own_part != OwnPart::AgencyOnly || whole_agency
    }

    /// Whether the record is read whole.
    pub(super) fn whole(&self) -> bool {
        let record = &self.f.record;
        let own = record.owner == Owner::Own;
        let hands_on = self.team() || record.by_caller || record.by_team || record.caller_named;
        let own_entry = own && record.kind == RecordKind::Entry && hands_on;
        let handler = own && self.purpose_is(&[SharingPurpose::SubjectAccess]) && self.f.caller.named_for_purpose;
        let school_file = self.purpose_is(&[SharingPurpose::SafeguardingInEducation])
            && record.school
            && matches!(record.kind, RecordKind::Entry | RecordKind::Involvement | RecordKind::Consent);
        own_entry || handler || school_file || self.told()
    }

    /// R40: an entry that its contributor addressed to the caller's agency, for those who work with the child there.
    pub(super) fn told(&self) -> bool {
        let record = &self.f.record;
        record.told
            && record.kind == RecordKind::Entry
            && record.owner == Owner::Other
            && self.f.relationship.widest == Relationship::Open
            && self.team()
    }
}
