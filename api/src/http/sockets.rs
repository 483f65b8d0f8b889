//! The sockets that are open: how many there may be, from which pages they may come, and that they end when the hub does.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::Limits;

/// Everything that all sockets share.
pub struct Sockets {
    origins: Vec<String>,
    slots: Arc<Semaphore>,
    most: usize,
    stopping: watch::Sender<bool>,
}

impl Sockets {
    /// Sockets for pages of those origins, such as `https://app.example.org`. Whoever sends no origin is no page.
    pub fn new(limits: &Limits, origins: Vec<String>) -> Self {
        let most = limits.sockets;
        Self { origins, slots: Arc::new(Semaphore::new(most)), most, stopping: watch::channel(false).0 }
    }

    /// Whether a page of that origin may open one.
    pub(super) fn welcomes(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known == origin)
    }

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

    /// Ends them all, and waits for that, at most so long.
    pub async fn end(&self, longest: Duration) {
        self.stopping.send_replace(true);
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        if tokio::time::timeout(longest, self.slots.acquire_many(all)).await.is_err() {
            tracing::warn!("stopped with sockets still open");
        }
    }
}
