//! The handle of the log, for whoever has something to be logged: it makes the entry ready, hands it to the writer and
//! waits until it is on disk. It must never give a view back before.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::draft::{Change, Draft, EntryDraft, Logged, Receipt, WriteFn};
use super::file::DatabaseFile;
use super::job::{Failure, Job};
use super::key::SigningKey;
use super::keys::Keys;
use super::prepared::Prepared;
use super::stats::{Counters, Stats};
use super::writer::Writer;
use super::{SlotLock, StartError};
use crate::plain::clock::Clock;
use crate::plain::entropy::Entropy;

/// The most entries of one append.
pub const MOST_AT_ONCE: usize = 1024;

/// How many requests may wait for the writer before others wait to be let in.
const WAITING: usize = 4096;

/// Why there is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// It could not be written, or nobody knows whether it was. There is no answer without an entry.
    #[error("the access log cannot be written")]
    Unavailable,
}

/// Why there is no change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Somebody else wrote a row with the same key first; nothing of this change was written, and no entry.
    #[error("somebody else wrote the same key first")]
    Conflict,
    /// It could not be written, or nobody knows whether it was.
    #[error("the change cannot be written")]
    Unavailable,
}

/// The access log of this process: one slot, one writer.
pub struct Log {
    jobs: mpsc::Sender<Job>,
    reader: DatabaseConnection,
    entropy: Arc<dyn Entropy>,
    counters: Arc<Counters>,
    keys: Keys,
    file: Option<Arc<DatabaseFile>>,
    slot: i32,
    writer: JoinHandle<()>,
}

impl Log {
    /// Takes a slot, reads where its log ends, asserts that commits are kept, and starts the writer. The writer's pool must
    /// be of exactly one connection, made by [`super::writer_options`].
    ///
    /// # Errors
    /// Where any of it fails; then the hub must not start.
    pub async fn start(
        reader: DatabaseConnection,
        writer: DatabaseConnection,
        lock: SlotLock,
        key: SigningKey,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StartError> {
        let keys = key.public().into();
        let counters = Arc::new(Counters::default());
        let (jobs, waiting) = mpsc::channel(WAITING);
        let writer = Writer::start(writer, lock, key, clock, Arc::clone(&counters)).await?;
        let (slot, file) = (writer.log(), writer.file());
        let writer = tokio::spawn(writer.run(waiting));
        Ok(Self { jobs, reader, entropy, counters, keys, file, slot, writer })
    }

    /// The same log with the keys that signed it before, which must be of the same hub and end with the one that it signs with.
    #[must_use]
    pub fn known_by(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// Writes the draft's entry and gives the view once it is on disk.
    ///
    /// # Errors
    /// Where the entry cannot be written; the view is gone.
    pub async fn append<T>(&self, draft: Draft<T>) -> Result<Logged<T>, LogError> {
        let Draft { view, entry } = draft;
        let receipt = self.write(vec![entry], None).await.map_err(|_| LogError::Unavailable)?;
        let receipt = receipt.first().ok_or(LogError::Unavailable)?;
        Ok(Logged::new(view, *receipt))
    }

    /// Writes the entries of all drafts in one transaction, next to each other and in order, at most [`MOST_AT_ONCE`].
    ///
    /// # Errors
    /// Where they cannot be written; then none is, and the views are gone.
    pub async fn append_all<T>(&self, drafts: Vec<Draft<T>>) -> Result<Vec<Logged<T>>, LogError> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let (views, entries): (Vec<_>, Vec<_>) = drafts.into_iter().map(|d| (d.view, d.entry)).unzip();
        let receipts = self.write(entries, None).await.map_err(|_| LogError::Unavailable)?;
        if receipts.len() != views.len() {
            return Err(LogError::Unavailable);
        }
        Ok(views.into_iter().zip(receipts).map(|(view, receipt)| Logged::new(view, receipt)).collect())
    }

    /// Makes the change and writes its entry, in one transaction.
    ///
    /// # Errors
    /// Where a unique key is taken already, or the change cannot be written; then neither is there.
    pub async fn change<T>(&self, change: Change<T>) -> Result<Logged<T>, ChangeError> {
        let Change { draft: Draft { view, entry }, write } = change;
        let receipt = self.write(vec![entry], Some(write)).await.map_err(|failure| match failure {
            Failure::Conflict => ChangeError::Conflict,
            Failure::Unavailable => ChangeError::Unavailable,
        })?;
        let receipt = receipt.first().ok_or(ChangeError::Unavailable)?;
        Ok(Logged::new(view, *receipt))
    }

    async fn write(&self, entries: Vec<EntryDraft>, write: Option<WriteFn>) -> Result<Vec<Receipt>, Failure> {
        if entries.len() > MOST_AT_ONCE {
            return Err(Failure::Unavailable);
        }
        let entries = entries
            .into_iter()
            .map(|entry| Prepared::new(entry, &*self.entropy))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Failure::Unavailable)?;
        let (reply, answer) = oneshot::channel();
        self.jobs.send(Job { entries, write, reply }).await.map_err(|_| Failure::Unavailable)?;
        answer.await.map_err(|_| Failure::Unavailable)?
    }

    /// Whether the database is still the one that was opened; cheap enough to be asked at every request.
    ///
    /// # Errors
    /// Where an SQLite file was removed or replaced under the hub.
    pub fn stands(&self) -> Result<(), LogError> {
        if self.file.as_ref().is_none_or(|file| file.stands()) { Ok(()) } else { Err(LogError::Unavailable) }
    }

    /// Whether writing failed when it was last tried, and nothing has gone in since.
    pub fn failing(&self) -> bool {
        self.counters.failing()
    }

    /// Tries whether an entry could be written, without writing one: the file, room on its disk, and the writer's own
    /// connection. After a failure this is what finds out that it is over.
    ///
    /// # Errors
    /// Where none could be.
    pub async fn probe(&self) -> Result<(), LogError> {
        if let Some(file) = self.file.clone() {
            let room = tokio::task::spawn_blocking(move || file.stands() && file.room().is_ok()).await;
            if !room.unwrap_or(false) {
                self.counters.writes(false);
                return Err(LogError::Unavailable);
            }
        }
        self.write(Vec::new(), None).await.map(drop).map_err(|_| LogError::Unavailable)
    }

    /// How many requests wait for the writer.
    pub fn waiting(&self) -> usize {
        self.jobs.max_capacity().saturating_sub(self.jobs.capacity())
    }

    /// What the writer did since it started.
    pub fn stats(&self) -> Stats {
        self.counters.read()
    }

    /// The number of the log that this process writes, as it was at the start.
    pub const fn slot(&self) -> i32 {
        self.slot
    }

    /// The public half of the key that signs the checkpoints, and of those before it.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The connections on which the log is read.
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Lets the writer finish what waits, gives the slot back and returns when both are done.
    pub async fn close(self) {
        drop(self.jobs);
        // A writer that fell over has nothing left to finish.
        let _ = self.writer.await;
    }
}
