//! R2 and R4: what entries hold by category and agency.

use entities::words::{AgencyKind, ChronologyCategory, FieldClass, Sensitivity};
use entities::{Set, Word};

use crate::content::{CONTENT_CLASSES, counted_classes};
use crate::content_classes;

const TABLE: &str = "
HEALTH HEALTH_EMERGENCY MISSED_APPOINTMENT > HEALTH
EDUCATION ATTENDANCE EXCLUSION > EDUCATION
POLICE_REPORT OFFENDING STRATEGY_DISCUSSION SECTION_47 CHECK > POLICE
DOMESTIC_ABUSE HOUSEHOLD_CHANGE > ADULT
PARENT_WELLBEING SUBSTANCE_MISUSE > HEALTH ADULT
EXPLOITATION DISCLOSURE_BY_CHILD > CHILD_VOICE
HOUSING > HOUSING_FINANCE
LEGAL LOOKED_AFTER > LEGAL
PLACEMENT > LEGAL WHEREABOUTS
";

fn expected(category: ChronologyCategory) -> Set<FieldClass> {
    TABLE
        .lines()
        .filter_map(|line| line.split_once(" > "))
        .find(|(categories, _)| categories.split(' ').any(|c| c == category.name()))
        .map(|(_, classes)| classes.split(' ').map(|c| FieldClass::parse(c).unwrap()).collect())
        .unwrap_or_default()
}

#[test]
fn r2_content_classes_come_from_the_category() {
    for category in ChronologyCategory::ALL {
        let said = content_classes(*category, AgencyKind::LocalAuthority);
        assert_eq!(said, expected(*category), "{category}");
    }
}

#[test]
fn r2_police_and_health_agencies_always_carry_their_own_class() {
    for category in ChronologyCategory::ALL {
        for kind in AgencyKind::ALL {
            let own = match kind {
                AgencyKind::Police => Set::of(&[FieldClass::Police]),
                AgencyKind::IntegratedCareBoard | AgencyKind::HealthProvider | AgencyKind::GeneralPractice => {
                    Set::of(&[FieldClass::Health])
                }
                _ => Set::EMPTY,
            };
            assert_eq!(content_classes(*category, *kind), expected(*category).union(own), "{category} {kind}");
        }
    }
}

#[test]
fn r2_only_content_classes_are_implied() {
    let content = Set::of(CONTENT_CLASSES);
    assert_eq!(content.len(), 9);
    for category in ChronologyCategory::ALL {
        for kind in AgencyKind::ALL {
            assert!(content.contains_all(content_classes(*category, *kind)), "{category} {kind}");
        }
    }
}

#[test]
fn r4_third_parties_are_never_implied_but_said() {
    for category in ChronologyCategory::ALL {
        for kind in AgencyKind::ALL {
            assert!(!content_classes(*category, *kind).contains(FieldClass::ThirdParty), "{category} {kind}");
        }
    }
}

/// R29: who is told only that there is a restricted entry is given its headline, and no category.
#[test]
fn r29_the_category_of_a_restricted_entry_is_given_with_its_narrative() {
    let plain = Set::of(&[FieldClass::Health]);
    assert_eq!(counted_classes(plain, Sensitivity::Standard), plain);
    assert_eq!(counted_classes(plain, Sensitivity::Sensitive), plain);
    assert_eq!(counted_classes(Set::EMPTY, Sensitivity::Restricted), Set::of(&[FieldClass::Narrative]));
}
