//! What of the log waits for its viewer's review (R37, R38): flagged, unreviewed, and the viewer's to review; first what is
//! overdue, then emergencies, attempts on restricted records, what has another flag, and what was out of hours alone. It must
//! never list an entry that the viewer may not review, or for a flag that the viewer is not shown.

use std::fmt;
use std::str::FromStr;

use entities::words::AccessFlag;
use entities::{Instant, Set};
use sea_orm::DbErr;
use serde::Serialize;

use super::reading::{REVIEWED, Source};
use super::within::{UNUSUAL, Within, mask};
use super::{LogScope, Seen, Snapshot, Way, seen};

/// The place of an entry in the order of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QueueCursor {
    /// When the first page was asked for: what is overdue is overdue as of then on every page.
    pub asked_at: Instant,
    /// How urgent: 0 is most.
    pub rank: i32,
    /// By when the review is due; the end of time where no rule says.
    pub due_at: Instant,
    /// When it was committed.
    pub committed_at: Instant,
    /// Which log.
    pub log: i32,
    /// Where in it.
    pub seq: i64,
}

/// A text that is not the place of an entry in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadQueueCursor;

impl fmt::Display for QueueCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked_at, rank, due_at, committed_at, log, seq } = self;
        write!(f, "{}.{rank}.{}.{}.{log}.{seq}", asked_at.0, due_at.0, committed_at.0)
    }
}

impl FromStr for QueueCursor {
    type Err = BadQueueCursor;

    fn from_str(text: &str) -> Result<Self, BadQueueCursor> {
        let parts: Vec<&str> = text.split('.').collect();
        let [asked_at, rank, due_at, committed_at, log, seq] = parts.as_slice() else { return Err(BadQueueCursor) };
        let moment = |text: &str| text.parse().map(Instant).map_err(|_| BadQueueCursor);
        Ok(Self {
            asked_at: moment(asked_at)?,
            rank: rank.parse().map_err(|_| BadQueueCursor)?,
            due_at: moment(due_at)?,
            committed_at: moment(committed_at)?,
            log: log.parse().map_err(|_| BadQueueCursor)?,
            seq: seq.parse().map_err(|_| BadQueueCursor)?,
        })
    }
}

const URGENT: i32 = 1;
const RESTRICTED: i32 = 2;
const FLAGGED: i32 = 3;
const OUT_OF_HOURS: i32 = 4;

/// Due where no rule says when.
const NEVER: i64 = i64::MAX;

/// Entries that wait, all of one rank, but for those that are overdue.
struct Line {
    way: Way,
    marks: String,
    source: Source,
    rank: i32,
    condition: String,
}

impl Snapshot {
    /// At most `first` entries after the cursor, and one more where more follow.
    pub(crate) async fn log_queue(
        &self,
        scope: &LogScope,
        now: Instant,
        after: Option<QueueCursor>,
        first: u32,
    ) -> Result<Vec<(Seen, QueueCursor)>, DbErr> {
        let asked_at = after.map_or(now, |after| after.asked_at);
        let limit = first.saturating_add(1);
        let pages: Vec<String> = lines(&Within::new(self, scope))
            .iter()
            .enumerate()
            .filter_map(|(number, line)| line.page(number, asked_at, after, limit))
            .collect();
        if pages.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "{} ORDER BY queue_rank, coalesce(review_due_at, {NEVER}), committed_at, log, seq LIMIT {limit}",
            self.named(&pages)
        );
        let rows = self.all(sql, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                let entry = seen(row)?;
                let cursor = QueueCursor {
                    asked_at,
                    rank: row.try_get("", "queue_rank")?,
                    due_at: entry.row.review_due_at.unwrap_or(Instant(NEVER)),
                    committed_at: entry.row.committed_at,
                    log: entry.row.log,
                    seq: entry.row.seq,
                };
                Ok((entry, cursor))
            })
            .collect()
    }

    /// How many entries wait.
    pub(crate) async fn log_queue_total(&self, scope: &LogScope) -> Result<i64, DbErr> {
        let count = |line: &Line| format!("(SELECT count(*) FROM {} WHERE {})", line.source.from(), line.condition);
        let counts: Vec<String> = lines(&Within::new(self, scope)).iter().map(count).collect();
        self.sum(&counts, Vec::new()).await
    }
}

