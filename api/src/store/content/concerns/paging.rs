//! Concerns about a child in immediate danger that nobody has acknowledged, for those to whom they are addressed, and whom to
//! page for them. Ids alone.

use entities::ids::{AgencyId, ChildId, ConcernId, PersonId};
use entities::rows::{membership, protection};
use entities::words::{Position, ProtectionKind, Role};
use entities::{Date, Instant, Set};
use sea_orm::{DbErr, FromQueryResult, Value};

use super::super::super::caller::{Caller, json};
use super::super::super::snapshot::Snapshot;
use super::super::super::succession::Successions;
use super::listing::{Conditions, areas};
use crate::plain::text::name_key;

/// A page that nobody has acknowledged.
pub(crate) struct Waiting {
    pub(crate) concern: ConcernId,
    child: ChildId,
    pub(crate) addressed_to: AgencyId,
    raiser: PersonId,
    people: String,
    pub(crate) paged_at: Instant,
}

/// Somebody who may be paged.
pub(crate) struct OnDuty {
    /// Who it is.
    pub(crate) person: PersonId,
    /// Whether they are a manager or above.
    pub(crate) manages: bool,
}

impl Snapshot {
    /// The pages of those to whom they are addressed that nobody has acknowledged, the longest waiting first.
    pub(crate) async fn waiting_pages(&self, caller: &Caller) -> Result<Vec<Waiting>, DbErr> {
        if areas(caller).is_empty() {
            return Ok(Vec::new());
        }
        let mut conditions = Conditions { all: Vec::new(), values: Vec::new() };
        let addressed = self.seen(caller, &mut conditions).addressed;
        self.pages(&addressed, conditions.values, &caller.successions).await
    }

    /// Every page that nobody has acknowledged, the longest waiting first: to be sent, and for nobody to read.
    pub(crate) async fn all_waiting_pages(&self, successions: &Successions) -> Result<Vec<Waiting>, DbErr> {
        self.pages("TRUE", Vec::new(), successions).await
    }

    async fn pages(
        &self,
        addressed: &str,
        values: Vec<Value>,
        successions: &Successions,
    ) -> Result<Vec<Waiting>, DbErr> {
        let sql = format!(
            "SELECT g.concern_id, g.paged_at, q.child_id, q.addressed_to, q.person_id, q.people FROM duty_page AS g \
             JOIN concern AS q ON q.id = g.concern_id WHERE {addressed} AND {} AND NOT EXISTS \
             (SELECT 1 FROM concern_step AS s WHERE s.concern_id = g.concern_id AND {}) ORDER BY g.paged_at, g.concern_id",
            self.recorded("g"),
            self.recorded("s")
        );
        let rows = self.all(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(Waiting {
                    concern: row.try_get("", "concern_id")?,
                    child: row.try_get("", "child_id")?,
                    addressed_to: successions.heir(row.try_get("", "addressed_to")?),
                    raiser: row.try_get("", "person_id")?,
                    people: row.try_get("", "people")?,
                    paged_at: row.try_get("", "paged_at")?,
                })
            })
            .collect()
    }

    /// Whom to page for each of those: the social workers of the authority and the MASH practitioners of its area, but nobody
    /// who raised the concern or is named by it, and nobody for whom there is no such child (R28). Two statements.
    pub(crate) async fn on_duty(
        &self,
        successions: &Successions,
        today: Date,
        pages: &[Waiting],
    ) -> Result<Vec<Vec<OnDuty>>, DbErr> {
        let sql = format!(
            "SELECT m.*, {} AS name FROM membership AS m WHERE NOT m.ended AND {} ORDER BY m.person_id, m.id",
            self.name_of("m.person_id"),
            self.newest("membership", "m", "id")
        );
        let serving = Set::of(&[Role::SocialWorker, Role::MashPractitioner]);
        let mut people = Vec::new();
        for row in self.all(sql, Vec::new()).await? {
            let name: Option<String> = row.try_get("", "name")?;
            let row = membership::Model::from_query_result(&row, "")?;
            if row.roles.intersects(serving) {
                people.push((row, name_key(&name.unwrap_or_default())));
            }
        }
        let mut values: Vec<Value> = vec![today.into()];
        let places: Vec<String> = pages
            .iter()
            .map(|page| {
                values.push(page.child.into());
                format!("${}", values.len())
            })
            .collect();
        let sql = format!(
            "SELECT r.* FROM protection AS r WHERE r.child_id IN ({}) AND NOT r.lifted \
             AND (r.until IS NULL OR r.until >= $1) AND {}",
            if places.is_empty() { "NULL".to_owned() } else { places.join(", ") },
            self.newest("protection", "r", "id")
        );
        let closed = self.all(sql, values).await?;
        let closed =
            closed.iter().map(|row| protection::Model::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
        pages
            .iter()
            .map(|page| {
                let mut paged = Vec::new();
                for (row, key) in &people {
                    if serves(row, page, successions)? && !page.names(key) && !shut(row, page, &closed)? {
                        paged.push(OnDuty { person: row.person_id, manages: row.position >= Position::Manager });
                    }
                }
                Ok(paged)
            })
            .collect()
    }
}

impl Waiting {
    fn names(&self, key: &str) -> bool {
        self.people.contains(key)
    }
}

/// Whether the membership is one of those to whom the concern is addressed.
fn serves(row: &membership::Model, page: &Waiting, successions: &Successions) -> Result<bool, DbErr> {
    let here = row.roles.contains(Role::SocialWorker) && row.agency_id == page.addressed_to;
    let hub = row.roles.contains(Role::MashPractitioner)
        && json::<Vec<AgencyId>>(&row.mash_areas)?.into_iter().any(|area| successions.heir(area) == page.addressed_to);
    Ok((here || hub) && row.person_id != page.raiser)
}

/// Whether there is no such child for them.
fn shut(row: &membership::Model, page: &Waiting, closed: &[protection::Model]) -> Result<bool, DbErr> {
    for one in closed.iter().filter(|one| one.child_id == Some(page.child)) {
        let theirs = one.person_id == Some(row.person_id);
        let keeps_out = match one.kind {
            ProtectionKind::Restriction => !json::<Vec<PersonId>>(&one.named)?.contains(&row.person_id),
            ProtectionKind::Bar => theirs || one.agency_id == Some(row.agency_id),
            ProtectionKind::Conflict => theirs,
            ProtectionKind::Whereabouts => false,
        };
        if keeps_out {
            return Ok(true);
        }
    }
    Ok(false)
}
