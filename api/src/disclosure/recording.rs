//! What anybody may do who works something out before it is recorded: read in one snapshot, and take fresh ids.

use uuid::Uuid;

use super::PlanError;
use crate::error::Error;
use crate::plain::entropy::Entropy;
use crate::store::{Caller, Snapshot};

/// A snapshot, who asks, and randomness; no child is opened by it.
pub struct Recording<'a> {
    /// What was recorded before.
    pub(crate) snapshot: &'a Snapshot,
    /// Who asks.
    pub caller: &'a Caller,
    entropy: &'a dyn Entropy,
}

impl<'a> Recording<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, caller: &'a Caller, entropy: &'a dyn Entropy) -> Self {
        Self { snapshot, caller, entropy }
    }

    /// A fresh random id.
    ///
    /// # Errors
    /// Where there is no randomness to be had.
    pub fn uuid(&self) -> Result<Uuid, PlanError> {
        self.entropy.uuid().map_err(|_| PlanError::Failed(Error::internal("no randomness")))
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// Where there is no randomness to be had.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], PlanError> {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes).map_err(|_| PlanError::Failed(Error::internal("no randomness")))?;
        Ok(bytes)
    }
}
