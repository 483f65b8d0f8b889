//! The passing of responsibility, so far as whoever offered or accepted it gets it back.

use entities::ids::TransferId;
use entities::rows::responsibility_transfer;
use serde::Serialize;

/// That responsibility was offered or accepted, and under which reference.
#[derive(Debug, Serialize)]
pub struct TransferView {
    reference: TransferId,
}

impl TransferView {
    /// The view of a row that the caller's own change writes or wrote.
    pub(crate) const fn of(row: &responsibility_transfer::Model) -> Self {
        Self { reference: row.id }
    }

    /// The reference to quote.
    pub const fn reference(&self) -> TransferId {
        self.reference
    }
}
