//! The demo's folder: what is in it, whether the demo made it, which one demo has it, and where that one is found. Must never
//! touch a folder that the demo did not make, nor one that another running demo has.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use entities::Date;
use serde::{Deserialize, Serialize};

use crate::app::Fault;

/// Says that the demo made the folder, so that it may be wiped; whoever runs a demo on the folder holds its lock.
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
    /// The date of birth, where the child is born.
    #[serde(rename = "dateOfBirth", default)]
    pub date_of_birth: Option<String>,
    /// What the story shows, in a line.
    pub about: String,
}

/// Who and what is in the demo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Contents {
    /// The day on which the demo was made, from which its stories count back.
    #[serde(rename = "madeOn", default)]
    pub made_on: Option<Date>,
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

    /// Takes the folder for one running demo, and makes it where it is not there.
    ///
    /// # Errors
    /// Where the folder holds something that the demo did not make, where another demo has it, or where it cannot be written.
    pub fn take(&self) -> Result<Taken<'_>, Fault> {
        let marker = self.0.join(MARKER);
        if self.0.exists() && fs::read_dir(&self.0)?.next().is_some() && !marker.exists() {
            let path = self.0.display();
            return Err(Fault::usage(format!(
                "{path} holds something that the demo did not make, so it stays as it is: give another --dir"
            )));
        }
        fs::create_dir_all(&self.0)?;
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(marker)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) => {
                let place = self.address().map(|url| format!(" at {url}")).unwrap_or_default();
                let path = self.0.display();
                return Err(Fault::usage(format!(
                    "a demo is running in {path} already{place}: use that one, end it with Ctrl-C, or give another --dir"
                )));
            }
        }
        if file.metadata()?.len() == 0 {
            file.write_all(b"made-up data; `hub demo --reset` begins anew\n")?;
        }
        Ok(Taken { folder: self, _lock: file })
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

/// A folder that one running demo has, for as long as this is kept: the lock goes when its process goes.
#[derive(Debug)]
pub struct Taken<'a> {
    folder: &'a Folder,
    _lock: File,
}

impl Taken<'_> {
    /// Empties the folder where that is asked for, or where an earlier beginning was not finished.
    ///
    /// # Errors
    /// Where something in it cannot be removed.
    pub fn prepare(&self, reset: bool) -> Result<(), Fault> {
        let Folder(path) = self.folder;
        if !reset && path.join(CONTENTS).exists() {
            return Ok(());
        }
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            // The marker is what is locked: another one in its place would be free to take.
            if entry.file_name() == MARKER {
                continue;
            }
            if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
        }
        Ok(())
    }

    /// Keeps where the demo listens.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep_address(&self, url: &str) -> Result<(), Fault> {
        self.folder.replace(ADDRESS, url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole way of a demo that begins on the folder and ends.
    fn begin(folder: &Folder, reset: bool) -> Result<(), Fault> {
        folder.take()?.prepare(reset)
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("letter.txt"), "dear all").unwrap();
        for reset in [false, true] {
            let fault = begin(&Folder::at(dir.path()), reset).unwrap_err();
            assert_eq!(fault.code(), 2);
            assert!(dir.path().join("letter.txt").exists());
        }
    }

    #[test]
    fn a_demo_that_was_not_finished_is_begun_anew_and_a_finished_one_kept() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path());
        begin(&folder, false).unwrap();
        fs::write(dir.path().join("hub.sqlite"), "half").unwrap();
        begin(&folder, false).unwrap();
        assert!(!dir.path().join("hub.sqlite").exists());
        fs::write(dir.path().join("hub.sqlite"), "whole").unwrap();
        folder.keep(&Contents::default()).unwrap();
        begin(&folder, false).unwrap();
        assert!(dir.path().join("hub.sqlite").exists());
        begin(&folder, true).unwrap();
        assert!(!dir.path().join("hub.sqlite").exists());
    }

    #[test]
    fn a_folder_that_a_running_demo_has_is_refused_to_another_and_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path());
        let first = folder.take().unwrap();
        first.prepare(false).unwrap();
        first.keep_address("http://127.0.0.1:1").unwrap();
        fs::write(dir.path().join("hub.sqlite"), "whole").unwrap();
        for reset in [false, true] {
            let fault = begin(&folder, reset).unwrap_err();
            assert_eq!(fault.code(), 2);
            assert!(fault.message().contains("running"), "{}", fault.message());
            assert!(fault.message().contains("http://127.0.0.1:1"), "{}", fault.message());
        }
        assert!(dir.path().join("hub.sqlite").exists());
        // Emptied by who has it, it is still theirs.
        first.prepare(true).unwrap();
        assert!(!dir.path().join("hub.sqlite").exists());
        folder.take().unwrap_err();
        drop(first);
        folder.take().unwrap();
    }
}
