//! A child's details as a caller changed them: the fields they stated, and no other.

use entities::ids::AgencyId;
use entities::rows::child;
use policies::fields::CHILD;
use serde::Serialize;

use super::super::view::Withholding;
use super::unstated;
use crate::store::content::ChildContent;

/// A child's details, so far as the caller stated them.
#[derive(Debug, Serialize)]
pub struct ChildView {
    child: ChildContent,
    withheld: Vec<Withholding>,
}

impl ChildView {
    /// The view of a row of which the caller stated those fields, by their names in the contract.
    ///
    /// # Errors
    /// Where a list in the row does not read.
    pub(crate) fn stated(row: &child::Model, fields: &[&str]) -> Result<Self, sea_orm::DbErr> {
        let has = |field: &str| fields.contains(&field);
        Ok(Self { child: ChildContent::stated(row, has)?, withheld: unstated(CHILD, has) })
    }

    /// The details.
    pub const fn child(&self) -> &ChildContent {
        &self.child
    }

    /// The rest.
    pub fn withheld(&self) -> &[Withholding] {
        &self.withheld
    }

    /// The agencies that the view names.
    pub fn agencies(&self) -> Vec<AgencyId> {
        [self.child.school, self.child.general_practice].into_iter().flatten().collect()
    }
}
