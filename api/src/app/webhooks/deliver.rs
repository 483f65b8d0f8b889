//! The task that sends: what is new, in the order of each log; and again what did not arrive. Several hubs may do it at once: an
//! attempt is put on record before it is sent, and only whoever put it there sends it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use entities::ids::WebhookId;
use entities::{Instant, Word};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::MissedTickBehavior;

use super::Settings;
use super::places::{Place, Places};
use super::send::{LONGEST, Message, Sender};
use crate::disclosure::{Dispatch, Door, EventCursor, EventPlace, Unarrived, Webhook};
use crate::error::Error;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(500);
/// The most events that are looked at for one webhook at a time.
const AT_A_TIME: u32 = 200;
/// How much longer than it should take an attempt is looked for.
const A_WHILE: Duration = Duration::from_secs(3600);
/// The answer by which a receiver wants nothing more.
const GONE: u16 = 410;

struct Deliverer {
    door: Arc<Door>,
    settings: Settings,
    sender: Sender,
    cursors: HashMap<WebhookId, EventCursor>,
    /// What did not arrive: what this hub sent, and what it found when it last looked.
    again: BTreeMap<(WebhookId, EventPlace), Unarrived>,
    looked: Option<Instant>,
    places: Places,
    /// Each gives what did not arrive.
    under_way: JoinSet<Option<Unarrived>>,
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
            again: BTreeMap::new(),
            looked: None,
            places: Places::default(),
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
        while let Some(ended) = self.under_way.try_join_next() {
            if let Ok(Some(one)) = ended {
                self.again.insert((one.webhook, one.event), one);
            }
        }
        let hooks = self.door.webhooks().await?;
        if hooks.is_empty() {
            return Ok(());
        }
        self.look_again().await?;
        for hook in &hooks {
            // One that fails keeps no other waiting.
            if let Err(error) = self.look_after(hook).await {
                tracing::error!(webhook.id = %hook.id(), cause = ?error.cause(), "a webhook cannot be looked after");
            }
        }
        Ok(())
    }

    /// Looks now and then for what did not arrive: what another hub lost, and what somebody asked for anew.
    async fn look_again(&mut self) -> Result<(), Error> {
        let now = self.door.now();
        if self.looked.is_some_and(|looked| looked <= now && now < looked.plus(micros(self.settings.look_again))) {
            return Ok(());
        }
        // An attempt that is older has been followed by another, or was given up.
        let longest = self.settings.schedule.iter().max().copied().unwrap_or_default();
        let within = longest.saturating_add(self.settings.lost_after).saturating_add(A_WHILE);
        let found = self.door.to_send_again(micros(within)).await?;
        self.again = found.into_iter().map(|one| ((one.webhook, one.event), one)).collect();
        self.looked = Some(now);
        Ok(())
    }

    /// What is due again first: it has a place of its own, and waits for nothing that is new.
    async fn look_after(&mut self, hook: &Webhook) -> Result<(), Error> {
        let due = self.again.values().filter(|one| one.webhook == hook.id() && self.is_due(one));
        let due: Vec<Unarrived> = due.take(AT_A_TIME as usize).cloned().collect();
        for one in due {
            let Some(place) = self.places.take(hook.id(), false) else { break };
            self.attempt(hook, one.event, one.attempt.saturating_add(1), one.replayed, place).await?;
            // It is under way, with another hub, or given up.
            self.again.remove(&(one.webhook, one.event));
        }
        self.send_new(hook).await
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
                let Some(place) = self.places.take(hook.id(), true) else { break };
                self.attempt(hook, event.place(), 1, 0, place).await?;
            }
            cursor.past(event);
        }
        self.cursors.insert(hook.id(), cursor);
        events.map(drop)
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
        place: Place,
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
            let ended = door.now();
            let written = door.end_sending(&dispatch, delivered, dead, status).await;
            if let Err(error) = &written {
                tracing::error!(cause = ?error.cause(), "what became of a webhook cannot be written");
            }
            drop(place);
            let not_arrived = written.is_err() || !(delivered || dead);
            not_arrived.then(|| dispatch.unarrived(replayed, written.is_ok().then_some(ended), status))
        });
        Ok(())
    }

    /// Ids alone, signed with the secret, and for a while with those before it.
    fn message(&self, hook: &Webhook, dispatch: &Dispatch) -> Message {
        let (event, now) = (&dispatch.event, self.door.now());
        let body = serde_json::json!({
            "type": event.kind().name(), "timestamp": event.at().to_string(),
            "data": {"id": event.id(), "subject": event.subject()},
        })
        .to_string();
        let timestamp = now.0.div_euclid(Instant::SECOND);
        let signatures: Vec<String> = hook
            .signing()
            .map(|generation| self.settings.key.secret(hook.id(), generation).sign(event.id(), timestamp, &body))
            .collect();
        Message { id: event.id().to_owned(), timestamp, signature: signatures.join(" "), body }
    }
}

fn micros(of: Duration) -> i64 {
    i64::try_from(of.as_micros()).unwrap_or(i64::MAX)
}
