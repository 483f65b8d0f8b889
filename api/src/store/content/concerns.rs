//! Concerns: which of them somebody may know of, decided in the statement that lists them; then the words of each, its
//! raiser's side as said, that of those addressed only as far as an opening of the child clears it.

use entities::ids::{AgencyId, ChildId, ConcernId};
use entities::rows::concern;
use entities::words::{ConcernStatus, FieldClass, Role};
use entities::{Instant, Set};
use policies::facts::{Owner, RecordFacts, RecordKind};
use policies::fields::CONCERN;
use sea_orm::{DbErr, FromQueryResult, Value};
use serde::{Deserialize, Serialize};

use super::super::caller::Caller;
use super::super::opening::Opening;
use super::super::shut::Viewer;
use super::super::snapshot::Snapshot;
use super::{needs, rule};
use crate::plain::text::name_key;

/// Which concerns are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ConcernFilter {
    pub status: Option<Vec<ConcernStatus>>,
    pub raised_from: Option<Instant>,
    pub raised_to: Option<Instant>,
    pub overdue: Option<bool>,
}

/// A page of concerns, in the hub's own form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernsAsk {
    /// Which.
    pub filter: ConcernFilter,
    /// How many.
    pub first: u32,
    /// After which; newest first.
    pub after: Option<(Instant, ConcernId)>,
    /// Fields of a concern, by their names in the contract, sorted.
    pub fields: Vec<String>,
    /// Fields of its child, sorted.
    pub child: Vec<String>,
    /// Whether the total is wanted.
    pub total: bool,
}

/// As what somebody sees a concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// As whoever raised it, or a safeguarding role of their agency: what was said, and nothing of the child.
    Raiser,
    /// As one to whom it is addressed: judged.
    Addressed,
}

/// A concern of which the caller may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) id: ConcernId,
    pub(crate) child: ChildId,
    pub(crate) raised_at: Instant,
    pub(crate) side: Side,
}

/// One concern, so far as it is the viewer's own or cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ConcernContent {
    pub id: ConcernId,
    pub reference: Option<String>,
    pub status: Option<ConcernStatus>,
    pub raised_by: Option<AgencyId>,
    pub raised_at: Option<Instant>,
    pub decision_due_at: Option<Instant>,
    pub immediate_danger: Option<bool>,
    pub about: Option<String>,
    pub what_happened: Option<String>,
    pub outcome_to_raiser: Option<String>,
    /// The content classes, for what is withheld; not an answer.
    #[serde(skip)]
    pub(crate) content: Set<FieldClass>,
}

impl ConcernContent {
    /// A concern as its raiser said it, whole.
    pub(crate) fn own(row: &concern::Model) -> Self {
        Self {
            id: row.id,
            reference: Some(row.reference.clone()),
            status: Some(ConcernStatus::Received),
            raised_by: Some(row.agency_id),
            raised_at: Some(row.raised_at),
            decision_due_at: Some(row.decision_due_at),
            immediate_danger: Some(row.immediate_danger),
            about: Some(row.about.clone()),
            what_happened: Some(row.what_happened.clone()),
            outcome_to_raiser: None,
            content: row.classes,
        }
    }
}

/// Roles that see what others of their agency raised: the lead, and those that serve the whole agency (R16, R34).
fn safeguarding() -> Set<Role> {
    Set::of(&[
        Role::SafeguardingLead,
        Role::GeneralPractitioner,
        Role::DesignatedSafeguardingLead,
        Role::MashPractitioner,
    ])
}

/// Conditions with the values that they bind.
struct Conditions {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

impl Snapshot {
    /// A page of the concerns that the caller may know of, newest first, one more than asked for where more follow; and how
    /// many there are, where that is wanted.
    pub(crate) async fn concerns(&self, caller: &Caller, ask: &ConcernsAsk) -> Result<(Vec<Listed>, i64), DbErr> {
        let mut conditions = Conditions { all: Vec::new(), values: Vec::new() };
        let addressed = self.seen(caller, &mut conditions);
        filtered(caller, &ask.filter, &mut conditions);
        let total = if ask.total {
            let sql = format!("SELECT count(*) AS total FROM concern AS q WHERE {}", conditions.all.join(" AND "));
            let row = self.one(sql, conditions.values.clone()).await?;
            row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or(0)
        } else {
            0
        };
        if let Some((at, id)) = ask.after {
            let (at, id) = (conditions.bind(at), conditions.bind(id));
            conditions.all.push(format!("(q.raised_at < {at} OR (q.raised_at = {at} AND q.id < {id}))"));
        }
        let sql = format!(
            "SELECT q.id, q.child_id, q.raised_at, CASE WHEN {addressed} THEN 1 ELSE 0 END AS judged \
             FROM concern AS q WHERE {} ORDER BY q.raised_at DESC, q.id DESC LIMIT {}",
            conditions.all.join(" AND "),
            ask.first.saturating_add(1)
        );
        let mut listed = Vec::new();
        for row in self.all(sql, conditions.values).await? {
            listed.push(Listed {
                id: row.try_get("", "id")?,
                child: row.try_get("", "child_id")?,
                raised_at: row.try_get("", "raised_at")?,
                side: if row.try_get::<i32>("", "judged")? == 1 { Side::Addressed } else { Side::Raiser },
            });
        }
        Ok((listed, total))
    }

