//! An issuer's public keys: read from a file or an address, kept for 15 minutes, used for an hour more while the issuer
//! cannot be reached, and read again at most once a minute for a key id that is not among them. A token can make the hub
//! read the configured place and no other: `jku`, `x5u` and `jwk` of a token's header are never looked at.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use entities::Instant;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::sync::Mutex;

use super::Trust;
use super::jwks::KeySet;
use crate::plain::clock::Clock;

/// How long keys are used without asking again.
const FRESH: i64 = 15 * 60 * Instant::SECOND;
/// How long after that they are used while the issuer cannot be reached.
const STALE: i64 = Instant::HOUR;
/// Shortest time between two readings for an unknown key id.
const COOL_DOWN: i64 = 60 * Instant::SECOND;
/// Shortest time between two readings after one that failed.
const RETRY: i64 = 5 * Instant::SECOND;
/// Longest key set, in bytes.
const LONGEST: u64 = 64 * 1024;
/// Longest time that a reading may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where the keys are.
pub(super) enum Place {
    File(PathBuf),
    Url(Url, Client),
}

impl Place {
    /// An address, with the client that reads it; a hub that reads only files needs no trusted certificates.
    pub(super) fn url(url: Url, trust: Trust) -> Result<Self, &'static str> {
        let mut client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).https_only(trust == Trust::Live);
        if trust == Trust::Demo {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|_| "the machine's trusted certificates cannot be read")?;
        Ok(Self::Url(url, client))
    }
}

/// The keys of one issuer, with the memory of when they were read.
pub(super) struct Keys {
    place: Place,
    trust: Trust,
    clock: Arc<dyn Clock>,
    state: RwLock<State>,
    reading: Mutex<()>,
}

#[derive(Default, Clone)]
struct State {
    set: Option<Arc<KeySet>>,
    read: Option<Instant>,
    tried: Option<Instant>,
}

/// Whether less than that many microseconds have passed; a clock set back counts as having passed.
fn within(then: Option<Instant>, now: Instant, micros: i64) -> bool {
    then.is_some_and(|then| then <= now && now < then.plus(micros))
}

impl Keys {
    pub(super) fn new(place: Place, trust: Trust, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { place, trust, clock, state: RwLock::default(), reading: Mutex::default() })
    }

    /// The keys of a file as they stand in it now; none where the keys are at an address.
    pub(super) async fn in_file(&self) -> Result<Option<KeySet>, &'static str> {
        match &self.place {
            Place::File(_) => KeySet::parse(&self.bytes().await?, self.trust).map(Some),
            Place::Url(..) => Ok(None),
        }
    }

    /// The keys to use now; none where they were never read or the issuer has been gone for too long.
    pub(super) async fn current(self: &Arc<Self>) -> Option<Arc<KeySet>> {
        let now = self.clock.now();
        let state = self.state();
        if within(state.read, now, FRESH) {
            return state.set;
        }
        if !within(state.tried, now, RETRY) {
            self.read_anew(state.tried).await;
        } else if self.usable().is_none() {
            // Somebody else may be reading the keys at this moment: wait for them rather than answer that there are none.
            drop(self.reading.lock().await);
        }
        self.usable()
    }

    /// The keys after looking for one that was not among them, unless that was done a moment ago.
    pub(super) async fn fetched_for_unknown(self: &Arc<Self>) -> Option<Arc<KeySet>> {
        let now = self.clock.now();
        let tried = self.state().tried;
        if !within(tried, now, COOL_DOWN) {
            self.read_anew(tried).await;
        }
        self.usable()
    }

    /// The keys, unless they are too old. The clock is asked anew: keys read since the request came are not from the future.
    fn usable(&self) -> Option<Arc<KeySet>> {
        let (state, now) = (self.state(), self.clock.now());
        if within(state.read, now, FRESH + STALE) { state.set } else { None }
    }

    fn state(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the keys once for all who wait, and to the end even if the request that asked is gone: otherwise a client that
    /// hangs up could use up every reading.
    async fn read_anew(self: &Arc<Self>, tried: Option<Instant>) {
        let keys = self.clone();
        let done = tokio::spawn(async move {
            let _one_at_a_time = keys.reading.lock().await;
            if keys.state().tried != tried {
                return;
            }
            let now = keys.clock.now();
            keys.state.write().unwrap_or_else(PoisonError::into_inner).tried = Some(now);
            match keys.read_now().await {
                Ok(set) => keys.take(set, now),
                Err(why) => tracing::warn!(jwks.place = %keys.place(), why, "an issuer's keys could not be read"),
            }
        });
        // The task neither panics nor is aborted; if it were, the keys simply stay as they are.
        let _ = done.await;
    }

    /// The keys as they are published at this moment, whatever is remembered.
    pub(super) async fn read_now(&self) -> Result<KeySet, &'static str> {
        self.bytes().await.and_then(|bytes| KeySet::parse(&bytes, self.trust))
    }

    fn take(&self, set: KeySet, now: Instant) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.set = Some(Arc::new(set.after(state.set.as_deref())));
        state.read = Some(now);
    }

    fn place(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Url(url, _) => url.host_str().unwrap_or_default().to_owned(),
        }
    }

    async fn bytes(&self) -> Result<Vec<u8>, &'static str> {
        match &self.place {
            Place::File(path) => {
                let length = tokio::fs::metadata(path).await.map_err(|_| "the file cannot be found")?.len();
                if length > LONGEST {
                    return Err("longer than 64 KiB");
                }
                tokio::fs::read(path).await.map_err(|_| "the file cannot be read")
            }
            Place::Url(url, client) => {
                let mut response = client.get(url.clone()).send().await.map_err(|_| "the address does not answer")?;
                if response.status() != reqwest::StatusCode::OK {
                    return Err("the address answers with another status than 200");
                }
                let mut bytes = Vec::new();
                while let Some(chunk) = response.chunk().await.map_err(|_| "the answer breaks off")? {
                    if (bytes.len() as u64).saturating_add(chunk.len() as u64) > LONGEST {
                        return Err("longer than 64 KiB");
                    }
                    bytes.extend_from_slice(&chunk);
                }
                Ok(bytes)
            }
        }
    }
}
