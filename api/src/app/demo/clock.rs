//! The demo's clock: it stands where the stories are while these are told, and goes with the machine's from then on.

use std::sync::atomic::{AtomicI64, Ordering};

use entities::Instant;

use crate::plain::clock::{Clock, SystemClock};

/// Says that the clock goes.
const GOES: i64 = i64::MIN;

/// A clock that can be stopped for a while.
#[derive(Debug)]
pub struct StoryClock(AtomicI64);

impl StoryClock {
    /// One that goes.
    pub const fn new() -> Self {
        Self(AtomicI64::new(GOES))
    }

    /// Stands at that moment.
    pub fn stand(&self, at: Instant) {
        self.0.store(at.0, Ordering::SeqCst);
    }

    /// Goes again.
    pub fn go(&self) {
        self.0.store(GOES, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Instant {
        match self.0.load(Ordering::SeqCst) {
            GOES => SystemClock.now(),
            at => Instant(at),
        }
    }
}
