//! The tables of R6 and R8, written out once more and compared with what the book answers.

use entities::Word;
use entities::words::{FieldClass, RefusalCode, Role, SharingPurpose, WithheldReason};
use serde_json::{Value, json};

use super::fixture::{Bases, book};
use crate::Gate;

/// R6: `#` for any purpose, `+` for some, `.` never.
const CEILINGS: &str = "
role                          ID NHS UPN CON EQU INV SUM NAR VOI HEA EDU POL HOU LEG ADU 3RD SRC
SOCIAL_WORKER                 #  #   #   #   #   #   #   #   #   #   #   #   #   #   #   #   #
MASH_PRACTITIONER             #  #   #   #   #   #   #   #   #   #   #   #   #   #   #   #   #
POLICE_OFFICER                #  .   .   #   #   #   #   #   #   +   +   #   .   #   #   #   #
HEALTH_PRACTITIONER           #  #   .   #   #   #   #   #   #   #   +   +   .   +   #   +   #
GENERAL_PRACTITIONER          #  #   .   #   #   #   #   #   #   #   +   +   .   +   #   +   #
DESIGNATED_SAFEGUARDING_LEAD  #  .   #   #   #   #   #   #   #   +   #   +   .   +   +   .   +
EARLY_HELP_PRACTITIONER       #  .   .   #   #   #   #   #   #   +   #   .   #   .   #   .   .
PROBATION_PRACTITIONER        #  .   .   .   .   #   #   #   .   .   .   #   .   #   #   +   .
YOUTH_JUSTICE_PRACTITIONER    #  .   .   #   #   #   #   #   #   .   #   #   .   #   #   .   .
HOUSING_OFFICER               #  .   .   #   .   #   #   .   .   .   .   .   #   .   .   .   .
INSPECTOR                     #  .   .   .   #   #   #   #   #   #   #   #   #   #   #   #   #
";

const COLUMNS: [FieldClass; 17] = [
    FieldClass::Identity,
    FieldClass::NhsNumber,
    FieldClass::PupilNumber,
    FieldClass::Contact,
    FieldClass::Equality,
    FieldClass::Involvement,
    FieldClass::Summary,
    FieldClass::Narrative,
    FieldClass::ChildVoice,
    FieldClass::Health,
    FieldClass::Education,
    FieldClass::Police,
    FieldClass::HousingFinance,
    FieldClass::Legal,
    FieldClass::Adult,
    FieldClass::ThirdParty,
    FieldClass::Source,
];

fn rows() -> impl Iterator<Item = (Role, Vec<&'static str>)> {
    CEILINGS.lines().skip(2).map(|line| {
        let mut cells = line.split_whitespace();
        (Role::parse(cells.next().unwrap()).unwrap(), cells.collect())
    })
}

/// A purpose that is open to the role and of no special kind.
fn plain_purpose(role: Role) -> &'static str {
    match role {
        Role::MashPractitioner => "REFERRAL_SCREENING",
        Role::Inspector => "INSPECTION",
        _ => "CHILD_IN_NEED_ASSESSMENT",
    }
}

fn facts_of(role: Role, purpose: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("caller.roles", json!([role.name()])),
        ("caller.named_for_purpose", json!(true)),
        ("child.level", json!("CHILD_PROTECTION")),
        ("child.concern", json!("BY_ANOTHER")),
        ("sharing.purpose", json!(purpose)),
    ]
}

#[test]
fn r6_each_role_has_each_class_as_the_table_says() {
    let (book, bases) = (book(), Bases::read());
    let mut rows_seen = 0;
    for (role, cells) in rows() {
        rows_seen += 1;
        assert_eq!(cells.len(), COLUMNS.len(), "{role}");
        let plain = book.judge(&bases.facts_with("others-entry", &facts_of(role, plain_purpose(role))));
        let enquiry = book.judge(&bases.facts_with("others-entry", &facts_of(role, "SECTION_47_ENQUIRY")));
        for (class, cell) in COLUMNS.iter().zip(cells) {
            let reason = plain.class(*class).err().map(|w| w.reason);
            let expected = match cell {
                "#" => None,
                "+" => Some(WithheldReason::Purpose),
                _ => Some(WithheldReason::Role),
            };
            assert_eq!(reason, expected, "{role} {class}");
            if role != Role::Inspector {
                assert_eq!(enquiry.class(*class).is_ok(), cell != ".", "{role} {class} for an enquiry");
            }
        }
        assert!(plain.class(FieldClass::Whereabouts).is_ok(), "{role}");
    }
    assert_eq!(rows_seen, 11);
}

