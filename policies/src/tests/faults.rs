//! That everything wrong with a folder of policies is found at once, and where.

use miette::Diagnostic;

use super::fixture::here;
use crate::faults::{Fault, check, check_dir};
use crate::{BookError, embedded};

/// The faults of the built-in book with a file beside it.
fn faults(added: &str) -> Vec<Fault> {
    let mut files: Vec<_> =
        embedded::RULES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    files.push(("99-added.cedar".to_owned(), added.to_owned()));
    check(&files).unwrap()
}

const SAYS: &str = r#"@title("T.") @basis("b; and \"c\"") @owner("o") @review_by("2027-11-30")"#;

#[test]
fn r6_the_book_that_is_shipped_has_no_fault() {
    assert!(check_dir(&here()).unwrap().is_empty());
    assert!(check_dir(&here().join("rules")).unwrap().is_empty());
    assert!(matches!(check_dir(&here().join("src")), Err(BookError::Empty)));
}

#[test]
fn r6_every_fault_is_found_at_once_with_its_place() {
    let added = format!(
        r#"// a comment with a ; and a "quote
@id("r6-one") @title("T.") @owner("o") @review_by("soon")
permit (principal, action == Action::"open", resource);
@id("r6-two") {SAYS}
permit (principal, action == Action::"open", resource)
when {{ resource.levle == LevelOfNeed::"UNIVERSAL" }};
@id("r6-others") {SAYS}
permit (principal, action == Action::"open", resource);
@id("r6-three") {SAYS} @reason("NOT_FOUND")
forbid (principal, action == Action::"HEALTH", resource);
@id("r6-four") @reson("x") {SAYS}
forbid (principal, action == Action::"open", resource);
@id("r6-five") {SAYS}
permit (principal in Role::"SOCAIL_WORKER", action == Action::"open", resource);
"#
    );
    let found = faults(&added);
    let places: Vec<_> = found.iter().map(|f| (f.line, f.column, f.what.as_str())).collect();
    let expected = [
        (2, 1, "@basis is missing"),
        (2, 40, "@review_by must be a date"),
        (6, 8, "levle"),
        (7, 1, "two policies have the id r6-others"),
        (9, 1, "NOT_FOUND is not a reason to withhold"),
        (11, 1, "a forbid needs @reason"),
        (11, 16, "there is no annotation reson"),
        (14, 22, "SOCAIL_WORKER"),
    ];
    assert_eq!(places.len(), expected.len(), "{places:#?}");
    for (fault, (line, column, what)) in found.iter().zip(expected) {
        assert_eq!((fault.line, fault.column), (line, column), "{fault:?}");
        assert!(fault.what.contains(what), "{fault:?}");
        assert_eq!(fault.file, "99-added.cedar");
        assert_eq!(fault.piece, added.lines().nth(line - 1).unwrap());
        assert!(!fault.help.is_empty());
        // As a report is made of it.
        let label = fault.labels().unwrap().next().unwrap();
        let source = fault.source_code().unwrap().read_span(label.inner(), 0, 0).unwrap();
        assert_eq!(source.line() + 1, line);
        assert_eq!(fault.help().unwrap().to_string(), fault.help);
    }
}

#[test]
fn r6_a_file_that_is_not_cedar_does_not_hide_the_others() {
    let files = [
        ("a.cedar".to_owned(), "\npermit(principal, action".to_owned()),
        ("b.cedar".to_owned(), "permit(principal, action, resource);".to_owned()),
    ];
    let found = check(&files).unwrap();
    assert_eq!((found[0].file.as_str(), found[0].line), ("a.cedar", 2));
    assert!(found.iter().any(|f| f.file == "b.cedar" && f.what == "@title is missing"), "{found:?}");
}
