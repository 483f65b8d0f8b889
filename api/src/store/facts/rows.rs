//! The rows that facts are made of, in one statement: the child, and a JSON list for everything that hangs on it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use entities::ids::{AgencyId, CheckId, ChildId, ConcernId, InvolvementId, PersonId, ProtectionId};
use entities::words::{
    AgencyKind, CheckGround, CheckStatus, DispenseReason, InvolvementState, LevelOfNeed, Position, ProtectionKind,
    ProtectiveWork, Sensitivity, SharingPurpose,
};
use entities::{Date, Instant};
use sea_orm::{DbErr, QueryResult, Value};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::caller::{Caller, json};
use super::super::content::named;
use super::super::shut::Viewer;
use super::super::snapshot::{AsOf, Snapshot};
use super::consent::Bits;
use super::{ChildKey, ConsentRow, DecidedRow, wanted};

/// The child's own row, so far as facts need it.
#[derive(Clone, Debug)]
pub(crate) struct ChildRow {
    pub(crate) id: ChildId,
    pub(crate) version: i32,
    pub(crate) date_of_birth: Option<Date>,
    pub(crate) expected_date_of_birth: Option<Date>,
    pub(crate) area: Option<AgencyId>,
    pub(crate) responsible_authority: Option<AgencyId>,
    /// Who described the child, where nothing else is recorded of it.
    pub(crate) described_by: Option<PersonId>,
    /// The family name, in the form in which names are compared.
    pub(crate) family_key: String,
}

