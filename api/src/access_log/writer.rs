//! The one writer of a log: takes all that waits, commits it in one transaction and then wakes whoever waited. It must
//! never wake anybody before the commit, use a savepoint (on SQLite a full disk inside one silently ends the outer
//! transaction), or go on after a commit of unknown outcome without reading again where the log ends.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use entities::Instant;
use entities::rows::log_slot;
use sea_orm::{
    ActiveModelTrait, DatabaseConnection, DatabaseTransaction, DbErr, IntoActiveModel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use super::Position;
use super::connection::{self, StartError, kind};
use super::draft::Receipt;
use super::file::DatabaseFile;
use super::job::{Failure, Job, Why, answer, gather, meanwhile, run};
use super::key::SigningKey;
use super::merkle::Hash;
use super::prepared::{Place, Prepared};
use super::row::Inserts;
use super::slot::{self, Slot, SlotLock};
use super::stats::{Counters, add};
use super::tip::{self, MOST_ENTRIES, Tip};
use crate::plain::clock::Clock;

/// How many hashes of Facts the writer remembers to be in the database.
const KNOWN_FACTS: usize = 65_536;

/// How a transaction failed.
enum Failed {
    /// It was rolled back, and the connection is good: a unique key of a change is taken.
    Conflict,
    /// It was rolled back, and the connection ended.
    Broken,
    /// It did not begin.
    NotBegun,
    /// Nobody knows whether it was committed.
    Unknown,
}

pub(super) struct Writer {
    db: DatabaseConnection,
    lock: SlotLock,
    file: Option<Arc<DatabaseFile>>,
    slot: Slot,
    key: Arc<SigningKey>,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
    inserts: Inserts,
    tip: Tip,
    /// Where each log that this process wrote and lost its connection to ended, as was acknowledged.
    acknowledged: BTreeMap<i32, i64>,
    /// Whether connection, slot and tip are as they should be.
    ready: bool,
    known_facts: HashSet<Hash>,
}

impl Writer {
    pub(super) async fn start(
        db: DatabaseConnection,
        lock: SlotLock,
        key: SigningKey,
        clock: Arc<dyn Clock>,
        counters: Arc<Counters>,
    ) -> Result<Self, StartError> {
        connection::prepare(&db).await?;
        let slot = slot::take(&db, &lock, None).await?;
        let tip = tip::read(&db, slot.log, &key.public().into()).await?;
        Self::at(db, lock, slot, tip, Arc::new(key), clock, counters)
    }

    /// The writer that goes on with the log of that slot, which ends there.
    pub(super) fn at(
        db: DatabaseConnection,
        lock: SlotLock,
        slot: Slot,
        tip: Tip,
        key: Arc<SigningKey>,
        clock: Arc<dyn Clock>,
        counters: Arc<Counters>,
    ) -> Result<Self, StartError> {
        let file = match &lock {
            SlotLock::Beside(path) => Some(Arc::new(DatabaseFile::opened(path).map_err(|_| StartError::File)?)),
            _ => None,
        };
        let inserts = Inserts::new(db.get_database_backend());
        let (acknowledged, known_facts) = (BTreeMap::new(), HashSet::new());
        Ok(Self { db, lock, file, slot, key, clock, counters, inserts, tip, acknowledged, ready: true, known_facts })
    }

    pub(super) const fn log(&self) -> i32 {
        self.slot.log
    }

    pub(super) fn file(&self) -> Option<Arc<DatabaseFile>> {
        self.file.clone()
    }

    /// Works until nobody is left who could hand in a job.
    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut behind = Vec::new();
        loop {
            let batch = if behind.is_empty() {
                let Some(first) = waiting.recv().await else { break };
                gather(first, &mut waiting).await
            } else {
                std::mem::take(&mut behind)
            };
            behind = self.commit(batch, &mut waiting).await;
        }
        connection::leave(&self.db).await;
    }

    /// Commits one entry by itself; none where it could not be written.
    pub(super) async fn append_one(&mut self, entry: Prepared) -> Option<Receipt> {
        let (reply, _) = oneshot::channel();
        self.attempt(&mut [Job { entries: vec![entry], write: None, reply }]).await.ok()?.pop()
    }

    /// Commits the jobs together; where that fails, the plain entries by themselves and each change alone. Plain entries that
    /// come meanwhile go in between, so that nobody waits for more than one change; gives the changes that came meanwhile.
    async fn commit(&mut self, mut batch: Vec<Job>, waiting: &mut mpsc::Receiver<Job>) -> Vec<Job> {
        let mut behind = Vec::new();
        match self.attempt(&mut batch).await {
            Ok(receipts) => answer(batch, receipts),
            Err(Failed::Unknown | Failed::NotBegun) => self.refuse(batch, Failure::Unavailable),
            Err(failed) if batch.len() == 1 => self.refuse(batch, failed.of_one()),
            Err(_) => {
                add(&self.counters.fallbacks, 1);
                let (changes, plain): (Vec<_>, Vec<_>) = batch.into_iter().partition(|job| job.write.is_some());
                self.commit_plain(plain).await;
                let mut changes = changes.into_iter();
                while let Some(change) = changes.next() {
                    self.commit_plain(meanwhile(waiting, &mut behind)).await;
                    let mut alone = vec![change];
                    match self.attempt(&mut alone).await {
                        Ok(receipts) => answer(alone, receipts),
                        Err(failed) => {
                            self.refuse(alone, failed.of_one());
                            // A database that is gone is not tried once for each that waits.
                            if matches!(failed, Failed::NotBegun) {
                                self.refuse(changes.collect(), Failure::Unavailable);
                                break;
                            }
                        }
                    }
                }
            }
        }
        behind
    }

    /// Commits entries that no change is about.
    async fn commit_plain(&mut self, mut plain: Vec<Job>) {
        if plain.is_empty() {
            return;
        }
        match self.attempt(&mut plain).await {
            Ok(receipts) => answer(plain, receipts),
            Err(_) => self.refuse(plain, Failure::Unavailable),
        }
    }

    fn refuse(&self, jobs: Vec<Job>, failure: Failure) {
        let counter = match failure {
            Failure::Conflict => &self.counters.conflicts,
            Failure::Unavailable => &self.counters.failures,
        };
        add(counter, jobs.len());
        for job in jobs {
            // Whoever no longer waits needs no answer.
            let _ = job.reply.send(Err(failure));
        }
    }

    /// One transaction with all the jobs in it, and what came of it for whoever asks whether the hub is ready. A change that
    /// fails by itself says nothing about the others.
    async fn attempt(&mut self, jobs: &mut [Job]) -> Result<Vec<Receipt>, Failed> {
        let done = self.try_commit(jobs).await;
        match &done {
            Ok(_) => self.counters.writes(true),
            Err(Failed::NotBegun | Failed::Unknown) => self.counters.writes(false),
            Err(Failed::Broken) if jobs.iter().all(|job| job.write.is_none()) => self.counters.writes(false),
            Err(Failed::Broken | Failed::Conflict) => {}
        }
        done
    }

    async fn try_commit(&mut self, jobs: &mut [Job]) -> Result<Vec<Receipt>, Failed> {
        if !self.ready {
            self.recover().await?;
        }
        if !self.stands() {
            self.give_up("begin", "the database's file is gone").await;
            return Err(Failed::NotBegun);
        }
        let begun = std::time::Instant::now();
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = match self.db.begin_with_options(options).await {
            Ok(transaction) => transaction,
            Err(error) => {
                self.give_up("begin", &kind(&error)).await;
                return Err(Failed::NotBegun);
            }
        };
        let mut tip = self.tip.clone();
        let (receipts, new_facts) = match self.fill(&transaction, &mut tip, jobs).await {
            Ok(filled) => filled,
            Err(why) => {
                let rolled_back = transaction.rollback().await;
                return Err(match (why, rolled_back) {
                    (Why::Conflict, Ok(())) => Failed::Conflict,
                    (Why::Conflict, Err(error)) => {
                        self.give_up("rollback", &kind(&error)).await;
                        Failed::Conflict
                    }
                    (Why::Broken(why), _) => {
                        self.give_up("write", &why).await;
                        Failed::Broken
                    }
                });
            }
        };
        if let Err(error) = transaction.commit().await {
            self.give_up("commit", &kind(&error)).await;
            return Err(Failed::Unknown);
        }
        if !self.stands() {
            // It went into a file that nobody will read again.
            self.give_up("commit", "the database's file is gone").await;
            return Err(Failed::Unknown);
        }
        self.tip = tip;
        if self.known_facts.len() > KNOWN_FACTS {
            self.known_facts.clear();
        }
        self.known_facts.extend(new_facts);
        if receipts.is_empty() {
            // A look whether it can be written is no commit.
            return Ok(receipts);
        }
        metrics::counter!("hub_log_commits_total").increment(1);
        metrics::histogram!("hub_log_commit_entries").record(receipts.len() as f64);
        metrics::histogram!("hub_log_commit_seconds").record(begun.elapsed().as_secs_f64());
        add(&self.counters.commits, 1);
        add(&self.counters.appends, receipts.len());
        Ok(receipts)
    }

    /// Runs the changes and puts in the entries.
    async fn fill(
        &self,
        transaction: &DatabaseTransaction,
        tip: &mut Tip,
        jobs: &mut [Job],
    ) -> Result<(Vec<Receipt>, Vec<Hash>), Why> {
        let broken = |error: DbErr| Why::Broken(kind(&error));
        if connection::session(transaction).await.map_err(broken)? != self.slot.session {
            return Err(Why::Broken("another connection".to_owned()));
        }
        let log = self.slot.log;
        let mut next = tip.next();
        if jobs.iter().all(|job| job.entries.is_empty()) {
            return Ok((Vec::new(), Vec::new()));
        }
        let count = i64::try_from(jobs.iter().map(|job| job.entries.len()).sum::<usize>()).unwrap_or(MOST_ENTRIES);
        let last = next.saturating_add(count).saturating_sub(1);
        if last >= MOST_ENTRIES {
            return Err(Why::Broken("the log is full".to_owned()));
        }
        let now = self.clock.now();
        self.counters.clock_behind(tip.last_at.0.saturating_sub(now.0));
        let committed_at = now.max(tip.last_at);
        if next == 0 {
            open_log(transaction, log, committed_at).await.map_err(broken)?;
        }
        let mut receipts = Vec::new();
        for job in &mut *jobs {
            let first = Position { log, seq: next };
            if let Some(write) = &job.write {
                run(write, transaction, first).await?;
            }
            for entry in &mut job.entries {
                let at = Position { log, seq: next };
                entry.seal(Place { at, first, last, committed_at }, &mut tip.frontier, &self.key);
                receipts.push(Receipt { position: at, committed_at });
                next = next.saturating_add(1);
            }
        }
        tip.last_at = committed_at;
        let entries = || jobs.iter().flat_map(|job| &job.entries);
        let mut facts = entries()
            .filter_map(|entry| Some((entry.facts.as_deref()?, Position { log, seq: entry.row.seq })))
            .filter(|(facts, _)| !self.known_facts.contains(facts.hash()))
            .collect::<Vec<_>>();
        // In one order everywhere, so that two hubs that bring the same Facts cannot wait for each other.
        facts.sort_by_key(|(facts, position)| (*facts.hash(), position.seq));
        facts.dedup_by_key(|(facts, _)| *facts.hash());
        self.inserts.facts(transaction, &facts).await.map_err(broken)?;
        let rows = entries().map(|entry| &entry.row).collect::<Vec<_>>();
        self.inserts.entries(transaction, &rows).await.map_err(broken)?;
        Ok((receipts, facts.iter().map(|(facts, _)| *facts.hash()).collect()))
    }

    /// Ends the connection; the next attempt begins with [`Writer::recover`].
    async fn give_up(&mut self, at: &str, why: &str) {
        tracing::error!(log.slot = self.slot.log, log.step = at, log.cause = why, "access log write failed");
        self.ready = false;
        add(&self.counters.reconnects, 1);
        connection::end(&self.db).await;
    }

    /// Whether the database is still the one that was opened.
    fn stands(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.stands())
    }

    /// Gets a connection, a slot (the same where it is free) and the end of its log. No log that was written ends before its end as
    /// it was.
    async fn recover(&mut self) -> Result<(), Failed> {
        let recovered = async {
            if self.file.as_ref().is_some_and(|file| !file.is_own()) {
                return Err(StartError::File);
            }
            connection::prepare(&self.db).await?;
            let new = match connection::session(&self.db).await? {
                session if session == self.slot.session => None,
                _ => Some(slot::take(&self.db, &self.lock, Some(self.slot.log)).await?),
            };
            let tip =
                tip::read(&self.db, new.as_ref().map_or(self.slot.log, |slot| slot.log), &self.key.public().into())
                    .await?;
            // Of every log that this process has written, whether it goes on with it or not.
            self.acknowledged.insert(self.slot.log, self.tip.next());
            for (&log, &acknowledged) in &self.acknowledged {
                let found = tip::last(&self.db, log).await?.map_or(0, |(seq, ..)| seq.saturating_add(1));
                if found < acknowledged {
                    return Err(StartError::Shorter { log, found, acknowledged });
                }
            }
            // Slot and tip are of one log, or neither is taken.
            if let Some(slot) = new {
                self.slot = slot;
            }
            self.tip = tip;
            if let Some(file) = &self.file {
                file.connected();
            }
            Ok::<(), StartError>(())
        }
        .await;
        match recovered {
            Ok(()) => {
                self.ready = true;
                Ok(())
            }
            // Said when it was found; the place of the file is left alone until the file is back.
            Err(StartError::File) => Err(Failed::NotBegun),
            Err(error) => {
                let why = match &error {
                    StartError::Database(error) => kind(error),
                    other => other.to_string(),
                };
                self.give_up("recover", &why).await;
                Err(Failed::NotBegun)
            }
        }
    }
}

impl Failed {
    /// What a job that was alone is told.
    const fn of_one(&self) -> Failure {
        match self {
            Self::Conflict => Failure::Conflict,
            Self::Broken | Self::NotBegun | Self::Unknown => Failure::Unavailable,
        }
    }
}

/// Records that the log exists, with its first entry.
async fn open_log(transaction: &DatabaseTransaction, log: i32, opened_at: Instant) -> Result<(), DbErr> {
    log_slot::Model { log, seq: 0, opened_at }.into_active_model().insert(transaction).await.map(drop)
}
