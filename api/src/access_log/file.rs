//! Whether the file of an SQLite database is still the one that was opened, and whether there is room beside it. A file that
//! was removed or replaced goes on taking commits through the connections that hold it, and nobody will ever read them: they
//! must be neither acknowledged nor answered from. Must never open or change the database's own files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the system calls a file, whatever its name: device and inode.
type FileId = (u64, u64);

/// What is written beside the database to see whether anything can be: more than one commit of one request takes.
const ROOM: usize = 64 * 1024;

/// The file of an SQLite database, as it was when the hub opened it.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    own: FileId,
    /// Where what is committed and not yet in the database stands: without it, that is lost.
    pending_path: PathBuf,
    pending: Mutex<Option<FileId>>,
    gone: AtomicBool,
}

impl DatabaseFile {
    /// The file that stands there now.
    pub(super) fn opened(path: &Path) -> io::Result<Self> {
        let file = Self {
            path: path.to_owned(),
            own: file_id(path)?,
            // SQLite puts it beside the file itself, not beside a link to it.
            pending_path: beside(&fs::canonicalize(path)?, "-wal"),
            pending: Mutex::default(),
            gone: AtomicBool::new(false),
        };
        file.connected();
        Ok(file)
    }

    /// A connection was made anew: what is pending may stand in another file than before.
    pub(super) fn connected(&self) {
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = file_id(&self.pending_path).ok();
    }

    /// Whether the file that was opened is still the one at its path. Two look-ups in a folder that the system has at hand.
    pub(super) fn stands(&self) -> bool {
        let pending = *self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let stands = file_id(&self.path).is_ok_and(|id| id == self.own)
            && pending.is_none_or(|pending| file_id(&self.pending_path).is_ok_and(|id| id == pending));
        let was_gone = self.gone.swap(!stands, Ordering::Relaxed);
        let path = self.path.display();
        if !stands && !was_gone {
            tracing::error!(
                database.file = %path,
                "the database's file was removed or replaced: nothing is answered until it is back; where it is lost, stop the \
                 hub and run `hub restore`"
            );
        } else if stands && was_gone {
            tracing::info!(database.file = %path, "the database's file is back");
        }
        stands
    }

    /// Whether the file that was opened stands at its path, whatever became of what is pending.
    pub(super) fn is_own(&self) -> bool {
        file_id(&self.path).is_ok_and(|id| id == self.own)
    }

    /// Whether there is room to write on the database's disk. Takes as long as the disk does.
    pub(super) fn room(&self) -> io::Result<()> {
        let path = beside(&self.path, "-room");
        let written = OpenOptions::new().create(true).truncate(true).write(true).open(&path).and_then(|mut file| {
            file.write_all(&[0; ROOM])?;
            file.sync_all()
        });
        // What cannot be removed is written over the next time.
        let _ = fs::remove_file(&path);
        written
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn file_id(path: &Path) -> io::Result<FileId> {
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}
