//! What narrows an opening beside its classes: a relationship that ended shows what was on record on its last day (R13), a
//! claim shows who the child is as the claimant stated it (R15).

use entities::words::{InvolvementState, Relationship};
use entities::{Date, Instant};
use sea_orm::DbErr;

use super::Opening;
use super::sighting::rests_on;
use crate::plain::calendar::start_of_day;
use crate::store::caller::{Caller, CallerAgency, json};
use crate::store::claim::ClaimedIdentity;
use crate::store::facts::{ChildKey, FactRows, InvolvementRow, present_level};
use crate::store::snapshot::{AsOf, Snapshot};

/// What an opening is narrowed to.
pub(super) enum Bounds {
    /// Nothing: what stands.
    None,
    /// What was on record when the logs had these sizes; the agency's own contributions as they stand.
    LastDay { as_of: AsOf, rows: Box<FactRows> },
    /// The child's identity as it was claimed.
    Claimed(ClaimedIdentity),
}

impl Snapshot {
    /// Narrows an opening to what its relationship gives. Reads nothing unless the opening rests on an ended relationship or
    /// on a claim.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn narrow(&self, mut opening: Opening, caller: &Caller) -> Result<Opening, DbErr> {
        if rests_on(&opening.book, &opening.facts, Relationship::Ended) && opening.facts.relationship.recently_ended {
            let Some(last) = last_day(&opening.loaded.rows.involvements, &caller.agency) else { return Ok(opening) };
            let as_of = AsOf::Sizes(self.sizes_before(start_of_day(last.plus_days(1))).await?);
            let rows = FactRows::load_at(self, &as_of, caller, None, &ChildKey::Id(opening.child)).await?;
            opening.bounds = Bounds::LastDay { as_of, rows: Box::new(rows) };
        } else if rests_on(&opening.book, &opening.facts, Relationship::Claimed) {
            opening.bounds = Bounds::Claimed(self.claimed_identity(&opening, caller).await?);
        }
        Ok(opening)
    }

    /// The sizes that the logs had before that moment, as far as this snapshot knows them.
    async fn sizes_before(&self, end: Instant) -> Result<Vec<(i32, i64)>, DbErr> {
        let sql = "SELECT s.log, coalesce((SELECT a.seq + 1 FROM access_log AS a WHERE a.log = s.log \
                   AND a.committed_at < $1 ORDER BY a.committed_at DESC, a.log DESC, a.seq DESC LIMIT 1), 0) AS size \
                   FROM log_slot AS s ORDER BY s.log";
        let mut sizes = Vec::new();
        for row in self.all(sql.to_owned(), vec![end.into()]).await? {
            let (log, size): (i32, i64) = (row.try_get("", "log")?, row.try_get("", "size")?);
            let known = match self.as_of() {
                AsOf::Now => i64::MAX,
                AsOf::Sizes(known) => known.iter().find(|(l, _)| *l == log).map_or(0, |(_, size)| *size),
            };
            sizes.push((log, size.min(known)));
        }
        Ok(sizes)
    }

    async fn claimed_identity(&self, opening: &Opening, caller: &Caller) -> Result<ClaimedIdentity, DbErr> {
        let sql = format!(
            "SELECT i.claimed_identity AS claimed FROM involvement AS i WHERE i.child_id = $1 AND i.agency_id = $2 \
             AND i.state = 'CLAIMED' AND i.claimed_identity IS NOT NULL AND {} ORDER BY i.recorded_at DESC, i.id LIMIT 1",
            self.newest("involvement", "i", "id")
        );
        match self.one(sql, vec![opening.child.into(), caller.agency.id.into()]).await? {
            Some(row) => json(&row.try_get::<String>("", "claimed")?),
            None => Ok(ClaimedIdentity::default()),
        }
    }
}

/// The last day on which the agency worked with the child.
fn last_day(involvements: &[InvolvementRow], agency: &CallerAgency) -> Option<Date> {
    let ended = involvements.iter().filter(|i| agency.owns(i.agency) && i.state == InvolvementState::Ended);
    ended.filter_map(|i| i.ended_on).max()
}

impl Opening {
    /// The knowledge that counts of what others recorded, where it is not what stands.
    pub(crate) fn past(&self) -> Option<&AsOf> {
        match &self.bounds {
            Bounds::LastDay { as_of, .. } => Some(as_of),
            _ => None,
        }
    }

    /// The identity as it was claimed, where the opening rests on a claim.
    pub(crate) fn claimed(&self) -> Option<&ClaimedIdentity> {
        match &self.bounds {
            Bounds::Claimed(identity) => Some(identity),
            _ => None,
        }
    }

    /// Whether the opening rests on a claim alone.
    pub fn rests_on_claim(&self) -> bool {
        self.claimed().is_some()
    }

    /// SQL that holds for the rows of `alias` that the opening shows: as they stand, or those of others, whose agency is in
    /// `alias.agency_id`, as they stood. `agency` is the caller's agency and its place.
    pub(crate) fn shown(
        &self,
        snapshot: &Snapshot,
        table: &str,
        alias: &str,
        (agency, place): (&CallerAgency, &str),
    ) -> String {
        let now = snapshot.newest(table, alias, "id");
        match self.past() {
            None => now,
            Some(as_of) => {
                let then = snapshot.newest_at(as_of, table, alias, "id");
                let own = agency.own(&format!("{alias}.agency_id"), place);
                format!("(({own} AND {now}) OR (NOT ({own}) AND {then}))")
            }
        }
    }

    /// The involvements that the opening shows. A claim ends with the agency whose person made it (R39).
    pub(crate) fn involvements(&self, agency: &CallerAgency) -> Vec<&InvolvementRow> {
        let now = &self.loaded.rows.involvements;
        let shown: Vec<&InvolvementRow> = match &self.bounds {
            Bounds::LastDay { rows, .. } => now
                .iter()
                .filter(|i| agency.owns(i.agency))
                .chain(rows.involvements.iter().filter(|i| !agency.owns(i.agency)))
                .collect(),
            _ => now.iter().collect(),
        };
        let stands =
            |i: &&InvolvementRow| i.state != InvolvementState::Claimed || !self.loaded.successions.closed(i.agency);
        shown.into_iter().filter(stands).collect()
    }

    /// The level of need that the opening shows.
    pub(crate) fn level(&self) -> entities::words::LevelOfNeed {
        match &self.bounds {
            Bounds::LastDay { rows, .. } => present_level(rows),
            _ => present_level(&self.loaded.rows),
        }
    }

    /// The version of the newest decision on the level of need; 0 where there is none.
    pub fn level_version(&self) -> i32 {
        self.loaded.rows.level.as_ref().map_or(0, |level| level.version)
    }
}
