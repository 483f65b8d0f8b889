//! Webhooks: an agency's system is told what happened, by ids alone. Each attempt is on record, with an entry in the log, before
//! anything is sent; its row can be written once, so that of several hubs one sends.

use entities::ids::{AgencyId, WebhookId};
use entities::rows::{webhook, webhook_attempt, webhook_outcome, webhook_replay};
use entities::words::{AccessAction, EventKind};
use entities::{Instant, Set};
use serde_json::json;

use super::follow::EventView;
use super::registry::{RegistryProblem, wrong};
use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft, Logged};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, EventCursor, EventPlace, Rows, Unarrived, WrittenEvent};

/// How long an attempt may be asked for anew, and is looked at when it did not arrive.
const KEPT: i64 = 30 * Instant::DAY;

/// A webhook as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    row: webhook::Model,
}

impl Webhook {
    /// The webhook.
    pub const fn id(&self) -> WebhookId {
        self.row.id
    }

    /// The agency.
    pub const fn agency(&self) -> AgencyId {
        self.row.agency_id
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.row.url
    }

    /// What it is told of.
    pub const fn events(&self) -> Set<EventKind> {
        self.row.events
    }

    /// Which of its secrets signs, and since when.
    pub const fn generation(&self) -> (i32, Instant) {
        (self.row.generation, self.row.rotated_at)
    }

    /// Whether the event is for it. Whether it may be told is asked when it is sent.
    pub fn wants(&self, event: &WrittenEvent) -> bool {
        self.row.events.contains(event.kind()) && event.agencies.contains(&self.row.agency_id)
    }
}

/// An event that this hub, and no other, is to send now.
#[derive(Debug)]
pub struct Dispatch {
    /// What is sent.
    pub event: Logged<EventView>,
    place: EventPlace,
    webhook: WebhookId,
    attempt: i32,
}

impl Dispatch {
    /// The event's id, as everybody who is told of it has it.
    fn id(&self) -> &str {
        self.event.id()
    }

    /// Which attempt it is, from 1.
    pub const fn attempt(&self) -> i32 {
        self.attempt
    }
}

impl Door {
    /// Registers a webhook for what happens from now on.
    ///
    /// # Errors
    /// Where the agency is unknown, nothing is to be told, or the hub cannot write.
    pub async fn add_webhook(
        &self,
        agency: &str,
        url: String,
        events: Set<EventKind>,
    ) -> Result<Webhook, RegistryProblem> {
        if events.is_empty() {
            return wrong("say of what it is to be told");
        }
        let Some(agency_id) = self.agency_by_code(agency).await? else {
            return wrong(format!("no agency has the code `{agency}`: register it first"));
        };
        let since = self.store().glance(AsOf::Now).events_so_far().await.map_err(Error::unavailable)?;
        let now = self.now();
        let row = webhook::Model {
            id: WebhookId(self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?),
            version: 1,
            agency_id,
            url,
            events,
            generation: 1,
            rotated_at: now,
            since: since.to_string(),
            removed: false,
            at: now,
            log: 0,
            seq: 0,
        };
        self.webhook_version(row).await
    }

    /// Ends a webhook: nothing is sent to it any more.
    ///
    /// # Errors
    /// Where there is none, or the hub cannot write.
    pub async fn remove_webhook(&self, id: WebhookId) -> Result<(), RegistryProblem> {
        let row = self.webhook(id).await?.row;
        self.webhook_version(webhook::Model { removed: true, version: row.version + 1, at: self.now(), ..row }).await?;
        Ok(())
    }

    /// Gives a webhook a new secret; for a day what is sent is signed with both.
    ///
    /// # Errors
    /// Where there is none, or the hub cannot write.
    pub async fn renew_webhook(&self, id: WebhookId) -> Result<Webhook, RegistryProblem> {
        let row = self.webhook(id).await?.row;
        let (version, generation, now) = (row.version + 1, row.generation + 1, self.now());
        self.webhook_version(webhook::Model { version, generation, rotated_at: now, at: now, ..row }).await
    }

    async fn webhook(&self, id: WebhookId) -> Result<Webhook, RegistryProblem> {
        match self.webhooks().await?.into_iter().find(|hook| hook.id() == id) {
            Some(hook) => Ok(hook),
            None => wrong("there is no such webhook: `hub webhook list` prints them all"),
        }
    }

    async fn webhook_version(&self, row: webhook::Model) -> Result<Webhook, RegistryProblem> {
        let mut rows = Rows::new();
        rows.add(row.clone());
        self.registered(&json!({"webhook": row.id, "version": row.version}).to_string(), None, rows).await?;
        Ok(Webhook { row })
    }

