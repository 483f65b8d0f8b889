//! Which connections wait for their client, so that one of them can make room when every slot is taken: clients that connect
//! and say nothing must not keep out those that have something to ask. A request under way is never disturbed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// The connections that wait, those that never asked anything first, of each kind the longest waiting first.
#[derive(Default)]
pub(super) struct Crowd {
    waiting: Mutex<BTreeMap<Place, Arc<Notify>>>,
    next: AtomicU64,
}

/// Whether it has asked before, and since when it waits.
type Place = (bool, u64);

/// One connection's place among the others; gone with the connection.
pub(super) struct Guest {
    crowd: Arc<Crowd>,
    asked: AtomicBool,
    place: Mutex<Option<Place>>,
    leave: Arc<Notify>,
}

impl Crowd {
    /// A connection that was just accepted.
    pub(super) fn enter(self: &Arc<Self>) -> Arc<Guest> {
        let guest = Guest {
            crowd: Arc::clone(self),
            asked: AtomicBool::new(false),
            place: Mutex::default(),
            leave: Arc::default(),
        };
        guest.waits();
        Arc::new(guest)
    }

    /// Asks the connection that can best be spared to leave, if there is one.
    pub(super) fn make_room(&self) {
        let first = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
        if let Some((_, leave)) = first {
            leave.notify_one();
        }
    }
}

impl Guest {
    /// A request has come: the connection is not asked to leave until it is answered.
    pub(super) fn asks(&self) {
        self.asked.store(true, Ordering::Relaxed);
        self.takes(None);
    }

    /// The request is answered, and the client may ask again or go.
    pub(super) fn waits(&self) {
        let number = self.crowd.next.fetch_add(1, Ordering::Relaxed);
        self.takes(Some((self.asked(), number)));
    }

    /// Whether it ever asked anything.
    pub(super) fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Completes when the connection is asked to leave.
    pub(super) async fn told_to_leave(&self) {
        self.leave.notified().await;
    }

    fn takes(&self, place: Option<Place>) {
        let mut own = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waiting = self.crowd.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = own.take() {
            waiting.remove(&before);
        }
        if let Some(place) = place {
            waiting.insert(place, Arc::clone(&self.leave));
        }
        *own = place;
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.takes(None);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn told(guest: &Guest) -> bool {
        guest.told_to_leave().now_or_never().is_some()
    }

    #[test]
    fn who_never_asked_leaves_first_and_a_request_under_way_is_left_alone() {
        let crowd = Arc::new(Crowd::default());
        let [idle, busy, silent, newcomer] = [(); 4].map(|()| crowd.enter());
        idle.asks();
        idle.waits();
        busy.asks();
        for expected in [&silent, &newcomer, &idle] {
            crowd.make_room();
            for guest in [&idle, &busy, &silent, &newcomer] {
                assert_eq!(told(guest), Arc::ptr_eq(guest, expected));
            }
        }
        crowd.make_room();
        assert!(!told(&busy));
        drop([idle, silent, newcomer, busy]);
        assert!(crowd.waiting.lock().unwrap().is_empty());
    }
}
