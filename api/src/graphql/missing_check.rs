//! Key points that were passed without their checks, and checks that are overdue.

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::Word;
use entities::words::{AgencyKind, KeyPoint, MissingCheckReason};
use std::sync::Arc;

use super::errors;
use super::input::ChildRef;
use super::paging::{self, PageInfo};
use super::scalars::{Date, DateTime};
use super::sharing::SharingRefused;
use super::words::W;
use crate::disclosure::{MissingAnswer, MissingAsk, MissingCheck as View, MissingCursor};
use crate::error::Error;

/// A kind of agency that was not asked, or did not answer, at a key point that was passed.
#[derive(Clone, Debug, SimpleObject)]
pub struct MissingCheck {
    /// The child.
    child: ID,
    /// The key point.
    key_point: W<KeyPoint>,
    /// When it was passed.
    passed_on: Date,
    /// Who was to be asked.
    agency_kind: W<AgencyKind>,
    /// What is wrong.
    reason: W<MissingCheckReason>,
    /// The check that is overdue.
    check: Option<ID>,
    /// Since when.
    due_at: Option<DateTime>,
}

impl From<&View> for MissingCheck {
    fn from(view: &View) -> Self {
        Self {
            child: view.child.public().into(),
            key_point: W(view.key_point),
            passed_on: Date(view.passed_on),
            agency_kind: W(view.kind),
            reason: W(view.reason),
            check: view.check.map(|id| id.public().into()),
            due_at: view.due_at.map(DateTime),
        }
    }
}

/// A page of what is missing, newest first; or why it is not told.
#[derive(Default, SimpleObject)]
pub struct MissingCheckConnection {
    /// What is missing, with its cursors.
    edges: Vec<MissingCheckEdge>,
    /// What is missing, alone.
    nodes: Vec<MissingCheck>,
    /// Where the page stands.
    page_info: PageInfo,
    /// How much is missing, of what you may know of.
    total_count: i32,
    /// No, and why.
    refused: Option<SharingRefused>,
}

/// Something missing, and its cursor.
#[derive(SimpleObject)]
pub struct MissingCheckEdge {
    /// Where to go on after it.
    cursor: String,
    /// What is missing.
    node: MissingCheck,
}

/// The page that a selection asks for.
pub(crate) async fn list(
    ctx: &Context<'_>,
    child: Option<ChildRef>,
    first: i32,
    after: Option<&str>,
) -> Result<MissingCheckConnection> {
    let public = |e| errors::public(ctx, e);
    let ask = MissingAsk {
        child: child.map(|child| child.key(&["child"])).transpose().map_err(public)?,
        first: paging::first(&["first"], first).map_err(public)?,
        after: after.map(cursor).transpose().map_err(public)?,
        total: ctx.look_ahead().field("totalCount").exists(),
    };
    let page = match errors::door(ctx)?.missing_checks(errors::caller(ctx)?, &ask).await.map_err(public)? {
        MissingAnswer::Page(page) => page,
        MissingAnswer::Refused(view) => {
            return Ok(MissingCheckConnection {
                refused: Some(SharingRefused(Arc::new(view))),
                ..MissingCheckConnection::default()
            });
        }
    };
    let cursors: Vec<String> = page.missing().iter().map(|found| place(&found.cursor())).collect();
    let nodes: Vec<MissingCheck> = page.missing().iter().map(Into::into).collect();
    Ok(MissingCheckConnection {
        page_info: PageInfo::of(&cursors, after.is_some(), page.more()),
        edges: cursors
            .into_iter()
            .zip(&nodes)
            .map(|(cursor, node)| MissingCheckEdge { cursor, node: node.clone() })
            .collect(),
        nodes,
        total_count: i32::try_from(page.total()).unwrap_or(i32::MAX),
        refused: None,
    })
}

fn place(cursor: &MissingCursor) -> String {
    let MissingCursor { passed_on, child, key_point, kind } = cursor;
    paging::cursor(&[&passed_on.to_string(), &child.to_string(), key_point.name(), kind.name()])
}

fn cursor(text: &str) -> std::result::Result<MissingCursor, Error> {
    let wrong = || Error::bad_input(&["after"], "the cursor is not one that the hub gave");
    let [passed_on, child, key_point, kind] = paging::parts::<4>(&["after"], text)?;
    Ok(MissingCursor {
        passed_on: passed_on.parse().map_err(|_| wrong())?,
        child: child.parse().map_err(|_| wrong())?,
        key_point: key_point.parse().map_err(|_| wrong())?,
        kind: kind.parse().map_err(|_| wrong())?,
    })
}
