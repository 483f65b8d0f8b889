//! What of a succession governance looks at before it takes effect (R39): the bars, conflicts and markings that meet the
//! successor or its people. It gives ids and kinds, nothing of a record. Of a child whose record is restricted it gives nothing
//! but to the custodians: whoever is named for the record stays named, and no successor's people are.

use entities::Date;
use entities::ids::{AgencyId, ChildId, PersonId, ProtectionId, SuccessionId};
use entities::rows::succession;
use entities::words::ProtectionKind;
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::Serialize;

use super::caller::{Caller, json};
use super::snapshot::Snapshot;

/// A bar, conflict or marking that meets a successor.
pub(crate) struct Matter {
    pub(crate) protection: ProtectionId,
    pub(crate) version: i32,
    pub(crate) child: ChildId,
    pub(crate) kind: ProtectionKind,
    /// The agency that it keeps out.
    pub(crate) agency: Option<AgencyId>,
    /// The person whom it keeps out.
    pub(crate) person: Option<PersonId>,
    pub(crate) settled: bool,
}

/// The place of a matter in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MatterCursor {
    /// The child.
    pub child: ChildId,
    /// The bar, conflict or marking.
    pub protection: ProtectionId,
}

/// The successors that a succession names, the one that keeps the records first.
pub(crate) fn successors(row: &succession::Model) -> Result<Vec<AgencyId>, DbErr> {
    let others: Vec<AgencyId> = json(&row.others)?;
    Ok(std::iter::once(row.keeper).chain(others).collect())
}

impl Snapshot {
    /// At most so many successions as they stand, those named last first.
    pub(crate) async fn successions(&self, most: u32) -> Result<Vec<succession::Model>, DbErr> {
        let sql = format!(
            "SELECT s.* FROM succession AS s WHERE {} ORDER BY s.recorded_at DESC, s.id LIMIT {most}",
            self.newest("succession", "s", "id")
        );
        self.all(sql, Vec::new()).await?.iter().map(|row| succession::Model::from_query_result(row, "")).collect()
    }

    /// One succession as it stands.
    pub(crate) async fn succession(&self, id: SuccessionId) -> Result<Option<succession::Model>, DbErr> {
        let sql =
            format!("SELECT s.* FROM succession AS s WHERE s.id = $1 AND {}", self.newest("succession", "s", "id"));
        let row = self.one(sql, vec![id.into()]).await?;
        row.map(|row| succession::Model::from_query_result(&row, "")).transpose()
    }

    /// At most so many matters of a succession by child, and one more where more follow.
    pub(crate) async fn matters(
        &self,
        caller: &Caller,
        of: &succession::Model,
        today: Date,
        after: Option<MatterCursor>,
        first: u32,
    ) -> Result<Vec<Matter>, DbErr> {
        let beyond = after.map_or_else(String::new, |MatterCursor { child, protection }| {
            format!(" AND (g.child_id > '{child}' OR (g.child_id = '{child}' AND g.id > '{protection}'))")
        });
        let sql = format!(
            "{} AND {}{beyond} ORDER BY g.child_id, g.id LIMIT {}",
            self.meeting(caller, of, today)?,
            self.open_to(caller, today),
            first.saturating_add(1)
        );
        self.all(sql, Vec::new()).await?.iter().map(matter).collect()
    }

    /// One matter of a succession.
    pub(crate) async fn matter(
        &self,
        caller: &Caller,
        of: &succession::Model,
        today: Date,
        protection: ProtectionId,
    ) -> Result<Option<Matter>, DbErr> {
        let meeting = self.meeting(caller, of, today)?;
        let sql = format!("{meeting} AND {} AND g.id = $1", self.open_to(caller, today));
        self.one(sql, vec![protection.into()]).await?.as_ref().map(matter).transpose()
    }

    /// How many matters of a succession are not settled, those that are closed to the caller too: a colleague settles them.
    pub(crate) async fn unsettled(&self, caller: &Caller, of: &succession::Model, today: Date) -> Result<i64, DbErr> {
        let meeting = self.meeting(caller, of, today)?;
        let sql = format!("SELECT count(*) AS total FROM ({meeting}) AS m WHERE m.settled = 0");
        self.one(sql, Vec::new()).await?.map_or(Ok(0), |row| row.try_get("", "total"))
    }

