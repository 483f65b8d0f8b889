//! What waits for the writer: entries that go in together, the change that they are about, and who wants to know.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, SqlErr};
use tokio::sync::{mpsc, oneshot};

use super::Position;
use super::connection::kind;
use super::draft::{Receipt, WriteFn};
use super::prepared::Prepared;

/// The most entries of one transaction (but for an append that has more by itself).
const BATCH: usize = 256;

/// How often the writer looks whether others are about to join, before it begins.
const LOOKS: usize = 16;

/// The longest that one change may run.
const CHANGE_LIMIT: Duration = Duration::from_millis(250);

/// Why a job was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// A unique key of its change is taken.
    Conflict,
    /// Anything else.
    Unavailable,
}

/// Entries that go in together, and the change that they are about.
pub(super) struct Job {
    pub(super) entries: Vec<Prepared>,
    pub(super) write: Option<WriteFn>,
    pub(super) reply: oneshot::Sender<Result<Vec<Receipt>, Failure>>,
}

/// Why a change failed.
pub(super) enum Why {
    Conflict,
    Broken(String),
}

/// The first job and all that wait behind it, and those who are about to: whoever was woken by the last commit and asks
/// again does so in the next few turns.
pub(super) async fn gather(first: Job, waiting: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut entries = first.entries.len();
    let mut batch = vec![first];
    for _ in 0..LOOKS {
        let before = batch.len();
        while entries < BATCH {
            let Ok(job) = waiting.try_recv() else { break };
            entries = entries.saturating_add(job.entries.len());
            batch.push(job);
        }
        if entries >= BATCH || (before == batch.len() && before > 1) {
            break;
        }
        tokio::task::yield_now().await;
    }
    batch
}

/// The plain entries that came while a batch was tried, at most one batch of them; changes that came are put behind.
pub(super) fn meanwhile(waiting: &mut mpsc::Receiver<Job>, behind: &mut Vec<Job>) -> Vec<Job> {
    let mut entries = 0_usize;
    let mut plain = Vec::new();
    while entries < BATCH && behind.len() < BATCH {
        let Ok(job) = waiting.try_recv() else { break };
        if job.write.is_some() {
            behind.push(job);
        } else {
            entries = entries.saturating_add(job.entries.len());
            plain.push(job);
        }
    }
    plain
}

/// Runs a change. One that takes too long or falls over is one that failed.
pub(super) async fn run(write: &WriteFn, transaction: &DatabaseTransaction, position: Position) -> Result<(), Why> {
    let running = AssertUnwindSafe(write(transaction, position)).catch_unwind();
    match tokio::time::timeout(CHANGE_LIMIT, running).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(error))) => Err(match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Why::Conflict,
            _ => Why::Broken(kind(&error)),
        }),
        Ok(Err(_)) => Err(Why::Broken("a change fell over".to_owned())),
        Err(_) => Err(Why::Broken("a change took too long".to_owned())),
    }
}

/// Wakes everybody with their receipts, which are in the order of the jobs.
pub(super) fn answer(jobs: Vec<Job>, receipts: Vec<Receipt>) {
    let mut receipts = receipts.into_iter();
    for job in jobs {
        let own = receipts.by_ref().take(job.entries.len()).collect();
        // Whoever no longer waits needs no answer.
        let _ = job.reply.send(Ok(own));
    }
}
