//! Events as they were written, in an order in which none is ever skipped and none comes late: of each log by its own places,
//! which are given and committed one after the other. Who may be told of one is judged by whoever asks for it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use entities::Instant;
use entities::ids::{AgencyId, ChildId};
use entities::rows::event;
use entities::words::EventKind;
use sea_orm::{DbErr, FromQueryResult};
use serde::Serialize;

use super::caller::json;
use super::snapshot::Snapshot;

/// Where an event stands; also its public id, the same for everybody who is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventPlace {
    /// The log of the entry that made it.
    pub log: i32,
    /// The sequence of that entry.
    pub seq: i64,
    /// Which of the events of that change.
    pub ordinal: i32,
}

impl fmt::Display for EventPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event_{}_{}_{}", self.log, self.seq, self.ordinal)
    }
}

/// A text that is no place of an event, or no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlace;

impl FromStr for EventPlace {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.strip_prefix("event_").ok_or(NoPlace)?.splitn(3, '_');
        let mut part = || parts.next().ok_or(NoPlace);
        let place = Self {
            log: part()?.parse().map_err(|_| NoPlace)?,
            seq: part()?.parse().map_err(|_| NoPlace)?,
            ordinal: part()?.parse().map_err(|_| NoPlace)?,
        };
        // One event has one id.
        if place.to_string() == text && place.log >= 0 && place.seq >= 0 && place.ordinal >= 0 {
            return Ok(place);
        }
        Err(NoPlace)
    }
}

/// How far somebody has read: of each log the first place that they have not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventCursor(BTreeMap<i32, (i64, i32)>);

impl EventCursor {
    /// Notes that everything up to that event, of its log, is read.
    pub fn past(&mut self, place: EventPlace) {
        self.0.insert(place.log, (place.seq, place.ordinal.saturating_add(1)));
    }

    /// Behind the first so many entries of each log.
    pub(crate) fn of_sizes(sizes: &[(i32, i64)]) -> Self {
        Self(sizes.iter().map(|(log, size)| (*log, (*size, 0))).collect())
    }

    fn of(&self, log: i32) -> (i64, i32) {
        self.0.get(&log).copied().unwrap_or_default()
    }
}

impl fmt::Display for EventCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (log, (seq, ordinal)) in &self.0 {
            write!(f, "{log}:{seq}.{ordinal};")?;
        }
        Ok(())
    }
}

impl FromStr for EventCursor {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut cursor = Self::default();
        for part in text.split_terminator(';') {
            let (log, place) = part.split_once(':').ok_or(NoPlace)?;
            let (seq, ordinal) = place.split_once('.').ok_or(NoPlace)?;
            let log: i32 = log.parse().map_err(|_| NoPlace)?;
            let place: (i64, i32) = (seq.parse().map_err(|_| NoPlace)?, ordinal.parse().map_err(|_| NoPlace)?);
            cursor.0.insert(log, place);
        }
        if cursor.to_string() == text { Ok(cursor) } else { Err(NoPlace) }
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

    /// The events that follow, at most so many: of each log in its order, and among logs by when they were committed. What is
    /// cut off follows in every log what is given. Two statements.
    pub(crate) async fn events_after(&self, cursor: &EventCursor, most: u32) -> Result<Vec<WrittenEvent>, DbErr> {
        let logs = self.all("SELECT s.log FROM log_slot AS s ORDER BY s.log", Vec::new()).await?;
        let mut parts = Vec::with_capacity(logs.len());
        for row in &logs {
            let log: i32 = row.try_get("", "log")?;
            let (seq, ordinal) = cursor.of(log);
            parts.push(format!(
                "SELECT * FROM (SELECT v.*, a.committed_at FROM event AS v \
                 JOIN access_log AS a ON a.log = v.log AND a.seq = v.seq \
                 WHERE v.log = {log} AND (v.seq, v.ordinal) >= ({seq}, {ordinal}) AND {} \
                 ORDER BY v.seq, v.ordinal LIMIT {most}) AS of_log",
                self.recorded("v")
            ));
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{} ORDER BY committed_at, log, seq, ordinal LIMIT {most}", parts.join(" UNION ALL "));
        self.events(sql, Vec::new()).await
    }

    pub(crate) async fn events(&self, sql: String, values: Vec<sea_orm::Value>) -> Result<Vec<WrittenEvent>, DbErr> {
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
    fn places_and_cursors_read_as_they_were_written_and_nothing_else_does() {
        let place = EventPlace { log: 2, seq: 40, ordinal: 1 };
        assert_eq!(place.to_string().parse(), Ok(place));
        for wrong in ["event_2_40", "event_02_40_1", "event_-2_40_1", "access_2_40", "event_2_40_1_1"] {
            assert_eq!(wrong.parse::<EventPlace>(), Err(NoPlace), "{wrong}");
        }
        let mut cursor = EventCursor::of_sizes(&[(0, 7), (3, 1)]);
        cursor.past(place);
        assert_eq!(cursor.to_string(), "0:7.0;2:40.2;3:1.0;");
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert_eq!("".parse(), Ok(EventCursor::default()));
        for wrong in ["0", "0:1;", "0:1.x;", "1:1.0;0:1.0;", "0:1.0"] {
            assert_eq!(wrong.parse::<EventCursor>(), Err(NoPlace), "{wrong}");
        }
    }
}
