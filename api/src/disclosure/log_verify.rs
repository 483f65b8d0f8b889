//! Whether the access log is whole, for governance to see without a terminal: the same check as `hub log verify` without
//! checkpoints that were kept elsewhere, off the runtime, one at a time and for a few seconds at most.

use std::sync::Arc;
use std::time::Duration;

use entities::words::AccessAction;
use sea_orm::{DatabaseConnection, TransactionTrait};
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::verify::{VerifyError, verify};
use crate::access_log::{Draft, Keys, Logged};
use crate::error::Error;
use crate::store::Caller;

/// How long is read at most, within the time that a page may take.
const LONGEST: Duration = Duration::from_secs(4);

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum LogCheck {
    /// Every entry of every log is as it was written.
    Whole {
        /// How many logs there are.
        logs: usize,
        /// How many entries they have.
        entries: u64,
    },
    /// Something is wrong, and where first.
    Broken(String),
    /// The log is too long to be read through for a page.
    TooLong,
    /// Somebody has it read through already.
    Busy,
}

/// A check that was asked for, and what it found.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// What it found.
    pub found: LogCheck,
}

/// Lets one check run at a time.
pub(super) struct Turn(Arc<Semaphore>);

impl Default for Turn {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Door {
    /// The newest signed checkpoint of every log, for governance to keep.
    ///
    /// # Errors
    /// FORBIDDEN, and logged, for who does not govern the partnership's information; and where the hub cannot answer.
    pub async fn checkpoints_for(&self, caller: &Caller) -> Result<String, Error> {
        self.governs(caller, "checkpoints").await?;
        self.checkpoints().await
    }

    /// Reads the whole log through. That it was asked for is logged, with what was found.
    ///
    /// # Errors
    /// FORBIDDEN, and logged, for who does not govern the partnership's information; and where the hub cannot answer.
    pub async fn check_log(&self, caller: &Caller) -> Result<Logged<Checked>, Error> {
        self.governs(caller, "verification").await?;
        let view = Checked { found: self.verified().await? };
        let mut entry = self.entry_of(caller, AccessAction::Administer);
        entry.ask = Some("{\"read\":\"verification\"}".to_owned());
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }

    async fn verified(&self) -> Result<LogCheck, Error> {
        let Ok(turn) = Arc::clone(&self.turn().0).try_acquire_owned() else { return Ok(LogCheck::Busy) };
        let (db, keys, runtime) = (self.log().reader().clone(), self.log().keys().clone(), Handle::current());
        let reading = tokio::task::spawn_blocking(move || {
            // The turn ends with the reading, also where nobody waits for it any longer.
            let _turn = turn;
            runtime.block_on(async { tokio::time::timeout(LONGEST, read_through(&db, &keys)).await })
        });
        match reading.await.map_err(Error::internal)? {
            Err(_) => Ok(LogCheck::TooLong),
            Ok(found) => found,
        }
    }
}

async fn read_through(db: &DatabaseConnection, keys: &Keys) -> Result<LogCheck, Error> {
    // One snapshot: what is written meanwhile is neither proved nor in the way.
    let snapshot = db.begin().await.map_err(Error::unavailable)?;
    let found = verify(&snapshot, keys, None, |_| {}).await;
    snapshot.commit().await.map_err(Error::unavailable)?;
    match found {
        Ok(report) => Ok(LogCheck::Whole { logs: report.logs.len(), entries: report.entries() }),
        Err(VerifyError::Bad(bad)) => Ok(LogCheck::Broken(bad.to_string())),
        Err(VerifyError::Database(error)) => Err(Error::unavailable(error)),
        Err(foreign @ VerifyError::Foreign(_)) => Err(Error::internal(foreign)),
    }
}
