//! The SQL of one reading of the log: what the filter wants of what is shown. It must never look at a column that the viewer
//! is not shown, and a statement gives each entry once.

use std::borrow::Cow;

use entities::words::{AccessAction, AccessFlag, Word};
use entities::{Instant, Set};
use sea_orm::Value;

use super::super::facts::wanted;
use super::super::shut::Viewer;
use super::super::snapshot::Snapshot;
use super::within::{UNUSUAL, Within, attempted, list, mask, met_beside};
use super::{LogCursor, LogFilter, LogScope, Way};

/// Flags that a pass writes after the access, as rows of their own (R38).
const LATER: [AccessFlag; 3] = [AccessFlag::BasisChanged, AccessFlag::HighVolume, AccessFlag::RepeatedRefusal];

/// Actions of every day: what is not one of them is found by an index of its own.
const EVERYDAY: [AccessAction; 2] = [AccessAction::View, AccessAction::Search];

/// One reading: its SQL, and the few values that people typed.
pub(super) struct Reading<'a> {
    pub(super) within: Within<'a>,
    pub(super) values: Vec<Value>,
}

/// Entries of one way: where they are looked for and by what they are found. Parts of one reading share no entry.
pub(super) struct Part {
    way: Way,
    source: Source,
    from: Cow<'static, str>,
    condition: String,
}

/// Where entries are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// In the log.
    Log,
    /// Among the flags that were written later.
    LaterFlags,
    /// Among the reviews.
    Reviews,
}

impl Source {
    pub(super) const fn from(self) -> &'static str {
        match self {
            Self::Log => "access_log AS e",
            // Crossed, so that SQLite begins with the flags.
            Self::LaterFlags => "access_flag AS f CROSS JOIN access_log AS e",
            Self::Reviews => {
                "(SELECT DISTINCT v.entry_log, v.entry_seq FROM access_review AS v) AS v CROSS JOIN access_log AS e"
            }
        }
    }

    /// Time, log and place of an entry, by which pages are ordered.
    pub(super) const fn order(self) -> [&'static str; 3] {
        match self {
            Self::Log | Self::Reviews => ["e.committed_at", "e.log", "e.seq"],
            Self::LaterFlags => ["f.committed_at", "f.entry_log", "f.entry_seq"],
        }
    }
}

impl Part {
    /// The entries of the part after the cursor, newest first and no more than that.
    pub(super) fn page(&self, within: &Within<'_>, after: Option<LogCursor>, limit: u32) -> String {
        let [at, log, seq] = self.source.order();
        let after = after.map(|key| older_than(key, self.source.order())).unwrap_or_default();
        let condition = format!("{}{after} ORDER BY {at} DESC, {log} DESC, {seq} DESC LIMIT {limit}", self.condition);
        self.select(within, &condition)
    }

    /// The entry at that place, if it is one of the part.
    pub(super) fn at(&self, within: &Within<'_>, log: i32, seq: i64) -> String {
        self.select(within, &format!("e.log = {log} AND e.seq = {seq} AND {}", self.condition))
    }

    pub(super) fn count(&self) -> String {
        format!("(SELECT count(*) FROM {} WHERE {})", self.from, self.condition)
    }

    /// Those columns of all entries of the part of which something else holds too.
    pub(super) fn columns(&self, columns: &str, also: &str) -> String {
        format!("SELECT {columns} FROM {} WHERE {} AND {also}", self.from, self.condition)
    }

    pub(super) const fn way(&self) -> Way {
        self.way
    }

    fn select(&self, within: &Within<'_>, condition: &str) -> String {
        let way = self.way as i32;
        format!(
            "SELECT * FROM (SELECT e.*, {way} AS way, CASE WHEN {} THEN 1 ELSE 0 END AS whole, {} FROM {} \
             WHERE {condition}) AS b{way}_{}",
            within.whole(self.way),
            within.marks(self.way),
            self.from,
            self.source as i32
        )
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, scope: &'a LogScope) -> Self {
        Self { within: Within::new(snapshot, scope), values: Vec::new() }
    }

    /// The parts of every way that is open.
    pub(super) fn parts(&mut self, filter: &LogFilter) -> Vec<Part> {
        let ways = self.within.scope.ways.clone();
        ways.into_iter().flat_map(|way| self.of_way(way, filter)).collect()
    }

