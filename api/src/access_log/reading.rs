//! Verifying one log, row after row. It must never trust a column that it did not recompute.

use entities::Instant;
use entities::rows::{access_log, log_slot};

use super::canonical;
use super::checkpoint::Checkpoint;
use super::key::PublicKey;
use super::merkle::{Frontier, Hash, leaf_hash};
use super::tip::MOST_ENTRIES;
use super::verify::{BadLog, LogReport, Why};

/// One log as far as it was read.
pub(super) struct Reading<'k> {
    log: i32,
    key: &'k PublicKey,
    frontier: Frontier,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
    /// The last place of the commit that is being read, where it is not complete.
    open_until: Option<i64>,
    checkpoint: Option<String>,
    /// What checkpoints kept elsewhere say, smallest first.
    expected: Vec<(u64, Hash)>,
}

impl<'k> Reading<'k> {
    pub(super) fn new(log: i32, key: &'k PublicKey, expected: Vec<(u64, Hash)>) -> Self {
        Self {
            log,
            key,
            frontier: Frontier::default(),
            first_at: None,
            last_at: None,
            open_until: None,
            checkpoint: None,
            expected,
        }
    }

    pub(super) fn next(&self) -> i64 {
        i64::try_from(self.frontier.size()).unwrap_or(i64::MAX)
    }

    /// How many entries were read.
    pub(super) const fn size(&self) -> u64 {
        self.frontier.size()
    }

    fn bad(&self, seq: i64, why: Why) -> BadLog {
        BadLog { log: self.log, seq, why }
    }

    pub(super) fn take(&mut self, row: &access_log::Model) -> Result<(), BadLog> {
        let seq = self.next();
        if row.seq != seq {
            return Err(self.bad(seq, Why::Missing));
        }
        let whole = canonical::commitments(row).is_some_and(|c| canonical::encode(row, &c) == row.canonical);
        if !whole || seq >= MOST_ENTRIES {
            return Err(self.bad(seq, Why::Changed));
        }
        let leaf = leaf_hash(&row.canonical);
        if row.leaf_hash != leaf || row.nodes != self.frontier.push(leaf).concat() {
            return Err(self.bad(seq, Why::Tree));
        }
        if self.last_at.is_some_and(|before| row.committed_at < before) {
            return Err(self.bad(seq, Why::Time));
        }
        self.first_at.get_or_insert(row.committed_at);
        self.last_at = Some(row.committed_at);
        if row.commit_last < seq || self.open_until.is_some_and(|last| last != row.commit_last) {
            return Err(self.bad(seq, Why::Checkpoint));
        }
        if row.commit_last == seq {
            self.open_until = None;
            self.check_checkpoint(row.checkpoint.as_deref()).map_err(|why| self.bad(seq, why))?;
            self.checkpoint.clone_from(&row.checkpoint);
        } else {
            self.open_until = Some(row.commit_last);
            if row.checkpoint.is_some() {
                return Err(self.bad(seq, Why::Checkpoint));
            }
        }
        let (size, root) = (self.frontier.size(), self.frontier.root());
        if self.expected.iter().any(|(at, expected)| *at == size && *expected != root) {
            return Err(self.bad(seq, Why::Rewritten));
        }
        Ok(())
    }

    fn check_checkpoint(&self, text: Option<&str>) -> Result<(), Why> {
        let text = text.ok_or(Why::Checkpoint)?;
        let signed = Checkpoint::verify(text, self.key).map_err(|_| Why::Checkpoint)?;
        let own =
            Checkpoint { origin: self.key.origin_of(self.log), size: self.frontier.size(), root: self.frontier.root() };
        // One signature and nothing else: what the hub wrote, to the byte.
        if signed == own && text.lines().count() == 5 { Ok(()) } else { Err(Why::Checkpoint) }
    }

    pub(super) fn end(self, slot: Option<&log_slot::Model>) -> Result<LogReport, BadLog> {
        let size = self.next();
        if self.open_until.is_some() {
            return Err(self.bad(size, Why::CutInCommit));
        }
        if self.expected.iter().any(|(expected, _)| *expected > self.frontier.size()) {
            return Err(self.bad(size, Why::Cut));
        }
        // A log is put on the list together with its first entry.
        let as_made = slot.is_some_and(|slot| slot.seq == 0 && self.first_at.is_none_or(|at| at == slot.opened_at));
        if !as_made {
            return Err(self.bad(0, Why::Slot));
        }
        if size == 0 {
            return Err(self.bad(0, Why::Missing));
        }
        Ok(LogReport {
            log: self.log,
            size: self.frontier.size(),
            root: self.frontier.root(),
            last_at: self.last_at,
            checkpoint: self.checkpoint,
        })
    }
}
