//! Situations of the rules' list, and what each gives and withholds: the expectation, written from the rules.

use std::collections::BTreeMap;

use entities::Set;
use entities::words::{ConsentDecision, ConsentGiver, FieldClass, LevelOfNeed, ProtectiveWork, SharingPurpose};
use tests::ChildFile;

use super::tables::R6;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ceiling {
    Always,
    Half,
    Never,
}

pub fn ceilings() -> BTreeMap<String, BTreeMap<FieldClass, Ceiling>> {
    let rows: Vec<Vec<&str>> =
        R6.lines().filter(|l| !l.is_empty()).map(|l| l.trim_matches('|').split('|').map(str::trim).collect()).collect();
    let classes: Vec<FieldClass> = rows[0][1..].iter().map(|name| name.parse().expect("a class")).collect();
    rows[1..]
        .iter()
        .map(|row| {
            let cells = row[1..].iter().map(|cell| match *cell {
                "●" => Ceiling::Always,
                "◐" => Ceiling::Half,
                "" => Ceiling::Never,
                other => panic!("{other}"),
            });
            (row[0].to_owned(), classes.iter().copied().zip(cells).collect())
        })
        .collect()
}

/// What stands between a role and a class in one situation; none where it is cleared.
pub type Why = fn(FieldClass, Ceiling) -> Option<&'static str>;

/// One situation of the rules' list.
pub struct Situation {
    pub name: &'static str,
    pub purpose: SharingPurpose,
    /// Roles to which the purpose is open (R8).
    pub open_to: &'static [&'static str],
    pub child: fn(ChildFile<'_>) -> ChildFile<'_>,
    /// Whether the council recorded a consent.
    pub consent: bool,
    /// About the child's own details and the involvements.
    pub details: Why,
    /// About what another agency recorded.
    pub others: Why,
}

pub const CASELOAD: &[&str] = &[
    "SOCIAL_WORKER",
    "POLICE_OFFICER",
    "HEALTH_PRACTITIONER",
    "GENERAL_PRACTITIONER",
    "DESIGNATED_SAFEGUARDING_LEAD",
    "EARLY_HELP_PRACTITIONER",
    "PROBATION_PRACTITIONER",
    "YOUTH_JUSTICE_PRACTITIONER",
    "HOUSING_OFFICER",
];
pub const CASELOAD_AND_MASH: &[&str] = &[
    "SOCIAL_WORKER",
    "MASH_PRACTITIONER",
    "POLICE_OFFICER",
    "HEALTH_PRACTITIONER",
    "GENERAL_PRACTITIONER",
    "DESIGNATED_SAFEGUARDING_LEAD",
    "EARLY_HELP_PRACTITIONER",
    "PROBATION_PRACTITIONER",
    "YOUTH_JUSTICE_PRACTITIONER",
    "HOUSING_OFFICER",
];

/// The half circle counts, where nothing else stands in the way.
pub fn with_half(_: FieldClass, ceiling: Ceiling) -> Option<&'static str> {
    (ceiling == Ceiling::Never).then_some("ROLE")
}

/// The half circle does not count.
pub fn without_half(_: FieldClass, ceiling: Ceiling) -> Option<&'static str> {
    match ceiling {
        Ceiling::Always => None,
        Ceiling::Half => Some("PURPOSE"),
        Ceiling::Never => Some("ROLE"),
    }
}

/// R19 below child protection with no consent: that something happened, and no more, of what others recorded.
pub fn no_consent(class: FieldClass, ceiling: Ceiling) -> Option<&'static str> {
    use FieldClass::{Contact, Identity, Involvement, Summary, Whereabouts};
    let given = matches!(class, Identity | Contact | Involvement | Summary | Whereabouts);
    without_half(class, ceiling).or((!given).then_some("CONSENT"))
}

/// A parent's consent that names every class: it opens what the role always has, and nothing about adults (R22).
pub fn parents_consent(class: FieldClass, ceiling: Ceiling) -> Option<&'static str> {
    without_half(class, ceiling).or((class == FieldClass::Adult).then_some("CONSENT"))
}

/// R9 for early help, then no consent.
pub fn early_help(class: FieldClass, ceiling: Ceiling) -> Option<&'static str> {
    use FieldClass::{Legal, Police, ThirdParty};
    if ceiling == Ceiling::Never {
        return Some("ROLE");
    }
    if matches!(class, Police | Legal | ThirdParty) { Some("PURPOSE") } else { no_consent(class, ceiling) }
}

/// R9 for direct care, at the level of child protection.
pub fn direct_care(class: FieldClass, ceiling: Ceiling) -> Option<&'static str> {
    use FieldClass::{HousingFinance, Legal, Police, ThirdParty};
    if ceiling == Ceiling::Never {
        return Some("ROLE");
    }
    if matches!(class, Police | Legal | HousingFinance | ThirdParty) {
        Some("PURPOSE")
    } else {
        without_half(class, ceiling)
    }
}

pub const SITUATIONS: &[Situation] = &[
    Situation {
        name: "anchored section 47",
        purpose: SharingPurpose::Section47Enquiry,
        open_to: CASELOAD_AND_MASH,
        child: |file| file.level(LevelOfNeed::ChildInNeed).work(ProtectiveWork::Section47),
        consent: false,
        details: with_half,
        others: with_half,
    },
    Situation {
        name: "strategy discussion at child protection",
        purpose: SharingPurpose::StrategyDiscussion,
        open_to: CASELOAD_AND_MASH,
        child: |file| file.level(LevelOfNeed::ChildProtection),
        consent: false,
        details: with_half,
        others: with_half,
    },
    Situation {
        name: "child in need at child protection",
        purpose: SharingPurpose::ChildInNeedAssessment,
        open_to: CASELOAD,
        child: |file| file.level(LevelOfNeed::ChildProtection),
        consent: false,
        details: without_half,
        others: without_half,
    },
    Situation {
        name: "child in need with a parent's consent",
        purpose: SharingPurpose::ChildInNeedAssessment,
        open_to: CASELOAD,
        child: |file| {
            file.level(LevelOfNeed::ChildInNeed).consent(
                ConsentDecision::Given,
                ConsentGiver::PersonWithParentalResponsibility,
                SharingPurpose::ChildInNeedAssessment,
                Set::all(),
            )
        },
        consent: true,
        details: without_half,
        others: parents_consent,
    },
    Situation {
        name: "child in need with no consent",
        purpose: SharingPurpose::ChildInNeedAssessment,
        open_to: CASELOAD,
        child: |file| file.level(LevelOfNeed::ChildInNeed),
        consent: false,
        details: without_half,
        others: no_consent,
    },
    Situation {
        name: "early help with no consent",
        purpose: SharingPurpose::EarlyHelp,
        open_to: CASELOAD,
        child: |file| file.level(LevelOfNeed::EarlyHelp),
        consent: false,
        details: without_half,
        others: early_help,
    },
    Situation {
        name: "direct care",
        purpose: SharingPurpose::DirectCare,
        open_to: &["HEALTH_PRACTITIONER", "GENERAL_PRACTITIONER"],
        child: |file| file.level(LevelOfNeed::ChildProtection),
        consent: false,
        details: without_half,
        others: direct_care,
    },
];
