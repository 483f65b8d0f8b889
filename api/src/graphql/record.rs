//! One child's shared record: projections of one logged view.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, Union};

use super::child::Child;
use super::chronology::{ChronologyConnection, ChronologyFilterInput};
use super::consent::Consent;
use super::errors;
use super::involvement::Involvement;
use super::selection;
use super::sharing::{SharingDecision, SharingRefused, Withholding};
use super::work::CaseWork;
use crate::access_log::Logged;
use crate::disclosure::RecordView;
use crate::error::Error;

/// A view whose entry is on disk, shared by everything that projects it.
#[derive(Clone)]
pub struct Record(pub(crate) Arc<Logged<RecordView>>);

/// One child's record across agencies, so far as it is cleared.
pub struct SharedRecord(pub(crate) Record);

/// A record, or a refusal.
#[derive(Union)]
pub enum SharedRecordResult {
    /// The record.
    Record(SharedRecord),
    /// No, and why.
    Refused(SharingRefused),
}

/// One child's record across agencies, so far as it is cleared.
#[Object]
impl SharedRecord {
    /// The child's details.
    async fn child(&self) -> Child {
        Child::in_record(self.0.clone())
    }

    /// What happened, as the agencies recorded it; newest first unless asked otherwise.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn chronology(
        &self,
        ctx: &Context<'_>,
        filter: Option<ChronologyFilterInput>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
        #[graphql(default = false)] oldest_first: bool,
    ) -> Result<ChronologyConnection> {
        let wanted =
            selection::page(filter, first, after.as_deref(), oldest_first).map_err(|e| errors::public(ctx, e))?;
        let page = self.0.0.pages().iter().position(|p| selection::same_page(&p.args, &wanted));
        let page = page.ok_or_else(|| errors::public(ctx, Error::internal("a page was asked for and not read")))?;
        Ok(ChronologyConnection { record: self.0.clone(), page })
    }

    /// Which agencies work, or worked, with the child.
    async fn involvements(&self) -> Vec<Involvement> {
        (0..self.0.0.involvements().len()).map(|index| Involvement::in_record(self.0.clone(), index)).collect()
    }

    /// Decisions on consent that are for the viewer's kind of agency.
    async fn consents(&self) -> Vec<Consent> {
        (0..self.0.0.consents().len()).map(|index| Consent::in_record(self.0.clone(), index)).collect()
    }

    /// Pieces of work about the child: assessments, discussions, enquiries, conferences and plans; those that began last first.
    async fn work(&self) -> Vec<CaseWork> {
        (0..self.0.0.works().len()).map(|index| CaseWork::in_record(self.0.clone(), index)).collect()
    }

    /// The decision that opened this record.
    async fn sharing(&self) -> SharingDecision {
        SharingDecision(self.0.clone())
    }

    /// What is withheld whole: involvements, consents, other agencies' chronology.
    async fn withheld(&self) -> Vec<Withholding> {
        Withholding::list(self.0.0.withheld(), &self.0)
    }
}
