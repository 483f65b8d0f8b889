//! Who has seen a child, and what a practitioner has seen: every field is a projection of one logged view.

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::Instant;
use entities::ids::PersonId;
use entities::words::{AgencyKind, FieldClass};

use super::agency::Agency;
use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::DateTime;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::{SeenAsk, SeenCursor, SeenPageView, SeenView, Whose};
use crate::error::Error;

/// How often somebody saw a child's record, by opening, searching or exporting it. Never a value of the record.
#[derive(Clone, SimpleObject)]
pub struct AccessSummary {
    /// Who, by name.
    practitioner: Option<String>,
    /// Who.
    practitioner_id: Option<ID>,
    /// The agency for which they acted.
    agency: Option<Agency>,
    /// What kind of agency that is.
    agency_kind: W<AgencyKind>,
    /// The child.
    child_id: Option<ID>,
    /// How often.
    times: i32,
    /// When last.
    last_at: DateTime,
    /// What was given, all times together.
    classes: Vec<W<FieldClass>>,
    /// What is withheld from you, and why.
    withheld: Vec<Withholding>,
}

impl AccessSummary {
    fn of(line: &SeenView, page: &SeenPageView) -> Self {
        Self {
            practitioner: line.practitioner.clone(),
            practitioner_id: line.practitioner_id.map(PersonId::public).map(ID),
            agency: line.agency.and_then(|id| page.agency(id).cloned()).map(Agency),
            agency_kind: W(line.agency_kind),
            child_id: line.child_id.map(|id| ID(id.public())),
            times: i32::try_from(line.times).unwrap_or(i32::MAX),
            last_at: DateTime(line.last_at),
            classes: W::list(line.classes),
            withheld: Withholding::of(&line.withheld, |_| None),
        }
    }
}

/// A page of summaries, what was seen last first.
#[derive(SimpleObject)]
pub struct AccessSummaryConnection {
    /// Summaries with their cursors.
    edges: Vec<AccessSummaryEdge>,
    /// Summaries alone.
    nodes: Vec<AccessSummary>,
    /// Where the page stands.
    page_info: PageInfo,
    /// How many there are, of those that you may know of.
    total_count: i32,
}

/// A summary and its cursor.
#[derive(SimpleObject)]
pub struct AccessSummaryEdge {
    /// Where to go on after it.
    cursor: String,
    /// The summary.
    node: AccessSummary,
}

/// The page that a selection asks for.
pub(crate) async fn list(
    ctx: &Context<'_>,
    whose: Whose,
    first: i32,
    after: Option<&str>,
) -> Result<AccessSummaryConnection> {
    let public = |e| errors::public(ctx, e);
    let ask = SeenAsk {
        whose,
        after: after.map(cursor).transpose().map_err(public)?,
        first: paging::first(&["first"], first).map_err(public)?,
        total: ctx.look_ahead().field("totalCount").exists(),
    };
    let page: Logged<SeenPageView> = errors::door(ctx)?.log_seen(errors::caller(ctx)?, &ask).await.map_err(public)?;
    let cursor_of = |line: &SeenView| paging::cursor(&[&line.cursor.last_at.0.to_string(), &line.cursor.key]);
    let cursors: Vec<String> = page.lines().iter().map(cursor_of).collect();
    let nodes: Vec<AccessSummary> = page.lines().iter().map(|line| AccessSummary::of(line, &page)).collect();
    Ok(AccessSummaryConnection {
        page_info: PageInfo::of(&cursors, ask.after.is_some(), page.more()),
        edges: cursors
            .into_iter()
            .zip(&nodes)
            .map(|(cursor, node)| AccessSummaryEdge { cursor, node: node.clone() })
            .collect(),
        nodes,
        total_count: i32::try_from(page.total().unwrap_or_default()).unwrap_or(i32::MAX),
    })
}

fn cursor(text: &str) -> std::result::Result<SeenCursor, Error> {
    let wrong = || Error::bad_input(&["after"], "the cursor is not one that the hub gave");
    let [last_at, key] = paging::parts::<2>(&["after"], text)?;
    // PostgreSQL holds no NUL in a text.
    if key.contains('\0') {
        return Err(wrong());
    }
    Ok(SeenCursor { last_at: Instant(last_at.parse().map_err(|_| wrong())?), key })
}
