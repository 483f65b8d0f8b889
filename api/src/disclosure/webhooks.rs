//! Webhooks: which agencies' systems are told what happened, of what, and how far that has come. What is sent is
//! [`super::sending`]'s.

use entities::ids::{AgencyId, WebhookId};
use entities::rows::{webhook, webhook_replay};
use entities::words::EventKind;
use entities::{Instant, Set};
use serde_json::json;

use super::Door;
use super::registry::{RegistryProblem, wrong};
use crate::error::Error;
use crate::store::{AsOf, EventCursor, EventPlace, Rows, Unarrived, WrittenEvent};

/// How long an attempt may be asked for anew, and is looked at when it did not arrive.
pub(super) const KEPT: i64 = 30 * Instant::DAY;
/// How long a secret signs beside the one that took its place.
const BOTH: i64 = Instant::DAY;

/// A webhook as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    row: webhook::Model,
    signs_from: i32,
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

    /// The number of its secret.
    pub const fn generation(&self) -> i32 {
        self.row.generation
    }

    /// The numbers of the secrets that sign, the newest first: with its own, those that were its own within the last day.
    pub fn signing(&self) -> impl Iterator<Item = i32> + use<> {
        (self.signs_from..=self.row.generation).rev()
    }

    /// Whether the event is for it. Whether it may be told is asked when it is sent.
    pub fn wants(&self, event: &WrittenEvent) -> bool {
        self.row.events.contains(event.kind()) && event.agencies.contains(&self.row.agency_id)
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
        let signs_from = row.generation;
        Ok(Webhook { row, signs_from })
    }

    /// Every webhook that is told anything.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let since = self.now().plus(-BOTH);
        let rows = self.store().glance(AsOf::Now).webhooks(since).await.map_err(Error::unavailable)?;
        Ok(rows.into_iter().map(|(row, signs_from)| Webhook { row, signs_from }).collect())
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
