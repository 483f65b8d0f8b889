//! An issuer's public keys: read from a file or an address, kept for 15 minutes, used for an hour more while the issuer
//! cannot be reached, and read again at most once a minute for a key id that is not among them. A token can make the hub
//! read the configured place and no other: `jku`, `x5u` and `jwk` of a token's header are never looked at.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entities::Instant;
use jsonwebtoken::DecodingKey;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{SignatureAlgorithm, Trust};
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
/// What the id of a demo's key begins with, so that a live hub can refuse it.
pub(crate) const DEMO_KEY: &str = "demo-";

/// Where the keys are.
pub(super) enum Place {
    File(PathBuf),
    Url(Url),
}

/// The keys that an issuer has published together.
pub(super) struct KeySet {
    keys: Vec<Key>,
    digest: Vec<u8>,
    generation: u64,
}

struct Key {
    id: Option<String>,
    algorithm: SignatureAlgorithm,
    decoding: DecodingKey,
}

impl KeySet {
    /// The number of this set; another set of the same issuer has another.
    pub(super) const fn generation(&self) -> u64 {
        self.generation
    }

    /// The keys that a token with that key id may be signed with: those of that id; without one, the only key there is
    /// for the algorithm.
    pub(super) fn matching<'a>(
        &'a self,
        id: Option<&'a str>,
        algorithm: SignatureAlgorithm,
    ) -> impl Iterator<Item = &'a DecodingKey> {
        let only = self.keys.iter().filter(|key| key.algorithm == algorithm).count() == 1;
        self.keys
            .iter()
            .filter(move |key| key.algorithm == algorithm && if id.is_some() { key.id.as_deref() == id } else { only })
            .map(|key| &key.decoding)
    }

    pub(super) fn knows(&self, id: Option<&str>, algorithm: SignatureAlgorithm) -> bool {
        self.matching(id, algorithm).next().is_some()
    }
}

/// The keys of one issuer, with the memory of when they were read.
pub(super) struct Keys {
    place: Place,
    trust: Trust,
    client: Client,
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
    pub(super) fn new(place: Place, trust: Trust, clock: Arc<dyn Clock>) -> Result<Arc<Self>, &'static str> {
        let mut client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).https_only(trust == Trust::Live);
        if trust == Trust::Demo {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|_| "the machine's trusted certificates cannot be read")?;
        let state = RwLock::default();
        Ok(Arc::new(Self { place, trust, client, clock, state, reading: Mutex::default() }))
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
        }
        self.usable(now)
    }

    /// The keys after looking for one that was not among them, unless that was done a moment ago.
    pub(super) async fn fetched_for_unknown(self: &Arc<Self>) -> Option<Arc<KeySet>> {
        let now = self.clock.now();
        let tried = self.state().tried;
        if !within(tried, now, COOL_DOWN) {
            self.read_anew(tried).await;
        }
        self.usable(now)
    }

    fn usable(&self, now: Instant) -> Option<Arc<KeySet>> {
        let state = self.state();
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
            match keys.bytes().await.and_then(|bytes| parse(&bytes, keys.trust)) {
                Ok((found, digest)) => keys.take(found, digest, now),
                Err(why) => tracing::warn!(jwks.place = %keys.place(), why, "an issuer's keys could not be read"),
            }
        });
        // The task neither panics nor is aborted; if it were, the keys simply stay as they are.
        let _ = done.await;
    }

    fn take(&self, keys: Vec<Key>, digest: Vec<u8>, now: Instant) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let (same, generation) =
            state.set.as_ref().map_or((false, 0), |set| (set.digest == digest, set.generation.saturating_add(1)));
        if !same {
            state.set = Some(Arc::new(KeySet { keys, digest, generation }));
        }
        state.read = Some(now);
    }

    fn place(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Url(url) => url.host_str().unwrap_or_default().to_owned(),
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
            Place::Url(url) => {
                let mut response =
                    self.client.get(url.clone()).send().await.map_err(|_| "the address does not answer")?;
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

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

/// The members of a JSON web key (RFC 7517) that the hub looks at.
#[derive(Deserialize)]
struct WebKey {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// The keys of a published set that the hub can use; a key of another kind is passed over, as RFC 7517 section 5 asks.
fn parse(bytes: &[u8], trust: Trust) -> Result<(Vec<Key>, Vec<u8>), &'static str> {
    let published: Published = serde_json::from_slice(bytes).map_err(|_| "not a JSON web key set")?;
    let mut keys = Vec::new();
    for value in published.keys {
        let Ok(key) = serde_json::from_value::<WebKey>(value) else { continue };
        if trust == Trust::Live && key.kid.as_deref().is_some_and(|id| id.starts_with(DEMO_KEY)) {
            return Err("holds a key of a demo, which a live hub never trusts");
        }
        if let Some(key) = usable(key) {
            keys.push(key);
        }
    }
    if keys.is_empty() {
        Err("holds no key that the hub can use")
    } else {
        Ok((keys, digest(&SHA256, bytes).as_ref().to_vec()))
    }
}

fn usable(key: WebKey) -> Option<Key> {
    let signs = key.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
    let verifies = key.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
    if !signs || !verifies {
        return None;
    }
    let length = |text: &str| URL_SAFE_NO_PAD.decode(text).map(|bytes| bytes.len()).ok();
    let (algorithm, decoding) = match (key.kty.as_str(), key.crv.as_deref(), key.alg.as_deref()) {
        ("RSA", None, None | Some("RS256")) => {
            let (n, e) = (key.n?, key.e?);
            if length(&n)? < 256 {
                return None;
            }
            (SignatureAlgorithm::Rs256, DecodingKey::from_rsa_components(&n, &e).ok()?)
        }
        ("EC", Some("P-256"), None | Some("ES256")) => {
            let (x, y) = (key.x?, key.y?);
            if length(&x)? != 32 || length(&y)? != 32 {
                return None;
            }
            (SignatureAlgorithm::Es256, DecodingKey::from_ec_components(&x, &y).ok()?)
        }
        ("OKP", Some("Ed25519"), None | Some("EdDSA" | "Ed25519")) => {
            let x = key.x?;
            if length(&x)? != 32 {
                return None;
            }
            (SignatureAlgorithm::EdDsa, DecodingKey::from_ed_components(&x).ok()?)
        }
        _ => return None,
    };
    Some(Key { id: key.kid, algorithm, decoding })
}
