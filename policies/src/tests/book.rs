//! What a book must be before it is used.

use std::fs;

use super::fixture::{book, here, loaded};
use crate::{BookError, Numbers, RuleBook, embedded};

#[test]
fn r6_every_file_of_rules_is_built_in() {
    let mut on_disk: Vec<_> = fs::read_dir(here().join("rules"))
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    on_disk.sort();
    let built_in: Vec<_> = embedded::RULES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(on_disk, built_in);
}

#[test]
fn r6_the_cases_that_are_built_in_are_those_of_the_folder() {
    let files = crate::cases::case_files(&here().join("cases")).unwrap();
    let on_disk: Vec<_> = files.iter().flat_map(|(_, file)| file.cases.iter().map(|case| case.title())).collect();
    let built_in: Vec<_> = crate::cases::embedded_cases().unwrap().iter().map(|case| case.title()).collect();
    assert_eq!(on_disk, built_in);
}

#[test]
fn r6_every_policy_says_what_it_is() {
    let book = book();
    assert!(book.policies().len() > 100);
    for policy in book.policies() {
        assert!(policy.title.ends_with('.'), "{}: the title is a sentence", policy.id);
        assert!(!policy.basis.is_empty() && !policy.owner.is_empty(), "{}", policy.id);
        assert!(policy.review_by.year() >= 2026, "{}", policy.id);
        assert!(policy.text.contains("@id"), "{}", policy.id);
    }
}

#[test]
fn r6_a_book_from_a_folder_is_the_built_in_one_where_the_files_are_the_same() {
    let (built_in, from_dir) = (book(), RuleBook::from_dir(&here().join("rules"), Numbers::default()).unwrap());
    assert_eq!(built_in.hash(), from_dir.hash());
    assert_eq!(built_in.hash().len(), 64);
    assert_eq!(built_in.policies(), from_dir.policies());
}

/// Loads one policy beside the built-in book and gives the error, and whatever is found by looking for every fault.
fn refused(policy: &str) -> (String, String) {
    let mut files: Vec<_> =
        embedded::RULES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    files.push(("99-added.cedar".to_owned(), policy.to_owned()));
    let found = crate::faults::check(&files).unwrap();
    let found: Vec<_> = found.iter().map(|fault| format!("{}: {}", fault.file, fault.what)).collect();
    match crate::load::load(embedded::SCHEMA, &files, Numbers::default()) {
        Ok(_) => panic!("accepted: {policy}"),
        Err(error) => (error.to_string(), found.join("\n")),
    }
}

const SAYS: &str = r#"@title("T.") @basis("b") @owner("o") @review_by("2027-11-30")"#;

