//! Tokens that were proved a moment ago, so that one client's next request does not pay for the signature again. Keyed by
//! the token's SHA-256, bounded, and never filled by a token that proved nothing.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest as hash};

use super::Identity;
use crate::plain::memo::Memo;

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

/// The tokens, by their digest.
pub(super) type Remembered = Memo<Digest, Remembrance>;

pub(super) fn nothing() -> Remembered {
    Memo::of_twice(HALF)
}

pub(super) fn digest(token: &str) -> Digest {
    let mut bytes = [0; 32];
    // SHA-256 is 32 bytes long, so the lengths always agree.
    for (to, from) in bytes.iter_mut().zip(hash(&SHA256, token.as_bytes()).as_ref()) {
        *to = *from;
    }
    bytes
}
