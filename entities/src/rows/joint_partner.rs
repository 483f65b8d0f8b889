//! An agency that is asked for its view on a joint decision. Never changed.

use sea_orm::entity::prelude::*;

use crate::ids::{AgencyId, JointDecisionId};
use crate::words::AgencyKind;

/// An agency that is asked.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_partner")]
pub struct Model {
    /// The decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub decision_id: JointDecisionId,
    /// The agency that is asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    /// Its kind.
    pub agency_kind: AgencyKind,
    /// The log of the entry that made the row.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