    /// Adds who may know of a concern (R34); gives SQL that holds where the caller is one to whom it is addressed.
    fn seen(&self, caller: &Caller, conditions: &mut Conditions) -> String {
        let (person, agency) = (conditions.bind(caller.person), conditions.bind(caller.agency.id));
        let own = caller.agency.own("q.agency_id", &agency);
        let mut may = vec![format!("({own} AND q.person_id = {person})")];
        let mut areas: Vec<AgencyId> = Vec::new();
        if caller.roles.contains(Role::MashPractitioner) {
            areas.extend(caller.mash_areas.iter().flat_map(|area| caller.successions.line(*area)));
        }
        if caller.roles.contains(Role::SocialWorker) {
            areas.push(caller.agency.id);
            areas.extend(&caller.agency.kept);
        }
        let colleagues = caller.roles.intersects(safeguarding());
        if areas.is_empty() && !colleagues {
            conditions.all.push(self.recorded("q"));
            conditions.all.append(&mut may);
            return "FALSE".to_owned();
        }
        // Those whom it names are the people it may be about: it is kept from them, whatever their role.
        let named = format!("%\"key\":\"{}\"%", name_key(&caller.name));
        let unnamed = format!("q.people NOT LIKE {}", conditions.bind(named));
        if colleagues {
            may.push(format!("({own} AND NOT q.only_raiser AND {unnamed})"));
        }
        let areas: Vec<String> = areas.into_iter().map(|area| conditions.bind(area)).collect();
        let addressed = if areas.is_empty() {
            "FALSE".to_owned()
        } else {
            // For whom the record is restricted or closed, there is no such child, and no concern about it (R28).
            let viewer = Viewer::of(caller);
            let shut = self.shut("q.child_id", &viewer, conditions.values.len() + 1);
            conditions.values.extend(viewer.values());
            // Whoever raised it never sees the child by it, in no membership.
            format!(
                "(q.addressed_to IN ({}) AND q.person_id <> {person} AND {unnamed} AND NOT {shut})",
                areas.join(", ")
            )
        };
        may.push(addressed.clone());
        conditions.all.push(self.recorded("q"));
        conditions.all.push(format!("({})", may.join(" OR ")));
        addressed
    }

    /// Those concerns as their raiser said them, in one statement.
    pub(crate) async fn raised_concerns(
        &self,
        caller: &Caller,
        ids: &[ConcernId],
    ) -> Result<Vec<ConcernContent>, DbErr> {
        let mut values: Vec<Value> = vec![caller.agency.id.into()];
        let places = places(&mut values, ids);
        let sql = format!(
            "SELECT q.* FROM concern AS q WHERE {} AND q.id IN ({places}) AND {}",
            caller.agency.own("q.agency_id", "$1"),
            self.recorded("q")
        );
        let rows = self.all(sql, values).await?;
        rows.iter().map(|row| concern::Model::from_query_result(row, "").map(|row| ConcernContent::own(&row))).collect()
    }

