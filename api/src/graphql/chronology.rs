//! A child's chronology: entries as projections of a page that was read and logged.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use entities::ids::AgencyId;
use entities::words::{
    AgencyKind, ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance, TimePrecision,
};

use super::agency::Agency;
use super::errors;
use super::paging::PageInfo;
use super::record::Record;
use super::scalars::DateTime;
use super::selection;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::made::EntryView;
use crate::disclosure::{AgencyContent, EntryContent, EntryPage};
use crate::error::Error;

/// Which entries are wanted; works on what you may see of them, and on nothing else.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "ChronologyFilter")]
pub struct ChronologyFilterInput {
    /// That happened at or after this.
    pub from: Option<DateTime>,
    /// That happened at or before this.
    pub to: Option<DateTime>,
    /// Of these agencies.
    pub agencies: Option<Vec<ID>>,
    /// Of these kinds of agency.
    pub agency_kinds: Option<Vec<W<AgencyKind>>>,
    /// Of these categories.
    pub categories: Option<Vec<W<ChronologyCategory>>>,
    /// At least this significant.
    pub minimum_significance: Option<W<Significance>>,
}

/// A page of a chronology.
pub struct ChronologyConnection {
    pub(crate) record: Record,
    pub(crate) page: usize,
}

impl ChronologyConnection {
    fn of(&self) -> Option<&EntryPage> {
        self.record.0.pages().get(self.page)
    }

    fn len(&self) -> usize {
        self.of().map_or(0, |p| p.entries.len())
    }

    fn entry(&self, index: usize) -> ChronologyEntry {
        ChronologyEntry::InRecord { record: self.record.clone(), page: self.page, index, earlier: None }
    }
}

/// A page of a chronology.
#[Object]
impl ChronologyConnection {
    /// Entries with their cursors.
    async fn edges(&self) -> Vec<ChronologyEdge> {
        (0..self.len()).map(|index| ChronologyEdge(self.entry(index))).collect()
    }
    /// Entries alone.
    async fn nodes(&self) -> Vec<ChronologyEntry> {
        (0..self.len()).map(|index| self.entry(index)).collect()
    }
    /// Where the page stands.
    async fn page_info(&self) -> PageInfo {
        let Some(page) = self.of() else { return PageInfo::default() };
        let cursors: Vec<String> =
            [page.entries.first(), page.entries.last()].into_iter().flatten().map(selection::cursor_of).collect();
        PageInfo::of(&cursors, page.args.after.is_some(), page.more)
    }
    /// How many there are after the filter, of those that you may know of.
    async fn total_count(&self) -> i32 {
        self.of().and_then(|p| p.total).map_or(0, |n| i32::try_from(n).unwrap_or(i32::MAX))
    }
}

/// An entry and its cursor.
pub struct ChronologyEdge(ChronologyEntry);

/// An entry and its cursor.
#[Object]
impl ChronologyEdge {
    /// Where to go on after it.
    async fn cursor(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(selection::cursor_of(self.0.of(ctx)?))
    }
    /// The entry.
    async fn node(&self) -> ChronologyEntry {
        self.0.clone()
    }
}

/// One event in a child's life, as one agency knows it. Never overwritten: a correction is a new version.
#[derive(Clone)]
pub enum ChronologyEntry {
    /// On a page of a record that was opened.
    InRecord {
        /// The record.
        record: Record,
        /// Which page.
        page: usize,
        /// Which entry on it.
        index: usize,
        /// Which earlier version, if one.
        earlier: Option<usize>,
    },
    /// As its contributor recorded it.
    Made {
        /// The view.
        view: Arc<Logged<EntryView>>,
        /// The contributor's agency.
        agency: Option<Box<AgencyContent>>,
    },
}

impl ChronologyEntry {
    fn of(&self, ctx: &Context<'_>) -> Result<&EntryContent> {
        match self {
            Self::InRecord { record, page, index, earlier } => record
                .0
                .pages()
                .get(*page)
                .and_then(|p| p.entries.get(*index))
                .and_then(|e| match earlier {
                    None => Some(e),
                    Some(n) => e.history.get(*n),
                })
                .ok_or_else(|| errors::public(ctx, Error::internal("an entry is not on its page"))),
            Self::Made { view, .. } => Ok(view.entry()),
        }
    }

    fn agency_of(&self, id: AgencyId) -> Option<&AgencyContent> {
        match self {
            Self::InRecord { record, .. } => record.0.agency(id),
            Self::Made { agency, .. } => agency.as_deref().filter(|a| a.id == id),
        }
    }
}

