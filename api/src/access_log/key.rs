//! The key that signs checkpoints (Ed25519), and its public half. The secret must never be printed: it has no `Debug`, and
//! its text leaves through [`SigningKey::write_new`] alone.
//!
//! Both halves are one line of text in the form of the signed-note keys: `PRIVATE+KEY+{origin}+{id}+{base64}` and
//! `{origin}+{id}+{base64}`, where the base64 is of one byte 1 (Ed25519) and the 32 bytes of seed or public key, and the
//! id is that of the key under the name `{origin}`. The origin names the hub; its logs are `{origin}/0`, `{origin}/1` …

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::plain::entropy::Entropy;

/// The origin of a hub that names no other.
pub const DEFAULT_ORIGIN: &str = "hub/log";

const PRIVATE: &str = "PRIVATE+KEY+";
const ED25519_ID: u8 = 1;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is not such a key.
    #[error("not a log key: one line of the form {0} is wanted")]
    Form(&'static str),
    /// The origin cannot stand in a checkpoint.
    #[error("the origin of a log key is not empty and holds no space, plus sign or control character")]
    Origin,
    /// There was no randomness to make one.
    #[error("no randomness for a log key")]
    NoEntropy,
    /// The file cannot be written or read.
    #[error("log key file: {0}")]
    File(#[from] std::io::Error),
}

/// The key that signs the checkpoints of a hub's logs.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    seed: [u8; 32],
    public: PublicKey,
}

impl SigningKey {
    /// A new key for the hub of that origin.
    ///
    /// # Errors
    /// Where the origin will not do, or there is no randomness.
    pub fn generate(origin: &str, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        entropy.fill(&mut seed).map_err(|_| KeyError::NoEntropy)?;
        Self::from_seed(origin, seed)
    }

    fn from_seed(origin: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| KeyError::Form(PRIVATE_FORM))?;
        let public = PublicKey::new(origin, pair.public_key().as_ref())?;
        Ok(Self { pair, seed, public })
    }

    /// Reads a key from its text.
    ///
    /// # Errors
    /// Where the text is not a private key of this form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.trim().strip_prefix(PRIVATE).ok_or(KeyError::Form(PRIVATE_FORM))?;
        let (origin, id, seed) = parts(rest).ok_or(KeyError::Form(PRIVATE_FORM))?;
        let key = Self::from_seed(origin, seed)?;
        if key.public.key_id(origin) != id {
            return Err(KeyError::Form(PRIVATE_FORM));
        }
        Ok(key)
    }

    /// Reads a key from its file.
    ///
    /// # Errors
    /// Where the file cannot be read or holds no private key of this form.
    pub fn load(file: &Path) -> Result<Self, KeyError> {
        Self::parse(&std::fs::read_to_string(file)?)
    }

    /// Writes the key to a new file that only its owner may read.
    ///
    /// # Errors
    /// Where the file exists already or cannot be written.
    pub fn write_new(&self, file: &Path) -> Result<(), KeyError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let text =
            format!("{PRIVATE}{}\n", text_of(&self.public.origin, self.public.key_id(&self.public.origin), &self.seed));
        let mut file = options.open(file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(())
    }

    /// The public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Says that a backup with that SHA-256 was written by who has the key: a signature in base64.
    pub fn sign_backup(&self, sha256: &str) -> String {
        STANDARD.encode(self.sign(backup(sha256).as_bytes()))
    }

    /// A secret for another use, the same wherever the key is, which says nothing of the key or of any other such secret.
    pub fn derived(&self, label: &str) -> [u8; 32] {
        let tag = hmac::sign(&hmac::Key::new(HMAC_SHA256, &self.seed), label.as_bytes());
        let mut secret = [0; 32];
        for (to, from) in secret.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        secret
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

/// The public half of a signing key: enough to verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    origin: String,
    bytes: [u8; 32],
}

impl PublicKey {
    fn new(origin: &str, bytes: &[u8]) -> Result<Self, KeyError> {
        if origin.is_empty() || origin.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+') {
            return Err(KeyError::Origin);
        }
        let bytes = bytes.try_into().map_err(|_| KeyError::Form(PUBLIC_FORM))?;
        Ok(Self { origin: origin.to_owned(), bytes })
    }

    /// Reads a public key from its text.
    ///
    /// # Errors
    /// Where the text is not a public key of this form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (origin, id, bytes) = parts(text.trim()).ok_or(KeyError::Form(PUBLIC_FORM))?;
        let key = Self::new(origin, &bytes)?;
        if key.key_id(origin) != id {
            return Err(KeyError::Form(PUBLIC_FORM));
        }
        Ok(key)
    }

    /// The key as one line of text.
    pub fn text(&self) -> String {
        text_of(&self.origin, self.key_id(&self.origin), &self.bytes)
    }

    /// What the names of the hub's logs begin with.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The name of the log of that number, as its checkpoints carry it.
    pub fn origin_of(&self, log: i32) -> String {
        format!("{}/{log}", self.origin)
    }

    /// The short id of the key under a name, as signature lines carry it.
    pub(super) fn key_id(&self, name: &str) -> [u8; 4] {
        let mut context = Context::new(&SHA256);
        context.update(name.as_bytes());
        context.update(b"\n");
        context.update(&[ED25519_ID]);
        context.update(&self.bytes);
        let mut id = [0; 4];
        for (to, from) in id.iter_mut().zip(context.finish().as_ref()) {
            *to = *from;
        }
        id
    }

    /// Whether the signature is one by [`SigningKey::sign_backup`].
    pub fn signed_backup(&self, sha256: &str, signature: &str) -> bool {
        STANDARD.decode(signature).is_ok_and(|signature| self.verifies(backup(sha256).as_bytes(), &signature))
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        ParsedPublicKey::new(&ED25519, self.bytes).is_ok_and(|key| key.verify_sig(message, signature).is_ok())
    }
}

/// What is signed of a backup. It begins as no checkpoint does: the name of a log holds no space.
fn backup(sha256: &str) -> String {
    format!("safeguarding-hub backup\n{sha256}\n")
}

const PRIVATE_FORM: &str = "PRIVATE+KEY+origin+id+base64";
const PUBLIC_FORM: &str = "origin+id+base64";

fn text_of(origin: &str, id: [u8; 4], bytes: &[u8; 32]) -> String {
    let mut keyed = vec![ED25519_ID];
    keyed.extend_from_slice(bytes);
    format!("{origin}+{}+{}", hex::encode(id), STANDARD.encode(keyed))
}

/// Origin, id and the 32 bytes of a key's text. The base64 may hold plus signs, the rest may not.
fn parts(text: &str) -> Option<(&str, [u8; 4], [u8; 32])> {
    let mut parts = text.splitn(3, '+');
    let origin = parts.next()?;
    let mut id = [0; 4];
    hex::decode_to_slice(parts.next()?, &mut id).ok()?;
    let keyed = STANDARD.decode(parts.next()?).ok()?;
    let (kind, bytes) = keyed.split_first()?;
    if *kind != ED25519_ID {
        return None;
    }
    Some((origin, id, bytes.try_into().ok()?))
}
