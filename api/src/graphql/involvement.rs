//! A service's work with a child.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entities::ids::AgencyId;
use entities::words::AgencyKind;

use super::agency::Agency;
use super::errors;
use super::record::Record;
use super::scalars::Date;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::made::InvolvementView;
use crate::disclosure::{AgencyContent, InvolvementContent};
use crate::error::Error;

/// A service's work with a child: enrolled at the school, registered with the practice, open to social care.
pub enum Involvement {
    /// Of a record that was opened.
    InRecord {
        /// The record.
        record: Record,
        /// Which of its involvements.
        index: usize,
    },
    /// As it was recorded, confirmed or ended.
    Made {
        /// The view.
        view: Arc<Logged<InvolvementView>>,
        /// The agency.
        agency: Option<Box<AgencyContent>>,
    },
}

impl Involvement {
    pub(crate) const fn in_record(record: Record, index: usize) -> Self {
        Self::InRecord { record, index }
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&InvolvementContent> {
        match self {
            Self::InRecord { record, index } => {
                let found = record.0.involvements().get(*index);
                found.ok_or_else(|| errors::public(ctx, Error::internal("an involvement is not in its record")))
            }
            Self::Made { view, .. } => Ok(view.involvement()),
        }
    }

    fn agency_of(&self, id: AgencyId) -> Option<&AgencyContent> {
        match self {
            Self::InRecord { record, .. } => record.0.agency(id),
            Self::Made { agency, .. } => agency.as_deref().filter(|a| a.id == id),
        }
    }
}

/// A service's work with a child: enrolled at the school, registered with the practice, open to social care.
#[Object]
impl Involvement {
    /// The hub's id. No class.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// The agency. Classes INVOLVEMENT and WHEREABOUTS.
    async fn agency(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.of(ctx)?.agency.and_then(|id| self.agency_of(id)).cloned().map(Agency))
    }
    /// Its kind. Class INVOLVEMENT.
    async fn agency_kind(&self, ctx: &Context<'_>) -> Result<W<AgencyKind>> {
        Ok(W(self.of(ctx)?.agency_kind))
    }
    /// The service. Classes INVOLVEMENT and WHEREABOUTS.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.service.as_deref())
    }
    /// The team. Classes INVOLVEMENT and WHEREABOUTS.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.team.as_deref())
    }
    /// Names of the practitioners. Classes INVOLVEMENT and WHEREABOUTS.
    async fn practitioners(&self, ctx: &Context<'_>) -> Result<Option<&[String]>> {
        Ok(self.of(ctx)?.practitioners.as_deref())
    }
    /// First day. Class INVOLVEMENT.
    async fn started_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.started_on.map(Date))
    }
    /// Last day. Class INVOLVEMENT.
    async fn ended_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.ended_on.map(Date))
    }
    /// Claimed by a person and not yet confirmed. Class INVOLVEMENT.
    async fn unconfirmed(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.unconfirmed)
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        match self {
            Self::InRecord { record, .. } => {
                Ok(Withholding::list(&record.0.involvement_withheld(self.of(ctx)?), record))
            }
            Self::Made { .. } => Ok(Vec::new()),
        }
    }
}
