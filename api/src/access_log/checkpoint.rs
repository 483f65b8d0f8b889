//! Signed checkpoints: what a log says of itself at one size, in the text form of C2SP tlog-checkpoint inside a signed note
//! (<https://c2sp.org/tlog-checkpoint>, <https://c2sp.org/signed-note>), so that anybody's tools can check one:
//!
//! ```text
//! hub/log/0
//! 42
//! qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=
//!
//! — hub/log/0 AAECAwQF…
//! ```
//!
//! A checkpoint must never be made of a tree whose last entry is not about to be committed with it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::key::{PublicKey, SigningKey};
use super::keys::Keys;
use super::merkle::Hash;

/// What a log says of itself at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// Why a text is not a checkpoint of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// It has not the form.
    #[error("not a checkpoint in the signed-note form")]
    Form,
    /// It is of another log, or of another hub's.
    #[error("a checkpoint of another log")]
    Origin,
    /// No signature by the key stands below it.
    #[error("a checkpoint that another key signed")]
    Key,
    /// The key's signature below it does not hold.
    #[error("a checkpoint whose signature does not hold")]
    Signature,
}

impl Checkpoint {
    fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// The signed text of the checkpoint of a log.
    pub fn sign(log: i32, size: u64, root: Hash, key: &SigningKey) -> String {
        let checkpoint = Self { origin: key.public().origin_of(log), size, root };
        let body = checkpoint.body();
        let mut signature = key.public().key_id(&checkpoint.origin).to_vec();
        signature.extend(key.sign(body.as_bytes()));
        format!("{body}\n— {} {}\n", checkpoint.origin, STANDARD.encode(signature))
    }

    /// Reads a signed text; signatures of others below it are passed over.
    ///
    /// # Errors
    /// Where it has not the form, is not of one of the hub's logs, or the key did not sign it.
    pub fn verify(text: &str, key: &PublicKey) -> Result<Self, BadCheckpoint> {
        let (body, signatures) = text.split_once("\n\n").ok_or(BadCheckpoint::Form)?;
        let mut lines = body.split('\n');
        let origin = lines.next().ok_or(BadCheckpoint::Form)?.to_owned();
        let size_text = lines.next().ok_or(BadCheckpoint::Form)?;
        let size = size_text.parse::<u64>().map_err(|_| BadCheckpoint::Form)?;
        let root = STANDARD.decode(lines.next().ok_or(BadCheckpoint::Form)?).map_err(|_| BadCheckpoint::Form)?;
        let root = Hash::try_from(root.as_slice()).map_err(|_| BadCheckpoint::Form)?;
        let checkpoint = Self { origin, size, root };
        // Only what we would write ourselves: no leading zero, no line after the root.
        if format!("{body}\n") != checkpoint.body() || !signatures.ends_with('\n') {
            return Err(BadCheckpoint::Form);
        }
        checkpoint.log(key).ok_or(BadCheckpoint::Origin)?;
        let id = key.key_id(&checkpoint.origin);
        let by_key = signatures.lines().filter_map(|line| {
            line.strip_prefix("— ")
                .and_then(|rest| rest.split_once(' '))
                .filter(|(name, _)| *name == checkpoint.origin)
                .and_then(|(_, signature)| STANDARD.decode(signature).ok())
                .and_then(|bytes| bytes.strip_prefix(id.as_slice()).map(<[u8]>::to_vec))
        });
        let mut why = BadCheckpoint::Key;
        for signature in by_key {
            if key.verifies(checkpoint.body().as_bytes(), &signature) {
                return Ok(checkpoint);
            }
            why = BadCheckpoint::Signature;
        }
        Err(why)
    }

    /// Reads the checkpoints of a text that holds one after the other, as `serve` writes them, each signed by one of the keys.
    ///
    /// # Errors
    /// As [`Checkpoint::verify`].
    pub fn verify_all(text: &str, keys: impl Into<Keys>) -> Result<Vec<Self>, BadCheckpoint> {
        Ok(Self::signed_all(text, &keys.into())?.into_iter().map(|(checkpoint, _)| checkpoint).collect())
    }

    /// The same, each with how many keys came before the one that signed it.
    ///
    /// # Errors
    /// As [`Checkpoint::verify`].
    pub fn signed_all(text: &str, keys: &Keys) -> Result<Vec<(Self, usize)>, BadCheckpoint> {
        let mut found = Vec::new();
        let mut rest = text.trim_start_matches('\n');
        while !rest.is_empty() {
            // A note ends with its last signature line; the next one begins with a line that is none.
            let signatures = rest.find("\n\n").ok_or(BadCheckpoint::Form)?.saturating_add(2);
            let tail = rest.get(signatures..).ok_or(BadCheckpoint::Form)?;
            let signed =
                tail.split_inclusive('\n').take_while(|line| line.starts_with("— ")).map(str::len).sum::<usize>();
            let (note, next) = rest.split_at_checked(signatures.saturating_add(signed)).ok_or(BadCheckpoint::Form)?;
            found.push(keys.open(note)?);
            rest = next.trim_start_matches('\n');
        }
        Ok(found)
    }

    /// The number of the log, where it is one of the hub with that key.
    pub fn log(&self, key: &PublicKey) -> Option<i32> {
        let number = self.origin.strip_prefix(key.origin())?.strip_prefix('/')?;
        let log = number.parse::<i32>().ok()?;
        (log >= 0 && log.to_string() == number).then_some(log)
    }
}
