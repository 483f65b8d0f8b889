//! Agencies, to name them and to ring them.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::errors;
use super::paging::PageInfo;
use super::scalars::Date;
use super::words::W;
use crate::disclosure::AgencyContent;
use entities::words::AgencyKind;

/// An agency of the partnership: a service with its own safeguarding lead.
#[derive(Clone, Debug)]
pub struct Agency(pub AgencyContent);

/// How to reach an agency about a child.
#[derive(Clone, Debug, SimpleObject)]
pub struct AgencyContact {
    /// The safeguarding telephone.
    safeguarding_phone: Option<String>,
    /// The telephone out of hours.
    out_of_hours_phone: Option<String>,
    /// A secure e-mail address.
    secure_email: Option<String>,
}

/// An agency of the partnership: a service with its own safeguarding lead.
#[Object]
impl Agency {
    /// The hub's id for it.
    async fn id(&self) -> ID {
        self.0.id.public().into()
    }
    /// Its name, as people know it.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// What kind of service it is.
    async fn kind(&self) -> W<AgencyKind> {
        W(self.0.kind)
    }
    /// ODS, URN, GSS or force code.
    async fn code(&self) -> &str {
        &self.0.code
    }
    /// How to reach it about a child.
    async fn contact(&self) -> AgencyContact {
        AgencyContact {
            safeguarding_phone: self.0.phone.clone(),
            out_of_hours_phone: self.0.out_of_hours.clone(),
            secure_email: self.0.email.clone(),
        }
    }
    /// The day from which it is closed: the first on which nobody acts for it.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }
    /// Agencies that succeed it, first the one that keeps its records.
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<Agency>> {
        let ids = errors::caller(ctx)?.successions.successors(self.0.id);
        // The directory is everybody's: few agencies have a successor, and all others ask nothing.
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = errors::door(ctx)?.agencies_named(&ids).await.map_err(|e| errors::public(ctx, e))?;
        Ok(ids.iter().filter_map(|id| found.iter().find(|agency| agency.id == *id).cloned()).map(Agency).collect())
    }
}

/// A page of agencies.
#[derive(SimpleObject)]
pub struct AgencyConnection {
    /// Agencies with their cursors.
    edges: Vec<AgencyEdge>,
    /// Agencies alone.
    nodes: Vec<Agency>,
    /// Where the page stands.
    page_info: PageInfo,
    /// How many there are after the filter.
    total_count: i32,
}

/// An agency and its cursor.
#[derive(SimpleObject)]
pub struct AgencyEdge {
    /// Where to go on after it.
    cursor: String,
    /// The agency.
    node: Agency,
}

impl AgencyConnection {
    pub(crate) fn of(agencies: Vec<AgencyContent>, after: bool, more: bool, total: i64) -> Self {
        let cursors: Vec<String> =
            agencies.iter().map(|a| super::paging::cursor(&[&a.name, &a.id.to_string()])).collect();
        Self {
            page_info: PageInfo::of(&cursors, after, more),
            edges: cursors
                .into_iter()
                .zip(&agencies)
                .map(|(cursor, a)| AgencyEdge { cursor, node: Agency(a.clone()) })
                .collect(),
            nodes: agencies.into_iter().map(Agency).collect(),
            total_count: i32::try_from(total).unwrap_or(i32::MAX),
        }
    }
}
