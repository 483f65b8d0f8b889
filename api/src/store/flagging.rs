//! What the flags are found by that depend on other accesses (R38): BASIS_CHANGED, HIGH_VOLUME and REPEATED_REFUSAL. Each
//! statement looks at a bounded stretch of one log, and at the accesses of the same people in the hours before it; none holds
//! a connection while another runs. It must never be asked by a reader: a flag is found after the access and then stands.

use std::collections::{BTreeMap, BTreeSet};

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::rows::{access_flag, access_flag_pass};
use entities::words::{AccessAction, AccessFlag, LawfulBasis, Word};
use entities::{Instant, Set};
use sea_orm::{DbErr, QueryResult};

use super::measures::Thresholds;
use super::snapshot::Snapshot;

/// The most accesses of one stretch: each may get two flags, and a change writes at most a hundred rows.
const MOST_ACCESSES: usize = 48;

/// How many of a person's accesses before a stretch are looked at first, for each child that makes high volume.
const NEWEST: usize = 5;

/// The most places of one stretch.
const MOST_PLACES: i64 = 1000;

/// By which a person sees a child.
pub(super) const SEEING: &[AccessAction] = &[AccessAction::View, AccessAction::Search, AccessAction::Export];

/// Whether a person learns of a child by it, for HIGH_VOLUME: by being told that something happened, too.
fn tells_of_a_child(action: AccessAction) -> bool {
    SEEING.contains(&action) || action == AccessAction::Follow
}

/// A stretch of a log that was looked through, and what was found in it.
pub(crate) struct Stretch {
    /// The first place after it.
    pub(crate) until: i64,
    /// The flags that it gets; their positions are not set.
    pub(crate) found: Vec<access_flag::Model>,
}

/// An access by a person about a child.
struct Access {
    log: i32,
    seq: i64,
    at: Instant,
    person: PersonId,
    agency: Option<AgencyId>,
    sees: bool,
}

impl Access {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let action: AccessAction = row.try_get("", "action")?;
        Ok(Self {
            log: row.try_get("", "log")?,
            seq: row.try_get("", "seq")?,
            at: row.try_get("", "committed_at")?,
            person: row.try_get("", "person")?,
            agency: row.try_get("", "agency")?,
            sees: row.try_get("", "allowed")? && tells_of_a_child(action),
        })
    }

    fn flagged(&self, flag: AccessFlag) -> access_flag::Model {
        access_flag::Model {
            entry_log: self.log,
            entry_seq: self.seq,
            flags: Set::of(&[flag]),
            committed_at: self.at,
            agency: self.agency,
            log: 0,
            seq: 0,
        }
    }
}

const COLUMNS: &str = "e.log, e.seq, e.committed_at, e.person, e.agency, e.allowed, e.action";

impl Snapshot {
    /// How far each log was looked through: its number, and the first place that was not.
    pub(crate) async fn looked_through(&self) -> Result<Vec<(i32, i64)>, DbErr> {
        let sql = "SELECT s.log, coalesce((SELECT max(p.until) FROM access_flag_pass AS p WHERE p.of_log = s.log), 0) \
                   AS until FROM log_slot AS s ORDER BY s.log";
        let rows = self.all(sql, Vec::new()).await?;
        rows.iter().map(|row| Ok((row.try_get("", "log")?, row.try_get("", "until")?))).collect()
    }

    /// The next stretch of a log from that place on, so far as it was committed by then; none where nothing follows.
    pub(crate) async fn next_stretch(
        &self,
        log: i32,
        from: i64,
        settled: Instant,
        thresholds: &Thresholds,
    ) -> Result<Option<Stretch>, DbErr> {
        let Instant(settled) = settled;
        let places = format!(
            "e.log = {log} AND e.seq >= {from} AND e.seq < {} AND e.committed_at <= {settled}",
            from.saturating_add(MOST_PLACES)
        );
        let end =
            self.one(format!("SELECT max(e.seq) AS last FROM access_log AS e WHERE {places}"), Vec::new()).await?;
        let last: Option<i64> = end.map_or(Ok(None), |row| row.try_get("", "last"))?;
        let Some(last) = last else { return Ok(None) };
        let sql = format!(
            "SELECT {COLUMNS} FROM access_log AS e WHERE {places} AND e.person IS NOT NULL AND e.child IS NOT NULL \
             ORDER BY e.seq LIMIT {MOST_ACCESSES}"
        );
        let accesses = self.all(sql, Vec::new()).await?.iter().map(Access::read).collect::<Result<Vec<_>, _>>()?;
        let last =
            if accesses.len() == MOST_ACCESSES { accesses.last().map_or(last, |access| access.seq) } else { last };
        let mut found = Vec::new();
        if !accesses.is_empty() {
            found.extend(self.compared(&accesses, thresholds).await?);
            found.extend(self.of_high_volume(&accesses, thresholds).await?);
        }
        Ok(Some(Stretch { until: last.saturating_add(1), found }))
    }

