//! The sockets that are open: how many there may be, how many of one person and of one client app, from which pages they may come,
//! and that they end when the hub does. A socket whose client has not said who they are has no place among them yet: of those the
//! longest waiting makes room, so that who says nothing keeps nobody out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::Limits;
use super::crowd::{Crowd, Guest};
use super::identity::Identity;

/// One socket in so many may be open before its client has said who they are.
const NEWCOMERS: usize = 4;

/// Everything that all sockets share.
pub struct Sockets {
    origins: Vec<String>,
    newcomers: Arc<Semaphore>,
    crowd: Arc<Crowd>,
    places: Arc<Semaphore>,
    most: usize,
    shares: Arc<Mutex<HashMap<Holder, Share>>>,
    of_person: Share,
    of_client: Share,
    stopping: watch::Sender<bool>,
}

/// Whose sockets and streams are counted together.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Holder {
    Person(String, String),
    Client(String),
}

/// How many somebody has, or may have.
#[derive(Clone, Copy, Default)]
struct Share {
    sockets: usize,
    streams: usize,
}

/// What is counted.
#[derive(Clone, Copy)]
enum What {
    Socket,
    Stream,
}

impl Share {
    fn of(&mut self, what: What) -> &mut usize {
        match what {
            What::Socket => &mut self.sockets,
            What::Stream => &mut self.streams,
        }
    }
}

/// One socket or stream among those of its person and client app; given back when it is dropped.
pub(super) struct Held {
    shares: Arc<Mutex<HashMap<Holder, Share>>>,
    holders: Vec<Holder>,
    what: What,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        for holder in &self.holders {
            if let Some(share) = shares.get_mut(holder) {
                let count = share.of(self.what);
                *count = count.saturating_sub(1);
                if share.sockets == 0 && share.streams == 0 {
                    shares.remove(holder);
                }
            }
        }
    }
}

/// A socket whose client has not said who they are.
pub(super) struct Newcomer {
    guest: Arc<Guest>,
    /// None only where the hub's own semaphore is gone.
    _permit: Option<OwnedSemaphorePermit>,
}

impl Newcomer {
    /// The client is saying who they are: it is not asked to leave any more.
    pub(super) fn speaks(&self) {
        self.guest.asks();
    }

    /// Completes when it is asked to make room.
    pub(super) async fn told_to_leave(&self) {
        self.guest.told_to_leave().await;
    }
}

/// The place of a socket whose client is known.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    _held: Held,
}

impl Sockets {
    /// Sockets for pages of those origins, such as `https://app.example.org`. Whoever sends no origin is no page.
    pub fn new(limits: &Limits, origins: Vec<String>) -> Self {
        let most = limits.sockets;
        let newcomers = most.div_euclid(NEWCOMERS).max(1);
        Self {
            origins,
            newcomers: Arc::new(Semaphore::new(newcomers)),
            crowd: Arc::default(),
            places: Arc::new(Semaphore::new(most)),
            most,
            shares: Arc::default(),
            of_person: Share { sockets: limits.person_sockets, streams: limits.person_streams },
            of_client: Share { sockets: limits.client_sockets, streams: limits.client_streams },
            stopping: watch::channel(false).0,
        }
    }

