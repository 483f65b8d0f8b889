//! The project's own files, for tests of how it is built.

use std::path::{Path, PathBuf};

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests' package lies in the project").to_owned()
}

/// The folder that the design is in, where it is there; says so where it is not.
pub fn shared() -> Option<PathBuf> {
    let shared = root().join("../shared");
    // In a worktree the folder is one further up.
    let found = [shared, root().join("../../shared")].into_iter().find(|dir| dir.join("design").is_dir());
    if found.is_none() {
        println!("skipped: ../shared is not here");
    }
    found
}

/// Every Rust source below a folder of the project: path from the project's folder, and text.
pub fn rust_files(below: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(below), &mut |path| {
        if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(root()).expect("below the root").display().to_string();
            found.push((name, std::fs::read_to_string(path).expect("readable")));
        }
    });
    found.sort();
    assert!(!found.is_empty(), "no sources below {below}");
    found
}

fn walk(dir: &Path, take: &mut impl FnMut(&Path)) {
    for entry in std::fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display())) {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "target" && name != ".git" {
            walk(&path, take);
        } else if path.is_file() {
            take(&path);
        }
    }
}

/// The source without comments, so that what is said about a name is not taken for its use.
pub fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
