//! A published key set (RFC 7517) and those of its keys that the hub can use.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;

use super::{SignatureAlgorithm, Trust};

/// What the id of a demo's key begins with, so that a live hub can refuse it.
pub(crate) const DEMO_KEY: &str = "demo-";

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
    /// Reads a published set; a key of another kind is passed over, as RFC 7517 section 5 asks.
    pub(super) fn parse(bytes: &[u8], trust: Trust) -> Result<Self, &'static str> {
        let published: Published = serde_json::from_slice(bytes).map_err(|_| "not a JSON web key set")?;
        let mut keys = Vec::new();
        for value in published.keys {
            let Ok(key) = serde_json::from_value::<WebKey>(value) else { continue };
            if trust == Trust::Live && key.kid.as_deref().is_some_and(|id| id.starts_with(DEMO_KEY)) {
                return Err("holds a key of a demo, which a live hub never trusts");
            }
            keys.extend(usable(key));
        }
        if keys.is_empty() {
            return Err("holds no key that the hub can use");
        }
        Ok(Self { keys, digest: digest(&SHA256, bytes).as_ref().to_vec(), generation: 0 })
    }

    /// This set as the one that comes after `before`: the same set keeps its number, another gets the next.
    pub(super) fn after(mut self, before: Option<&Self>) -> Self {
        self.generation = before.map_or(0, |before| {
            if before.digest == self.digest { before.generation } else { before.generation.saturating_add(1) }
        });
        self
    }

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

    /// Whether there is a key for one of those algorithms.
    pub(super) fn has_any(&self, algorithms: &[SignatureAlgorithm]) -> bool {
        self.keys.iter().any(|key| algorithms.contains(&key.algorithm))
    }

    /// How many of its keys are for that algorithm.
    pub(super) fn count(&self, algorithm: SignatureAlgorithm) -> usize {
        self.keys.iter().filter(|key| key.algorithm == algorithm).count()
    }

    pub(super) fn knows(&self, id: Option<&str>, algorithm: SignatureAlgorithm) -> bool {
        self.matching(id, algorithm).next().is_some()
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
