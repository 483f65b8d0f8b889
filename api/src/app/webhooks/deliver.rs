//! The task that sends: what is new, in the order of each log; and again what did not arrive. Several hubs may do it at once: an
//! attempt is put on record before it is sent, and only whoever put it there sends it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entities::ids::WebhookId;
use entities::{Instant, Word};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::MissedTickBehavior;

use super::Settings;
use super::send::{LONGEST, Message, Sender};
use crate::disclosure::{Dispatch, Door, EventCursor, EventPlace, Unarrived, Webhook};
use crate::error::Error;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(500);
/// The most that are on their way to one webhook at the same time.
const AT_ONCE: usize = 4;
/// The most events that are looked at for one webhook at a time.
const AT_A_TIME: u32 = 200;
/// How long the secret before the last one signs, too.
const BOTH: i64 = Instant::DAY;
/// The answer by which a receiver wants nothing more.
const GONE: u16 = 410;

struct Deliverer {
    door: Arc<Door>,
    settings: Settings,
    sender: Sender,
    cursors: HashMap<WebhookId, EventCursor>,
    slots: HashMap<WebhookId, Arc<Semaphore>>,
    under_way: JoinSet<()>,
}

/// Sends what is to be sent, until the task is aborted; what is under way then is sent again by whoever finds it.
pub fn keep(door: Arc<Door>, settings: Settings) -> JoinHandle<()> {
    tokio::spawn(async move {
        let sender = match Sender::new(settings.private_addresses) {
            Ok(sender) => sender,
            Err(error) => {
                tracing::error!(cause = %error, "webhooks cannot be sent");
                return;
            }
        };
        let mut deliverer = Deliverer {
            door,
            settings,
            sender,
            cursors: HashMap::new(),
            slots: HashMap::new(),
            under_way: JoinSet::new(),
        };
        let mut time = tokio::time::interval(EVERY);
        time.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            time.tick().await;
            if let Err(error) = deliverer.pass().await {
                tracing::error!(cause = ?error.cause(), "webhooks cannot be looked after");
            }
        }
    })
}

impl Deliverer {
    async fn pass(&mut self) -> Result<(), Error> {
        while self.under_way.try_join_next().is_some() {}
        let hooks = self.door.webhooks().await?;
        if hooks.is_empty() {
            return Ok(());
        }
        for hook in &hooks {
            self.send_new(hook).await?;
        }
        let mut again = self.door.unarrived(None).await?;
        again.retain(|one| self.is_due(one));
        for one in &again {
            let Some(hook) = hooks.iter().find(|hook| hook.id() == one.webhook) else { continue };
            let Some(place) = self.place(hook.id()) else { continue };
            self.attempt(hook, one.event, one.attempt.saturating_add(1), one.replayed, place).await?;
        }
        Ok(())
    }

    /// What is new for that webhook, as long as there is room for it.
    async fn send_new(&mut self, hook: &Webhook) -> Result<(), Error> {
        let mut cursor = match self.cursors.remove(&hook.id()) {
            Some(cursor) => cursor,
            None => self.door.webhook_cursor(hook).await?,
        };
        let events = self.door.events_behind(&cursor, AT_A_TIME).await;
        for event in events.iter().flatten() {
            if hook.wants(event) {
                let Some(place) = self.place(hook.id()) else { break };
                self.attempt(hook, event.place(), 1, 0, place).await?;
            }
            cursor.past(event);
        }
        self.cursors.insert(hook.id(), cursor);
        events.map(drop)
    }

    fn place(&mut self, hook: WebhookId) -> Option<OwnedSemaphorePermit> {
        let slots = self.slots.entry(hook).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        Arc::clone(slots).try_acquire_owned().ok()
    }

    fn is_due(&self, one: &Unarrived) -> bool {
        if one.dead {
            return one.replayed >= one.attempt;
        }
        let tried = usize::try_from(one.attempt.saturating_sub(one.replayed)).unwrap_or(usize::MAX);
        let wait = tried.checked_sub(1).and_then(|nth| self.settings.schedule.get(nth)).copied().unwrap_or_default();
        let from = match one.ended_at {
            Some(ended) => ended,
            None => one.begun_at.plus(micros(self.settings.lost_after)),
        };
        self.door.now() >= from.plus(micros(wait))
    }

    /// Puts an attempt on record and sends it, where no other hub does.
    async fn attempt(
        &mut self,
        hook: &Webhook,
        event: EventPlace,
        attempt: i32,
        replayed: i32,
        place: OwnedSemaphorePermit,
    ) -> Result<(), Error> {
        let Some(dispatch) = self.door.begin_sending(hook, event, attempt).await? else { return Ok(()) };
        let tried = usize::try_from(attempt.saturating_sub(replayed)).unwrap_or(usize::MAX);
        let last = tried > self.settings.schedule.len();
        let (door, sender) = (Arc::clone(&self.door), self.sender.clone());
        let (url, message) = (hook.url().to_owned(), self.message(hook, &dispatch));
        self.under_way.spawn(async move {
            let sent = tokio::time::timeout(LONGEST.saturating_mul(2), sender.send(&url, message)).await;
            let status = sent.unwrap_or_default();
            let delivered = status.is_some_and(|status| (200..300).contains(&status));
            let dead = !delivered && (last || status == Some(GONE));
            if let Err(error) = door.end_sending(&dispatch, delivered, dead, status).await {
                tracing::error!(cause = ?error.cause(), "what became of a webhook cannot be written");
            }
            drop(place);
        });
        Ok(())
    }

    /// Ids alone, signed with the secret, and for a while with the one before it.
    fn message(&self, hook: &Webhook, dispatch: &Dispatch) -> Message {
        let (event, now) = (&dispatch.event, self.door.now());
        let body = serde_json::json!({
            "type": event.kind().name(), "timestamp": event.at().to_string(),
            "data": {"id": event.id(), "subject": event.subject()},
        })
        .to_string();
        let (generation, since) = hook.generation();
        let timestamp = now.0.div_euclid(Instant::SECOND);
        let before = (generation > 1 && now < since.plus(BOTH)).then(|| generation.saturating_sub(1));
        let signatures: Vec<String> = std::iter::once(generation)
            .chain(before)
            .map(|generation| self.settings.key.secret(hook.id(), generation).sign(event.id(), timestamp, &body))
            .collect();
        Message { id: event.id().to_owned(), timestamp, signature: signatures.join(" "), body }
    }
}

fn micros(of: Duration) -> i64 {
    i64::try_from(of.as_micros()).unwrap_or(i64::MAX)
}