    /// SQL that holds where neither a bar nor a conflict of interest closes the child of the protection `g` to the caller in
    /// person. A bar of the agency that the caller governs for is what they are to settle.
    fn open_to(&self, caller: &Caller, today: Date) -> String {
        format!(
            "NOT EXISTS (SELECT 1 FROM protection AS r WHERE r.child_id = g.child_id AND r.person_id = '{}' AND {})",
            caller.person,
            self.in_force("r", today)
        )
    }

    /// SQL for the bars, conflicts and markings in force that meet a successor: whatever keeps the agency that closes out, since
    /// it will keep its successors out; and of the children whom that agency knows, whose records pass, every marking and
    /// whatever keeps out a successor or one of its people. Ids stand in it as they are: the hub made them.
    fn meeting(&self, caller: &Caller, of: &succession::Model, today: Date) -> Result<String, DbErr> {
        let list = |agencies: Vec<AgencyId>| {
            agencies.iter().map(|agency| format!("'{agency}'")).collect::<Vec<_>>().join(", ")
        };
        let with_earlier = |agency: AgencyId, earlier: Vec<AgencyId>| [vec![agency], earlier].concat();
        let successions = &caller.successions;
        let closing = list(with_earlier(of.agency_id, successions.kept_by(of.agency_id)));
        let barred = list(with_earlier(of.agency_id, successions.followed_by(of.agency_id)));
        let successors: Vec<AgencyId> = successors(of)?
            .into_iter()
            .flat_map(|agency| with_earlier(agency, successions.followed_by(agency)))
            .collect();
        let successors = list(successors);
        let known_by = |table: &str, agency: &str| {
            format!(
                "EXISTS (SELECT 1 FROM {table} AS y WHERE y.child_id = g.child_id AND y.{agency} IN ({closing}) AND {})",
                self.recorded("y")
            )
        };
        let responsible = format!(
            "EXISTS (SELECT 1 FROM child AS y WHERE y.id = g.child_id AND y.responsible_authority IN ({closing}) AND {})",
            self.newest("child", "y", "id")
        );
        Ok(format!(
            "SELECT g.id, g.version, g.child_id, g.kind, g.agency_id, g.person_id, \
             CASE WHEN EXISTS (SELECT 1 FROM succession_settlement AS t WHERE t.succession_id = '{}' \
             AND t.protection_id = g.id AND t.protection_version = g.version AND {}) THEN 1 ELSE 0 END AS settled \
             FROM protection AS g WHERE g.child_id IS NOT NULL AND g.kind <> 'RESTRICTION' AND {} \
             AND NOT EXISTS (SELECT 1 FROM protection AS k WHERE k.child_id = g.child_id AND k.kind = 'RESTRICTION' \
             AND k.custodians NOT LIKE '%\"{}\"%' AND {}) \
             AND ((g.kind = 'BAR' AND g.agency_id IN ({barred})) \
             OR (({} OR {} OR {} OR {} OR {} OR {responsible}) AND (g.kind = 'WHEREABOUTS' OR g.agency_id IN ({successors}) \
             OR EXISTS (SELECT 1 FROM membership AS m WHERE m.person_id = g.person_id AND NOT m.ended \
             AND m.agency_id IN ({successors}) AND {}))))",
            of.id,
            self.recorded("t"),
            self.in_force("g", today),
            caller.person,
            self.in_force("k", today),
            known_by("involvement", "agency_id"),
            known_by("chronology_entry", "agency_id"),
            known_by("concern", "addressed_to"),
            known_by("concern", "agency_id"),
            known_by("safeguarding_check", "asked_agency"),
            self.newest("membership", "m", "id"),
        ))
    }
}

fn matter(row: &QueryResult) -> Result<Matter, DbErr> {
    Ok(Matter {
        protection: row.try_get("", "id")?,
        version: row.try_get("", "version")?,
        child: row.try_get("", "child_id")?,
        kind: row.try_get("", "kind")?,
        agency: row.try_get("", "agency_id")?,
        person: row.try_get("", "person_id")?,
        settled: row.try_get::<i32>("", "settled")? == 1,
    })
}
