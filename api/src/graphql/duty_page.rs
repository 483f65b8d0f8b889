//! Who is to be paged now: every field is a projection of one logged view.

use async_graphql::{Context, ID, Result, SimpleObject};
use entities::words::PagedAs;

use super::errors;
use super::scalars::DateTime;
use super::words::W;
use crate::disclosure::DutyPageView;

/// A concern about a child in immediate danger that nobody has acknowledged. Ids alone: open it under your own rights.
#[derive(SimpleObject)]
pub struct DutyPage {
    /// The concern.
    concern: ID,
    /// Since when people are paged.
    paged_at: DateTime,
    /// From when on a manager is.
    manager_from: DateTime,
    /// As what people are paged now.
    to: W<PagedAs>,
    /// The practitioners to page now.
    people: Vec<ID>,
}

impl From<&DutyPageView> for DutyPage {
    fn from(view: &DutyPageView) -> Self {
        Self {
            concern: view.concern.public().into(),
            paged_at: DateTime(view.paged_at),
            manager_from: DateTime(view.manager_from),
            to: W(view.to),
            people: view.people.iter().map(|person| person.public().into()).collect(),
        }
    }
}

/// Everything that waits, the longest waiting first.
pub(crate) async fn list(ctx: &Context<'_>) -> Result<Vec<DutyPage>> {
    let view = errors::door(ctx)?.duty_pages(errors::caller(ctx)?).await.map_err(|e| errors::public(ctx, e))?;
    Ok(view.pages().iter().map(Into::into).collect())
}
