//! Which log a process writes: the lowest slot that nobody else holds, for as long as it runs, so that two hubs on one
//! database never write the same log. Must never be held by a file's being there: a lock goes when its process goes.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sea_orm::DatabaseConnection;

use super::connection::{StartError, one, session};
use super::tip::written;

/// How many slots there are.
pub const MOST_LOGS: i32 = 64;

/// Names the hub's advisory locks among others on the same PostgreSQL database: "hubl".
pub(super) const LOCK_CLASS: i32 = 0x6875_626c;

/// What holds a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotLock {
    /// An operating-system lock on a file beside that SQLite database.
    Beside(PathBuf),
    /// An advisory lock of the writer's PostgreSQL session.
    Session,
    /// Nothing at all: a slot that somebody else may hold too.
    #[cfg(test)]
    Unheld(i32),
}

/// A slot that is held.
pub(super) struct Slot {
    /// Its number, and that of its log.
    pub(super) log: i32,
    /// The connection that holds it, where one does.
    pub(super) session: i32,
    /// The file whose lock holds it, where one does.
    _file: Option<File>,
}

fn lock_file(database: &Path, log: i32) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(format!("-log{log}.lock"));
    PathBuf::from(name)
}

/// Takes the lowest free slot, or the preferred one where it is free.
pub(super) async fn take(db: &DatabaseConnection, lock: &SlotLock, preferred: Option<i32>) -> Result<Slot, StartError> {
    let session = session(db).await?;
    for log in preferred.into_iter().chain(0..MOST_LOGS) {
        if let Some(slot) = try_take(db, lock, log, session).await? {
            return Ok(slot);
        }
    }
    Err(StartError::NoSlot)
}

/// Takes every slot, so that nobody else writes to any log meanwhile. One on SQLite that nobody ever took has no file, and gets
/// none unless its log has entries.
pub(super) async fn take_all(db: &DatabaseConnection, lock: &SlotLock) -> Result<Vec<Slot>, StartError> {
    let session = session(db).await?;
    let written = written(db).await?;
    let mut slots = Vec::new();
    for log in 0..MOST_LOGS {
        let never = matches!(lock, SlotLock::Beside(database) if !lock_file(database, log).exists());
        if never && !written.contains(&log) {
            continue;
        }
        slots.push(try_take(db, lock, log, session).await?.ok_or(StartError::InUse { log })?);
    }
    Ok(slots)
}

/// Takes that slot, where it is free.
async fn try_take(
    db: &DatabaseConnection,
    lock: &SlotLock,
    log: i32,
    session: i32,
) -> Result<Option<Slot>, StartError> {
    match lock {
        SlotLock::Beside(database) => {
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(lock_file(database, log))
                .map_err(StartError::LockFile)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(Slot { log, session, _file: Some(file) })),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(StartError::LockFile(error)),
            }
        }
        SlotLock::Session => {
            let taken = one::<bool>(db, &format!("SELECT pg_try_advisory_lock({LOCK_CLASS}, {log})")).await?;
            Ok(taken.then_some(Slot { log, session, _file: None }))
        }
        #[cfg(test)]
        SlotLock::Unheld(log) => Ok(Some(Slot { log: *log, session, _file: None })),
    }
}
