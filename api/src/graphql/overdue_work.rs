//! Work that is late, of the viewer's agency.

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::words::{WorkKind, WorkStatus};

use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::Date;
use super::words::W;
use crate::disclosure::{OverdueAsk, OverdueCursor, OverdueWork as View};
use crate::error::Error;

/// A piece of work that is late: its deadline has passed, or that of an outcome that it works towards.
#[derive(Clone, Debug, SimpleObject)]
pub struct OverdueWork {
    /// The child.
    child: ID,
    /// The piece of work.
    work: ID,
    /// What work it is.
    kind: W<WorkKind>,
    /// Where it stands.
    status: W<WorkStatus>,
    /// Its first day.
    started_on: Date,
    /// The first day that was missed: by when what is next was due, or an outcome that it works towards.
    due_on: Date,
    /// How many of its open outcomes are past their day. They count until a review finds where they stand.
    overdue_outcomes: i32,
}

impl From<&View> for OverdueWork {
    fn from(view: &View) -> Self {
        Self {
            child: view.child.public().into(),
            work: view.work.public().into(),
            kind: W(view.kind),
            status: W(view.status),
            started_on: Date(view.started_on),
            due_on: Date(view.due_on),
            overdue_outcomes: i32::try_from(view.overdue_outcomes).unwrap_or(i32::MAX),
        }
    }
}

/// A page of overdue work, first what was due first.
#[derive(SimpleObject)]
pub struct OverdueWorkConnection {
    /// Work with its cursors.
    edges: Vec<OverdueWorkEdge>,
    /// Work alone.
    nodes: Vec<OverdueWork>,
    /// Where the page stands.
    page_info: PageInfo,
    /// How much there is, of what you may know of.
    total_count: i32,
}

/// A piece of overdue work, and its cursor.
#[derive(SimpleObject)]
pub struct OverdueWorkEdge {
    /// Where to go on after it.
    cursor: String,
    /// The piece of work.
    node: OverdueWork,
}

/// The page that a selection asks for.
pub(crate) async fn list(ctx: &Context<'_>, first: i32, after: Option<&str>) -> Result<OverdueWorkConnection> {
    let public = |e| errors::public(ctx, e);
    let ask = OverdueAsk {
        first: paging::first(&["first"], first).map_err(public)?,
        after: after.map(cursor).transpose().map_err(public)?,
        total: ctx.look_ahead().field("totalCount").exists(),
        only: None,
    };
    let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
    let page = door.overdue_work(caller, &ask).await.map_err(public)?;
    let place = |work: &View| paging::cursor(&[&work.due_on.to_string(), &work.work.to_string()]);
    let cursors: Vec<String> = page.works().iter().map(place).collect();
    let nodes: Vec<OverdueWork> = page.works().iter().map(Into::into).collect();
    Ok(OverdueWorkConnection {
        page_info: PageInfo::of(&cursors, after.is_some(), page.more()),
        edges: cursors
            .into_iter()
            .zip(&nodes)
            .map(|(cursor, node)| OverdueWorkEdge { cursor, node: node.clone() })
            .collect(),
        nodes,
        total_count: i32::try_from(page.total()).unwrap_or(i32::MAX),
    })
}

fn cursor(text: &str) -> std::result::Result<OverdueCursor, Error> {
    let wrong = || Error::bad_input(&["after"], "the cursor is not one that the hub gave");
    let [due_on, work] = paging::parts::<2>(&["after"], text)?;
    Ok(OverdueCursor { due_on: due_on.parse().map_err(|_| wrong())?, work: work.parse().map_err(|_| wrong())? })
}