/// One involvement, as it stands.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct InvolvementRow {
    pub(crate) id: InvolvementId,
    pub(crate) agency: AgencyId,
    pub(crate) kind: AgencyKind,
    pub(crate) state: InvolvementState,
    pub(crate) started_on: Date,
    pub(crate) ended_on: Option<Date>,
    pub(crate) team: Option<String>,
    /// JSON list of person ids.
    pub(crate) practitioners: String,
    pub(crate) sensitivity: Sensitivity,
    pub(crate) recorded_at: Instant,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct LevelRow {
    pub(crate) version: i32,
    pub(crate) level: LevelOfNeed,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct WorkRow {
    pub(crate) kind: ProtectiveWork,
    pub(crate) opened_on: Date,
    pub(crate) closed_on: Option<Date>,
    pub(crate) person: Option<PersonId>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ConcernRow {
    pub(crate) id: ConcernId,
    pub(crate) addressed_to: AgencyId,
    pub(crate) person: PersonId,
    /// 1 where the child is only a possible match.
    pub(crate) possible: i32,
    /// 1 where it is decided.
    pub(crate) decided: i32,
    /// 1 where a decision to go on without consent stands on it.
    pub(crate) dispensed: i32,
}

/// A check, as it stands.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CheckRow {
    pub(crate) id: CheckId,
    pub(crate) asked_agency: AgencyId,
    pub(crate) status: CheckStatus,
    pub(crate) purpose: SharingPurpose,
    pub(crate) classes: Bits,
    pub(crate) ground: Option<CheckGround>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ProtectionRow {
    pub(crate) id: ProtectionId,
    pub(crate) kind: ProtectionKind,
    pub(crate) agency: Option<AgencyId>,
    pub(crate) person: Option<PersonId>,
    /// JSON list of person ids.
    pub(crate) named: String,
    pub(crate) since: Instant,
    pub(crate) until: Option<Date>,
    /// 1 where it is lifted.
    pub(crate) lifted: i32,
    /// Whose it is.
    pub(crate) by: AgencyId,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NamedRow {
    pub(crate) purpose: SharingPurpose,
    pub(crate) until: Date,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OpeningRow {
    pub(crate) purpose: SharingPurpose,
    pub(crate) emergency: i32,
    pub(crate) started_at: Instant,
    pub(crate) until: Instant,
}

/// What the membership put before a second person about a view of the child, and the answer.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AskingRow {
    pub(crate) approver: PersonId,
    pub(crate) purpose: Option<SharingPurpose>,
    pub(crate) dispense: Option<DispenseReason>,
    /// 1 where it was in an emergency.
    pub(crate) emergency: i32,
    pub(crate) asked_at: Instant,
    pub(crate) due_at: Instant,
    /// 1 for yes, 0 for no; none where nobody has answered.
    pub(crate) approved: Option<i32>,
}

/// Everything that facts about one child, for one caller, are made of.
#[derive(Clone, Debug)]
pub(crate) struct FactRows {
    pub(crate) child: Option<ChildRow>,
    pub(crate) involvements: Vec<InvolvementRow>,
    pub(crate) level: Option<LevelRow>,
    pub(crate) works: Vec<WorkRow>,
    pub(crate) concerns: Vec<ConcernRow>,
    pub(crate) checks: Vec<CheckRow>,
    pub(crate) consents: Vec<ConsentRow>,
    pub(crate) protections: Vec<ProtectionRow>,
    pub(crate) named: Vec<NamedRow>,
    pub(crate) openings: Vec<OpeningRow>,
    pub(crate) askings: Vec<AskingRow>,
    /// What was decided on what an objection holds back.
    pub(crate) decided: Vec<DecidedRow>,
    /// Where the person whom the caller names as approving stands: each agency, and as what.
    pub(crate) approver_at: Vec<(AgencyId, Position)>,
    pub(crate) sizes: Vec<(i32, i64)>,
}

impl FactRows {
    /// `approver` is whom the caller names as approving, if anybody.
    pub(crate) async fn load(
        snapshot: &Snapshot,
        caller: &Caller,
        approver: Option<PersonId>,
        key: &ChildKey,
    ) -> Result<Self, DbErr> {
        Self::load_at(snapshot, snapshot.as_of(), caller, approver, key).await
    }

    /// The same as of another moment.
    pub(crate) async fn load_at(
        snapshot: &Snapshot,
        as_of: &AsOf,
        caller: &Caller,
        approver: Option<PersonId>,
        key: &ChildKey,
    ) -> Result<Self, DbErr> {
        let (wanted, key_values) = wanted(snapshot, key, &Viewer::of(caller), PEOPLE + 1);
        let mut values = people(caller, approver);
        values.extend(key_values);
        let work_out = || statement(snapshot, as_of, &format!("SELECT {wanted} AS id"));
        let text = if as_of == snapshot.as_of() {
            snapshot.text(&format!("facts: {wanted}"), work_out)
        } else {
            work_out().into()
        };
        let row = snapshot.one(text, values).await?;
        let Some(row) = row else { return Err(DbErr::RecordNotFound("the facts statement gave no row".into())) };
        Self::read(&row)
    }

    /// Those of a stranger, which are of no child, and those of several children, in one statement.
    pub(crate) async fn load_many(
        snapshot: &Snapshot,
        caller: &Caller,
        approver: Option<PersonId>,
        children: &[ChildId],
    ) -> Result<(Self, Vec<Self>), DbErr> {
        let mut values = people(caller, approver);
        let places: Vec<String> = (1..=children.len()).map(|n| format!("${}", PEOPLE + n)).collect();
        values.extend(children.iter().map(|id| Value::from(*id)));
        let known = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
        let wanted = format!(
            "SELECT CAST(NULL AS TEXT) AS id UNION ALL \
             SELECT w.id FROM child AS w WHERE w.version = 1 AND w.id IN ({known})"
        );
        let mut stranger = None;
        let mut found = Vec::with_capacity(children.len());
        for row in snapshot.all(statement(snapshot, snapshot.as_of(), &wanted), values).await? {
            let rows = Self::read(&row)?;
            if rows.child.is_some() { found.push(rows) } else { stranger = Some(rows) }
        }
        let stranger = stranger.ok_or_else(|| DbErr::RecordNotFound("the facts statement gave no row".into()))?;
        Ok((stranger, found))
    }

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let child = match row.try_get::<Option<ChildId>>("", "id")? {
            Some(id) => Some(ChildRow {
                id,
                version: row.try_get("", "version")?,
                described_by: row.try_get("", "described_by")?,
                date_of_birth: row.try_get("", "date_of_birth")?,
                expected_date_of_birth: row.try_get("", "expected_date_of_birth")?,
                area: row.try_get("", "area")?,
                responsible_authority: row.try_get("", "responsible_authority")?,
                family_key: row.try_get("", "family_key")?,
            }),
            None => None,
        };
        let list = |column: &str| row.try_get::<String>("", column);
        Ok(Self {
            child,
            involvements: newest(&list("involvements")?)?,
            level: newest(&list("levels")?)?.pop(),
            works: newest(&list("works")?)?,
            concerns: json(&list("concerns")?)?,
            checks: newest(&list("checks")?)?,
            consents: newest(&list("consents")?)?,
            protections: newest::<ProtectionRow>(&list("protections")?)?
                .into_iter()
                .filter(|p| p.lifted == 0)
                .collect(),
            named: json(&list("named")?)?,
            openings: json(&list("openings")?)?,
            askings: json(&list("askings")?)?,
            decided: json(&list("decided")?)?,
            approver_at: json(&list("approver_at")?)?,
            sizes: json(&list("sizes")?)?,
        })
    }
}

/// How many values stand before those of the key: see [`people`].
const PEOPLE: usize = 4;

/// The membership, the person, whom they name as approving: an empty text, which is nobody's id, where they name nobody; and how a
/// concern names the person.
fn people(caller: &Caller, approver: Option<PersonId>) -> Vec<Value> {
    let approver = approver.map(|person| person.to_string()).unwrap_or_default();
    vec![caller.membership.into(), caller.person.into(), approver.into(), named(caller).into()]
}

/// SQL that holds for the concerns `q` that do not name the person: to whom they name they are not there, so that they open nothing to
/// them, bear nothing out and do not even stand among what was judged (R34).
const UNNAMED: &str = "q.people NOT LIKE $4";

/// What stands, of a list of all versions as [`statement`] gives it: the newest version of each thing.
fn newest<R: DeserializeOwned>(text: &str) -> Result<Vec<R>, DbErr> {
    let versions: Vec<(String, i32, R)> = json(text)?;
    let mut standing: BTreeMap<String, (i32, R)> = BTreeMap::new();
    for (thing, version, row) in versions {
        match standing.entry(thing) {
            Entry::Occupied(mut kept) if kept.get().0 < version => drop(kept.insert((version, row))),
            Entry::Occupied(_) => {}
            Entry::Vacant(place) => drop(place.insert((version, row))),
        }
    }
    Ok(standing.into_values().map(|(_, row)| row).collect())
}

/// `wanted` gives the ids of the children that are meant, a null one for a stranger. All versions of what is versioned are
/// given, with the thing and the version before each row: a child has few, and to join each table with itself for the newest
/// would double the work.
fn statement(snapshot: &Snapshot, as_of: &AsOf, wanted: &str) -> String {
    let d = snapshot.dialect;
    let recorded = |alias: &str| snapshot.recorded_at(as_of, alias);
    let versions = |table: &str, alias: &str, key: &str, columns: &str| {
        d.json_rows(
            &format!("{alias}.{key}, {alias}.version, {}", d.json_list(columns)),
            &format!("{table} AS {alias} WHERE {alias}.child_id = k.id AND {}", recorded(alias)),
        )
    };
    let involvements = versions(
        "involvement",
        "i",
        "id",
        "i.id, i.agency_id, i.agency_kind, i.state, i.started_on, i.ended_on, i.team, i.practitioners, i.sensitivity, \
         i.recorded_at",
    );
    let levels = versions("level_of_need", "l", "child_id", "l.version, l.level");
    let works = versions("protective_work", "p", "id", "p.kind, p.opened_on, p.closed_on, p.person_id");
    let concerns = d.json_rows(
        &format!(
            "n.id, n.addressed_to, n.person_id, n.possible, CASE WHEN EXISTS (SELECT 1 FROM concern_step AS e \
             WHERE e.concern_id = n.id AND e.decision IS NOT NULL AND {}) THEN 1 ELSE 0 END, \
             CASE WHEN EXISTS (SELECT 1 FROM dispensing_decision AS x WHERE x.concern_id = n.id AND {}) THEN 1 ELSE 0 END",
            recorded("e"),
            recorded("x")
        ),
        &format!(
            "(SELECT q.id, q.addressed_to, q.person_id, 0 AS possible FROM concern AS q \
              WHERE q.child_id = k.id AND {unnamed} AND {} \
              UNION ALL SELECT q.id, q.addressed_to, q.person_id, 1 FROM concern_match AS h \
              JOIN concern AS q ON q.id = h.concern_id WHERE h.child_id = k.id AND {unnamed} AND {}) AS n",
            recorded("q"),
            recorded("h"),
            unnamed = UNNAMED,
        ),
    );
    let checks =
        versions("safeguarding_check", "y", "id", "y.id, y.asked_agency, y.status, y.purpose, y.classes, y.ground");
    let consents = versions(
        "consent",
        "t",
        "id",
        "t.id, t.version, t.giver_id, t.decision, t.given_by, t.purposes, t.agency_kinds, t.classes, t.obtained_at, \
         t.expires_on, t.withdrawn_at, t.recorded_at",
    );
    let protections = versions(
        "protection",
        "r",
        "id",
        "r.id, r.kind, r.agency_id, r.person_id, r.named, r.since, r.until, CASE WHEN r.lifted THEN 1 ELSE 0 END, \
         r.recorded_agency_id",
    );
    let named = d.json_rows(
        "v.purpose, v.until",
        &format!("named_access AS v WHERE v.child_id = k.id AND v.person_id = $2 AND {}", recorded("v")),
    );
    let openings = d.json_rows(
        "o.purpose, CASE WHEN o.emergency THEN 1 ELSE 0 END, o.started_at, o.until",
        &format!("opening AS o WHERE o.child_id = k.id AND o.membership_id = $1 AND {}", recorded("o")),
    );
    let askings = d.json_rows(
        "b.approver_id, b.purpose, b.dispense_reason, CASE WHEN b.emergency THEN 1 ELSE 0 END, b.asked_at, b.due_at, \
         CASE WHEN z.approved THEN 1 WHEN NOT z.approved THEN 0 END",
        &format!(
            "approval AS b LEFT JOIN approval_answer AS z ON z.id = b.id AND {} \
             WHERE b.child_id = k.id AND b.membership_id = $1 AND b.action = 'VIEW' AND {}",
            recorded("z"),
            recorded("b"),
        ),
    );
    let decided = d.json_rows(
        "s.agency_id, s.purpose, CASE WHEN x.allowed THEN 1 ELSE 0 END, x.classes, x.until, x.decided_at",
        &format!(
            "sharing_review AS s JOIN sharing_review_decision AS x ON x.id = s.id \
             WHERE s.child_id = k.id AND {} AND {}",
            recorded("s"),
            recorded("x"),
        ),
    );
    let approver_at = d.json_rows(
        "m.agency_id, m.position",
        &format!(
            "membership AS m WHERE m.person_id = $3 AND NOT m.ended AND {}",
            snapshot.newest_at(as_of, "membership", "m", "id")
        ),
    );
    let sizes = d.json_rows(
        "s.log, coalesce((SELECT a.seq + 1 FROM access_log AS a WHERE a.log = s.log ORDER BY a.seq DESC LIMIT 1), 0)",
        "log_slot AS s",
    );
    format!(
        "SELECT c.id, c.version, c.date_of_birth, c.expected_date_of_birth, c.area, c.responsible_authority, c.family_key, \
         CASE WHEN c.version = 1 THEN c.person_id END AS described_by, \
         {involvements} AS involvements, {levels} AS levels, {works} AS works, {concerns} AS concerns, {checks} AS checks, \
         {consents} AS consents, {protections} AS protections, {named} AS named, {openings} AS openings, {askings} AS askings, \
         {decided} AS decided, {approver_at} AS approver_at, {sizes} AS sizes \
         FROM ({wanted}) AS k LEFT JOIN child AS c ON c.id = k.id AND {}",
        snapshot.newest_at(as_of, "child", "c", "id")
    )
}
