//! How many messages are on their way to each webhook at the same time. What is new leaves a place for what is tried again, so that
//! neither waits for ever for the other.

use std::collections::HashMap;
use std::sync::Arc;

use entities::ids::WebhookId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most that are on their way to one webhook at the same time.
const AT_ONCE: usize = 4;
/// The most of them that are new.
const NEW: usize = 3;

/// The places of all webhooks.
#[derive(Default)]
pub(super) struct Places(HashMap<WebhookId, Of>);

struct Of {
    all: Arc<Semaphore>,
    new: Arc<Semaphore>,
}

/// One place, until it is dropped.
pub(super) struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_new: Option<OwnedSemaphorePermit>,
}

impl Places {
    /// A place for a message that is new, or for one that is tried again; none where all are taken.
    pub(super) fn take(&mut self, hook: WebhookId, new: bool) -> Option<Place> {
        let of = self
            .0
            .entry(hook)
            .or_insert_with(|| Of { all: Arc::new(Semaphore::new(AT_ONCE)), new: Arc::new(Semaphore::new(NEW)) });
        let of_new = if new { Some(Arc::clone(&of.new).try_acquire_owned().ok()?) } else { None };
        Some(Place { _of_all: Arc::clone(&of.all).try_acquire_owned().ok()?, _of_new: of_new })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_tried_again_finds_a_place_however_much_is_new() {
        let mut places = Places::default();
        let [one, two] = [1, 2].map(|n| WebhookId(Uuid::from_u128(n)));
        let new: Vec<Place> = std::iter::from_fn(|| places.take(one, true)).collect();
        assert_eq!(new.len(), 3);
        let again = places.take(one, false);
        assert!(again.is_some() && places.take(one, false).is_none());
        assert!(places.take(two, true).is_some(), "another webhook's are its own");
        drop(new);
        assert!(places.take(one, true).is_some());
    }
}
