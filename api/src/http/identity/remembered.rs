//! Tokens that were proved a moment ago, so that one client's next request does not pay for the signature again. Keyed by
//! the token's SHA-256, bounded, and never filled by a token that proved nothing.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest as hash};

use super::Identity;

/// The SHA-256 of a token.
pub(super) type Digest = [u8; 32];

/// What was proved, and by which keys of which issuer.
#[derive(Clone)]
pub(super) struct Remembrance {
    pub(super) identity: Arc<Identity>,
    pub(super) issuer: usize,
    pub(super) generation: u64,
}

/// Half of the most tokens that are kept.
const HALF: usize = 8192;

/// Two halves: the young one takes new tokens, and when it is full it becomes the old one, whose tokens are forgotten
/// unless they are seen again.
#[derive(Default)]
pub(super) struct Remembered(Mutex<Halves>);

#[derive(Default)]
struct Halves {
    young: HashMap<Digest, Remembrance>,
    old: HashMap<Digest, Remembrance>,
}

impl Remembered {
    pub(super) fn get(&self, digest: &Digest) -> Option<Remembrance> {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = halves.young.get(digest) {
            return Some(known.clone());
        }
        let known = halves.old.remove(digest)?;
        halves.put(*digest, known.clone());
        Some(known)
    }

    pub(super) fn keep(&self, digest: Digest, known: Remembrance) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(digest, known);
    }
}

impl Halves {
    fn put(&mut self, digest: Digest, known: Remembrance) {
        if self.young.len() >= HALF {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(digest, known);
    }
}

pub(super) fn digest(token: &str) -> Digest {
    let mut bytes = [0; 32];
    // SHA-256 is 32 bytes long, so the lengths always agree.
    for (to, from) in bytes.iter_mut().zip(hash(&SHA256, token.as_bytes()).as_ref()) {
        *to = *from;
    }
    bytes
}
