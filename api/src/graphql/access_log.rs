//! The access log: who asked for what about whom and why, and what they got. Every field is a projection of one logged view.

use std::sync::Arc;

use async_graphql::{ID, InputObject, Object, SimpleObject};
use entities::words::{
    AccessAction, AccessFlag, AccessVerdict, AgencyKind, DispenseReason, FieldClass, LawfulBasis, RefusalCode,
    Relationship, Role, SharingPurpose,
};
use entities::{Instant, ids::PersonId};

use super::agency::Agency;
use super::input::{self, ChildRef};
use super::paging::{self, PageInfo};
use super::scalars::DateTime;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::{LogCursor, LogEntryView, LogFilter, LogPageView, QueueCursor};
use crate::error::Error;

/// Which entries are wanted. A child, a practitioner or a time has to be named. An entry is looked for by what you may see of
/// it and by nothing else.
#[derive(Clone, Debug, InputObject)]
pub struct AccessLogFilter {
    /// About this child.
    child: Option<ChildRef>,
    /// By this practitioner.
    practitioner_id: Option<ID>,
    /// For this agency.
    agency: Option<ID>,
    /// Committed at this time or later.
    from: Option<DateTime>,
    /// Committed before this time.
    to: Option<DateTime>,
    /// Of one of these actions.
    actions: Option<Vec<W<AccessAction>>>,
    /// With one of these flags.
    flags: Option<Vec<W<AccessFlag>>>,
    /// Allowed, or refused.
    allowed: Option<bool>,
    /// In an emergency, or not.
    emergency: Option<bool>,
    /// Reviewed, or still to be reviewed; of those that you may review.
    reviewed: Option<bool>,
}

impl AccessLogFilter {
    /// The filter as the door takes it.
    pub(crate) fn wanted(self) -> Result<LogFilter, Error> {
        let child = self.child.map(|child| child.key(&["filter", "child"])).transpose()?;
        let person = self.practitioner_id.map(|id| input::person(&["filter", "practitionerId"], &id)).transpose()?;
        let agency = self.agency.map(|id| input::agency(&["filter", "agency"], &id)).transpose()?;
        Ok(LogFilter {
            child,
            person,
            named: None,
            agency,
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
            actions: self.actions.map(|actions| actions.into_iter().map(|a| a.0).collect()),
            flags: self.flags.map(|flags| W::set(&flags)),
            allowed: self.allowed,
            emergency: self.emergency,
            reviewed: self.reviewed,
        })
    }
}

/// Reads a cursor of the log.
pub(crate) fn cursor(text: &str) -> Result<LogCursor, Error> {
    let wrong = || Error::bad_input(&["after"], "the cursor is not one that the hub gave");
    let [at, log, seq] = paging::parts::<3>(&["after"], text)?;
    Ok(LogCursor {
        committed_at: Instant(at.parse().map_err(|_| wrong())?),
        log: log.parse().map_err(|_| wrong())?,
        seq: seq.parse().map_err(|_| wrong())?,
    })
}

fn cursor_of(entry: &LogEntryView) -> String {
    let LogCursor { committed_at, log, seq } = entry.cursor();
    paging::cursor(&[&committed_at.0.to_string(), &log.to_string(), &seq.to_string()])
}

/// An access, or an attempt at one. Never a value of a child's record.
#[derive(Clone)]
pub struct AccessLogEntry {
    page: Arc<Logged<LogPageView>>,
    index: usize,
}

impl AccessLogEntry {
    /// The entries of a page.
    pub(crate) fn all(page: &Arc<Logged<LogPageView>>) -> Vec<Self> {
        (0..page.entries().len()).map(|index| Self { page: Arc::clone(page), index }).collect()
    }

    fn view(&self) -> async_graphql::Result<&LogEntryView> {
        self.page.entries().get(self.index).ok_or_else(|| async_graphql::Error::new("an entry is not on its page"))
    }
}

