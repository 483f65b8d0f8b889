//! The demo's folder: what is in it, whether the demo made it, and where the running demo is found.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::Fault;

/// Says that the demo made the folder, so that it may be wiped.
const MARKER: &str = "made-by-hub-demo";
/// Who and what is in the demo; written last, so that a demo without it was not finished.
const CONTENTS: &str = "demo.json";
/// Where the demo that ran last listens.
const ADDRESS: &str = "address";

/// A person of the demo, as scripts read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListedPerson {
    /// The name one takes with `--as`.
    pub name: String,
    /// The hub's public id of the person.
    pub id: String,
    /// The role.
    pub role: String,
    /// The agency's code.
    pub agency: String,
}

/// A child of the demo, as scripts read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListedChild {
    /// By which the demo's own texts know the child.
    pub key: String,
    /// The hub's public id.
    pub id: String,
    /// The NHS number, where there is one.
    #[serde(rename = "nhsNumber")]
    pub nhs_number: Option<String>,
    /// The unique pupil number, where there is one.
    pub upn: Option<String>,
    /// What the story shows, in a line.
    pub about: String,
}

/// Who and what is in the demo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Contents {
    /// The people one can be.
    pub people: Vec<ListedPerson>,
    /// The children.
    pub children: Vec<ListedChild>,
}

/// The folder of one demo.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at that path, whether it is there or not.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the folder ready: anew where it is asked for or where an earlier beginning was not finished.
    ///
    /// # Errors
    /// Where the folder holds something that the demo did not make, or cannot be written.
    pub fn prepare(&self, reset: bool) -> Result<(), Fault> {
        let marker = self.0.join(MARKER);
        if self.0.exists() {
            let empty = fs::read_dir(&self.0)?.next().is_none();
            if !empty && !marker.exists() {
                let path = self.0.display();
                return Err(Fault::usage(format!(
                    "{path} holds something that the demo did not make, so it stays as it is: give another --dir"
                )));
            }
            if reset || (!empty && !self.0.join(CONTENTS).exists()) {
                fs::remove_dir_all(&self.0)?;
            }
        }
        fs::create_dir_all(&self.0)?;
        if !marker.exists() {
            fs::write(marker, "made-up data; `hub demo --reset` begins anew\n")?;
        }
        Ok(())
    }

    /// Who and what is in the demo, where it is filled.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn contents(&self) -> Result<Option<Contents>, Fault> {
        let path = self.0.join(CONTENTS);
        if !path.exists() {
            return Ok(None);
        }
        serde_json::from_slice(&fs::read(&path)?)
            .map(Some)
            .map_err(|e| Fault::outside(format!("{} cannot be read: {e}; begin anew with --reset", path.display())))
    }

    /// Keeps who and what is in the demo; from then on it counts as filled.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep(&self, contents: &Contents) -> Result<(), Fault> {
        let text = serde_json::to_string_pretty(contents).map_err(|e| Fault::outside(e.to_string()))?;
        self.replace(CONTENTS, &text)
    }

    /// Keeps where the demo listens.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep_address(&self, url: &str) -> Result<(), Fault> {
        self.replace(ADDRESS, url)
    }

    /// Where the demo listens, where one has run.
    pub fn address(&self) -> Option<String> {
        fs::read_to_string(self.0.join(ADDRESS)).ok().map(|text| text.trim().to_owned())
    }

    /// Writes a file in one go, so that nobody reads half of it.
    fn replace(&self, name: &str, text: &str) -> Result<(), Fault> {
        let beside = self.0.join(format!("{name}.new"));
        fs::write(&beside, text)?;
        fs::rename(beside, self.0.join(name))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("letter.txt"), "dear all").unwrap();
        for reset in [false, true] {
            let fault = Folder::at(dir.path()).prepare(reset).unwrap_err();
            assert_eq!(fault.code(), 2);
            assert!(dir.path().join("letter.txt").exists());
        }
    }

    #[test]
    fn a_demo_that_was_not_finished_is_begun_anew_and_a_finished_one_kept() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path());
        folder.prepare(false).unwrap();
        fs::write(dir.path().join("hub.sqlite"), "half").unwrap();
        folder.prepare(false).unwrap();
        assert!(!dir.path().join("hub.sqlite").exists());
        fs::write(dir.path().join("hub.sqlite"), "whole").unwrap();
        folder.keep(&Contents::default()).unwrap();
        folder.prepare(false).unwrap();
        assert!(dir.path().join("hub.sqlite").exists());
        folder.prepare(true).unwrap();
        assert!(!dir.path().join("hub.sqlite").exists());
    }
}
