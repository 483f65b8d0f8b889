//! An involvement as it was recorded, confirmed or ended.

use entities::ids::ChildId;
use entities::rows::involvement;
use serde::Serialize;

use crate::store::content::InvolvementContent;

/// An involvement as it was recorded, confirmed or ended.
#[derive(Debug, Serialize)]
pub struct InvolvementView {
    child: ChildId,
    involvement: InvolvementContent,
}

impl InvolvementView {
    /// The view of a row that the caller's own change writes or wrote, with the names of the practitioners.
    pub(crate) fn of(row: &involvement::Model, practitioners: Vec<String>) -> Self {
        Self { child: row.child_id, involvement: InvolvementContent::own(row, practitioners) }
    }

    /// The child.
    pub const fn child(&self) -> ChildId {
        self.child
    }

    /// The involvement.
    pub const fn involvement(&self) -> &InvolvementContent {
        &self.involvement
    }
}
