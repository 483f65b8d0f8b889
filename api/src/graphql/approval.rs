//! What waits for the viewer's approval: every field is a projection of one logged view.

use std::sync::Arc;

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::Instant;
use entities::words::{AccessAction, AgencyKind, SharingPurpose};

use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::DateTime;
use super::selection::kind_in_words;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::{ApprovalCursor, ApprovalPageView, ApprovalView, ApprovalsAsk};
use crate::error::Error;

/// Something that was done, or is to be done, in the viewer's name; or that the viewer is to decide on.
#[derive(Clone, Debug, SimpleObject)]
pub struct Approval {
    /// The hub's id: for `decideApproval`, or for `decideSharingReview` where the action is REVIEW_SHARING.
    id: ID,
    /// What was done, or is to be done.
    action: W<AccessAction>,
    /// Its entry in the access log.
    access_log_entry: ID,
    /// Who asks, by name; by kind of agency where the name would tell where a protected child is.
    asked_by: String,
    /// Why, in the asker's own words; null where these might tell where a protected child is.
    justification: Option<String>,
    /// By when an answer is due: one working day after it was asked for, of a sharing review as configured.
    due_at: DateTime,
    /// Of REVIEW_SHARING: what is to be decided on.
    review: Option<SharingReview>,
}

/// What a young person's objection holds back, and from whom.
#[derive(Clone, Debug, SimpleObject)]
pub struct SharingReview {
    /// The child who objected.
    child_id: ID,
    /// For which purpose the record is asked for.
    purpose: W<SharingPurpose>,
    /// By which kind of agency.
    agency_kind: W<AgencyKind>,
}

/// Who asks: by name, or by kind of agency.
fn asked_by(view: &ApprovalView) -> String {
    let kind = || view.review.map(|review| kind_in_words(review.agency_kind).to_owned());
    view.asked_by.clone().or_else(kind).unwrap_or_default()
}

impl From<&ApprovalView> for Approval {
    fn from(view: &ApprovalView) -> Self {
        Self {
            id: view.id.public().into(),
            action: W(view.action),
            access_log_entry: view.access_log_entry.to_string().into(),
            asked_by: asked_by(view),
            justification: view.justification.clone(),
            due_at: DateTime(view.due_at),
            review: view.review.map(|review| SharingReview {
                child_id: review.child.public().into(),
                purpose: W(review.purpose),
                agency_kind: W(review.agency_kind),
            }),
        }
    }
}

/// A page of what waits for the viewer, first what is due first.
#[derive(SimpleObject)]
pub struct ApprovalConnection {
    /// What waits, with its cursors.
    edges: Vec<ApprovalEdge>,
    /// What waits, alone.
    nodes: Vec<Approval>,
    /// Where the page stands.
    page_info: PageInfo,
    /// How much waits.
    total_count: i32,
}

/// Something that waits, and its cursor.
#[derive(SimpleObject)]
pub struct ApprovalEdge {
    /// Where to go on after it.
    cursor: String,
    /// What waits.
    node: Approval,
}

impl ApprovalConnection {
    fn of(page: &Arc<Logged<ApprovalPageView>>, after: bool) -> Self {
        let cursor = |view: &ApprovalView| paging::cursor(&[&view.due_at.0.to_string(), &view.id.uuid().to_string()]);
        let cursors: Vec<String> = page.approvals().iter().map(cursor).collect();
        let nodes: Vec<Approval> = page.approvals().iter().map(Into::into).collect();
        Self {
            page_info: PageInfo::of(&cursors, after, page.more()),
            edges: cursors
                .into_iter()
                .zip(&nodes)
                .map(|(cursor, n)| ApprovalEdge { cursor, node: n.clone() })
                .collect(),
            nodes,
            total_count: i32::try_from(page.total().unwrap_or_default()).unwrap_or(i32::MAX),
        }
    }
}

/// The page that a selection asks for.
pub(crate) async fn list(ctx: &Context<'_>, first: i32, after: Option<&str>) -> Result<ApprovalConnection> {
    let public = |e| errors::public(ctx, e);
    let ask = ApprovalsAsk {
        after: after.map(cursor).transpose().map_err(public)?,
        first: paging::first(&["first"], first).map_err(public)?,
        total: ctx.look_ahead().field("totalCount").exists(),
        only: None,
    };
    let page = errors::door(ctx)?.approvals(errors::caller(ctx)?, &ask).await.map_err(public)?;
    Ok(ApprovalConnection::of(&Arc::new(page), after.is_some()))
}

fn cursor(text: &str) -> std::result::Result<ApprovalCursor, Error> {
    let wrong = || Error::bad_input(&["after"], "the cursor is not one that the hub gave");
    let [due_at, id] = paging::parts::<2>(&["after"], text)?;
    Ok(ApprovalCursor { due_at: Instant(due_at.parse().map_err(|_| wrong())?), id: id.parse().map_err(|_| wrong())? })
}