    /// The entries of that way which the filter wants, looking at what is shown alone; none where the way shows nothing that
    /// the filter asks about.
    fn of_way(&mut self, way: Way, filter: &LogFilter) -> Vec<Part> {
        let Some(condition) = self.condition(way, filter) else { return Vec::new() };
        let part = |source: Source, condition| Part { way, source, from: Cow::Borrowed(source.from()), condition };
        if way == Way::Marked {
            // Few children are marked: they are begun with.
            let from = Cow::Owned(format!("{} CROSS JOIN access_log AS e", self.within.marked_children("m")));
            return vec![Part { from, ..part(Source::Log, format!("e.child = m.child_id AND {condition}")) }];
        }
        let Some(flags) = filter.flags.filter(|_| way != Way::Told) else {
            if filter.reviewed == Some(true) && is_wide(filter) {
                // Few of a long log are reviewed: they are begun with.
                let condition = format!("e.log = v.entry_log AND e.seq = v.entry_seq AND {condition}");
                return vec![part(Source::Reviews, condition)];
            }
            return vec![part(Source::Log, condition)];
        };
        let at_once = flags.minus(Set::of(&LATER));
        let own = self.shows(way, "e.flags", at_once);
        let later = flags.intersection(Set::of(&LATER));
        let unusual = if flags.contains(AccessFlag::OutOfHours) || !is_wide(filter) { "TRUE" } else { UNUSUAL };
        let mut parts = Vec::new();
        if !at_once.is_empty() {
            parts.push(part(Source::Log, format!("{condition} AND {unusual} AND {own}")));
        }
        if !later.is_empty() {
            let by_agency = match way {
                Way::OwnAgency => format!(" AND {}", self.within.own("f.agency")),
                Way::Given | Way::Custody | Way::Partnership | Way::Told | Way::Marked => String::new(),
            };
            parts.push(part(
                Source::LaterFlags,
                // The entry's first flag of those wanted stands for it.
                format!(
                    "e.log = f.entry_log AND e.seq = f.entry_seq{by_agency}{} AND {} AND NOT EXISTS (SELECT 1 FROM \
                     access_flag AS g WHERE g.entry_log = f.entry_log AND g.entry_seq = f.entry_seq \
                     AND g.flags < f.flags AND (g.flags & {}) <> 0) AND NOT {own} AND {condition}",
                    bounds(filter, "f.committed_at"),
                    self.shows(way, "f.flags", later),
                    mask(later),
                ),
            ));
        }
        parts
    }

    /// SQL that holds where one of those flags is set and shown.
    fn shows(&self, way: Way, column: &str, flags: Set<AccessFlag>) -> String {
        let scope = self.within.scope;
        let whole = self.within.whole(way);
        let shown = |hidden: Set<AccessFlag>| mask(flags.minus(hidden));
        let of_whole = if way == Way::OwnAgency { scope.custodians_flags } else { Set::EMPTY };
        let of_nobody = if way == Way::Custody { Set::EMPTY } else { scope.custodians_flags };
        format!(
            "(({column} & {}) <> 0 AND ({column} & CASE WHEN {whole} AND (e.child IS NULL OR {}) THEN {} \
             WHEN {whole} THEN {} WHEN e.allowed THEN {} ELSE {} END) <> 0)",
            mask(flags),
            met_beside(),
            shown(of_nobody),
            shown(of_whole),
            shown(scope.telling_if_allowed),
            shown(scope.telling_if_refused)
        )
    }

