//! Sends the pages about children in immediate danger: to a duty officer, and to a manager where nobody acknowledges in time
//! ([`Door::pages_to_send`]). Ids alone; whoever is paged opens the concern under their own rights. What could not be sent is sent
//! again, later each time; how it went stands in the operational log. A hub that begins anew pages again for what still waits.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entities::Instant;
use entities::ids::ConcernId;
use entities::words::PagedAs;
use futures_util::future::join_all;
use reqwest::{Client, Url};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::Fault;
use super::config::DutyWebhook;
use crate::disclosure::{Door, PageToSend};

/// The time between two looks at what waits.
const EVERY: Duration = Duration::from_secs(5);
/// The longest that one endpoint is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most pages that are on their way at the same time.
const AT_ONCE: usize = 8;
/// How long after a first failure it is tried again; twice as long after each further one.
const FIRST_WAIT: i64 = 5 * Instant::SECOND;
/// The longest wait between two tries.
const LONGEST_WAIT: i64 = 5 * 60 * Instant::SECOND;

/// Where pages go.
pub(super) enum Way {
    /// To the endpoint of each area, by the authority's code.
    Endpoints(Client, HashMap<String, Url>),
    /// To whoever looks at the terminal: the demo's.
    Terminal,
}

impl Way {
    /// To those endpoints.
    ///
    /// # Errors
    /// Where no connection can be made from this machine.
    pub(super) fn to(webhooks: &[DutyWebhook]) -> Result<Self, Fault> {
        let client = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        let client = client.build().map_err(|e| Fault::outside(e.to_string()))?;
        let urls = webhooks.iter().map(|webhook| (webhook.area.clone(), webhook.url.clone())).collect();
        Ok(Self::Endpoints(client, urls))
    }
}

/// A page that is being sent.
#[derive(Default)]
struct Sending {
    /// How often it failed.
    failed: u32,
    /// When it is tried next, once it failed.
    next: Option<Instant>,
    /// It arrived.
    arrived: bool,
}

/// The pages that this hub sent or tries to send.
pub(super) struct Pager {
    way: Way,
    pages: HashMap<(ConcernId, PagedAs), Sending>,
}

impl Pager {
    pub(super) fn new(way: Way) -> Self {
        Self { way, pages: HashMap::new() }
    }

    /// Sends what waits and was not sent; forgets what was acknowledged.
    pub(super) async fn look(&mut self, door: &Door) {
        let waiting = match door.pages_to_send().await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::error!(cause = ?error.cause(), "who is to be paged cannot be read");
                return;
            }
        };
        let now = door.now();
        self.pages.retain(|known, _| waiting.iter().any(|page| key(page) == *known));
        let is_due = |page: &&PageToSend| {
            let known = self.pages.get(&key(page));
            known.is_none_or(|known| !known.arrived && known.next.is_none_or(|next| next <= now))
        };
        let due: Vec<&PageToSend> = waiting.iter().filter(is_due).collect();
        let mut done = Vec::with_capacity(due.len());
        for some in due.chunks(AT_ONCE) {
            done.extend(join_all(some.iter().map(|page| send(&self.way, page))).await);
        }
        for (page, done) in due.into_iter().zip(done) {
            let (concern, area) = (page.page.concern.public(), page.area.as_str());
            let sending = self.pages.entry(key(page)).or_default();
            match done {
                Ok(()) => {
                    sending.arrived = true;
                    tracing::info!(page.concern = %concern, page.to = %page.page.to, area, "a duty page was sent");
                }
                Err(why) => {
                    sending.next = Some(now.plus(wait(sending.failed)));
                    sending.failed = sending.failed.saturating_add(1);
                    tracing::error!(
                        page.concern = %concern, page.to = %page.page.to, area, tries = sending.failed, why,
                        "a duty page could not be sent and is tried again"
                    );
                }
            }
        }
    }
}

fn key(page: &PageToSend) -> (ConcernId, PagedAs) {
    (page.page.concern, page.page.to)
}

/// How long is waited after so many failures before this one.
fn wait(failed: u32) -> i64 {
    FIRST_WAIT.saturating_mul(1 << failed.min(16)).min(LONGEST_WAIT)
}

/// Sends one page; the one place from which it leaves. An endpoint that hears the same id twice was paged once.
async fn send(way: &Way, page: &PageToSend) -> Result<(), String> {
    let Way::Endpoints(client, urls) = way else {
        eprintln!("page: {}", body(page));
        return Ok(());
    };
    let url = urls.get(&page.area).ok_or("no endpoint is configured for this area: set duty.webhooks")?;
    let id = format!("page_{}_{}", page.page.concern.public(), page.page.to);
    let sent = client.post(url.clone()).header("webhook-id", id).json(&body(page)).send().await;
    // Of an error the kind alone is told: the address may hold a secret.
    let answer = sent.map_err(|e| if e.is_timeout() { "it did not answer in time" } else { "it does not answer" })?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(format!("it answered with status {}", status.as_u16())) }
}

fn body(page: &PageToSend) -> Value {
    let people: Vec<String> = page.page.people.iter().map(|person| person.public()).collect();
    json!({
        "type": "duty.page",
        "data": {
            "concern": page.page.concern.public(), "to": page.page.to, "people": people,
            "pagedAt": page.page.paged_at.to_string(), "managerFrom": page.page.manager_from.to_string(),
        },
    })
}

/// Looks every so often, until it is ended with [`super::background::end`].
pub(super) fn keep(door: Arc<Door>, way: Way) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut time = tokio::time::interval(EVERY);
        time.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pager = Pager::new(way);
        loop {
            time.tick().await;
            pager.look(&door).await;
        }
    })
}