    /// Those that are another basis after CONSENT, and those that are one refusal too many, for the same person and child.
    async fn compared(&self, of: &[Access], thresholds: &Thresholds) -> Result<Vec<access_flag::Model>, DbErr> {
        let Some(first) = of.first() else { return Ok(Vec::new()) };
        let earlier = |within: i64| {
            format!(
                "p.person = e.person AND p.child = e.child AND p.child IS NOT NULL \
                 AND p.committed_at > e.committed_at - {within} AND p.committed_at <= e.committed_at \
                 AND (p.committed_at < e.committed_at OR p.log < e.log OR (p.log = e.log AND p.seq <= e.seq))"
            )
        };
        let consent = LawfulBasis::Consent.name();
        let most = thresholds.repeated_refusals;
        let sql = format!(
            "SELECT e.seq, CASE WHEN e.lawful_basis <> '{consent}' AND EXISTS (SELECT 1 FROM access_log AS p \
             WHERE {} AND p.lawful_basis = '{consent}') THEN 1 ELSE 0 END AS changed, \
             CASE WHEN NOT e.allowed AND (SELECT count(*) FROM (SELECT 1 FROM access_log AS p WHERE {} \
             AND NOT p.allowed LIMIT {most}) AS refusals) >= {most} THEN 1 ELSE 0 END AS repeated \
             FROM access_log AS e WHERE e.log = {} AND e.seq IN ({})",
            earlier(thresholds.basis_changed_within),
            earlier(thresholds.repeated_refusals_within),
            first.log,
            of.iter().map(|access| access.seq.to_string()).collect::<Vec<_>>().join(", "),
        );
        let mut found = Vec::new();
        for row in self.all(sql, Vec::new()).await? {
            let seq: i64 = row.try_get("", "seq")?;
            for (column, flag) in [("changed", AccessFlag::BasisChanged), ("repeated", AccessFlag::RepeatedRefusal)] {
                if row.try_get::<i32>("", column)? == 1 {
                    found.extend(of.iter().filter(|access| access.seq == seq).map(|access| access.flagged(flag)));
                }
            }
        }
        Ok(found)
    }

    /// Those with which their person had seen many children in a short time. Whose newest accesses before the stretch suffice is
    /// looked at no further: of somebody who reads all day long, nothing else is read.
    async fn of_high_volume(&self, of: &[Access], thresholds: &Thresholds) -> Result<Vec<access_flag::Model>, DbErr> {
        let mut seeing: Vec<&Access> = of.iter().filter(|access| access.sees).collect();
        let times = seeing.iter().map(|access| access.at);
        let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { return Ok(Vec::new()) };
        let within = thresholds.high_volume_within;
        let many = thresholds.high_volume_children as usize;
        let people: BTreeSet<PersonId> = seeing.iter().map(|access| access.person).collect();
        // Within the time of each access of the stretch, however long the stretch is.
        let newest = format!("e.committed_at > {} AND e.committed_at < {}", last.plus(-within).0, first.0);
        let seen = self
            .learnt(&people, &newest, &format!(" ORDER BY e.committed_at DESC LIMIT {}", many.saturating_mul(NEWEST)))
            .await?;
        let enough: BTreeSet<PersonId> = seen
            .into_iter()
            .filter(|(_, seen)| seen.iter().map(|(_, child)| child).collect::<BTreeSet<_>>().len() >= many)
            .map(|(person, _)| person)
            .collect();
        let others: BTreeSet<PersonId> = people.difference(&enough).copied().collect();
        let window = format!("e.committed_at > {} AND e.committed_at <= {}", first.plus(-within).0, last.0);
        let seen = self.learnt(&others, &window, "").await?;
        seeing.retain(|access| {
            let children: BTreeSet<ChildId> = seen
                .get(&access.person)
                .into_iter()
                .flatten()
                .filter(|(at, _)| *at <= access.at && *at > access.at.plus(-within))
                .map(|(_, child)| *child)
                .collect();
            enough.contains(&access.person) || children.len() >= many
        });
        Ok(seeing.into_iter().map(|access| access.flagged(AccessFlag::HighVolume)).collect())
    }

    /// When each of those people learnt of which child; one statement, if there is anybody.
    async fn learnt(
        &self,
        people: &BTreeSet<PersonId>,
        when: &str,
        end: &str,
    ) -> Result<BTreeMap<PersonId, Vec<(Instant, ChildId)>>, DbErr> {
        let mut seen: BTreeMap<PersonId, Vec<(Instant, ChildId)>> = BTreeMap::new();
        if people.is_empty() {
            return Ok(seen);
        }
        let actions: Vec<String> = AccessAction::ALL
            .iter()
            .filter(|action| tells_of_a_child(**action))
            .map(|action| format!("'{}'", action.name()))
            .collect();
        let of_one = |person: &PersonId| {
            format!(
                "SELECT * FROM (SELECT e.person, e.child, e.committed_at FROM access_log AS e WHERE e.person = '{person}' \
                 AND e.child IS NOT NULL AND {when} AND e.allowed AND e.action IN ({}){end}) AS o",
                actions.join(", ")
            )
        };
        let sql = people.iter().map(of_one).collect::<Vec<_>>().join(" UNION ALL ");
        for row in self.all(sql, Vec::new()).await? {
            let (at, child) = (row.try_get("", "committed_at")?, row.try_get("", "child")?);
            seen.entry(row.try_get("", "person")?).or_default().push((at, child));
        }
        Ok(seen)
    }
}

/// That a stretch was looked through.
pub(crate) fn mark(of_log: i32, since: i64, until: i64) -> access_flag_pass::Model {
    access_flag_pass::Model { of_log, since, until, log: 0, seq: 0 }
}
