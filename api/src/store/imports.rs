//! What an import must know of what is there: what it made before, and whose record a child of a return may be.
//!
//! These finders read rows of children without an opening: nobody asked for a child, and nothing that they find may leave
//! the hub. The door hands them to an import, which writes with them and shows none of them.

use std::collections::{HashMap, HashSet};

use entities::ids::{AgencyId, ChildId, PersonId};
use entities::rows::{
    child, child_identifier, chronology_entry, imported_record, involvement, level_of_need, protective_work,
};
use entities::words::Role;
use entities::{Date, Set};
use sea_orm::{DbErr, FromQueryResult, Value};

use super::snapshot::Snapshot;

/// What an import made of a record before.
pub type Known = imported_record::Model;

/// Whom an import is about to write of.
#[derive(Clone, Debug)]
pub struct FootingAsk {
    /// Whose return it is.
    pub agency: AgencyId,
    /// The children's keys.
    pub keys: Vec<String>,
    /// The agency's own numbers, by the child's key.
    pub local: HashMap<String, String>,
    /// Pupil numbers whose check letter is right, by the child's key.
    pub upns: HashMap<String, String>,
    /// The day.
    pub today: Date,
}

/// What is there of some children of a return. For writing alone: it must never be shown.
#[derive(Debug, Default)]
pub struct Footing {
    /// What was made before, by the child's key and the record's.
    pub(crate) known: HashMap<String, HashMap<String, Known>>,
    /// Children by the agency's own number.
    pub(crate) by_local: HashMap<String, Vec<ChildId>>,
    /// Children by pupil number.
    pub(crate) by_upn: HashMap<String, Vec<ChildId>>,
    /// Details as they stand.
    pub(crate) children: HashMap<ChildId, child::Model>,
    /// Numbers.
    pub(crate) identifiers: HashMap<ChildId, Vec<child_identifier::Model>>,
    /// Levels of need as they stand.
    pub(crate) levels: HashMap<ChildId, level_of_need::Model>,
    /// The agency, and those whose records passed on to it (R39).
    pub(crate) own: Vec<AgencyId>,
    /// Children who are restricted, or barred to somebody: no number joins anything to them (R28, R34).
    pub(crate) closed: HashSet<ChildId>,
}

/// The rows that an import made before and wants to follow with a version.
#[derive(Clone, Debug, Default)]
pub struct MadeAsk {
    /// Ids of involvements.
    pub involvements: Vec<String>,
    /// Ids of chronology entries.
    pub entries: Vec<String>,
    /// Ids of protective work.
    pub works: Vec<String>,
}

/// Those rows as they stand, by id. For writing alone.
#[derive(Debug, Default)]
pub struct Made {
    pub(crate) involvements: HashMap<String, involvement::Model>,
    pub(crate) entries: HashMap<String, chronology_entry::Model>,
    pub(crate) works: HashMap<String, protective_work::Model>,
}

/// `$n, $n+1, …` for a list whose first place is `first`.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

impl Snapshot {
    /// What is there of those children, in at most eight statements.
    pub(crate) async fn footing(&self, ask: &FootingAsk) -> Result<Footing, DbErr> {
        let mut own = vec![ask.agency];
        own.extend(self.successions_on(ask.today).await?.kept_by(ask.agency));
        let mut found = Footing { own, ..Footing::default() };
        for row in self.imported(&found.own, &ask.keys).await? {
            found.known.entry(row.child_key.clone()).or_default().insert(row.key.clone(), row);
        }
        let unknown = |key: &String| !found.known.contains_key(key);
        let wanted = |numbers: &HashMap<String, String>| -> Vec<Value> {
            numbers.iter().filter(|(key, _)| unknown(key)).map(|(_, number)| number.as_str().into()).collect()
        };
        let (local, upns) = (wanted(&ask.local), wanted(&ask.upns));
        found.by_local = self.by_local(&found.own, local).await?;
        found.by_upn = self.by_upn(upns).await?;
        let mut ids: HashSet<ChildId> = found.known.values().flat_map(HashMap::values).map(|r| r.child_id).collect();
        ids.extend(found.by_local.values().chain(found.by_upn.values()).flatten());
        let ids: Vec<Value> = ids.into_iter().map(Into::into).collect();
        for row in self.newest_of::<child::Model>("child", "id", "id", ids.clone()).await? {
            found.children.insert(row.id, row);
        }
        for row in self.newest_of::<level_of_need::Model>("level_of_need", "child_id", "child_id", ids.clone()).await? {
            found.levels.insert(row.child_id, row);
        }
        for row in self.identifiers_of(ids.clone()).await? {
            found.identifiers.entry(row.child_id).or_default().push(row);
        }
        found.closed = self.closed(ids, ask.today).await?;
        Ok(found)
    }

    /// The rows that an import made, as they stand, in at most three statements.
    pub(crate) async fn made(&self, ask: &MadeAsk) -> Result<Made, DbErr> {
        let ids = |ids: &[String]| ids.iter().map(|id| id.as_str().into()).collect();
        let involvements =
            self.newest_of::<involvement::Model>("involvement", "id", "id", ids(&ask.involvements)).await?;
        let entries =
            self.newest_of::<chronology_entry::Model>("chronology_entry", "id", "id", ids(&ask.entries)).await?;
        let works = self.newest_of::<protective_work::Model>("protective_work", "id", "id", ids(&ask.works)).await?;
        Ok(Made {
            involvements: involvements.into_iter().map(|row| (row.id.to_string(), row)).collect(),
            entries: entries.into_iter().map(|row| (row.id.to_string(), row)).collect(),
            works: works.into_iter().map(|row| (row.id.clone(), row)).collect(),
        })
    }

