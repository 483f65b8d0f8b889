//! Which concerns somebody may know of, and as what (R34): one statement for a page, its order and its filters. What becomes
//! of a concern shows to its raiser only by what they were told (R5 holds for filters too).

use entities::ids::AgencyId;
use entities::words::Role;
use entities::{Instant, Set, Word};
use sea_orm::{DbErr, Value};

use super::super::super::caller::Caller;
use super::super::super::shut::Viewer;
use super::super::super::snapshot::Snapshot;
use super::{ConcernFilter, ConcernsAsk, Listed, Side};
use crate::plain::text::name_key;

/// Roles that see what others of their agency raised: the lead, and those that serve the whole agency (R16, R34).
pub(in crate::store) fn safeguarding() -> Set<Role> {
    Set::of(&[
        Role::SafeguardingLead,
        Role::GeneralPractitioner,
        Role::DesignatedSafeguardingLead,
        Role::MashPractitioner,
    ])
}

/// Conditions with the values that they bind.
pub(super) struct Conditions {
    pub(super) all: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

/// SQL that holds where the caller sees a concern as one to whom it is addressed, and where as the designated officer.
pub(super) struct Sides {
    pub(super) addressed: String,
    officer: String,
}

/// SQL for where a concern stands to its raiser's side: nothing tells how it was decided, or that it was closed, before they
/// are told. `now` is the place of the present moment.
pub(super) fn raisers_status(now: &str) -> String {
    format!(
        "CASE WHEN s.shown_from <= {now} THEN 'DECIDED' WHEN s.concern_id IS NOT NULL THEN 'ACKNOWLEDGED' \
         ELSE 'RECEIVED' END"
    )
}

impl Snapshot {
    /// SQL for concerns `q` with the newest step `s` of each, if there is one.
    pub(super) fn concerns_standing(&self) -> String {
        format!(
            "concern AS q LEFT JOIN concern_step AS s ON s.concern_id = q.id AND {}",
            self.newest("concern_step", "s", "concern_id")
        )
    }

    /// A page of the concerns that the caller may know of, newest first, one more than asked for where more follow; and how
    /// many there are, where that is wanted.
    pub(crate) async fn concerns(&self, caller: &Caller, ask: &ConcernsAsk) -> Result<(Vec<Listed>, i64), DbErr> {
        let mut conditions = Conditions { all: Vec::new(), values: Vec::new() };
        let Sides { addressed, officer } = self.seen(caller, &mut conditions);
        filtered(caller.at, &ask.filter, &format!("({addressed} OR {officer})"), &mut conditions);
        if let Some(wanted) = ask.filter.allocated_to_me {
            // UUIDs of the hub's own making: nothing in one can end the text.
            let mine = format!("i.practitioners LIKE '%\"{}\"%'", caller.person);
            let mine =
                format!("({addressed} AND EXISTS (SELECT 1 FROM {} AND {mine}))", open_case(self, &areas(caller)));
            conditions.all.push(if wanted { mine } else { format!("NOT {mine}") });
        }
        if let Some(only) = ask.only {
            let only = conditions.bind(only);
            conditions.all.push(format!("q.id = {only}"));
        }
        if let Some(beside) = ask.beside {
            let place = conditions.bind(beside);
            conditions.all.push(format!("{addressed} AND {}", self.of_the_same_report(&place)));
        }
        if ask.waiting {
            conditions.all.push(format!("{addressed} AND s.decision IS NULL"));
        }
        let from = self.concerns_standing();
        let total = if ask.total {
            let sql = format!("SELECT count(*) AS total FROM {from} WHERE {}", conditions.all.join(" AND "));
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
            "SELECT q.id, q.child_id, q.raised_at, CASE WHEN {addressed} THEN 1 WHEN {officer} THEN 2 ELSE 0 END AS side \
             FROM {from} WHERE {} ORDER BY {} LIMIT {}",
            conditions.all.join(" AND "),
            if ask.waiting { MOST_URGENT_FIRST } else { "q.raised_at DESC, q.id DESC" },
            ask.first.saturating_add(1)
        );
        let mut listed = Vec::new();
        for row in self.all(sql, conditions.values).await? {
            listed.push(Listed {
                id: row.try_get("", "id")?,
                child: row.try_get("", "child_id")?,
                raised_at: row.try_get("", "raised_at")?,
                side: match row.try_get::<i32>("", "side")? {
                    1 => Side::Addressed,
                    2 => Side::Officer,
                    _ => Side::Raiser,
                },
            });
        }
        Ok((listed, total))
    }

    /// The tables, conditions and values by which the concerns are found that the caller may know of.
    pub(in crate::store) fn concerns_known(&self, caller: &Caller) -> (String, Vec<String>, Vec<Value>) {
        let mut conditions = Conditions { all: Vec::new(), values: Vec::new() };
        self.seen(caller, &mut conditions);
        (self.concerns_standing(), conditions.all, conditions.values)
    }

    /// SQL that holds for the concerns `q` that are addressed to the caller, who did not raise them and whom they do not name (R34);
    /// what it binds is added to the values.
    pub(in crate::store) fn addressed(&self, caller: &Caller, values: &mut Vec<Value>) -> String {
        if areas(caller).is_empty() {
            return "FALSE".to_owned();
        }
        let mut conditions = Conditions { all: Vec::new(), values: std::mem::take(values) };
        let addressed = self.seen(caller, &mut conditions).addressed;
        *values = conditions.values;
        format!("({addressed} AND {})", self.recorded("q"))
    }

