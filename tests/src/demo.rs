//! The demo in a process and a folder of its own, as a person starts it. It must never be given another folder than a new one.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::process::binary;

/// Has `hub demo` take a folder for one that it has filled: its agencies, people and families are not made there, which takes their time.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn count_as_filled(folder: &Path) -> std::io::Result<()> {
    std::fs::write(folder.join("made-by-hub-demo"), "filled by a test\n")?;
    std::fs::write(folder.join("demo.json"), r#"{"people": [], "children": []}"#)
}

/// A demo on SQLite in a process and a folder of its own.
pub struct Demo {
    process: Child,
    folder: TempDir,
    /// What it said when it was ready.
    pub page: Vec<String>,
}

impl Demo {
    /// Starts one, and waits until it answers.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut process = hub(folder.path(), &["demo", "--listen", "127.0.0.1:0"])
            // Tests beside it may leave it little of the machine.
            .env("HUB_LIMITS_DEADLINE_MS", "30000")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo starts");
        let output = process.stdout.take().expect("its output");
        let mut page = Vec::new();
        for line in BufReader::new(output).lines() {
            page.push(line.expect("a line"));
            // The last line of the page.
            if page.last().is_some_and(|line| line.contains("token --as")) {
                break;
            }
        }
        Self { process, folder, page }
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        std::fs::read_to_string(self.file("address")).expect("an address").trim().to_owned()
    }

    /// A file of its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command of the hub on its folder.
    pub fn run(&self, words: &[&str]) -> Output {
        hub(self.folder.path(), words).output().expect("it runs")
    }

    /// What the example prints, in one line so that it reads the same however wide the page is.
    #[track_caller]
    pub fn attempt(&self, name: &str) -> String {
        let output = self.run(&["try", name]);
        let text = said(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{name}: {text}{}", said(&output.stderr));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn hub(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(words).arg("--dir").arg(folder).stdin(Stdio::null());
    // Which program to name in what is printed is not to depend on who runs the tests.
    command.env_remove("CARGO");
    command
}

/// What a process wrote, as text.
pub fn said(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}