/// An access, or an attempt at one. Never a value of a child's record.
#[Object]
impl AccessLogEntry {
    /// The hub's id for it.
    async fn id(&self) -> async_graphql::Result<ID> {
        Ok(self.view()?.position().to_string().into())
    }
    /// Which of the hub's logs; sequence ascends within one and says nothing between them.
    async fn log(&self) -> async_graphql::Result<i32> {
        Ok(self.view()?.log)
    }
    /// The place in its log, from 0.
    async fn sequence(&self) -> async_graphql::Result<i32> {
        i32::try_from(self.view()?.sequence).map_err(|_| async_graphql::Error::new("a sequence beyond 32 bits"))
    }
    /// When the request came.
    async fn at(&self) -> async_graphql::Result<DateTime> {
        Ok(DateTime(self.view()?.at))
    }
    /// When the entry was written; the answer left after that.
    async fn committed_at(&self) -> async_graphql::Result<DateTime> {
        Ok(DateTime(self.view()?.committed_at))
    }
    /// Who asked, by name.
    async fn practitioner(&self) -> async_graphql::Result<Option<&str>> {
        Ok(self.view()?.practitioner.as_deref())
    }
    /// Who asked.
    async fn practitioner_id(&self) -> async_graphql::Result<Option<ID>> {
        Ok(self.view()?.practitioner_id.map(PersonId::public).map(ID))
    }
    /// The agency for which they asked.
    async fn agency(&self) -> async_graphql::Result<Option<Agency>> {
        Ok(self.view()?.agency.and_then(|id| self.page.agency(id).cloned()).map(Agency))
    }
    /// What kind of agency that is.
    async fn agency_kind(&self) -> async_graphql::Result<W<AgencyKind>> {
        Ok(W(self.view()?.agency_kind))
    }
    /// The roles that were looked up for the request.
    async fn roles(&self) -> async_graphql::Result<Option<Vec<W<Role>>>> {
        Ok(self.view()?.roles.map(W::list))
    }
    /// The partner app that asked on the practitioner's behalf.
    async fn client(&self) -> async_graphql::Result<Option<&str>> {
        Ok(self.view()?.client.as_deref())
    }
    /// What was done, or tried.
    async fn action(&self) -> async_graphql::Result<W<AccessAction>> {
        Ok(W(self.view()?.action))
    }
    /// The child it was about.
    async fn child_id(&self) -> async_graphql::Result<Option<ID>> {
        Ok(self.view()?.child_id.map(|id| ID(id.public())))
    }
    /// The agency's relationship to the child at that time.
    async fn relationship(&self) -> async_graphql::Result<Option<W<Relationship>>> {
        Ok(self.view()?.relationship.map(W))
    }
    /// The stated purpose.
    async fn purpose(&self) -> async_graphql::Result<Option<W<SharingPurpose>>> {
        Ok(self.view()?.purpose.map(W))
    }
    /// The stated lawful basis.
    async fn lawful_basis(&self) -> async_graphql::Result<Option<W<LawfulBasis>>> {
        Ok(self.view()?.lawful_basis.map(W))
    }
    /// Why consent was gone without.
    async fn dispense_reason(&self) -> async_graphql::Result<Option<W<DispenseReason>>> {
        Ok(self.view()?.dispense_reason.map(W))
    }
    /// Why, in the practitioner's own words.
    async fn justification(&self) -> async_graphql::Result<Option<&str>> {
        Ok(self.view()?.justification.as_deref())
    }
    /// Who was named as having approved it.
    async fn approved_by(&self) -> async_graphql::Result<Option<&str>> {
        Ok(self.view()?.approved_by.as_deref())
    }
    /// Whether it was an emergency access.
    async fn emergency(&self) -> async_graphql::Result<Option<bool>> {
        Ok(self.view()?.emergency)
    }
    /// Until when the emergency access lasts.
    async fn emergency_until(&self) -> async_graphql::Result<Option<DateTime>> {
        Ok(self.view()?.emergency_until.map(DateTime))
    }
    /// Whether the request was allowed.
    async fn allowed(&self) -> async_graphql::Result<bool> {
        Ok(self.view()?.allowed)
    }
    /// Why it was refused.
    async fn refusal_code(&self) -> async_graphql::Result<Option<W<RefusalCode>>> {
        Ok(self.view()?.refusal_code.map(W))
    }
    /// Cleared and asked for.
    async fn disclosed(&self) -> async_graphql::Result<Vec<W<FieldClass>>> {
        Ok(W::list(self.view()?.disclosed))
    }
    /// Asked for and withheld.
    async fn withheld_classes(&self) -> async_graphql::Result<Option<Vec<W<FieldClass>>>> {
        Ok(self.view()?.withheld_classes.map(W::list))
    }
    /// How many records were disclosed.
    async fn records_disclosed(&self) -> async_graphql::Result<Option<i32>> {
        Ok(self.view()?.records_disclosed.map(|n| i32::try_from(n).unwrap_or(i32::MAX)))
    }
    /// The policies that decided, by their @id.
    async fn policies(&self) -> async_graphql::Result<Option<&[String]>> {
        Ok(self.view()?.policies.as_deref())
    }
    /// The hash of the rule book.
    async fn policy_version(&self) -> async_graphql::Result<Option<&str>> {
        Ok(self.view()?.policy_version.as_deref())
    }
    /// What puts the access before a reviewer's eyes.
    async fn flags(&self) -> async_graphql::Result<Option<Vec<W<AccessFlag>>>> {
        Ok(self.view()?.flags.map(W::list))
    }
    /// By when it must be reviewed: one working day after an emergency access. Null where no rule sets a time.
    async fn review_due_at(&self) -> async_graphql::Result<Option<DateTime>> {
        Ok(self.view()?.review_due_at.map(DateTime))
    }
    /// Verdicts on it, oldest first.
    async fn reviews(&self) -> async_graphql::Result<Option<Vec<AccessReview>>> {
        let reviews = self.view()?.reviews.as_ref();
        Ok(reviews.map(|reviews| {
            reviews
                .iter()
                .map(|review| AccessReview {
                    verdict: W(review.verdict),
                    note: review.note.clone(),
                    reviewed_by: review.reviewed_by.clone(),
                    reviewed_at: DateTime(review.reviewed_at),
                })
                .collect()
        }))
    }
    /// Hex SHA-256 of this entry as a leaf of its log's Merkle tree.
    async fn leaf_hash(&self) -> async_graphql::Result<&str> {
        Ok(&self.view()?.leaf_hash)
    }
    /// The fields that are withheld from you, recorded or not.
    async fn withheld(&self) -> async_graphql::Result<Vec<Withholding>> {
        Ok(Withholding::of(&self.view()?.withheld, |_| None))
    }
}