    /// Every webhook that is told anything.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let rows = self.store().glance(AsOf::Now).webhooks().await.map_err(Error::unavailable)?;
        Ok(rows.into_iter().map(|row| Webhook { row }).collect())
    }

    /// Where sending to that webhook goes on.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn webhook_cursor(&self, hook: &Webhook) -> Result<EventCursor, Error> {
        self.store().glance(AsOf::Now).webhook_cursor(&hook.row).await.map_err(Error::unavailable)
    }

    /// The events behind that cursor, whoever they are for, at most so many. They are told to nobody by this.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn events_behind(&self, cursor: &EventCursor, most: u32) -> Result<Vec<WrittenEvent>, Error> {
        self.store().glance(AsOf::Now).events_after(cursor, most).await.map_err(Error::unavailable)
    }

    /// What did not arrive, or is not known to have: of one webhook, where it is named.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn unarrived(&self, of: Option<WebhookId>) -> Result<Vec<Unarrived>, Error> {
        let since = self.now().plus(-KEPT);
        self.store().glance(AsOf::Now).unarrived(since, of).await.map_err(Error::unavailable)
    }

    /// The id of the event at that place which was committed then, as everybody who is told of it has it.
    pub fn event_id(&self, event: EventPlace, at: Instant) -> String {
        self.seal().id(event, at)
    }

    /// Begins an attempt to send the event to the webhook. None where another hub began it, or the agency may not be told now.
    ///
    /// # Errors
    /// Where it cannot be put on record; then it must not be sent.
    pub async fn begin_sending(
        &self,
        hook: &Webhook,
        event: EventPlace,
        attempt: i32,
    ) -> Result<Option<Dispatch>, Error> {
        let now = self.now();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.event_at(event).await.map_err(Error::unavailable)?;
        let told = match &found {
            Some(event) => snapshot
                .tells_agency(hook.agency(), event.row.child_id, local_date(now))
                .await
                .map_err(Error::unavailable)?,
            None => false,
        };
        snapshot.close().await.map_err(Error::unavailable)?;
        let Some(found) = found.filter(|_| told) else { return Ok(None) };
        let view = EventView::of(&found, self.seal());
        let mut entry = EntryDraft::new(now, AccessAction::Follow);
        entry.agency = Some(hook.agency());
        entry.child = Some(found.row.child_id);
        entry.ask = Some(json!({"event": view.id(), "webhook": hook.id(), "attempt": attempt}).to_string());
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        let mut rows = Rows::new();
        rows.add(webhook_attempt::Model {
            webhook_id: hook.id(),
            event_log: event.log,
            event_seq: event.seq,
            event_ordinal: event.ordinal,
            attempt,
            begun_at: now,
            log: 0,
            seq: 0,
        });
        match self.log().change(Change::new(Draft::new(view, entry), rows.into_write())).await {
            Ok(view) => Ok(Some(Dispatch { event: view, place: event, webhook: hook.id(), attempt })),
            Err(ChangeError::Conflict) => Ok(None),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("an attempt could not be written")),
        }
    }

    /// Records what became of an attempt.
    ///
    /// # Errors
    /// Where it cannot be written; then it counts as one of which nobody knows, and the event is sent again.
    pub async fn end_sending(
        &self,
        sending: &Dispatch,
        delivered: bool,
        dead: bool,
        status: Option<u16>,
    ) -> Result<(), Error> {
        let mut rows = Rows::new();
        rows.add(webhook_outcome::Model {
            webhook_id: sending.webhook,
            event_log: sending.place.log,
            event_seq: sending.place.seq,
            event_ordinal: sending.place.ordinal,
            attempt: sending.attempt,
            delivered,
            dead,
            status: status.map(i32::from),
            ended_at: self.now(),
            log: 0,
            seq: 0,
        });
        let mut entry = EntryDraft::new(self.now(), AccessAction::Administer);
        let webhook = sending.webhook;
        entry.ask = Some(json!({"event": sending.id(), "webhook": webhook, "delivered": delivered}).to_string());
        self.make(entry, rows).await?;
        Ok(())
    }

    /// Has what was given up sent anew: one event, or all of that webhook; how many.
    ///
    /// # Errors
    /// Where there is no such webhook, or the hub cannot write.
    pub async fn replay_webhook(&self, id: WebhookId, event: Option<&str>) -> Result<usize, RegistryProblem> {
        self.webhook(id).await?;
        let given_up = self.unarrived(Some(id)).await?;
        let wanted = |one: &&Unarrived| {
            one.dead
                && one.replayed < one.attempt
                && event.is_none_or(|event| event == self.event_id(one.event, one.happened_at))
        };
        let mut count = 0;
        for one in given_up.iter().filter(wanted) {
            let mut rows = Rows::new();
            rows.add(webhook_replay::Model {
                webhook_id: id,
                event_log: one.event.log,
                event_seq: one.event.seq,
                event_ordinal: one.event.ordinal,
                attempt: one.attempt,
                at: self.now(),
                log: 0,
                seq: 0,
            });
            let what = json!({"replay": {"webhook": id, "event": self.event_id(one.event, one.happened_at)}});
            self.registered(&what.to_string(), None, rows).await?;
            count += 1;
        }
        Ok(count)
    }
}
