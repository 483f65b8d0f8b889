//! R6, R8 and R9 by purpose, written from the rules: to whom each is open, and what it gives on a record that bears every
//! purpose out.

use std::collections::BTreeMap;

use entities::Word;
use entities::words::FieldClass::{
    self, Adult, ChildVoice, Contact, Education, Health, HousingFinance, Identity, Involvement, Legal, Police,
    PupilNumber, Summary, ThirdParty, Whereabouts,
};
use entities::words::Role::{self, *};
use entities::words::SharingPurpose::{self, *};

use super::situations::Ceiling;

/// Every caseload role but that of the MASH.
const CASELOAD: &[Role] = &[
    SocialWorker,
    PoliceOfficer,
    HealthPractitioner,
    GeneralPractitioner,
    DesignatedSafeguardingLead,
    EarlyHelpPractitioner,
    ProbationPractitioner,
    YouthJusticePractitioner,
    HousingOfficer,
];
const LOOKED_AFTER: &[Role] = &[SocialWorker, HealthPractitioner, DesignatedSafeguardingLead, YouthJusticePractitioner];

/// R8: whether that role may state that purpose about a child for whom it is named.
pub fn open_to(purpose: SharingPurpose, role: Role) -> bool {
    let caseload = CASELOAD.contains(&role);
    let mash = role == MashPractitioner;
    match purpose {
        EarlyHelp
        | ChildInNeedAssessment
        | ChildProtectionConference
        | ChildProtectionPlanReview
        | TransferBetweenAreas => caseload,
        StrategyDiscussion | Section47Enquiry | EmergencyProtection | MissingChild => caseload || mash,
        ReferralScreening => mash || [SocialWorker, PoliceOfficer, HealthPractitioner].contains(&role),
        DirectCare => [HealthPractitioner, GeneralPractitioner].contains(&role),
        SafeguardingInEducation => role == DesignatedSafeguardingLead,
        LookedAfterCarePlanning => LOOKED_AFTER.contains(&role),
        CareLeaverSupport => {
            LOOKED_AFTER.contains(&role)
                || [HousingOfficer, ProbationPractitioner, EarlyHelpPractitioner].contains(&role)
        }
        CrimePrevention => [PoliceOfficer, ProbationPractitioner, YouthJusticePractitioner].contains(&role),
        CaseAudit => caseload || mash || role == Inspector,
        Inspection => role == Role::Inspector,
        // The named handler, whatever their role; who runs the hub has none beside that.
        SubjectAccess => role != SystemAdministrator,
    }
}

fn all_but(these: &[FieldClass]) -> Vec<FieldClass> {
    FieldClass::ALL.iter().copied().filter(|class| !these.contains(class)).collect()
}

/// R9: whether the purpose never needs the class of anybody's, or does not get it from other agencies.
fn needless(purpose: SharingPurpose, class: FieldClass, of_others: bool) -> bool {
    let (never, not_of_others) = match purpose {
        DirectCare => (vec![Police, Legal, HousingFinance, ThirdParty], vec![]),
        EarlyHelp => (vec![Police, Legal, ThirdParty], vec![]),
        CrimePrevention => (vec![Health, Education, ChildVoice], vec![Adult, ThirdParty]),
        // SUMMARY for the level of need, which is the child's own.
        SafeguardingInEducation => {
            (all_but(&[Identity, PupilNumber, Contact, Whereabouts, Involvement, Summary]), vec![Summary])
        }
        // The agency's own contributions and no other's; of the child, whom it is about.
        SubjectAccess => (all_but(&[Identity]), vec![]),
        _ => (vec![], vec![]),
    };
    never.contains(&class) || (of_others && not_of_others.contains(&class))
}

/// R6: whether the half circle counts for that purpose.
fn half_counts(purpose: SharingPurpose, role: Role, class: FieldClass) -> bool {
    match purpose {
        StrategyDiscussion
        | Section47Enquiry
        | ChildProtectionConference
        | ChildProtectionPlanReview
        | EmergencyProtection => true,
        MissingChild => matches!(class, Health | Education),
        LookedAfterCarePlanning => role == DesignatedSafeguardingLead && class == Legal,
        _ => false,
    }
}

/// Why that class is withheld; none where it is given.
pub fn why(
    purpose: SharingPurpose,
    role: Role,
    ceilings: &BTreeMap<FieldClass, Ceiling>,
    class: FieldClass,
    of_others: bool,
) -> Option<&'static str> {
    if purpose == SubjectAccess && class == Identity {
        return None;
    }
    let ceiling = match class {
        // In no column: it is cleared for all who have any class (R7).
        Whereabouts if !ceilings.is_empty() => Ceiling::Always,
        _ => ceilings.get(&class).copied().unwrap_or(Ceiling::Never),
    };
    match ceiling {
        Ceiling::Never => Some("ROLE"),
        _ if needless(purpose, class, of_others) => Some("PURPOSE"),
        Ceiling::Half if !half_counts(purpose, role, class) => Some("PURPOSE"),
        _ => None,
    }
}
