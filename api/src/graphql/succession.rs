//! Agencies that others succeed, for who governs the partnership's information: every field is a projection of a logged view.

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::ids::SuccessionId;
use entities::words::{ProtectionKind, SuccessionState};

use super::agency::Agency;
use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::Date;
use super::words::W;
use crate::disclosure::{MatterCursor, MatterPage, MatterView, SuccessionView};
use crate::error::Error;

/// An agency that merges, splits or changes its code, and those that succeed it from a day on.
#[derive(Clone, Debug, SimpleObject)]
pub struct Succession {
    /// The hub's id.
    id: ID,
    /// The agency that closes.
    agency: Option<Agency>,
    /// Its successors, first the one that keeps its records: open relationships, contributions, requests and log duties pass
    /// to this one; what keeps the agency out of a record keeps each of them out.
    successors: Vec<Agency>,
    /// From which day.
    from: Date,
    /// Where it stands.
    state: W<SuccessionState>,
    /// How many bars, conflicts and markings meet a successor and are not settled: it is approved when none is left.
    unsettled: i32,
}

impl From<&SuccessionView> for Succession {
    fn from(view: &SuccessionView) -> Self {
        Self {
            id: view.id.public().into(),
            agency: view.agency.clone().map(Agency),
            successors: view.successors.iter().cloned().map(Agency).collect(),
            from: Date(view.from),
            state: W(view.state),
            unsettled: i32::try_from(view.unsettled).unwrap_or(i32::MAX),
        }
    }
}

/// A bar, conflict of interest or marking that meets a successor or its people.
#[derive(Clone, Debug, SimpleObject)]
pub struct SuccessionMatter {
    /// The bar, conflict or marking.
    protection: ID,
    /// The child whom it protects.
    child_id: ID,
    /// What it does.
    kind: W<ProtectionKind>,
    /// The agency that it keeps out.
    agency: Option<Agency>,
    /// The practitioner whom it keeps out.
    practitioner_id: Option<ID>,
    /// Whether it is settled, as it stands.
    settled: bool,
}

/// A page of what meets a successor, by child.
#[derive(SimpleObject)]
pub struct SuccessionMatterConnection {
    /// What meets a successor, with its cursors.
    edges: Vec<SuccessionMatterEdge>,
    /// What meets a successor, alone.
    nodes: Vec<SuccessionMatter>,
    /// Where the page stands.
    page_info: PageInfo,
}

/// Something that meets a successor, and its cursor.
#[derive(SimpleObject)]
pub struct SuccessionMatterEdge {
    /// Where to go on after it.
    cursor: String,
    /// What meets a successor.
    node: SuccessionMatter,
}

impl SuccessionMatterConnection {
    fn of(page: &MatterPage, after: bool) -> Self {
        let cursor = |view: &MatterView| paging::cursor(&[&view.child.to_string(), &view.protection.to_string()]);
        let cursors: Vec<String> = page.matters().map(cursor).collect();
        let nodes: Vec<SuccessionMatter> = page.matters().map(|view| matter(page, view)).collect();
        let edges = cursors.iter().cloned().zip(&nodes);
        Self {
            page_info: PageInfo::of(&cursors, after, page.more),
            edges: edges.map(|(cursor, n)| SuccessionMatterEdge { cursor, node: n.clone() }).collect(),
            nodes,
        }
    }
}

fn matter(page: &MatterPage, view: &MatterView) -> SuccessionMatter {
    let agency = page.agencies.iter().find(|agency| view.agency == Some(agency.id));
    SuccessionMatter {
        protection: view.protection.public().into(),
        child_id: view.child.public().into(),
        kind: W(view.kind),
        agency: agency.cloned().map(Agency),
        practitioner_id: view.practitioner.map(|person| person.public().into()),
        settled: view.settled,
    }
}

/// The successions of the partnership.
pub(crate) async fn all(ctx: &Context<'_>) -> Result<Vec<Succession>> {
    let view = errors::door(ctx)?.successions(errors::caller(ctx)?).await.map_err(|e| errors::public(ctx, e))?;
    Ok(view.successions().iter().map(Into::into).collect())
}

/// A page of what meets a successor.
pub(crate) async fn matters(
    ctx: &Context<'_>,
    succession: &ID,
    first: i32,
    after: Option<&str>,
) -> Result<SuccessionMatterConnection> {
    let public = |e| errors::public(ctx, e);
    let wrong = |e: entities::ids::BadId| Error::bad_input(&["succession"], e.to_string());
    let id = SuccessionId::from_public(succession).map_err(|e| public(wrong(e)))?;
    let first = paging::first(&["first"], first).map_err(public)?;
    let from = after.map(cursor).transpose().map_err(public)?;
    let page = errors::door(ctx)?.succession_matters(errors::caller(ctx)?, id, from, first).await.map_err(public)?;
    Ok(SuccessionMatterConnection::of(&page, after.is_some()))
}

fn cursor(text: &str) -> std::result::Result<MatterCursor, Error> {
    let wrong = || Error::bad_input(&["after"], "the cursor is not one that the hub gave");
    let [child, protection] = paging::parts::<2>(&["after"], text)?;
    Ok(MatterCursor {
        child: child.parse().map_err(|_| wrong())?,
        protection: protection.parse().map_err(|_| wrong())?,
    })
}