    /// SQL that holds for the entries of that way which the rest of the filter wants.
    fn condition(&mut self, way: Way, filter: &LogFilter) -> Option<String> {
        let unseen = match way {
            // Entries were given to who opened a record, and to nobody else.
            Way::Given => {
                filter.child.is_some()
                    || filter.asks_who()
                    || filter.agency.is_some()
                    || filter.flags.is_some()
                    || filter.emergency.is_some()
                    || filter.reviewed.is_some()
                    || filter.allowed == Some(false)
                    || filter.actions.as_ref().is_some_and(|actions| !actions.contains(&AccessAction::View))
            }
            Way::Told => {
                filter.asks_who()
                    || filter.agency.is_some()
                    || filter.reviewed.is_some()
                    || filter.emergency == Some(false)
                    || filter.flags.is_some_and(|flags| !flags.contains(AccessFlag::Emergency))
            }
            Way::Marked => {
                filter.asks_who()
                    || filter.agency.is_some()
                    || filter.reviewed.is_some()
                    || filter.emergency.is_some()
                    || filter.flags.is_some()
            }
            Way::OwnAgency | Way::Custody | Way::Partnership => false,
        };
        if unseen {
            return None;
        }
        let whole = self.within.whole(way);
        let mut all = vec![self.within.within(way, !is_wide(filter))];
        if let Some(key) = &filter.child {
            let LogScope { agency, person, today, .. } = self.within.scope;
            let viewer = Viewer { agency, person: *person, today: *today };
            let (child, values) = wanted(self.within.snapshot, key, &viewer, self.values.len() + 1);
            self.values.extend(values);
            all.push(match way {
                // Of these the child is told, and little else.
                Way::Told | Way::Marked => format!("e.child = {child}"),
                Way::Custody => attempted(&child),
                // A restricted child is not found by its id or number, though what was done before is shown (R37).
                Way::OwnAgency | Way::Given | Way::Partnership => {
                    format!("{whole} AND e.child = {child} AND NOT {}", self.within.hidden())
                }
            });
        }
        if let Some(person) = filter.person {
            all.push(format!("e.person = '{person}'"));
        }
        if let Some(agency) = filter.agency {
            all.push(format!("e.agency = '{agency}'"));
        }
        if let Some(name) = &filter.named {
            self.values.push(name.to_lowercase().into());
            let snapshot = self.within.snapshot;
            let has = snapshot.dialect.contains("lower(n.name)", &format!("${}", self.values.len()));
            let newest = snapshot.newest("person", "n", "id");
            all.push(format!("e.person IN (SELECT n.id FROM person AS n WHERE {has} AND {newest})"));
        }
        if filter.asks_who() || filter.agency.is_some() {
            // Of an entry that keeps them nobody is found by them.
            all.push(format!("NOT ({whole} AND {})", self.within.placeless(way)));
        }
        if let Some(actions) = &filter.actions {
            // One alone in the words of the index that finds it.
            all.push(match actions.as_slice() {
                [action] => format!("e.action = '{}'", action.name()),
                actions => format!("e.action IN ({})", list(actions)),
            });
        }
        if let Some(allowed) = filter.allowed {
            all.push(if allowed { "e.allowed" } else { "NOT e.allowed" }.to_owned());
        }
        if let Some(emergency) = filter.emergency {
            all.push(if emergency { "e.emergency" } else { "NOT e.emergency" }.to_owned());
        }
        let rare = filter.actions.as_ref().is_some_and(|all| !all.iter().any(|action| EVERYDAY.contains(action)));
        if is_wide(filter) && (rare || filter.allowed == Some(false) || filter.emergency == Some(true)) {
            all.push(UNUSUAL.to_owned());
        }
        if let Some(reviewed) = filter.reviewed {
            // Reviews are shown of entries that the viewer may review, and of no others.
            let mine = format!("(e.person IS NULL OR e.person <> '{}')", self.within.scope.person);
            let not = if reviewed { "" } else { "NOT " };
            all.push(format!("{whole} AND {mine} AND {not}{REVIEWED}"));
        }
        Some(format!("{}{}", all.join(" AND "), bounds(filter, "e.committed_at")))
    }
}

/// SQL that holds for an entry with a review.
pub(super) const REVIEWED: &str =
    "EXISTS (SELECT 1 FROM access_review AS w WHERE w.entry_log = e.log AND w.entry_seq = e.seq)";

/// Whether neither a child nor a practitioner narrows it, each of whom has an index of their own.
const fn is_wide(filter: &LogFilter) -> bool {
    filter.child.is_none() && !filter.asks_who()
}

/// SQL for the time that the filter names.
fn bounds(filter: &LogFilter, column: &str) -> String {
    let from = filter.from.map(|Instant(from)| format!(" AND {column} >= {from}")).unwrap_or_default();
    let to = filter.to.map(|Instant(to)| format!(" AND {column} < {to}")).unwrap_or_default();
    from + &to
}

/// Written out, because a comparison of rows would not use the index on both engines; its first part alone bounds the scan.
fn older_than(key: LogCursor, [at, log, seq]: [&str; 3]) -> String {
    let LogCursor { committed_at: Instant(then), log: of_log, seq: of_seq } = key;
    format!(
        " AND {at} <= {then} AND ({at} < {then} OR ({at} = {then} AND ({log} < {of_log} \
         OR ({log} = {of_log} AND {seq} < {of_seq}))))"
    )
}
