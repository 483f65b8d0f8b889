//! What must not compile: each file of `misuse/` breaks the house in one way and is refused by the compiler for the reason
//! that stands in its first line; the one named `proper_use` is let through, so that the others are refused for that reason
//! alone. They are compiled against the hub as it was built for these tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// The newest library of that name beside the test.
fn library(deps: &Path, name: &str) -> PathBuf {
    let prefix = format!("lib{name}-");
    let mut found: Vec<(SystemTime, PathBuf)> = std::fs::read_dir(deps)
        .expect("the test's own folder")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let file = path.file_name()?.to_str()?;
            (file.starts_with(&prefix) && file.ends_with(".rlib"))
                .then(|| Some((path.metadata().ok()?.modified().ok()?, path.clone())))?
        })
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| panic!("no lib{name} in {}", deps.display())).1
}

/// Compiles one file; gives what the compiler said, and whether it let it through.
fn compile(file: &Path) -> (bool, String) {
    let test = std::env::current_exe().expect("the test's own path");
    let deps = test.parent().expect("target/release/deps");
    let out = tempfile::tempdir().expect("a folder");
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let mut command = Command::new(rustc);
    command.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--crate-name", "misuse"]);
    command.arg("--out-dir").arg(out.path()).arg("-L").arg(format!("dependency={}", deps.display()));
    for name in ["api", "entities", "policies"] {
        command.arg("--extern").arg(format!("{name}={}", library(deps, name).display()));
    }
    let output = command.arg(file).output().expect("rustc runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn what_must_not_compile_does_not() {
    let folder = tests::sources::root().join("tests/hub/misuse");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("misuse/").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() >= 8, "{files:?}");
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().and_then(|n| n.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&file).expect("readable");
        let (through, said) = compile(&file);
        let expected = text.lines().next().and_then(|line| line.strip_prefix("//~ "));
        let codes: BTreeSet<&str> = said.split("error[").skip(1).filter_map(|rest| rest.split(']').next()).collect();
        match expected {
            None if through => {}
            None => wrong.push(format!("{name} must compile:\n{said}")),
            Some(_) if through => wrong.push(format!("{name} compiles")),
            Some(expected) => {
                let (code, fragment) = expected.split_once(' ').expect("a code and a fragment");
                if codes != BTreeSet::from([code]) || !said.contains(fragment) {
                    wrong.push(format!("{name} is refused for another reason than `{expected}`:\n{said}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
