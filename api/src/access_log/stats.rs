//! Counts of what the writer did. Numbers only.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use entities::Instant;

/// What the writer did since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Transactions committed.
    pub commits: u64,
    /// Entries committed.
    pub appends: u64,
    /// Batches that failed and were written apart.
    pub fallbacks: u64,
    /// Changes answered with a conflict.
    pub conflicts: u64,
    /// Requests answered with UNAVAILABLE.
    pub failures: u64,
    /// Connections ended.
    pub reconnects: u64,
}

#[derive(Default)]
pub(super) struct Counters {
    pub(super) commits: AtomicU64,
    pub(super) appends: AtomicU64,
    pub(super) fallbacks: AtomicU64,
    pub(super) conflicts: AtomicU64,
    pub(super) failures: AtomicU64,
    pub(super) reconnects: AtomicU64,
    /// Whether the last that was tried failed for a reason that the next may fail for too.
    failing: AtomicBool,
    /// Whether the clock stands before the last entry.
    clock_behind: AtomicBool,
}

pub(super) fn add(counter: &AtomicU64, number: usize) {
    counter.fetch_add(number as u64, Ordering::Relaxed);
}

impl Counters {
    /// Notes whether writing works, and says so when it changes.
    pub(super) fn writes(&self, well: bool) {
        let failed = self.failing.swap(!well, Ordering::Relaxed);
        if well && failed {
            tracing::info!("the access log can be written again");
        } else if !well && !failed {
            tracing::error!("the access log cannot be written: nothing is answered until it can");
        }
    }

    /// Whether writing failed when it was last tried.
    pub(super) fn failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Notes by how much the clock stands before the last entry, and says so when it begins and ends.
    pub(super) fn clock_behind(&self, micros: i64) {
        let seconds = micros.div_euclid(Instant::SECOND);
        let was = self.clock_behind.swap(seconds > 0, Ordering::Relaxed);
        if seconds > 0 && !was {
            tracing::warn!(
                clock.behind_seconds = seconds,
                "the system's clock was set back: entries keep the time of the last one until it has caught up; see to the \
                 machine's time service"
            );
        } else if seconds <= 0 && was {
            tracing::info!("the system's clock has caught up with the log");
        }
    }

    pub(super) fn read(&self) -> Stats {
        Stats {
            commits: self.commits.load(Ordering::Relaxed),
            appends: self.appends.load(Ordering::Relaxed),
            fallbacks: self.fallbacks.load(Ordering::Relaxed),
            conflicts: self.conflicts.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            reconnects: self.reconnects.load(Ordering::Relaxed),
        }
    }
}