    /// Who keeps a record that an import restricts on adoption (R28): the agency's adoption team, else its safeguarding
    /// leads; and the partnership's information governance. First those who still see the record, then its custodians.
    pub(crate) async fn adoption_keepers(&self, agency: AgencyId) -> Result<(Vec<PersonId>, Vec<PersonId>), DbErr> {
        let governs = Set::of(&[Role::InformationGovernance]);
        let sql = format!(
            "SELECT m.person_id, m.agency_id, m.team, m.roles FROM membership AS m \
             WHERE NOT m.ended AND (m.agency_id = $1 OR (m.roles & {}) <> 0) AND {} ORDER BY m.person_id",
            governs.bits(),
            self.newest("membership", "m", "id")
        );
        let (mut team, mut leads, mut governance) = (Vec::new(), Vec::new(), Vec::new());
        for row in self.all(sql, vec![agency.into()]).await? {
            let person: PersonId = row.try_get("", "person_id")?;
            let roles: Set<Role> = row.try_get("", "roles")?;
            let own = row.try_get::<AgencyId>("", "agency_id")? == agency;
            let name: Option<String> = row.try_get("", "team")?;
            if own && name.is_some_and(|name| name.to_lowercase().contains("adoption")) {
                team.push(person);
            }
            if own && roles.contains(Role::SafeguardingLead) {
                leads.push(person);
            }
            if roles.intersects(governs) {
                governance.push(person);
            }
        }
        let mut custodians = if team.is_empty() { leads } else { team.clone() };
        custodians.extend(governance);
        custodians.sort();
        custodians.dedup();
        Ok((team, custodians))
    }

    async fn imported(&self, agencies: &[AgencyId], keys: &[String]) -> Result<Vec<Known>, DbErr> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT r.* FROM imported_record AS r WHERE r.agency_id IN ({}) AND r.child_key IN ({}) AND NOT EXISTS \
             (SELECT 1 FROM imported_record AS n WHERE n.agency_id = r.agency_id AND n.child_key = r.child_key \
             AND n.key = r.key AND n.version = r.version + 1) ORDER BY r.version",
            places(1, agencies.len()),
            places(agencies.len() + 1, keys.len())
        );
        let mut values: Vec<Value> = agencies.iter().map(|agency| (*agency).into()).collect();
        values.extend(keys.iter().map(|key| Value::from(key.as_str())));
        self.all(sql, values).await?.iter().map(|row| Known::from_query_result(row, "")).collect()
    }

    async fn by_local(
        &self,
        agencies: &[AgencyId],
        numbers: Vec<Value>,
    ) -> Result<HashMap<String, Vec<ChildId>>, DbErr> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!(
            "SELECT DISTINCT i.value, i.child_id FROM child_identifier AS i WHERE i.system = 'LOCAL' AND i.verified \
             AND i.agency_id IN ({}) AND i.value IN ({}) ORDER BY i.child_id",
            places(1, agencies.len()),
            places(agencies.len() + 1, numbers.len())
        );
        let mut values: Vec<Value> = agencies.iter().map(|agency| (*agency).into()).collect();
        values.extend(numbers);
        self.grouped(sql, values).await
    }

    async fn by_upn(&self, numbers: Vec<Value>) -> Result<HashMap<String, Vec<ChildId>>, DbErr> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!(
            "SELECT c.upn AS value, c.id AS child_id FROM child AS c WHERE c.upn IN ({}) AND {} ORDER BY c.id",
            places(1, numbers.len()),
            self.newest("child", "c", "id")
        );
        self.grouped(sql, numbers).await
    }

    async fn grouped(&self, sql: String, values: Vec<Value>) -> Result<HashMap<String, Vec<ChildId>>, DbErr> {
        let mut found: HashMap<String, Vec<ChildId>> = HashMap::new();
        for row in self.all(sql, values).await? {
            found.entry(row.try_get("", "value")?).or_default().push(row.try_get("", "child_id")?);
        }
        Ok(found)
    }

    async fn newest_of<M: FromQueryResult>(
        &self,
        table: &str,
        wanted: &str,
        key: &str,
        ids: Vec<Value>,
    ) -> Result<Vec<M>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places = places(1, ids.len());
        let sql =
            format!("SELECT t.* FROM {table} AS t WHERE t.{wanted} IN ({places}) AND {}", self.newest(table, "t", key));
        self.all(sql, ids).await?.iter().map(|row| M::from_query_result(row, "")).collect()
    }

    async fn identifiers_of(&self, ids: Vec<Value>) -> Result<Vec<child_identifier::Model>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT i.* FROM child_identifier AS i WHERE i.child_id IN ({})", places(1, ids.len()));
        self.all(sql, ids).await?.iter().map(|row| child_identifier::Model::from_query_result(row, "")).collect()
    }

    async fn closed(&self, ids: Vec<Value>, today: Date) -> Result<HashSet<ChildId>, DbErr> {
        if ids.is_empty() {
            return Ok(HashSet::new());
        }
        let mut values: Vec<Value> = vec![today.into()];
        let places = places(2, ids.len());
        values.extend(ids);
        let sql = format!(
            "SELECT DISTINCT p.child_id FROM protection AS p WHERE p.child_id IN ({places}) AND NOT p.lifted \
             AND p.kind IN ('RESTRICTION', 'BAR') AND (p.until IS NULL OR p.until >= $1) AND {}",
            self.newest("protection", "p", "id")
        );
        self.all(sql, values).await?.iter().map(|row| row.try_get("", "child_id")).collect()
    }
}
