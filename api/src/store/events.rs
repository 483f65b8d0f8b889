//! Events as they were written, in an order in which none is ever skipped and none comes late: of each log by its own places,
//! which are given and committed one after the other. Who may be told of one is judged by whoever asks for it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use entities::Instant;
use entities::ids::{AgencyId, ChildId};
use entities::rows::event;
use entities::words::EventKind;
use sea_orm::{DbErr, FromQueryResult, Value};
use serde::Serialize;

use super::caller::json;
use super::snapshot::Snapshot;

/// Where an event stands. It is never given out: it would tell of the events before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventPlace {
    /// The log of the entry that made it.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
    /// Which of the events of that change.
    pub ordinal: i32,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCursor;

/// How far somebody has read: of each log the first place that they have not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventCursor(BTreeMap<i32, ReadTo>);

/// How far a log was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ReadTo {
    seq: i64,
    ordinal: i32,
    /// When the entry of the event before it was committed; none where it was put there by another way.
    committed_at: Option<Instant>,
}

/// The bytes of one log in [`EventCursor::bytes`].
const OF_LOG: usize = 24;

impl EventCursor {
    /// Notes that everything up to that event, of its log, is read.
    pub fn past(&mut self, event: &WrittenEvent) {
        self.past_place(event.place(), Some(event.committed_at));
    }

    fn past_place(&mut self, place: EventPlace, committed_at: Option<Instant>) {
        let EventPlace { log, seq, ordinal } = place;
        self.0.insert(log, ReadTo { seq, ordinal: ordinal.saturating_add(1), committed_at });
    }

    /// Behind those events as well, of which the last of each log is given.
    pub(crate) fn behind(mut self, places: impl IntoIterator<Item = EventPlace>) -> Self {
        for place in places {
            self.past_place(place, None);
        }
        self
    }

    /// Behind the first so many entries of each log.
    pub(crate) fn of_sizes(sizes: &[(i32, i64)]) -> Self {
        Self(sizes.iter().map(|(log, size)| (*log, ReadTo { seq: *size, ..ReadTo::default() })).collect())
    }

    fn of(&self, log: i32) -> ReadTo {
        self.0.get(&log).copied().unwrap_or_default()
    }

    /// As bytes, of which there are as many wherever it stands.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len().saturating_mul(OF_LOG));
        for (log, read) in &self.0 {
            bytes.extend(log.to_be_bytes());
            bytes.extend(read.seq.to_be_bytes());
            bytes.extend(read.ordinal.to_be_bytes());
            bytes.extend(read.committed_at.map_or(i64::MIN, |at| at.0).to_be_bytes());
        }
        bytes
    }

    /// Reads those bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut cursor = Self::default();
        while !rest.is_empty() {
            let log = i32::from_be_bytes(taken(&mut rest)?);
            let (seq, ordinal) = (i64::from_be_bytes(taken(&mut rest)?), i32::from_be_bytes(taken(&mut rest)?));
            let at = i64::from_be_bytes(taken(&mut rest)?);
            cursor.0.insert(log, ReadTo { seq, ordinal, committed_at: (at != i64::MIN).then_some(Instant(at)) });
        }
        Some(cursor)
    }
}

fn taken<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, others) = rest.split_first_chunk::<N>()?;
    *rest = others;
    Some(*first)
}

impl fmt::Display for EventCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (log, read) in &self.0 {
            write!(f, "{log}:{}.{};", read.seq, read.ordinal)?;
        }
        Ok(())
    }
}

impl FromStr for EventCursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let mut cursor = Self::default();
        for part in text.split_terminator(';') {
            let (log, place) = part.split_once(':').ok_or(NoCursor)?;
            let (seq, ordinal) = place.split_once('.').ok_or(NoCursor)?;
            let log: i32 = log.parse().map_err(|_| NoCursor)?;
            let (seq, ordinal) = (seq.parse().map_err(|_| NoCursor)?, ordinal.parse().map_err(|_| NoCursor)?);
            cursor.0.insert(log, ReadTo { seq, ordinal, committed_at: None });
        }
        if cursor.to_string() == text { Ok(cursor) } else { Err(NoCursor) }
    }
}

impl Serialize for EventCursor {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// An event as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvent {
    /// The row.
    pub(crate) row: event::Model,
    /// The agencies for which it is.
    pub(crate) agencies: Vec<AgencyId>,
    /// When it was committed.
    pub(crate) committed_at: Instant,
}

impl WrittenEvent {
    /// What happened.
    pub const fn kind(&self) -> EventKind {
        self.row.kind
    }

    /// Whether it is about that child.
    pub fn is_about(&self, child: ChildId) -> bool {
        self.row.child_id == child
    }

    /// When it was committed.
    pub const fn at(&self) -> Instant {
        self.committed_at
    }