    /// Adds who may know of a concern (R34), and says as what.
    pub(super) fn seen(&self, caller: &Caller, conditions: &mut Conditions) -> Sides {
        let (person, agency) = (conditions.bind(caller.person), conditions.bind(caller.agency.id));
        let own = caller.agency.own("q.agency_id", &agency);
        let mut may = vec![format!("({own} AND q.person_id = {person})")];
        let areas = areas(caller);
        let colleagues = caller.roles.intersects(safeguarding());
        let officer = caller.roles.contains(Role::LocalAuthorityDesignatedOfficer);
        let nobody = || "FALSE".to_owned();
        conditions.all.push(self.recorded("q"));
        if areas.is_empty() && !colleagues && !officer {
            conditions.all.append(&mut may);
            return Sides { addressed: nobody(), officer: nobody() };
        }
        // Those whom it names are the people it may be about: it is kept from them, whatever their role.
        let unnamed = format!("q.people NOT LIKE {}", conditions.bind(named(caller)));
        if colleagues {
            may.push(format!("({own} AND NOT q.only_raiser AND {unnamed})"));
        }
        // Whoever raised it never sees the child by it, in no membership. For whom the record is restricted or closed, there is
        // no such child, and no concern about it (R28).
        let mut theirs = nobody();
        if !areas.is_empty() || officer {
            let viewer = Viewer::of(caller);
            let shut = self.shut("q.child_id", &viewer, conditions.values.len() + 1);
            conditions.values.extend(viewer.values());
            theirs = format!("q.person_id <> {person} AND {unnamed} AND NOT {shut}");
        }
        let areas: Vec<String> = areas.into_iter().map(|area| conditions.bind(area)).collect();
        let addressed = if areas.is_empty() {
            nobody()
        } else {
            format!("(q.addressed_to IN ({}) AND {theirs})", areas.join(", "))
        };
        let officer = if officer {
            format!("({} AND {ALLEGED} AND {theirs})", caller.agency.own("q.addressed_to", &agency))
        } else {
            nobody()
        };
        may.push(addressed.clone());
        may.push(officer.clone());
        conditions.all.push(format!("({})", may.join(" OR ")));
        Sides { addressed, officer }
    }
}

/// The order of what waits: immediate danger that nobody has acknowledged, then by the earlier of the two clocks.
const MOST_URGENT_FIRST: &str = "CASE WHEN q.immediate_danger AND s.concern_id IS NULL THEN 0 ELSE 1 END, \
     CASE WHEN s.rating_due_at < q.decision_due_at THEN s.rating_due_at ELSE q.decision_due_at END, q.raised_at, q.id";

/// SQL that holds where a concern names a person who works with children.
pub(in crate::store) const ALLEGED: &str = "q.people LIKE '%\"works_with_children\":true%'";

/// The authorities whose concerns are addressed to the caller.
pub(crate) fn areas(caller: &Caller) -> Vec<AgencyId> {
    let mut areas = Vec::new();
    if caller.roles.contains(Role::MashPractitioner) {
        areas.extend(caller.mash_areas.iter().flat_map(|area| caller.successions.line(*area)));
    }
    if caller.roles.contains(Role::SocialWorker) {
        areas.push(caller.agency.id);
        areas.extend(&caller.agency.kept);
    }
    areas
}

/// SQL for the involvements `i` by which an authority of those has the case of the child of concern `q` open: its ordinary work,
/// which nobody claims, and which is kept to no few eyes (R29).
pub(super) fn open_case(snapshot: &Snapshot, areas: &[AgencyId]) -> String {
    // UUIDs of the hub's own making: nothing in one can end the text.
    let areas: Vec<String> = areas.iter().map(|area| format!("'{area}'")).collect();
    format!(
        "involvement AS i WHERE i.child_id = q.child_id AND i.state = 'OPEN' AND i.sensitivity = 'STANDARD' \
         AND i.agency_id IN ({}) AND {}",
        if areas.is_empty() { "NULL".to_owned() } else { areas.join(", ") },
        snapshot.newest("involvement", "i", "id")
    )
}

/// The pattern of a list of people that names the caller.
pub(in crate::store) fn named(caller: &Caller) -> String {
    format!("%{}%", name_key(&caller.name))
}

/// Words as a list of SQL. They are the hub's own: there is nothing in them to be bound.
fn words<W: Word>(wanted: &[W]) -> String {
    let names: Vec<String> = wanted.iter().map(|word| format!("'{}'", word.name())).collect();
    if names.is_empty() { "NULL".to_owned() } else { names.join(", ") }
}

/// `judged` holds where the viewer's side is not the raiser's.
fn filtered(at: Instant, filter: &ConcernFilter, judged: &str, conditions: &mut Conditions) {
    if let Some(wanted) = &filter.status {
        let now = conditions.bind(at);
        let status =
            format!("CASE WHEN {judged} THEN coalesce(s.status, 'RECEIVED') ELSE {} END", raisers_status(&now));
        conditions.all.push(format!("{status} IN ({})", words(wanted)));
    }
    if let Some(wanted) = &filter.rating {
        conditions.all.push(format!("({judged} AND s.rating IN ({}))", words(wanted)));
    }
    if let Some(waits) = filter.raiser_waits {
        let waiting = format!("({judged} AND s.decision IS NOT NULL AND s.told_at IS NULL)");
        conditions.all.push(if waits { waiting } else { format!("NOT {waiting}") });
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
        let now = conditions.bind(at);
        // To those addressed until it is decided, by the earlier of two clocks; to the raiser's side until they are told.
        let late = format!(
            "CASE WHEN {judged} THEN s.decision IS NULL \
             AND (q.decision_due_at < {now} OR coalesce(s.rating_due_at, q.decision_due_at) < {now}) \
             ELSE {} <> 'DECIDED' AND q.decision_due_at < {now} END",
            raisers_status(&now)
        );
        conditions.all.push(if overdue { late } else { format!("NOT ({late})") });
    }
}
