//! Events handed to whoever listens in this process, whichever hub wrote them: [`Door::ring`] looks for them now and then,
//! [`Door::listen`] waits for them. An event that is heard is not yet told: it is judged for each listener by [`Door::follow`].

use std::sync::Arc;

use tokio::sync::{Mutex, broadcast};

use super::Door;
use crate::error::Error;
use crate::store::{AsOf, EventCursor, WrittenEvent};

/// The most events that wait for a slow listener.
const WAITING: usize = 1024;
/// The most events that are read at a time.
const AT_A_TIME: u32 = 500;

/// The bell of one process.
pub(super) struct Bell {
    rings: broadcast::Sender<Arc<WrittenEvent>>,
    /// How far events were handed on; nothing while nobody listens.
    heard: Mutex<Option<EventCursor>>,
}

impl Default for Bell {
    fn default() -> Self {
        Self { rings: broadcast::channel(WAITING).0, heard: Mutex::default() }
    }
}

/// Somebody who hears of every event from now on.
pub struct Listener(broadcast::Receiver<Arc<WrittenEvent>>);

/// The listener was too slow, or the hub stops: what was missed is found in the feed of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missed;

impl Listener {
    /// The next event; of each log in its order.
    ///
    /// # Errors
    /// Where events were missed.
    pub async fn next(&mut self) -> Result<Arc<WrittenEvent>, Missed> {
        self.0.recv().await.map_err(|_| Missed)
    }
}

impl Door {
    /// Hands the events that any hub wrote since the last time to those who listen. Where nobody does it looks for none.
    ///
    /// # Errors
    /// Where the hub cannot read; they are handed on the next time.
    pub async fn ring(&self) -> Result<(), Error> {
        let bell = self.bell();
        let mut heard = bell.heard.lock().await;
        if bell.rings.receiver_count() == 0 {
            *heard = None;
        }
        let Some(cursor) = heard.as_mut() else { return Ok(()) };
        loop {
            let glance = self.store().glance(AsOf::Now);
            let events = glance.events_after(cursor, AT_A_TIME).await.map_err(Error::unavailable)?;
            let all = events.len() < AT_A_TIME as usize;
            for event in events {
                cursor.past(&event);
                // Who went meanwhile needs it no more.
                let _ = bell.rings.send(Arc::new(event));
            }
            if all {
                return Ok(());
            }
        }
    }

    /// From now on every event that is committed.
    ///
    /// # Errors
    /// Where the hub cannot read.
    pub async fn listen(&self) -> Result<Listener, Error> {
        let bell = self.bell();
        let mut heard = bell.heard.lock().await;
        let listener = Listener(bell.rings.subscribe());
        if heard.is_none() {
            *heard = Some(self.store().glance(AsOf::Now).events_so_far().await.map_err(Error::unavailable)?);
        }
        Ok(listener)
    }
}
