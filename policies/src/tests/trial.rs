//! That a changed agreement shows what it changes.

use std::fs;

use entities::words::{FieldClass, Role, WithheldReason};

use super::fixture::here;
use crate::Numbers;
use crate::matrix::Answer;
use crate::trial::{TrialError, try_dir};

/// The folder of this crate's rules, copied, with one file changed by putting something in place of something else.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    for item in fs::read_dir(here().join("rules")).unwrap() {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_owned();
        let mut text = fs::read_to_string(&path).unwrap();
        if name == file {
            assert!(text.contains(from), "{file} has no {from}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.path().join("rules").join(name), text).unwrap();
    }
    folder
}

#[test]
fn r6_the_agreement_that_is_shipped_changes_nothing() {
    let trial = try_dir(&here(), Numbers::default()).unwrap();
    assert!(trial.cases > 500);
    assert_eq!(trial.failures, []);
    assert_eq!(trial.changes, []);
}

/// The change that README.md makes step by step: probation has where the child lives.
#[test]
fn r6_a_changed_agreement_shows_what_it_opens() {
    let row = "Action::\"open\", Action::\"search\", Action::\"IDENTITY\", Action::\"WHEREABOUTS\", Action::\"INVOLVEMENT\",\n        Action::\"SUMMARY\", Action::\"NARRATIVE\", Action::\"POLICE\"";
    let folder = changed("10-roles.cedar", row, &format!("Action::\"CONTACT\", {row}"));
    fs::create_dir(folder.path().join("cases")).unwrap();
    let case = r#"{"about":"a","cases":[
        {"rule":"R6","name":"probation","base":"standard","given":{"caller.roles":["PROBATION_PRACTITIONER"]},"class":"CONTACT","answer":"ROLE","policies":[]},
        {"rule":"R6","name":"any policy","base":"standard","given":{},"class":"CONTACT","answer":"PERMIT","policies":[]}
    ]}"#;
    fs::write(folder.path().join("cases/a.json"), case).unwrap();

    let trial = try_dir(folder.path(), Numbers::default()).unwrap();
    assert_eq!(trial.cases, 2);
    let [failure] = trial.failures.as_slice() else { panic!("{:?}", trial.failures) };
    assert_eq!((failure.file.as_str(), failure.case.as_str()), ("a.json", "R6 probation"));
    assert_eq!(failure.said.answer, "PERMIT");
    assert!(!trial.changes.is_empty());
    for change in &trial.changes {
        assert_eq!((change.role, change.class), (Role::ProbationPractitioner, FieldClass::Contact), "{change:?}");
        assert_eq!(change.before, Answer::Withheld(WithheldReason::Role));
    }
    assert!(trial.changes.iter().any(|change| change.opens()));
    assert!(trial.changes.iter().any(|change| !change.opens()), "where another policy holds it back");
}

#[test]
fn r6_an_agreement_that_is_no_book_is_not_tried() {
    let folder = changed("10-roles.cedar", "SOCIAL_WORKER", "SOCAIL_WORKER");
    assert!(matches!(try_dir(folder.path(), Numbers::default()), Err(TrialError::Book(_))));
    let folder = changed("10-roles.cedar", "permit", "permit");
    fs::create_dir(folder.path().join("cases")).unwrap();
    let said = |case: &str| {
        fs::write(folder.path().join("cases/a.json"), format!("{{\"about\":\"a\",\"cases\":[{case}]}}")).unwrap();
        try_dir(folder.path(), Numbers::default()).unwrap_err().to_string()
    };
    let case = |base: &str, given: &str, asked: &str| {
        said(&format!(
            "{{\"rule\":\"R6\",\"name\":\"n\",\"base\":\"{base}\",\"given\":{{{given}}},{asked}\"answer\":\"PERMIT\",\"policies\":[]}}"
        ))
    };
    assert!(case("nowhere", "", "\"gate\":\"open\",").contains("there is no base nowhere"));
    assert!(case("standard", "\"child.lvel\":1", "\"gate\":\"open\",").contains("there is no fact child.lvel"));
    assert!(case("standard", "", "\"gate\":\"opne\",").contains("there is no gate opne"));
    assert!(case("standard", "", "\"class\":\"HELATH\",").contains("there is no class HELATH"));
    assert!(case("standard", "", "").contains("one of gate, class and listed is asked for"));
    assert!(said("{").contains("line 1 column"));
}
