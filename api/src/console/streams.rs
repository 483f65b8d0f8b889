//! The streams by which open pages learn that something happened: how many there may be, and that they end when the hub does.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// The most that are open at once; a page that gets none renews itself now and then.
const MOST: usize = 256;

/// Everything that all streams share.
pub(super) struct Streams {
    slots: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { slots: Arc::new(Semaphore::new(MOST)), stopping: watch::channel(false).0 }
    }
}

impl Streams {
    /// A place for one more, if there is one.
    pub(super) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.slots).try_acquire_owned().ok()
    }

    /// Completes when the hub stops.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.stopping.subscribe();
        async move {
            // One that is gone has stopped, too.
            let _ = stopping.wait_for(|stop| *stop).await;
        }
    }

    /// Ends them all.
    pub(super) fn end(&self) {
        self.stopping.send_replace(true);
    }
}
