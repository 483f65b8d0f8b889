//! The keys of a hub's logs: the one that signs today, and those that it took the place of. A checkpoint by a former key counts
//! before the first one by its successor and never after it, so that whoever stole the former key writes nothing that verifies.

use super::checkpoint::{BadCheckpoint, Checkpoint};
use super::key::PublicKey;

/// Why keys do not make one hub's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// Two are of logs of different names.
    #[error(
        "the keys are of logs of different names, `{0}` and `{1}`: every key of a hub is made with the same --origin"
    )]
    Origin(String, String),
    /// One is named twice.
    #[error("the key {0} is named twice")]
    Twice(String),
}

/// The public keys of a hub's logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Those that signed before, the oldest first.
    former: Vec<PublicKey>,
    present: PublicKey,
}

impl Keys {
    /// The key that signs today, and the former ones, the oldest first.
    ///
    /// # Errors
    /// Where they are of different logs, or one is there twice.
    pub fn new(former: Vec<PublicKey>, present: PublicKey) -> Result<Self, BadKeys> {
        let keys = Self { former, present };
        for (at, key) in keys.all().enumerate() {
            if key.origin() != keys.present.origin() {
                return Err(BadKeys::Origin(key.origin().to_owned(), keys.present.origin().to_owned()));
            }
            if keys.all().take(at).any(|before| before == key) {
                return Err(BadKeys::Twice(key.text()));
            }
        }
        Ok(keys)
    }

    /// The key that signs today.
    pub const fn present(&self) -> &PublicKey {
        &self.present
    }

    /// Those that signed before, the oldest first.
    pub fn former(&self) -> &[PublicKey] {
        &self.former
    }

    /// The age of the present key: how many came before it.
    pub const fn newest(&self) -> usize {
        self.former.len()
    }

    fn all(&self) -> impl Iterator<Item = &PublicKey> {
        self.former.iter().chain([&self.present])
    }

    /// Reads a signed text, and says how many keys came before the one that signed it.
    ///
    /// # Errors
    /// As [`Checkpoint::verify`], for all the keys.
    pub fn open(&self, text: &str) -> Result<(Checkpoint, usize), BadCheckpoint> {
        let mut why = BadCheckpoint::Key;
        for (age, key) in self.all().enumerate() {
            match Checkpoint::verify(text, key) {
                Ok(checkpoint) => return Ok((checkpoint, age)),
                Err(BadCheckpoint::Key) => {}
                Err(bad) => why = bad,
            }
        }
        Err(why)
    }
}

impl From<&PublicKey> for Keys {
    fn from(present: &PublicKey) -> Self {
        Self { former: Vec::new(), present: present.clone() }
    }
}

impl From<&Self> for Keys {
    fn from(keys: &Self) -> Self {
        keys.clone()
    }
}
