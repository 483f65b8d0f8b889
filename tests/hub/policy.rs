//! What a partnership runs before it signs a changed agreement: `hub policy check` and `hub policy test`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::process::binary;
use tests::sources::root;

/// A copy of the agreement that is shipped.
fn agreement() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["rules", "cases"] {
        let copy = folder.path().join(part);
        fs::create_dir(&copy).expect("made");
        for file in fs::read_dir(root().join("policies").join(part)).expect("there") {
            let file = file.expect("a file").path();
            if file.is_file() {
                fs::copy(&file, copy.join(file.file_name().expect("a name"))).expect("copied");
            }
        }
    }
    folder
}

/// Replaces a text of the agreement, once.
fn change(folder: &Path, file: &str, before: &str, after: &str) {
    let path = folder.join("rules").join(file);
    let text = fs::read_to_string(&path).expect("readable");
    assert!(text.contains(before), "{file} has no `{before}`");
    fs::write(path, text.replacen(before, after, 1)).expect("written");
}

/// Runs the command: its exit code, what it printed, what it said.
fn hub(command: &str, folder: &Path, more: &[&str]) -> (i32, String, String) {
    let output = Command::new(binary()).args(["policy", command]).arg(folder).args(more).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn what_is_shipped_has_no_fault_and_changes_nothing() {
    let folder = agreement();
    let (code, out, said) = hub("check", folder.path(), &[]);
    assert_eq!((code, out.as_str()), (0, ""), "{said}");
    assert!(said.contains("next: hub policy test"), "{said}");
    let (code, out, said) = hub("test", folder.path(), &[]);
    assert_eq!(code, 0, "{out}{said}");
    assert!(out.contains("cases are answered as they say") && out.contains("changes nothing"), "{out}");
}

#[test]
fn every_fault_is_told_at_once_with_its_place_and_what_to_do() {
    let folder = agreement();
    change(folder.path(), "10-roles.cedar", "Role::\"SOCIAL_WORKER\"", "Role::\"SOCIAL_WROKER\"");
    change(folder.path(), "52-young.cedar", "@owner(\"information governance group\")", "");
    let (code, out, said) = hub("check", folder.path(), &[]);
    assert_eq!(code, 1, "{out}{said}");
    for place in ["10-roles.cedar:", "52-young.cedar:"] {
        let line = out.lines().find(|line| line.starts_with(place)).unwrap_or_else(|| panic!("no {place} in {out}"));
        let number = line.split(':').nth(1).and_then(|n| n.parse::<u32>().ok());
        assert!(number.is_some_and(|n| n > 0), "{line}");
    }
    assert!(out.matches("  to do: ").count() >= 2, "{out}");
    assert!(said.contains("things are wrong"), "{said}");
    let (_, out, _) = hub("check", folder.path(), &["--json"]);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    assert!(told["faults"].as_array().is_some_and(|faults| faults.len() >= 2), "{out}");
    let (code, _, said) = hub("test", folder.path(), &[]);
    assert_eq!(code, 2, "no book, no trial: {said}");
    assert!(said.contains("hub policy check"), "{said}");
}

#[test]
fn a_change_shows_the_cases_and_the_cells_that_it_touches() {
    let folder = agreement();
    let text = fs::read_to_string(folder.path().join("rules/10-roles.cedar")).expect("readable");
    let head = text.find("@id(\"r6-housing-officer\")").expect("the policy");
    let place = text.get(head..).and_then(|rest| rest.find("Action::\"IDENTITY\"")).expect("its first class") + head;
    let (start, end) = text.split_at(place);
    fs::write(folder.path().join("rules/10-roles.cedar"), format!("{start}Action::\"NARRATIVE\", {end}"))
        .expect("written");
    let (code, out, said) = hub("test", folder.path(), &[]);
    assert_eq!(code, 1, "a case says that housing has no narrative: {out}{said}");
    assert!(out.contains("HOUSING_OFFICER") && out.contains("NARRATIVE: ROLE -> GIVEN"), "{out}");
    assert!(out.contains("expected") && said.contains("cases are not answered as they say"), "{out}{said}");
    let (_, out, _) = hub("test", folder.path(), &["--json"]);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    assert!(!told["changes"].as_array().expect("changes").is_empty(), "{out}");
}

#[test]
fn a_folder_without_policies_is_said_to_have_none() {
    let folder = tempfile::tempdir().expect("a folder");
    for command in ["check", "test"] {
        let (code, out, said) = hub(command, folder.path(), &[]);
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(said.contains("policies") || said.contains("agreement"), "{said}");
    }
}