/// A verdict on an access, by somebody else than who made it.
#[derive(Clone, Debug, SimpleObject)]
pub struct AccessReview {
    /// The verdict.
    verdict: W<AccessVerdict>,
    /// Why.
    note: String,
    /// Who reviewed, by name.
    reviewed_by: String,
    /// When.
    reviewed_at: DateTime,
}

/// A page of the access log: newest first, or in the order of reviews.
#[derive(SimpleObject)]
pub struct AccessLogConnection {
    /// Entries with their cursors.
    edges: Vec<AccessLogEdge>,
    /// Entries alone.
    nodes: Vec<AccessLogEntry>,
    /// Where the page stands.
    page_info: PageInfo,
    /// How many there are after the filter, of those that you may know of.
    total_count: i32,
}

/// An entry and its cursor.
#[derive(SimpleObject)]
pub struct AccessLogEdge {
    /// Where to go on after it.
    cursor: String,
    /// The entry.
    node: AccessLogEntry,
}

/// Reads a cursor of the queue of reviews.
pub(crate) fn queue_cursor(text: &str) -> Result<QueueCursor, Error> {
    let [place] = paging::parts::<1>(&["after"], text)?;
    place.parse().map_err(|_| Error::bad_input(&["after"], "the cursor is not one that the hub gave"))
}

fn queue_cursor_of(cursor: &QueueCursor) -> String {
    paging::cursor(&[&cursor.to_string()])
}

impl AccessLogConnection {
    pub(crate) fn of(page: Arc<Logged<LogPageView>>, after: bool) -> Self {
        let cursors = page.entries().iter().map(cursor_of).collect();
        Self::by(&page, cursors, after)
    }

    /// A page of the queue of reviews.
    pub(crate) fn of_queue(page: &Arc<Logged<LogPageView>>, after: bool) -> Self {
        let cursors = page.queue().iter().map(queue_cursor_of).collect();
        Self::by(page, cursors, after)
    }

    fn by(page: &Arc<Logged<LogPageView>>, cursors: Vec<String>, after: bool) -> Self {
        let nodes = AccessLogEntry::all(page);
        Self {
            page_info: PageInfo::of(&cursors, after, page.more()),
            edges: cursors
                .into_iter()
                .zip(&nodes)
                .map(|(cursor, n)| AccessLogEdge { cursor, node: n.clone() })
                .collect(),
            nodes,
            total_count: i32::try_from(page.total().unwrap_or_default()).unwrap_or(i32::MAX),
        }
    }
}
