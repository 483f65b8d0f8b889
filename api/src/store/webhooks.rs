//! Webhooks as they stand, and what was tried. Whether an agency's system may be told of an event is asked for the agency as a
//! whole: no person stands behind it, so what is kept to named people is kept from it (R28).

use entities::ids::{AgencyId, ConcernId, EntryId, WebhookId};
use entities::rows::webhook;
use entities::words::EventKind;
use entities::{Date, Instant};
use sea_orm::{DbErr, FromQueryResult, QueryResult, Value};

use super::content::ALLEGED;
use super::events::{EventCursor, EventPlace, WrittenEvent};
use super::snapshot::Snapshot;

/// An attempt that was not followed by another, and is not known to have arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unarrived {
    /// The webhook.
    pub webhook: WebhookId,
    /// The event.
    pub event: EventPlace,
    /// When it was committed.
    pub happened_at: Instant,
    /// Which attempt it was.
    pub attempt: i32,
    /// How many there were when it was last asked to be tried anew; 0 where it never was.
    pub replayed: i32,
    /// When the attempt was begun.
    pub begun_at: Instant,
    /// When it ended; none where nobody knows.
    pub ended_at: Option<Instant>,
    /// Whether it is not tried again by itself.
    pub dead: bool,
    /// The status of the answer, if there was one.
    pub status: Option<i32>,
}

/// A webhook as it stands, and the lowest number of its secrets that signs.
pub(crate) type SigningWebhook = (webhook::Model, i32);

/// The most of what did not arrive that is read at a time.
const MOST: u32 = 10_000;

const OF_EVENT: &str = "x.webhook_id = t.webhook_id AND x.event_log = t.event_log AND x.event_seq = t.event_seq \
                        AND x.event_ordinal = t.event_ordinal";

impl Snapshot {
    /// Every webhook, as it stands. What was its secret at any time since that moment signs with the one that is.
    pub(crate) async fn webhooks(&self, signing_since: Instant) -> Result<Vec<SigningWebhook>, DbErr> {
        let sql = format!(
            "SELECT w.*, coalesce((SELECT min(x.generation) - 1 FROM webhook AS x WHERE x.id = w.id AND x.generation > 1 \
             AND x.rotated_at > $1), w.generation) AS signs_from \
             FROM webhook AS w WHERE NOT w.removed AND {} ORDER BY w.at, w.id",
            self.newest("webhook", "w", "id")
        );
        let rows = self.all(sql, vec![signing_since.into()]).await?;
        rows.iter()
            .map(|row| Ok((webhook::Model::from_query_result(row, "")?, row.try_get("", "signs_from")?)))
            .collect()
    }

    /// Behind the events of each log that somebody began to send to the webhook: whoever sends takes them in order, so none
    /// before them is left.
    pub(crate) async fn webhook_cursor(&self, hook: &webhook::Model) -> Result<EventCursor, DbErr> {
        let sql = "SELECT t.event_log, t.event_seq, max(t.event_ordinal) AS event_ordinal FROM webhook_attempt AS t \
                   WHERE t.webhook_id = $1 AND t.event_seq = (SELECT max(x.event_seq) FROM webhook_attempt AS x \
                   WHERE x.webhook_id = t.webhook_id AND x.event_log = t.event_log) GROUP BY t.event_log, t.event_seq";
        let since: EventCursor =
            hook.since.parse().map_err(|_| DbErr::Type("a webhook's cursor does not read".to_owned()))?;
        let begun = self.all(sql, vec![hook.id.into()]).await?;
        Ok(since.behind(begun.iter().map(place).collect::<Result<Vec<_>, _>>()?))
    }

    /// The newest attempts since that moment of what is not known to have arrived; of one webhook, where it is named.
    pub(crate) async fn unarrived(&self, since: Instant, of: Option<WebhookId>) -> Result<Vec<Unarrived>, DbErr> {
        let mut values: Vec<Value> = vec![since.into()];
        let mut which = "t.begun_at >= $1".to_owned();
        if let Some(webhook) = of {
            values.push(webhook.into());
            which.push_str(" AND t.webhook_id = $2");
        }
        self.newest_attempts(&which, "", values).await
    }

    /// Those of them that are tried again by themselves, the first begun first.
    pub(crate) async fn unarrived_alive(&self, since: Instant) -> Result<Vec<Unarrived>, DbErr> {
        let which = "t.begun_at >= $1 AND NOT coalesce(o.dead, FALSE)";
        self.newest_attempts(which, &format!("LIMIT {MOST}"), vec![since.into()]).await
    }

    /// What was asked for anew since that moment and was not begun again.
    pub(crate) async fn unarrived_replayed(&self, since: Instant) -> Result<Vec<Unarrived>, DbErr> {
        let which = "(t.webhook_id, t.event_log, t.event_seq, t.event_ordinal, t.attempt) IN (SELECT r.webhook_id, \
                     r.event_log, r.event_seq, r.event_ordinal, r.attempt FROM webhook_replay AS r WHERE r.at >= $1)";
        self.newest_attempts(which, &format!("LIMIT {MOST}"), vec![since.into()]).await
    }

