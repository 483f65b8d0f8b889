//! Who is to be paged now about a child in immediate danger: [`Door::duty_pages`]. Ids alone; whoever is paged opens the concern
//! under their own rights. Nothing is sent from here.

use entities::Instant;
use entities::ids::{ConcernId, PersonId};
use entities::words::{AccessAction, PagedAs};
use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Draft, Logged};
use crate::error::Error;
use crate::store::content::{OnDuty, Waiting};
use crate::store::{AsOf, Caller};

/// A concern that somebody is to be paged for.
#[derive(Clone, Debug, Serialize)]
pub struct DutyPageView {
    /// The concern.
    pub concern: ConcernId,
    /// Since when.
    pub paged_at: Instant,
    /// When it goes to a manager.
    pub manager_from: Instant,
    /// As what people are paged now.
    pub to: PagedAs,
    /// Who they are.
    pub people: Vec<PersonId>,
}

/// Everything that waits, the longest waiting first.
#[derive(Debug, Serialize)]
pub struct DutyPagesView {
    pages: Vec<DutyPageView>,
}

impl DutyPagesView {
    /// What waits.
    pub fn pages(&self) -> &[DutyPageView] {
        &self.pages
    }
}

impl Door {
    /// Who is to be paged now, of the concerns that are addressed to the caller.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn duty_pages(&self, caller: &Caller) -> Result<Logged<DutyPagesView>, Error> {
        self.turn_away_administrators(caller, AccessAction::View).await?;
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let waiting = snapshot.waiting_pages(caller).await.map_err(Error::unavailable)?;
        let on_duty = snapshot.on_duty(caller, &waiting).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let page = |(page, people): (&Waiting, &Vec<OnDuty>)| {
            let manager_from = self.clocks().manager_from(page.paged_at);
            let to = if caller.at < manager_from { PagedAs::DutyOfficer } else { PagedAs::Manager };
            let managers = to == PagedAs::Manager;
            let mut people: Vec<PersonId> =
                people.iter().filter(|one| one.manages == managers).map(|one| one.person).collect();
            people.dedup();
            DutyPageView { concern: page.concern, paged_at: page.paged_at, manager_from, to, people }
        };
        let view = DutyPagesView { pages: waiting.iter().zip(&on_duty).map(page).collect() };
        let mut entry = self.entry_of(caller, AccessAction::View);
        entry.ask = Some("{\"dutyPages\":{}}".to_owned());
        entry.records_disclosed = u32::try_from(view.pages.len()).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }
}