impl Line {
    /// The first entries of the line after the cursor; none where the cursor is past it.
    fn page(&self, number: usize, asked_at: Instant, after: Option<QueueCursor>, limit: u32) -> Option<String> {
        let Self { way, marks, source, rank, condition } = self;
        let [at, log, seq] = source.order();
        let due = format!("coalesce(e.review_due_at, {NEVER})");
        let urgent = *rank == URGENT;
        let rank_now = if urgent {
            format!("CASE WHEN e.review_due_at < {} THEN 0 ELSE {URGENT} END", asked_at.0)
        } else {
            rank.to_string()
        };
        let later = match after {
            Some(after) if after.rank > *rank => return None,
            Some(after) if urgent => format!(
                " AND ({rank_now}, {due}, {at}, {log}, {seq}) > ({}, {}, {}, {}, {})",
                after.rank, after.due_at.0, after.committed_at.0, after.log, after.seq
            ),
            // Its first part bounds the scan.
            Some(after) if after.rank == *rank => format!(
                " AND {at} >= {then} AND ({at} > {then} OR ({at} = {then} AND ({log} > {of_log} \
                 OR ({log} = {of_log} AND {seq} > {of_seq}))))",
                then = after.committed_at.0,
                of_log = after.log,
                of_seq = after.seq
            ),
            _ => String::new(),
        };
        let order = if urgent { format!("{rank_now}, {due}, ") } else { String::new() };
        Some(format!(
            "SELECT * FROM (SELECT e.*, {} AS way, 1 AS whole, {marks}, {rank_now} AS queue_rank FROM {} \
             WHERE {condition}{later} ORDER BY {order}{at}, {log}, {seq} LIMIT {limit}) AS q{number}",
            *way as i32,
            source.from()
        ))
    }
}

/// What waits, by way and rank. No entry is in two.
fn lines(within: &Within<'_>) -> Vec<Line> {
    let scope = within.scope;
    let emergency = Set::of(&[AccessFlag::Emergency]);
    let out_of_hours = Set::of(&[AccessFlag::OutOfHours]);
    let shown = Set::<AccessFlag>::all().minus(scope.custodians_flags);
    let others = shown.minus(emergency).minus(out_of_hours);
    let mut lines = Vec::new();
    for way in &scope.ways {
        let way = *way;
        let own = within.own("e.agency");
        let theirs = match way {
            Way::Given | Way::Told | Way::Marked => continue,
            Way::OwnAgency | Way::Custody => "TRUE".to_owned(),
            // Governance reviews where no lead does, and as the lead that they are beside.
            Way::Partnership if scope.leads => format!("({own} OR NOT {})", within.has_a_lead()),
            Way::Partnership => format!("NOT {}", within.has_a_lead()),
        };
        let waits = format!(
            "{} AND {} AND (e.person IS NULL OR e.person <> '{}') AND NOT {REVIEWED} AND {theirs}",
            within.within(way, false),
            within.whole(way),
            scope.person
        );
        let mut line = |source, rank, condition: String| {
            let condition = format!("{condition} AND {waits}");
            lines.push(Line { way, marks: within.marks(way), source, rank, condition });
        };
        if way == Way::Custody {
            line(Source::Log, RESTRICTED, UNUSUAL.to_owned());
            continue;
        }
        line(Source::Log, URGENT, format!("{UNUSUAL} AND (e.flags & {}) <> 0", mask(emergency)));
        line(
            Source::Log,
            FLAGGED,
            format!("{UNUSUAL} AND (e.flags & {}) = 0 AND (e.flags & {}) <> 0", mask(emergency), mask(others)),
        );
        let by_agency = if way == Way::OwnAgency { within.own("f.agency") } else { "TRUE".to_owned() };
        line(
            Source::LaterFlags,
            FLAGGED,
            format!(
                "{by_agency} AND e.log = f.entry_log AND e.seq = f.entry_seq AND (e.flags & {}) = 0 AND NOT EXISTS \
                 (SELECT 1 FROM access_flag AS g WHERE g.entry_log = f.entry_log AND g.entry_seq = f.entry_seq \
                 AND g.flags < f.flags)",
                mask(others.union(emergency))
            ),
        );
        if way == Way::OwnAgency || scope.leads {
            line(
                Source::Log,
                OUT_OF_HOURS,
                format!(
                    "{own} AND e.flags <> 0 AND (e.flags & {}) = {} AND NOT EXISTS (SELECT 1 FROM access_flag AS g \
                     WHERE g.entry_log = e.log AND g.entry_seq = e.seq)",
                    mask(shown),
                    mask(out_of_hours)
                ),
            );
        }
    }
    lines
}