#[test]
fn r6_a_book_with_a_fault_is_not_used() {
    let annotated = |id: &str, rest: &str| format!("@id(\"{id}\") {SAYS} {rest}");
    let faults = [
        (annotated("r6-x", r#"forbid(principal, action == Action::"open", resource);"#), "a forbid needs @reason"),
        (
            annotated("r6-x", r#"@reason("NOT_FOUND") permit(principal, action == Action::"open", resource);"#),
            "a permit has no @reason",
        ),
        (
            annotated("r6-x", r#"@reason("CONSENT") forbid(principal, action == Action::"open", resource);"#),
            "CONSENT is not a refusal code",
        ),
        (
            annotated("r6-x", r#"@reason("NOT_FOUND") forbid(principal, action == Action::"HEALTH", resource);"#),
            "NOT_FOUND is not a reason to withhold",
        ),
        (
            annotated("r6-x", r#"@reason("PURPOSE") forbid(principal, action == Action::"anchored", resource);"#),
            "never forbidden",
        ),
        (
            annotated("r6-x", r#"@reson("x") permit(principal, action == Action::"open", resource);"#),
            "there is no annotation reson",
        ),
        (annotated("gate", r#"permit(principal, action == Action::"open", resource);"#), "the id must be"),
        (
            annotated("r6-others", r#"permit(principal, action == Action::"open", resource);"#),
            "two policies have the id r6-others",
        ),
        (
            annotated("r6-x", r#"permit(principal in Role::"SOCAIL_WORKER", action == Action::"open", resource);"#),
            "do not fit the schema",
        ),
        (
            annotated(
                "r6-x",
                r#"permit(principal, action == Action::"open", resource) when { resource.levle == LevelOfNeed::"UNIVERSAL" };"#,
            ),
            "do not fit the schema",
        ),
        (
            annotated(
                "r6-x",
                r#"permit(principal, action == Action::"open", resource) when { resource.level == LevelOfNeed::"UNIVERSL" };"#,
            ),
            "do not fit the schema",
        ),
        (
            annotated("r6-x", r#"permit(principal, action == Action::"open", resource) when { false };"#),
            "do not fit the schema",
        ),
        (
            annotated(
                "r6-x",
                r#"@reason("ROLE") forbid(principal, action == Action::"open", resource) when { resource.asked };"#,
            ),
            "must not look at the record",
        ),
        (
            annotated(
                "r6-x",
                r#"permit(principal, action == Action::"anchored", resource) when { context.terms.full };"#,
            ),
            "anchored is asked before full is answered",
        ),
        (
            annotated(
                "r6-x",
                r#"permit(principal, action in [Action::"open", Action::"search"], resource) when { action == Action::"open" };"#,
            ),
            "the action belongs into the scope",
        ),
        (
            format!("@id(\"r6-x\") @title(\"T.\") {}", r#"permit(principal, action == Action::"open", resource);"#),
            "@basis is missing",
        ),
        ("permit(principal, action".to_owned(), "99-added.cedar"),
    ];
    for (policy, what) in faults {
        let (error, found) = refused(&policy);
        assert!(error.contains(what), "{policy}\n{error}");
        // What Cedar's validator says stands there in its own words.
        let what = if what.starts_with("do not fit") { "99-added.cedar" } else { what };
        assert!(found.contains(what), "{policy}\n{found}");
    }
}

#[test]
fn r6_a_folder_without_policies_is_no_book() {
    assert!(matches!(RuleBook::from_dir(&here().join("src"), Numbers::default()), Err(BookError::Empty)));
    assert!(matches!(RuleBook::from_dir(&here().join("nowhere"), Numbers::default()), Err(BookError::Read { .. })));
}

#[test]
fn r6_the_hash_changes_with_the_text() {
    let files = vec![(
        "a.cedar".to_owned(),
        format!("@id(\"r6-x\") {SAYS} permit(principal, action == Action::\"open\", resource);"),
    )];
    let other = crate::load::load(embedded::SCHEMA, &files, Numbers::default()).unwrap();
    assert_ne!(other.hash, loaded().hash);
}

#[test]
fn r6_the_hash_changes_with_the_numbers() {
    let shorter = Numbers { relationship_grace_days: 30, ..Numbers::default() };
    let closed = Numbers { extra_holidays: ["2027-06-07".parse().unwrap()].into(), ..Numbers::default() };
    let hash = |numbers| RuleBook::embedded(numbers).unwrap().hash().to_owned();
    let hashes = [hash(Numbers::default()), hash(shorter), hash(closed)];
    assert!(hashes[0] != hashes[1] && hashes[0] != hashes[2] && hashes[1] != hashes[2]);
}

#[test]
fn r6_a_book_that_was_kept_is_the_same_book() {
    let numbers = Numbers {
        relationship_grace_days: 30,
        emergency_hours: 2,
        sharing_review_working_days: 3,
        extra_holidays: ["2027-06-07".parse().unwrap()].into(),
        ..Numbers::default()
    };
    let book = RuleBook::embedded(numbers.clone()).unwrap();
    let kept = RuleBook::from_text(book.text().to_owned()).unwrap();
    assert_eq!((kept.hash(), kept.text(), kept.numbers()), (book.hash(), book.text(), &numbers));
    assert_eq!(kept.policies(), book.policies());

    let other = |from: &str, to: &str| RuleBook::from_text(book.text().replacen(from, to, 1)).err();
    assert!(matches!(other("entity", "// entity"), Some(BookError::OtherSchema)), "the schema is the hub's own");
    assert!(matches!(other("// numbers {", "// numbers ["), Some(BookError::OtherSchema)));
    assert!(matches!(other("\npermit", "\npermitted"), Some(BookError::Parse { .. })));
}
