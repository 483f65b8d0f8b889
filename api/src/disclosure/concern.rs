//! What a concern gives: to its raiser what they said, to those addressed what is cleared. Views are made by the door alone.

use entities::ids::AgencyId;
use entities::rows::concern;
use policies::Verdict;
use policies::fields::CONCERN;
use serde::Serialize;

use super::view::{self, Withholding};
use crate::store::content::{AgencyContent, ChildContent, ConcernContent};
use entities::Set;

/// A concern as whoever raised it said it (R23, R34): nothing of the child is in it.
#[derive(Debug, Serialize)]
pub struct RaisedView {
    concern: ConcernContent,
}

impl RaisedView {
    /// The view of a row that the caller's own request writes or wrote.
    pub(crate) fn of(row: &concern::Model) -> Self {
        Self { concern: ConcernContent::own(row) }
    }

    /// The concern.
    pub const fn concern(&self) -> &ConcernContent {
        &self.concern
    }
}

/// A concern on a page.
#[derive(Debug, Serialize)]
pub struct ConcernView {
    pub(super) concern: ConcernContent,
    pub(super) withheld: Vec<Withholding>,
    /// Whether the viewer is one to whom it is addressed, so that the child stands beside it.
    pub(super) addressed: bool,
}

impl ConcernView {
    /// The concern.
    pub const fn concern(&self) -> &ConcernContent {
        &self.concern
    }

    /// What of it is withheld.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }

    /// Whether the child stands beside it.
    pub const fn addressed(&self) -> bool {
        self.addressed
    }
}

/// The concerns on a page that are about one child, and the child where it is cleared and asked for.
#[derive(Debug, Default, Serialize)]
pub struct ChildConcerns {
    pub(super) concerns: Vec<ConcernView>,
    pub(super) child: Option<ChildContent>,
    pub(super) child_withheld: Vec<Withholding>,
    pub(super) agencies: Vec<AgencyContent>,
}

impl ChildConcerns {
    /// One of the concerns.
    pub fn concern(&self, index: usize) -> Option<&ConcernView> {
        self.concerns.get(index)
    }

    /// The child's details, so far as they are cleared.
    pub const fn child(&self) -> Option<&ChildContent> {
        self.child.as_ref()
    }

    /// What of the child's details is withheld.
    pub fn child_withheld(&self) -> &[Withholding] {
        &self.child_withheld
    }

    /// An agency that the page names.
    pub fn agency(&self, id: AgencyId) -> Option<&AgencyContent> {
        self.agencies.iter().find(|a| a.id == id)
    }
}

/// What of a concern is withheld from one to whom it is addressed, recorded or not.
pub(super) fn withheld(concern: &ConcernContent, verdict: &Verdict) -> Vec<Withholding> {
    view::withholdings(CONCERN, concern.content, |class| verdict.field(Set::of(&[class])).err(), concern.raised_by)
}