    /// Attempts that no other followed, of what no attempt is known to have brought.
    async fn newest_attempts(&self, which: &str, most: &str, values: Vec<Value>) -> Result<Vec<Unarrived>, DbErr> {
        let sql = format!(
            "SELECT t.*, (SELECT a.committed_at FROM access_log AS a WHERE a.log = t.event_log AND a.seq = t.event_seq) \
             AS happened_at, o.ended_at, o.status, CASE WHEN coalesce(o.dead, FALSE) THEN 1 ELSE 0 END AS dead, \
             coalesce((SELECT max(x.attempt) FROM webhook_replay AS x WHERE {OF_EVENT}), 0) AS replayed \
             FROM webhook_attempt AS t LEFT JOIN webhook_outcome AS o ON o.webhook_id = t.webhook_id \
             AND o.event_log = t.event_log AND o.event_seq = t.event_seq AND o.event_ordinal = t.event_ordinal \
             AND o.attempt = t.attempt WHERE {which} \
             AND NOT EXISTS (SELECT 1 FROM webhook_attempt AS x WHERE {OF_EVENT} AND x.attempt > t.attempt) \
             AND NOT EXISTS (SELECT 1 FROM webhook_outcome AS x WHERE {OF_EVENT} AND x.delivered) \
             ORDER BY t.begun_at, t.webhook_id, t.event_log, t.event_seq, t.event_ordinal {most}"
        );
        let rows = self.all(sql, values).await?;
        let read = rows.iter().map(|row| {
            Ok(Unarrived {
                webhook: row.try_get("", "webhook_id")?,
                event: place(row)?,
                happened_at: row.try_get("", "happened_at")?,
                attempt: row.try_get("", "attempt")?,
                replayed: row.try_get("", "replayed")?,
                begun_at: row.try_get("", "begun_at")?,
                ended_at: row.try_get("", "ended_at")?,
                dead: row.try_get::<i32>("", "dead")? == 1,
                status: row.try_get("", "status")?,
            })
        });
        read.collect()
    }

    /// The event at that place.
    pub(crate) async fn event_at(&self, place: EventPlace) -> Result<Option<WrittenEvent>, DbErr> {
        let sql = format!(
            "SELECT v.*, a.committed_at FROM event AS v JOIN access_log AS a ON a.log = v.log AND a.seq = v.seq \
             WHERE v.log = {} AND v.seq = $1 AND v.ordinal = $2",
            place.log
        );
        Ok(self.events(sql, vec![place.seq.into(), place.ordinal.into()]).await?.pop())
    }

    /// Whether that attempt was begun.
    pub(crate) async fn attempted(&self, hook: WebhookId, event: EventPlace, attempt: i32) -> Result<bool, DbErr> {
        let sql = "SELECT 1 FROM webhook_attempt AS t WHERE t.webhook_id = $1 AND t.event_log = $2 AND t.event_seq = $3 \
                   AND t.event_ordinal = $4 AND t.attempt = $5";
        let EventPlace { log, seq, ordinal } = event;
        Ok(self.one(sql, vec![hook.into(), log.into(), seq.into(), ordinal.into(), attempt.into()]).await?.is_some())
    }

    /// Whether the agency as a whole may be told of the event: it is there, and the child is kept from none of its people, by a
    /// restriction or a bar of the agency (R28); of another agency's entry, while it works with the child (R13, R40); of a
    /// concern, unless that names somebody who works with children, who may be one of its own (R34).
    pub(crate) async fn tells_agency(
        &self,
        agency: AgencyId,
        event: &WrittenEvent,
        today: Date,
    ) -> Result<bool, DbErr> {
        let mut values: Vec<Value> = vec![agency.into(), event.row.child_id.into(), today.into()];
        let subject = event.row.subject.as_str();
        let about = match event.row.kind {
            EventKind::RecordChanged => match EntryId::from_public(subject) {
                Ok(entry) => {
                    values.push(entry.into());
                    let successions = self.successions_on(today).await?;
                    // UUIDs of the hub's own making: nothing in one can end the text.
                    let own: Vec<String> = successions.kept_by(agency).iter().map(|id| format!("'{id}'")).collect();
                    format!(
                        " AND (EXISTS (SELECT 1 FROM chronology_entry AS e WHERE e.id = $4 AND e.agency_id = $1) \
                         OR EXISTS (SELECT 1 FROM involvement AS i WHERE i.child_id = $2 AND i.state = 'OPEN' \
                         AND i.started_on <= $3 AND i.agency_id IN ({}) AND {}))",
                        ["$1".to_owned()].into_iter().chain(own).collect::<Vec<_>>().join(", "),
                        self.newest("involvement", "i", "id")
                    )
                }
                Err(_) => String::new(),
            },
            EventKind::ConcernReceived | EventKind::DecisionMade => match ConcernId::from_public(subject) {
                Ok(concern) => {
                    values.push(concern.into());
                    format!(" AND NOT EXISTS (SELECT 1 FROM concern AS q WHERE q.id = $4 AND {ALLEGED})")
                }
                Err(_) => String::new(),
            },
            EventKind::CheckRequested | EventKind::CheckAnswered | EventKind::EscalationRaised => String::new(),
        };
        let sql = format!(
            "SELECT 1 FROM agency AS a WHERE a.id = $1 AND (a.closed_on IS NULL OR a.closed_on > $3) AND {} \
             AND NOT EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = $2 AND NOT r.lifted \
             AND (r.until IS NULL OR r.until >= $3) AND (r.kind = 'RESTRICTION' OR (r.kind = 'BAR' AND r.agency_id = $1)) \
             AND {}){about}",
            self.newest("agency", "a", "id"),
            self.newest("protection", "r", "id")
        );
        Ok(self.one(sql, values).await?.is_some())
    }
}

fn place(row: &QueryResult) -> Result<EventPlace, DbErr> {
    Ok(EventPlace {
        log: row.try_get("", "event_log")?,
        seq: row.try_get("", "event_seq")?,
        ordinal: row.try_get("", "event_ordinal")?,
    })
}
