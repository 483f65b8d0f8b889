//! A decision on sharing.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entities::words::{AgencyKind, ConsentGiver, ConsentStatus, FieldClass, SharingPurpose};

use super::errors;
use super::record::Record;
use super::scalars::{Date, DateTime};
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::ConsentContent;
use crate::disclosure::made::ConsentView;
use crate::error::Error;

/// A decision on sharing: who gave it, for what, with whom, and what it covers.
pub enum Consent {
    /// In a record that was opened.
    InRecord {
        /// The record.
        record: Record,
        /// Which decision.
        index: usize,
    },
    /// As the caller recorded it.
    Made(Arc<Logged<ConsentView>>),
}

impl Consent {
    pub(crate) const fn in_record(record: Record, index: usize) -> Self {
        Self::InRecord { record, index }
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&ConsentContent> {
        match self {
            Self::InRecord { record, index } => record
                .0
                .consents()
                .get(*index)
                .ok_or_else(|| errors::public(ctx, Error::internal("a consent is not in its record"))),
            Self::Made(view) => Ok(view.consent()),
        }
    }
}

/// A decision on sharing: who gave it, for what, with whom, and what it covers.
#[Object]
impl Consent {
    /// The hub's id. No class.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// The hub's id for this giver with this child. Class ADULT; the child's own: IDENTITY.
    async fn giver(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        Ok(self.of(ctx)?.giver.map(|g| g.public().into()))
    }
    /// What stands now. No class.
    async fn status(&self, ctx: &Context<'_>) -> Result<W<ConsentStatus>> {
        Ok(W(self.of(ctx)?.status))
    }
    /// In what capacity. Class ADULT; the child's own: IDENTITY.
    async fn given_by(&self, ctx: &Context<'_>) -> Result<Option<W<ConsentGiver>>> {
        Ok(self.of(ctx)?.given_by.map(W))
    }
    /// By whom. Class ADULT; the child's own: IDENTITY.
    async fn giver_name(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.giver_name.as_deref())
    }
    /// For which purposes. No class.
    async fn purposes(&self, ctx: &Context<'_>) -> Result<Vec<W<SharingPurpose>>> {
        Ok(W::list(self.of(ctx)?.purposes))
    }
    /// With which kinds of agency. No class.
    async fn agency_kinds(&self, ctx: &Context<'_>) -> Result<Vec<W<AgencyKind>>> {
        Ok(W::list(self.of(ctx)?.agency_kinds))
    }
    /// What the consent covers. No class.
    async fn field_classes(&self, ctx: &Context<'_>) -> Result<Vec<W<FieldClass>>> {
        Ok(W::list(self.of(ctx)?.field_classes))
    }
    /// When it was decided. No class.
    async fn obtained_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.obtained_at.map(DateTime))
    }
    /// The last day it holds; twelve months where it says nothing. No class.
    async fn expires_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.expires_on.map(Date))
    }
    /// From when it is withdrawn. No class.
    async fn withdrawn_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.withdrawn_at.map(DateTime))
    }
    /// Who recorded it. Classes SOURCE and WHEREABOUTS.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.recorded_by.as_deref())
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        match self {
            Self::InRecord { record, .. } => Ok(Withholding::list(&record.0.consent_withheld(self.of(ctx)?), record)),
            Self::Made(view) => Ok(Withholding::of(&view.withheld(), |_| None)),
        }
    }
}
