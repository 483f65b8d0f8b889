//! R1: the classes of fields, and how a verdict answers for a field.

use std::collections::BTreeSet;

use entities::Set;
use entities::words::{FieldClass, WithheldReason};
use serde_json::json;

use super::fixture::{Bases, book};
use crate::fields::{CHRONOLOGY_ENTRY, OBJECTS};

#[test]
fn r1_no_field_is_classed_twice_and_classes_stand_in_order() {
    for (object, rules) in OBJECTS {
        let names: BTreeSet<_> = rules.iter().map(|r| r.field).collect();
        assert_eq!(names.len(), rules.len(), "{object}");
        for rule in *rules {
            assert!(rule.classes.is_sorted_by(|a, b| a < b), "{object}.{}", rule.field);
        }
    }
}

#[test]
fn r1_a_field_needs_the_content_classes_where_it_says_so() {
    let content = Set::of(&[FieldClass::Police]);
    let needed = |name: &str| CHRONOLOGY_ENTRY.iter().find(|r| r.field == name).unwrap().needed(content);
    assert_eq!(needed("headline"), Set::of(&[FieldClass::Summary]));
    assert_eq!(needed("category"), Set::of(&[FieldClass::Summary, FieldClass::Police]));
    assert_eq!(needed("summary"), Set::of(&[FieldClass::Summary, FieldClass::Narrative, FieldClass::Police]));
    assert_eq!(needed("agency"), Set::of(&[FieldClass::Summary, FieldClass::Whereabouts]));
    assert_eq!(needed("id"), Set::EMPTY);
}

#[test]
fn r1_a_field_is_given_where_every_class_is_and_the_first_that_is_not_tells_why() {
    let (book, bases) = (book(), Bases::read());
    let verdict = book.judge(&bases.facts_with(
        "others-entry",
        &[
            ("caller.roles", json!(["HOUSING_OFFICER"])),
            ("child.whereabouts", json!("PROTECTED")),
            ("child.level", json!("CHILD_PROTECTION")),
        ],
    ));
    let field = |classes: &[FieldClass]| verdict.field(Set::of(classes));
    assert_eq!(field(&[]), Ok(()));
    assert_eq!(field(&[FieldClass::Summary]), Ok(()));
    assert_eq!(field(&[FieldClass::Summary, FieldClass::Whereabouts]), Err(WithheldReason::Sensitivity));
    assert_eq!(field(&[FieldClass::Summary, FieldClass::Narrative]), Err(WithheldReason::Role));
    assert_eq!(field(&[FieldClass::Whereabouts, FieldClass::Narrative]), Err(WithheldReason::Sensitivity));
    assert!(!verdict.cleared().contains(FieldClass::Narrative));
}