/// One event in a child's life, as one agency knows it. Never overwritten: a correction is a new version.
#[Object]
impl ChronologyEntry {
    /// The hub's id. No class.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// Written by the hub from date and kind of agency, never typed. Class SUMMARY.
    async fn headline(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(selection::headline(self.of(ctx)?))
    }
    /// When it happened. Class SUMMARY.
    async fn occurred_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.of(ctx)?.occurred_at))
    }
    /// When it ended. Class SUMMARY.
    async fn occurred_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.occurred_until.map(DateTime))
    }
    /// How exactly the time is known. Class SUMMARY.
    async fn occurred_precision(&self, ctx: &Context<'_>) -> Result<W<TimePrecision>> {
        Ok(W(self.of(ctx)?.occurred_precision.unwrap_or(TimePrecision::Estimated)))
    }
    /// When this version was recorded. Class SUMMARY.
    async fn recorded_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        let entry = self.of(ctx)?;
        Ok(DateTime(entry.recorded_at.unwrap_or(entry.occurred_at)))
    }
    /// The contributing agency. Classes SUMMARY and WHEREABOUTS.
    async fn agency(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.of(ctx)?.agency.and_then(|id| self.agency_of(id)).cloned().map(Agency))
    }
    /// The contributing agency's kind. Class SUMMARY.
    async fn agency_kind(&self, ctx: &Context<'_>) -> Result<W<AgencyKind>> {
        let kind = self.of(ctx)?.agency_kind;
        kind.map(W).ok_or_else(|| errors::public(ctx, Error::internal("an entry was read without its kind of agency")))
    }
    /// What kind of event. Class SUMMARY and the content classes.
    async fn category(&self, ctx: &Context<'_>) -> Result<Option<W<ChronologyCategory>>> {
        Ok(self.of(ctx)?.category.map(W))
    }
    /// How much it matters. Class SUMMARY and the content classes.
    async fn significance(&self, ctx: &Context<'_>) -> Result<Option<W<Significance>>> {
        Ok(self.of(ctx)?.significance.map(W))
    }
    /// How few eyes it is kept to. Class SUMMARY and the content classes.
    async fn sensitivity(&self, ctx: &Context<'_>) -> Result<Option<W<Sensitivity>>> {
        Ok(self.of(ctx)?.sensitivity.map(W))
    }
    /// The content classes. Class SUMMARY and the content classes.
    async fn classes(&self, ctx: &Context<'_>) -> Result<Option<Vec<W<FieldClass>>>> {
        Ok(self.of(ctx)?.classes.map(W::list))
    }
    /// How to handle it. Class SUMMARY and the content classes.
    async fn handling(&self, ctx: &Context<'_>) -> Result<Option<Vec<W<HandlingTag>>>> {
        Ok(self.of(ctx)?.handling.map(W::list))
    }
    /// What happened, in a line. Classes SUMMARY, NARRATIVE and the content classes.
    async fn summary(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.summary.as_deref())
    }
    /// What happened, in the practitioner's words. Class NARRATIVE and the content classes.
    async fn narrative(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.narrative.as_deref())
    }
    /// What it did to the child. Class NARRATIVE and the content classes.
    async fn impact_on_child(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.impact_on_child.as_deref())
    }
    /// Good or bad for the child. Class SUMMARY.
    async fn impact_direction(&self, ctx: &Context<'_>) -> Result<Option<W<ImpactDirection>>> {
        Ok(self.of(ctx)?.impact_direction.map(W))
    }
    /// What the child said or showed, in their words where possible. Class CHILD_VOICE and the content classes.
    async fn child_voice(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.child_voice.as_deref())
    }
    /// What was done. Class NARRATIVE and the content classes.
    async fn action(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.action.as_deref())
    }
    /// What came of it. Class NARRATIVE and the content classes.
    async fn outcome(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.outcome.as_deref())
    }
    /// Who wrote it. Classes SOURCE and WHEREABOUTS.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.recorded_by.as_deref())
    }
    /// One more for each correction. No class.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.version)
    }
    /// Withdrawn by its agency; why is correctionReason. Class SUMMARY.
    async fn withdrawn_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.withdrawn_at.map(DateTime))
    }
    /// Why this version was made. Class NARRATIVE and the content classes.
    async fn correction_reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.correction_reason.as_deref())
    }
    /// Earlier versions, newest first, under the same verdict.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<ChronologyEntry>> {
        let Self::InRecord { record, page, index, earlier: None } = self else { return Ok(Vec::new()) };
        let versions = self.of(ctx)?.history.len();
        let version = |n| Self::InRecord { record: record.clone(), page: *page, index: *index, earlier: Some(n) };
        Ok((0..versions).map(version).collect())
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        match self {
            Self::InRecord { record, .. } => Ok(Withholding::list(&record.0.entry_withheld(self.of(ctx)?), record)),
            Self::Made { view, .. } => Ok(Withholding::of(view.withheld(), |_| None)),
        }
    }
}
