//! R2: which content classes an entry carries by its category and by the kind of agency that contributed it. A contributor
//! may add to them and never take from them.

use entities::Set;
use entities::words::{AgencyKind, ChronologyCategory, FieldClass, Sensitivity};

/// The classes that a contributor may add to an entry; any other is a problem with the input.
pub const CONTENT_CLASSES: &[FieldClass] = &[
    FieldClass::Whereabouts,
    FieldClass::ChildVoice,
    FieldClass::Health,
    FieldClass::Education,
    FieldClass::Police,
    FieldClass::HousingFinance,
    FieldClass::Legal,
    FieldClass::Adult,
    FieldClass::ThirdParty,
];

/// The content classes that category and agency imply.
pub fn content_classes(category: ChronologyCategory, agency_kind: AgencyKind) -> Set<FieldClass> {
    Set::of(of_category(category)).union(Set::of(of_agency(agency_kind)))
}

/// The content classes that count where an entry is read. Who is told only that there is a RESTRICTED entry is given its
/// headline and no category (R29): what carries the content classes is then given with the narrative alone.
pub fn counted_classes(content: Set<FieldClass>, sensitivity: Sensitivity) -> Set<FieldClass> {
    match sensitivity {
        Sensitivity::Restricted => content.with(FieldClass::Narrative),
        Sensitivity::Standard | Sensitivity::Sensitive => content,
    }
}

fn of_category(category: ChronologyCategory) -> &'static [FieldClass] {
    use ChronologyCategory as C;
    use FieldClass as F;
    match category {
        C::Health | C::HealthEmergency | C::MissedAppointment => &[F::Health],
        C::Education | C::Attendance | C::Exclusion => &[F::Education],
        C::PoliceReport | C::Offending | C::StrategyDiscussion | C::Section47 | C::Check => &[F::Police],
        C::DomesticAbuse | C::HouseholdChange => &[F::Adult],
        C::ParentWellbeing | C::SubstanceMisuse => &[F::Health, F::Adult],
        C::Exploitation | C::DisclosureByChild => &[F::ChildVoice],
        C::Housing => &[F::HousingFinance],
        C::Legal | C::LookedAfter => &[F::Legal],
        C::Placement => &[F::Legal, F::Whereabouts],
        // Written out, so that a new category must be thought about.
        C::Birth
        | C::Death
        | C::Missing
        | C::NeglectIndicator
        | C::Concern
        | C::Referral
        | C::Conference
        | C::Assessment
        | C::Plan
        | C::Review
        | C::Visit
        | C::NoAccessVisit
        | C::WorkerChange
        | C::EarlyHelp
        | C::Strength
        | C::Other => &[],
    }
}

fn of_agency(agency_kind: AgencyKind) -> &'static [FieldClass] {
    match agency_kind {
        AgencyKind::Police => &[FieldClass::Police],
        AgencyKind::IntegratedCareBoard | AgencyKind::HealthProvider | AgencyKind::GeneralPractice => {
            &[FieldClass::Health]
        }
        _ => &[],
    }
}