    /// Where it stands.
    pub const fn place(&self) -> EventPlace {
        EventPlace { log: self.row.log, seq: self.row.seq, ordinal: self.row.ordinal }
    }
}

impl Snapshot {
    /// Behind everything that is committed.
    pub(crate) async fn events_so_far(&self) -> Result<EventCursor, DbErr> {
        let sql = "SELECT s.log, coalesce((SELECT a.seq + 1 FROM access_log AS a WHERE a.log = s.log \
                   ORDER BY a.seq DESC LIMIT 1), 0) AS size FROM log_slot AS s";
        let rows = self.all(sql, Vec::new()).await?;
        let sizes = rows.iter().map(|row| Ok((row.try_get("", "log")?, row.try_get("", "size")?)));
        Ok(EventCursor::of_sizes(&sizes.collect::<Result<Vec<_>, DbErr>>()?))
    }

    /// Whether what was read up to that cursor is what stands there: not where the database was put back to an earlier time.
    /// One statement at most.
    pub(crate) async fn holds(&self, cursor: &EventCursor) -> Result<bool, DbErr> {
        let (mut parts, mut values) = (Vec::new(), Vec::<Value>::new());
        for (log, read) in &cursor.0 {
            let Some(at) = read.committed_at else { continue };
            values.extend([read.seq.into(), at.into()]);
            let last = values.len();
            parts.push(format!("(a.log = {log} AND a.seq = ${} AND a.committed_at = ${last})", last.saturating_sub(1)));
        }
        if parts.is_empty() {
            return Ok(true);
        }
        let sql = format!("SELECT count(*) AS found FROM access_log AS a WHERE {}", parts.join(" OR "));
        let found: Option<i64> = self.one(sql, values).await?.map(|row| row.try_get("", "found")).transpose()?;
        Ok(found.and_then(|found| usize::try_from(found).ok()) == Some(parts.len()))
    }

    /// The events that follow, at most so many: of each log in its order, and among logs by when they were committed. What is
    /// cut off follows in every log what is given. Two statements.
    pub(crate) async fn events_after(&self, cursor: &EventCursor, most: u32) -> Result<Vec<WrittenEvent>, DbErr> {
        let logs = self.all("SELECT s.log FROM log_slot AS s ORDER BY s.log", Vec::new()).await?;
        let (mut parts, mut values) = (Vec::with_capacity(logs.len()), Vec::<Value>::new());
        for row in &logs {
            let log: i32 = row.try_get("", "log")?;
            let read = cursor.of(log);
            // Bound, so that the text is the same wherever the cursor stands.
            values.extend([read.seq.into(), read.ordinal.into()]);
            let last = values.len();
            parts.push(format!(
                "SELECT * FROM (SELECT v.*, a.committed_at FROM event AS v \
                 JOIN access_log AS a ON a.log = v.log AND a.seq = v.seq \
                 WHERE v.log = {log} AND (v.seq, v.ordinal) >= (${}, ${last}) AND {} \
                 ORDER BY v.seq, v.ordinal LIMIT {most}) AS of_log",
                last.saturating_sub(1),
                self.recorded("v")
            ));
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{} ORDER BY committed_at, log, seq, ordinal LIMIT {most}", parts.join(" UNION ALL "));
        self.events(sql, values).await
    }

    pub(crate) async fn events(&self, sql: String, values: Vec<Value>) -> Result<Vec<WrittenEvent>, DbErr> {
        let rows = self.all(sql, values).await?;
        let read = rows.iter().map(|row| {
            let written = event::Model::from_query_result(row, "")?;
            Ok(WrittenEvent {
                agencies: json(&written.agencies)?,
                committed_at: row.try_get("", "committed_at")?,
                row: written,
            })
        });
        read.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_as_they_were_written_and_nothing_else_does() {
        let place = EventPlace { log: 2, seq: 40, ordinal: 1 };
        let cursor = EventCursor::of_sizes(&[(0, 7), (3, 1)]).behind([place]);
        assert_eq!(cursor.to_string(), "0:7.0;2:40.2;3:1.0;");
        assert_eq!(cursor.to_string().parse(), Ok(cursor.clone()));
        assert_eq!("".parse(), Ok(EventCursor::default()));
        for wrong in ["0", "0:1;", "0:1.x;", "1:1.0;0:1.0;", "0:1.0"] {
            assert_eq!(wrong.parse::<EventCursor>(), Err(NoCursor), "{wrong}");
        }
        let mut read = cursor;
        read.past_place(EventPlace { seq: 41, ..place }, Some(Instant(7)));
        let bytes = read.bytes();
        assert_eq!(bytes.len(), 3 * OF_LOG);
        assert_eq!(EventCursor::of_bytes(&bytes), Some(read));
        assert_eq!(EventCursor::of_bytes(&bytes[1..]), None);
    }
}
