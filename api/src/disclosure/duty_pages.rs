//! Who is to be paged now about a child in immediate danger: [`Door::duty_pages`]. Ids alone; whoever is paged opens the concern
//! under their own rights. Nothing is sent from here; whoever sends asks for [`Door::pages_to_send`].

use entities::Instant;
use entities::ids::{ConcernId, PersonId};
use entities::words::{AccessAction, PagedAs};
use serde::Serialize;

use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Draft, Logged};
use crate::error::Error;
use crate::plain::calendar::local_date;
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

/// A page that is to be sent, and to whose endpoint.
#[derive(Clone, Debug)]
pub struct PageToSend {
    /// The code of the authority to which the concern is addressed.
    pub area: String,
    /// The page.
    pub page: DutyPageView,
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
        let today = local_date(caller.at);
        let on_duty = snapshot.on_duty(&caller.successions, today, &waiting).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let pages = waiting.iter().zip(&on_duty).map(|(page, people)| self.page(page, people, caller.at));
        let view = DutyPagesView { pages: pages.collect() };
        let mut entry = self.entry_of(caller, AccessAction::View);
        entry.ask = Some("{\"dutyPages\":{}}".to_owned());
        entry.records_disclosed = u32::try_from(view.pages.len()).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }

    /// Every page that nobody has acknowledged, for whoever sends them. Ids alone and nothing of a child, so that it makes no
    /// entry; who is paged and opens the concern makes one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn pages_to_send(&self) -> Result<Vec<PageToSend>, Error> {
        let (at, snapshot) = (self.now(), self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?);
        let today = local_date(at);
        let successions = snapshot.successions_on(today).await.map_err(Error::unavailable)?;
        let waiting = snapshot.all_waiting_pages(&successions).await.map_err(Error::unavailable)?;
        let mut ids: Vec<_> = waiting.iter().map(|page| page.addressed_to).collect();
        ids.sort();
        ids.dedup();
        let areas = snapshot.agencies(&ids).await.map_err(Error::unavailable)?;
        let on_duty = if waiting.is_empty() {
            Vec::new()
        } else {
            snapshot.on_duty(&successions, today, &waiting).await.map_err(Error::unavailable)?
        };
        snapshot.close().await.map_err(Error::unavailable)?;
        let send = |(page, people): (&Waiting, &Vec<OnDuty>)| {
            let area = areas.iter().find(|area| area.id == page.addressed_to).map(|area| area.code.clone());
            PageToSend { area: area.unwrap_or_default(), page: self.page(page, people, at) }
        };
        Ok(waiting.iter().zip(&on_duty).map(send).collect())
    }

    fn page(&self, page: &Waiting, people: &[OnDuty], now: Instant) -> DutyPageView {
        let manager_from = self.clocks().manager_from(page.paged_at);
        let to = if now < manager_from { PagedAs::DutyOfficer } else { PagedAs::Manager };
        let managers = to == PagedAs::Manager;
        let mut people: Vec<PersonId> =
            people.iter().filter(|one| one.manages == managers).map(|one| one.person).collect();
        people.dedup();
        DutyPageView { concern: page.concern, paged_at: page.paged_at, manager_from, to, people }
    }
}
