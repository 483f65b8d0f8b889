//! A request to decide on what an objection holds back, or the decision, so far as its maker gets it back.

use entities::ids::SharingReviewId;
use serde::Serialize;

/// That it was asked for, or decided, and under which reference.
#[derive(Debug, Serialize)]
pub struct SharingReviewView {
    reference: SharingReviewId,
}

impl SharingReviewView {
    /// The view of a request that the caller's own change makes or answers.
    pub(crate) const fn of(reference: SharingReviewId) -> Self {
        Self { reference }
    }

    /// The reference to quote.
    pub const fn reference(&self) -> SharingReviewId {
        self.reference
    }
}