#[test]
fn r6_the_other_roles_have_no_class() {
    let (book, bases) = (book(), Bases::read());
    for role in [
        Role::SafeguardingLead,
        Role::InformationGovernance,
        Role::SystemAdministrator,
        Role::LocalAuthorityDesignatedOfficer,
    ] {
        for purpose in SharingPurpose::ALL.iter().filter(|p| **p != SharingPurpose::SubjectAccess) {
            let verdict = book.judge(&bases.facts_with("others-entry", &facts_of(role, purpose.name())));
            assert!(verdict.cleared().is_empty(), "{role} {purpose}");
        }
    }
}

/// R8, purpose by purpose: who may state it. C: the caseload roles but MASH_PRACTITIONER.
const PURPOSES: &str = "
EARLY_HELP C
CHILD_IN_NEED_ASSESSMENT C
STRATEGY_DISCUSSION C MASH_PRACTITIONER
SECTION_47_ENQUIRY C MASH_PRACTITIONER
CHILD_PROTECTION_CONFERENCE C
CHILD_PROTECTION_PLAN_REVIEW C
EMERGENCY_PROTECTION C MASH_PRACTITIONER
MISSING_CHILD C MASH_PRACTITIONER
TRANSFER_BETWEEN_AREAS C
REFERRAL_SCREENING MASH_PRACTITIONER SOCIAL_WORKER POLICE_OFFICER HEALTH_PRACTITIONER
DIRECT_CARE HEALTH_PRACTITIONER GENERAL_PRACTITIONER
SAFEGUARDING_IN_EDUCATION DESIGNATED_SAFEGUARDING_LEAD
LOOKED_AFTER_CARE_PLANNING SOCIAL_WORKER HEALTH_PRACTITIONER DESIGNATED_SAFEGUARDING_LEAD YOUTH_JUSTICE_PRACTITIONER
CARE_LEAVER_SUPPORT SOCIAL_WORKER HEALTH_PRACTITIONER DESIGNATED_SAFEGUARDING_LEAD YOUTH_JUSTICE_PRACTITIONER HOUSING_OFFICER PROBATION_PRACTITIONER EARLY_HELP_PRACTITIONER
CRIME_PREVENTION POLICE_OFFICER PROBATION_PRACTITIONER YOUTH_JUSTICE_PRACTITIONER
CASE_AUDIT C MASH_PRACTITIONER INSPECTOR
INSPECTION INSPECTOR
SUBJECT_ACCESS C MASH_PRACTITIONER INSPECTOR SAFEGUARDING_LEAD INFORMATION_GOVERNANCE LOCAL_AUTHORITY_DESIGNATED_OFFICER
";

#[test]
fn r8_each_purpose_is_open_to_the_roles_of_the_table() {
    let (book, bases) = (book(), Bases::read());
    let mut seen = 0;
    for line in PURPOSES.lines().skip(1) {
        let mut words = line.split_whitespace();
        let purpose = words.next().unwrap();
        let open_to: Vec<_> = words.collect();
        seen += 1;
        for role in Role::ALL {
            let mut facts = facts_of(*role, purpose);
            facts.push(("sharing.justified", json!(true)));
            let verdict = book.judge(&bases.facts_with("standard", &facts));
            let first_ten = role.index() < 10 && *role != Role::MashPractitioner;
            let expected = if open_to.contains(&role.name()) || (first_ten && open_to.contains(&"C")) {
                None
            } else if role.index() < 11 {
                Some(RefusalCode::PurposeNotOpenToRole)
            } else {
                Some(RefusalCode::Role)
            };
            assert_eq!(verdict.gate(Gate::Open).err().map(|r| r.code), expected, "{role} {purpose}");
        }
    }
    assert_eq!(seen, SharingPurpose::ALL.len());
}