    /// Those concerns about the opened child for those to whom they are addressed, each field only where it is cleared, in
    /// one statement; with what the concern is judged as. A concern that may not be known of is not among them.
    pub(crate) async fn concerns_addressed(
        &self,
        opening: &Opening,
        caller: &Caller,
        ids: &[ConcernId],
        asked: &[String],
    ) -> Result<Vec<(ConcernContent, RecordFacts)>, DbErr> {
        let mut values: Vec<Value> = vec![opening.child().into(), caller.agency.id.into()];
        let places = places(&mut values, ids);
        let ours = caller.agency.own("q.agency_id", "$2");
        let own = judged_as(Owner::Own);
        let other = judged_as(Owner::Other);
        let cleared = |field: &str| {
            let Some(rule) = rule(CONCERN, field) else { return "FALSE".to_owned() };
            if !asked.iter().any(|a| a == field) {
                return "FALSE".to_owned();
            }
            let side = |record: RecordFacts| {
                let verdict = opening.of_record(record);
                if verdict.field(needs(rule, Set::EMPTY)).is_err() {
                    return "FALSE".to_owned();
                }
                if !rule.content {
                    return "TRUE".to_owned();
                }
                let withheld = Set::<FieldClass>::all().minus(verdict.cleared()).bits();
                format!("(q.classes & CAST({withheld} AS BIGINT)) = 0")
            };
            format!("CASE WHEN {ours} THEN {} ELSE {} END", side(own), side(other))
        };
        let column =
            |field: &str, column: &str| format!("CASE WHEN {} THEN q.{column} END AS {column}", cleared(field));
        let columns = [
            column("reference", "reference"),
            column("raisedBy", "agency_id"),
            column("raisedAt", "raised_at"),
            column("decisionDueAt", "decision_due_at"),
            column("immediateDanger", "immediate_danger"),
            column("about", "about"),
            column("whatHappened", "what_happened"),
        ]
        .join(", ");
        let sql = format!(
            "SELECT q.id, q.classes, CASE WHEN {ours} THEN 1 ELSE 0 END AS own, {columns} FROM concern AS q \
             WHERE q.child_id = $1 AND q.id IN ({places}) AND {}",
            self.recorded("q")
        );
        let mut found = Vec::new();
        for row in self.all(sql, values).await? {
            let record = if row.try_get::<i32>("", "own")? == 1 { own } else { other };
            let verdict = opening.of_record(record);
            if !verdict.listed() {
                continue;
            }
            let content = ConcernContent {
                id: row.try_get("", "id")?,
                reference: row.try_get("", "reference")?,
                status: Some(ConcernStatus::Received),
                raised_by: row.try_get("", "agency_id")?,
                raised_at: row.try_get("", "raised_at")?,
                decision_due_at: row.try_get("", "decision_due_at")?,
                immediate_danger: row.try_get("", "immediate_danger")?,
                about: row.try_get("", "about")?,
                what_happened: row.try_get("", "what_happened")?,
                outcome_to_raiser: None,
                content: row.try_get("", "classes")?,
            };
            found.push((content, record));
        }
        Ok(found)
    }

    /// A concern that the caller raised; none where there is no such concern of theirs.
    pub(crate) async fn own_concern(&self, caller: &Caller, id: ConcernId) -> Result<Option<concern::Model>, DbErr> {
        let sql =
            format!("SELECT q.* FROM concern AS q WHERE q.id = $1 AND {}", caller.agency.own("q.agency_id", "$2"));
        let row = self.one(sql, vec![id.into(), caller.agency.id.into()]).await?;
        row.map(|row| concern::Model::from_query_result(&row, "")).transpose()
    }
}

/// What policy looks at of a concern.
fn judged_as(owner: Owner) -> RecordFacts {
    RecordFacts { kind: RecordKind::Concern, owner, ..RecordFacts::CHILD }
}

fn places(values: &mut Vec<Value>, ids: &[ConcernId]) -> String {
    let places: Vec<String> = ids
        .iter()
        .map(|id| {
            values.push((*id).into());
            format!("${}", values.len())
        })
        .collect();
    if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
}

fn filtered(caller: &Caller, filter: &ConcernFilter, conditions: &mut Conditions) {
    // What becomes of a concern is not recorded yet: each of them was received, and no more.
    if filter.status.as_ref().is_some_and(|wanted| !wanted.contains(&ConcernStatus::Received)) {
        conditions.all.push("FALSE".to_owned());
    }
    if let Some(from) = filter.raised_from {
        let from = conditions.bind(from);
        conditions.all.push(format!("q.raised_at >= {from}"));
    }
    if let Some(to) = filter.raised_to {
        let to = conditions.bind(to);
        conditions.all.push(format!("q.raised_at <= {to}"));
    }
    if let Some(overdue) = filter.overdue {
        let now = conditions.bind(caller.at);
        conditions.all.push(format!("q.decision_due_at {} {now}", if overdue { "<" } else { ">=" }));
    }
}
