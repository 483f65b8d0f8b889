//! Files that are there whole or not at all, also after a power cut: written beside their place under a name of their own, and put
//! there when they are on disk. Must never follow a link that somebody put in the way, or write into what another run writes.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::plain::entropy::{Entropy, SystemEntropy};

/// How the name of a file ends that is not written to its end.
pub(super) const ENDING: &str = "unfinished";

/// A file that is being written. Dropped before it is kept, it is removed.
#[derive(Debug)]
pub(super) struct Unfinished {
    file: File,
    beside: PathBuf,
    place: PathBuf,
}

impl Unfinished {
    /// Begins a file for that place, with those rights (less what the process's mask takes away).
    ///
    /// # Errors
    /// Where the folder takes no file.
    pub(super) fn begin(place: &Path, mode: u32) -> io::Result<Self> {
        let random = SystemEntropy.uuid().map_err(|_| io::Error::other("no randomness for the name of a file"))?;
        let mut name = OsString::from(place.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
        name.push(format!(".{}.{ENDING}", random.simple()));
        let beside = place.with_file_name(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside)?;
        Ok(Self { file, beside, place: place.to_owned() })
    }

    /// What is written to.
    pub(super) const fn file(&self) -> &File {
        &self.file
    }

    /// Puts it in its place, where nothing may stand.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] where something stands there, which stays; or where the disk fails.
    pub(super) fn keep_new(self) -> io::Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.beside, &self.place) {
            // A file system that knows no second name for a file.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !self.place.exists() => self.replace(),
            Err(error) => Err(error),
            Ok(()) => {
                fs::remove_file(&self.beside)?;
                self.sync_folder()
            }
        }
    }

    /// Puts it in its place, instead of what stands there.
    ///
    /// # Errors
    /// Where the disk fails; then what stood there stays.
    pub(super) fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        self.replace()
    }

    fn replace(&self) -> io::Result<()> {
        fs::rename(&self.beside, &self.place)?;
        self.sync_folder()
    }

    /// A name is on disk when its folder is.
    fn sync_folder(&self) -> io::Result<()> {
        let folder = self.place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // It is gone where it was kept.
        let _ = fs::remove_file(&self.beside);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn begun(place: &Path, text: &str) -> Unfinished {
        let unfinished = Unfinished::begin(place, 0o600).unwrap();
        unfinished.file().write_all(text.as_bytes()).unwrap();
        unfinished
    }

    #[test]
    fn two_runs_write_beside_each_other_and_what_came_first_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.1");
        // What lies in the way under the name that was used before is neither followed nor written to.
        let elsewhere = folder.path().join("elsewhere");
        symlink(&elsewhere, folder.path().join("a.unfinished")).unwrap();
        let (one, two) = (begun(&place, "one"), begun(&place, "two"));
        assert!(!place.exists(), "nothing is there before it is whole");
        one.keep_new().unwrap();
        assert_eq!(two.keep_new().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&place).unwrap(), "one");
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
        begun(&place, "three").keep().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "three");
        drop(begun(&place, "four"));
        assert!(!elsewhere.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing unfinished is left");
    }
}
