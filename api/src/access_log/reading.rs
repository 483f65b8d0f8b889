//! Verifying one log, entry after entry: by its rows, or by the bytes that were hashed and the checkpoints alone, as an export
//! holds them. It must never trust a column that it did not recompute.

use entities::Instant;
use entities::rows::{access_log, log_slot};

use super::canonical::{self, Head};
use super::checkpoint::{BadCheckpoint, Checkpoint};
use super::keys::Keys;
use super::merkle::{Frontier, Hash, leaf_hash};
use super::tip::MOST_ENTRIES;
use super::verify::{BadLog, LogReport, Why};

/// One log as far as it was read.
pub(super) struct Reading<'k> {
    log: i32,
    keys: &'k Keys,
    /// How many keys came before the one that signed the last checkpoint.
    signed_by: usize,
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
    pub(super) fn new(log: i32, keys: &'k Keys, expected: Vec<(u64, Hash)>) -> Self {
        Self {
            log,
            keys,
            signed_by: 0,
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

    /// The next row of the log.
    pub(super) fn take(&mut self, row: &access_log::Model) -> Result<(), BadLog> {
        let seq = self.next();
        if row.seq != seq {
            return Err(self.bad(seq, Why::Missing));
        }
        let whole = canonical::commitments(row).is_some_and(|c| canonical::encode(row, &c) == row.canonical);
        if !whole || seq >= MOST_ENTRIES {
            return Err(self.bad(seq, Why::Changed));
        }
        let (leaf, nodes) = self.grow(&row.canonical);
        if row.leaf_hash != leaf || row.nodes != nodes.concat() {
            return Err(self.bad(seq, Why::Tree));
        }
        self.follow(seq, row.committed_at, row.commit_last, row.checkpoint.as_deref())
    }

    /// The bytes that were hashed of the next entry, and the checkpoint that stands with them.
    pub(super) fn take_bytes(&mut self, bytes: &[u8], checkpoint: Option<&str>) -> Result<(), BadLog> {
        let seq = self.next();
        let Some(head) = Head::of(bytes).filter(|_| seq < MOST_ENTRIES) else {
            return Err(self.bad(seq, Why::Changed));
        };
        if head.log != self.log || head.seq != seq {
            return Err(self.bad(seq, Why::Missing));
        }
        self.grow(bytes);
        self.follow(seq, head.committed_at, head.commit_last, checkpoint)
    }

    /// Puts a leaf at the end of the tree, and gives it with the nodes that it completes.
    fn grow(&mut self, bytes: &[u8]) -> (Hash, Vec<Hash>) {
        let leaf = leaf_hash(bytes);
        (leaf, self.frontier.push(leaf))
    }

    /// Whether the entry that was just put into the tree stands in time and in its commit as it must.
    fn follow(
        &mut self,
        seq: i64,
        committed_at: Instant,
        commit_last: i64,
        checkpoint: Option<&str>,
    ) -> Result<(), BadLog> {
        if self.last_at.is_some_and(|before| committed_at < before) {
            return Err(self.bad(seq, Why::Time));
        }
        self.first_at.get_or_insert(committed_at);
        self.last_at = Some(committed_at);
        if commit_last < seq || self.open_until.is_some_and(|last| last != commit_last) {
            return Err(self.bad(seq, Why::Checkpoint));
        }
        if commit_last == seq {
            self.open_until = None;
            self.check_checkpoint(checkpoint).map_err(|why| self.bad(seq, why))?;
            self.checkpoint = checkpoint.map(str::to_owned);
        } else {
            self.open_until = Some(commit_last);
            if checkpoint.is_some() {
                return Err(self.bad(seq, Why::Checkpoint));
            }
        }
        let (size, root) = (self.frontier.size(), self.frontier.root());
        if self.expected.iter().any(|(at, expected)| *at == size && *expected != root) {
            return Err(self.bad(seq, Why::Rewritten));
        }
        Ok(())
    }

    fn check_checkpoint(&mut self, text: Option<&str>) -> Result<(), Why> {
        let text = text.ok_or(Why::Checkpoint)?;
        let (signed, by) = self.keys.open(text).map_err(|bad| match bad {
            BadCheckpoint::Key => Why::Key,
            _ => Why::Checkpoint,
        })?;
        let origin = self.keys.present().origin_of(self.log);
        let own = Checkpoint { origin, size: self.frontier.size(), root: self.frontier.root() };
        // One signature and nothing else: what the hub wrote, to the byte.
        if signed != own || text.lines().count() != 5 {
            return Err(Why::Checkpoint);
        }
        if by < self.signed_by {
            return Err(Why::FormerKey);
        }
        self.signed_by = by;
        Ok(())
    }

    /// The whole log was read by its rows: whether it is on the list of logs as it was put there, and complete.
    pub(super) fn end(self, slot: Option<&log_slot::Model>) -> Result<LogReport, BadLog> {
        self.complete()?;
        // A log is put on the list together with its first entry.
        let as_made = slot.is_some_and(|slot| slot.seq == 0 && self.first_at.is_none_or(|at| at == slot.opened_at));
        if !as_made {
            return Err(self.bad(0, Why::Slot));
        }
        self.report()
    }

    /// The whole log was read by its bytes.
    pub(super) fn end_of_bytes(self) -> Result<LogReport, BadLog> {
        self.complete()?;
        self.report()
    }

    fn complete(&self) -> Result<(), BadLog> {
        let size = self.next();
        if self.open_until.is_some() {
            return Err(self.bad(size, Why::CutInCommit));
        }
        if self.expected.iter().any(|(expected, _)| *expected > self.frontier.size()) {
            return Err(self.bad(size, Why::Cut));
        }
        // Else whoever stole a former key could write the log anew up to where the next one took its place.
        if size > 0 && self.signed_by != self.keys.newest() {
            return Err(self.bad(size.saturating_sub(1), Why::EndsFormer));
        }
        Ok(())
    }

    fn report(self) -> Result<LogReport, BadLog> {
        if self.next() == 0 {
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