    /// Whether a page of that origin may open one.
    pub(super) fn welcomes(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known == origin)
    }

    /// Lets one more in that has yet to say who they are; for it, the one that has been silent for longest leaves.
    pub(super) async fn knock(&self) -> Newcomer {
        let permit = match Arc::clone(&self.newcomers).try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => {
                self.crowd.make_room();
                Arc::clone(&self.newcomers).acquire_owned().await.ok()
            }
        };
        Newcomer { guest: self.crowd.enter(), _permit: permit }
    }

    /// A place for one more of that person, through that client app; none where all are taken, or they have their share.
    pub(super) fn enter(&self, who: &Identity) -> Option<Place> {
        let permit = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Place { _permit: permit, _held: self.hold(who, What::Socket)? })
    }

    /// One more stream of that person, through that client app; none where they have their share.
    pub(super) fn listen(&self, who: &Identity) -> Option<Held> {
        self.hold(who, What::Stream)
    }

    fn hold(&self, who: &Identity, what: What) -> Option<Held> {
        let person = (Holder::Person(who.issuer.clone(), who.subject.clone()), self.of_person);
        let client = who.client.as_ref().map(|client| (Holder::Client(client.clone()), self.of_client));
        let wanted: Vec<(Holder, Share)> = std::iter::once(person).chain(client).collect();
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = wanted.iter().map(|(holder, most)| (shares.get(holder).copied().unwrap_or_default(), *most));
        if !all.all(|(mut has, mut most)| has.of(what) < most.of(what)) {
            return None;
        }
        let holders: Vec<Holder> = wanted.into_iter().map(|(holder, _)| holder).collect();
        for holder in &holders {
            let count = shares.entry(holder.clone()).or_default().of(what);
            *count = count.saturating_add(1);
        }
        drop(shares);
        Some(Held { shares: Arc::clone(&self.shares), holders, what })
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
        if tokio::time::timeout(longest, self.places.acquire_many(all)).await.is_err() {
            tracing::warn!("stopped with sockets still open");
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn sockets() -> Sockets {
        let limits = Limits {
            sockets: 8,
            person_sockets: 2,
            client_sockets: 3,
            person_streams: 1,
            client_streams: 2,
            ..Limits::default()
        };
        Sockets::new(&limits, Vec::new())
    }

    #[test]
    fn one_person_and_one_app_have_a_share_and_no_more() {
        let sockets = sockets();
        let (ada, ben) = (Identity::made_up("ada", None), Identity::made_up("ben", Some("tracker")));
        let held = [sockets.enter(&ada), sockets.enter(&ada)];
        assert!(held.iter().all(Option::is_some) && sockets.enter(&ada).is_none());
        let of_app = ["ben", "ben", "cem"].map(|name| sockets.enter(&Identity::made_up(name, Some("tracker"))));
        assert!(of_app.iter().all(Option::is_some));
        assert!(sockets.enter(&Identity::made_up("dot", Some("tracker"))).is_none(), "the app has its share");
        assert!(sockets.enter(&Identity::made_up("dot", Some("other"))).is_some());
        let stream = sockets.listen(&ben);
        assert!(stream.is_some() && sockets.listen(&ben).is_none());
        drop((held, of_app, stream));
        assert!(sockets.enter(&ada).is_some() && sockets.listen(&ben).is_some());
        assert!(sockets.shares.lock().unwrap().is_empty(), "nobody is remembered who has none");
    }

    #[test]
    fn a_refusal_takes_nothing() {
        let sockets = sockets();
        let full: Vec<_> = ["a", "b", "c", "d"]
            .iter()
            .flat_map(|name| [Identity::made_up(name, None), Identity::made_up(name, None)])
            .collect();
        let full: Vec<_> = full.iter().map(|who| sockets.enter(who)).collect();
        assert!(full.iter().all(Option::is_some) && sockets.enter(&Identity::made_up("e", None)).is_none());
        drop(full);
        let held = [sockets.enter(&Identity::made_up("e", None)), sockets.enter(&Identity::made_up("e", None))];
        assert!(held.iter().all(Option::is_some));
    }

    #[tokio::test]
    async fn who_says_nothing_makes_room_for_who_comes_after() {
        let sockets = sockets();
        let (first, second) = (sockets.knock().await, sockets.knock().await);
        let third = sockets.knock();
        tokio::pin!(third);
        assert!(third.as_mut().now_or_never().is_none());
        assert!(first.told_to_leave().now_or_never().is_some() && second.told_to_leave().now_or_never().is_none());
        drop(first);
        assert!(third.now_or_never().is_some());
        assert!(sockets.enter(&Identity::made_up("ada", None)).is_some(), "they took no place");
    }
}
