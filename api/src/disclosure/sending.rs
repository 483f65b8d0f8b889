//! What is sent to a webhook: each attempt is on record, with an entry in the log, before anything is sent; its row can be written
//! once, so that of several hubs one sends. Whether the agency may be told is asked at each attempt.

use entities::Instant;
use entities::ids::WebhookId;
use entities::rows::{webhook_attempt, webhook_outcome};
use entities::words::AccessAction;
use serde_json::json;

use super::follow::EventView;
use super::view::VIEW_FORMAT;
use super::webhooks::{KEPT, Webhook};
use super::{Door, entry};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft, Logged};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, EventPlace, Rows, Unarrived};

/// An event that this hub, and no other, is to send now.
#[derive(Debug)]
pub struct Dispatch {
    /// What is sent.
    pub event: Logged<EventView>,
    place: EventPlace,
    webhook: WebhookId,
    attempt: i32,
    begun_at: Instant,
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

    /// The same as one that did not arrive, or is not known to have.
    pub fn unarrived(&self, replayed: i32, ended_at: Option<Instant>, status: Option<u16>) -> Unarrived {
        Unarrived {
            webhook: self.webhook,
            event: self.place,
            happened_at: self.event.at(),
            attempt: self.attempt,
            replayed,
            begun_at: self.begun_at,
            ended_at,
            dead: false,
            status: status.map(i32::from),
        }
    }
}

impl Door {
    /// What may be due to be sent again: what did not arrive of what was begun within so many microseconds and was not given up,
    /// and what was asked for anew.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn to_send_again(&self, within: i64) -> Result<Vec<Unarrived>, Error> {
        let (now, glance) = (self.now(), self.store().glance(AsOf::Now));
        let mut found = glance.unarrived_alive(now.plus(within.saturating_neg())).await.map_err(Error::unavailable)?;
        found.extend(glance.unarrived_replayed(now.plus(-KEPT)).await.map_err(Error::unavailable)?);
        Ok(found)
    }

    /// Begins an attempt to send the event to the webhook. None where another hub began it, or the agency may not be told now; what
    /// was tried before and may not be told any more is given up.
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
        // Looked up here, so that two writers seldom meet.
        let begun = snapshot.attempted(hook.id(), event, attempt).await.map_err(Error::unavailable)?;
        let told = match &found {
            Some(event) if !begun => {
                snapshot.tells_agency(hook.agency(), event, local_date(now)).await.map_err(Error::unavailable)?
            }
            _ => false,
        };
        snapshot.close().await.map_err(Error::unavailable)?;
        let Some(found) = found.filter(|_| !begun) else { return Ok(None) };
        let row = webhook_attempt::Model {
            webhook_id: hook.id(),
            event_log: event.log,
            event_seq: event.seq,
            event_ordinal: event.ordinal,
            attempt,
            begun_at: now,
            log: 0,
            seq: 0,
        };
        if !told {
            if attempt > 1 {
                self.give_up(row, &self.event_id(event, found.committed_at)).await?;
            }
            return Ok(None);
        }
        let view = EventView::of(&found, self.seal());
        let mut entry = EntryDraft::new(now, AccessAction::Follow);
        entry.agency = Some(hook.agency());
        entry.child = Some(found.row.child_id);
        entry.ask = Some(json!({"event": view.id(), "webhook": hook.id(), "attempt": attempt}).to_string());
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        let mut rows = Rows::new();
        rows.add(row);
        match self.log().change(Change::new(Draft::new(view, entry), rows.into_write())).await {
            Ok(view) => Ok(Some(Dispatch { event: view, place: event, webhook: hook.id(), attempt, begun_at: now })),
            Err(ChangeError::Conflict) => Ok(None),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("an attempt could not be written")),
        }
    }

    /// Records that the event is not tried again, because the agency may not be told of it any more.
    async fn give_up(&self, attempt: webhook_attempt::Model, id: &str) -> Result<(), Error> {
        let mut entry = EntryDraft::new(self.now(), AccessAction::Administer);
        entry.ask = Some(json!({"event": id, "webhook": attempt.webhook_id, "givenUp": true}).to_string());
        let mut rows = Rows::new();
        rows.add(webhook_outcome::Model {
            webhook_id: attempt.webhook_id,
            event_log: attempt.event_log,
            event_seq: attempt.event_seq,
            event_ordinal: attempt.event_ordinal,
            attempt: attempt.attempt,
            delivered: false,
            dead: true,
            status: None,
            ended_at: self.now(),
            log: 0,
            seq: 0,
        });
        rows.add(attempt);
        // Where another hub was first, it is done.
        self.make(entry, rows).await.map(drop)
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
}
