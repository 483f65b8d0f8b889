//! Randomness and ids, a parameter everywhere: only `app` makes the one that asks the operating system.

use uuid::{Builder, Uuid};

/// Gives random bytes.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the bytes with randomness that nobody can guess.
    ///
    /// # Errors
    /// Where the source gives none; nothing may go on without it.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;

    /// A random (version 4) UUID.
    ///
    /// # Errors
    /// Where the source gives none.
    fn uuid(&self) -> Result<Uuid, NoEntropy> {
        let mut bytes = [0; 16];
        self.fill(&mut bytes)?;
        Ok(Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// The source of randomness gave none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEntropy;

/// The operating system's randomness, through the library's generator.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        aws_lc_rs::rand::fill(bytes).map_err(|_| NoEntropy)
    }
}
