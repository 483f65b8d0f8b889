//! Pieces of work about the opened child. Each is read as an entry of the agency that keeps it would be, by the same situations
//! and masks, and each of its steps no wider than the entry that it made, so that nobody sees more by the work than by its
//! entries in the chronology.

use std::collections::BTreeMap;

use entities::ids::{AgencyId, OutcomeId, WorkId};
use entities::words::{
    AbuseCategory, AgencyKind, FamilyRole, FieldClass, OutcomeState, Sensitivity, WorkAction, WorkDecision, WorkKind,
    WorkStatus,
};
use entities::{Date, Set};
use policies::fields::CASE_WORK;
use sea_orm::{DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};

use super::super::caller::{Caller, json};
use super::super::opening::{Opening, bits};
use super::super::snapshot::Snapshot;
use super::chronology::query::Query;
use super::{needs, rule};
use crate::plain::calendar::local_date;

/// An adult of the child's family, and whether they took part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyMember {
    /// The name.
    pub name: String,
    /// Who that is to the child.
    pub role: FamilyRole,
    /// Whether they hold parental responsibility.
    pub parental_responsibility: bool,
    /// Whether they took part.
    pub took_part: bool,
    /// Why not.
    pub why_not: Option<String>,
}

/// One step of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct WorkStepContent {
    pub action: WorkAction,
    pub happened_on: Date,
    pub decision: Option<WorkDecision>,
    pub text: Option<String>,
    pub without_checks: Option<String>,
}

/// That the child was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct SeenContent {
    pub seen_on: Date,
    pub alone: bool,
    pub not_alone_reason: Option<String>,
}

/// What a plan works towards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct OutcomeContent {
    pub id: OutcomeId,
    pub change: String,
    pub measure: String,
    pub owner_agency: AgencyId,
    pub owner: Option<String>,
    pub due_on: Date,
    pub overdue: bool,
    pub state: OutcomeState,
    pub reviewed_on: Option<Date>,
    pub note: Option<String>,
}

/// A piece of work, so far as it is cleared and asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct CaseWorkContent {
    pub id: WorkId,
    pub version: i32,
    pub kind: Option<WorkKind>,
    pub status: Option<WorkStatus>,
    pub started_on: Option<Date>,
    pub due_on: Option<Date>,
    pub overdue: Option<bool>,
    pub ended_on: Option<Date>,
    pub agency: Option<AgencyId>,
    pub agency_kind: Option<AgencyKind>,
    pub follows: Option<WorkId>,
    pub decision: Option<WorkDecision>,
    pub abuse: Option<Set<AbuseCategory>>,
    pub seen: Option<Vec<SeenContent>>,
    pub family: Option<Vec<FamilyMember>>,
    pub no_father: Option<String>,
    pub steps: Option<Vec<WorkStepContent>>,
    pub outcomes: Option<Vec<OutcomeContent>>,
    /// The situation that it is in.
    #[serde(skip)]
    pub(crate) code: u16,
    /// Its content classes, for `withheld`.
    #[serde(skip)]
    pub(crate) content: Set<FieldClass>,
    /// Whose it is, for the log.
    #[serde(skip)]
    pub(crate) source: AgencyId,
}

/// What is read, each with the field that it is part of: of the piece of work as it stands, and of each of its steps `s`.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("kind", "j.kind", "kind"),
    ("status", "j.status", "status"),
    ("startedOn", "j.started_on", "started_on"),
    ("dueOn", "j.due_on", "due_on"),
    ("overdue", "CASE WHEN j.due_on < $7 THEN 1 ELSE 0 END", "overdue"),
    ("endedOn", "j.ended_on", "ended_on"),
    ("agency", "j.agency_id", "agency"),
    ("agencyKind", "j.agency_kind", "agency_kind"),
    ("follows", "j.follows", "follows"),
    ("decision", "j.decision", "decision"),
    ("abuse", "j.abuse", "abuse"),
    ("seen", "CASE WHEN s.seen_alone IS NOT NULL THEN s.day END", "seen_on"),
    ("seen", "s.seen_alone", "seen_alone"),
    ("seen", "s.not_alone_reason", "not_alone_reason"),
    ("family", "s.people", "people"),
    ("noFather", "s.no_father", "no_father"),
    ("steps", "s.action", "action"),
    ("steps", "s.day", "happened_on"),
    ("steps", "s.decision", "step_decision"),
    ("steps", "s.text", "text"),
    ("steps", "s.without_checks", "without_checks"),
];

impl Snapshot {
    /// The opened child's pieces of work that the viewer may know of, newest first, with those fields; in one statement, and in
    /// one more for outcomes.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_works(
        &self,
        opening: &Opening,
        caller: &Caller,
        fields: &[String],
    ) -> Result<Vec<CaseWorkContent>, DbErr> {
        let query = Query::new(self, opening, caller);
        let mut values = query.values.clone();
        values.push(local_date(caller.at).into());
        let asked = |field: &str| fields.iter().any(|f| f == field);
        let own = caller.agency.own("j.agency_id", "$2");
        let step = as_its_entry(&own);
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|(field, column, name)| {
                let given = rule(CASE_WORK, field).filter(|_| asked(field)).map(|rule| query.given(rule));
                let given = given.unwrap_or_else(|| "FALSE".to_owned());
                let given = if column.contains("s.") { format!("{given} AND {step}") } else { given };
                format!("CASE WHEN {given} THEN {column} END AS {name}")
            })
            .collect();
        let shown = opening.shown(self, "case_work", "e", (&caller.agency, "$2"));
        let sql = format!(
            "SELECT j.id, j.version, j.code, j.classes, j.agency_id AS source, {} FROM {} \
             JOIN case_work AS s ON s.id = j.id AND s.version <= j.version \
             LEFT JOIN chronology_entry AS x ON x.id = s.entry_id AND {} \
             WHERE {} AND ({own} OR NOT {}) AND CAST($7 AS TEXT) IS NOT NULL ORDER BY j.started_on DESC, j.id, s.version",
            columns.join(", "),
            query.over(&self.works_as_entries(), &shown),
            self.newest("chronology_entry", "x", "id"),
            query.listed(),
            self.begun_on_the_wrong_child("j.id"),
        );
        let mut works: Vec<CaseWorkContent> = Vec::new();
        for row in self.all(sql, values).await? {
            let id: WorkId = row.try_get("", "id")?;
            if works.last().is_none_or(|work| work.id != id) {
                works.push(head(&row, opening, asked)?);
            }
            if let Some(work) = works.last_mut() {
                add_step(work, &row)?;
            }
        }
        self.add_outcomes(opening, caller, &mut works).await?;
        Ok(works)
    }

    /// The rows of pieces of work, with the columns by which an entry is judged: that of a service that is kept to few eyes is
    /// SENSITIVE (R29).
    fn works_as_entries(&self) -> String {
        format!(
            "(SELECT w.*, CASE WHEN EXISTS (SELECT 1 FROM agency AS g WHERE g.id = w.agency_id AND g.sensitive_service AND {}) \
             THEN '{}' ELSE '{}' END AS sensitivity, '[]' AS named, '[]' AS tell, '[]' AS about_adults FROM case_work AS w)",
            self.newest("agency", "g", "id"),
            Sensitivity::Sensitive,
            Sensitivity::Standard
        )
    }

    /// SQL that holds where the first entry of a piece of work was withdrawn as filed on the wrong child: then it leaves every view
    /// but its contributor's (R35).
    fn begun_on_the_wrong_child(&self, work: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM case_work AS f JOIN chronology_entry AS y ON y.id = f.entry_id AND {} WHERE f.id = {work} \
             AND y.wrong_child AND NOT EXISTS (SELECT 1 FROM case_work AS b WHERE b.id = f.id AND b.version < f.version \
             AND b.entry_id IS NOT NULL))",
            self.newest("chronology_entry", "y", "id")
        )
    }

    /// Fills in the outcomes of those pieces of work that have a place for them.
    async fn add_outcomes(
        &self,
        opening: &Opening,
        caller: &Caller,
        works: &mut [CaseWorkContent],
    ) -> Result<(), DbErr> {
        let mut values: Vec<Value> = vec![opening.child().into()];
        let mut shown = Vec::new();
        for own in [true, false] {
            let of_side = |w: &&CaseWorkContent| w.outcomes.is_some() && (w.code & bits::OWN != 0) == own;
            let places: Vec<String> = works
                .iter()
                .filter(of_side)
                .map(|work| {
                    values.push(work.id.into());
                    format!("${}", values.len())
                })
                .collect();
            if places.is_empty() {
                continue;
            }
            // What others agreed as it stood on the last day, where that is what counts (R13).
            let stands = match opening.past() {
                Some(as_of) if !own => self.newest_at(as_of, "work_outcome", "o", "id"),
                _ => self.newest("work_outcome", "o", "id"),
            };
            shown.push(format!("(o.work_id IN ({}) AND {stands})", places.join(", ")));
        }
        if shown.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT o.* FROM work_outcome AS o WHERE o.child_id = $1 AND ({}) ORDER BY o.due_on, o.id",
            shown.join(" OR ")
        );
        let today = local_date(caller.at);
        let mut of: BTreeMap<WorkId, Vec<OutcomeContent>> = BTreeMap::new();
        for row in self.all(sql, values).await? {
            let (due_on, state): (Date, OutcomeState) = (row.try_get("", "due_on")?, row.try_get("", "state")?);
            of.entry(row.try_get("", "work_id")?).or_default().push(OutcomeContent {
                id: row.try_get("", "id")?,
                change: row.try_get("", "change")?,
                measure: row.try_get("", "measure")?,
                owner_agency: row.try_get("", "owner_agency")?,
                owner: row.try_get("", "owner")?,
                due_on,
                overdue: state == OutcomeState::Open && due_on < today,
                state,
                reviewed_on: row.try_get("", "reviewed_on")?,
                note: row.try_get("", "note")?,
            });
        }
        for work in works {
            if let (Some(outcomes), Some(found)) = (&mut work.outcomes, of.remove(&work.id)) {
                *outcomes = found;
            }
        }
        Ok(())
    }
}

/// SQL that holds where a step is told as its entry `x` is, if it made one: `own` holds for the agency that keeps the work. What
/// its author marked SENSITIVE later is told in that agency alone, a RESTRICTED step by its entry alone (R29, R30).
fn as_its_entry(own: &str) -> String {
    format!(
        "(x.id IS NULL OR ((NOT x.wrong_child OR {own}) AND (x.sensitivity = '{}' \
         OR (x.sensitivity = '{}' AND (j.sensitivity = '{}' OR {own})))))",
        Sensitivity::Standard,
        Sensitivity::Sensitive,
        Sensitivity::Sensitive
    )
}

/// A piece of work as it stands, with an empty place for each list that is asked for and cleared.
fn head(row: &QueryResult, opening: &Opening, asked: impl Fn(&str) -> bool) -> Result<CaseWorkContent, DbErr> {
    let code = u16::try_from(row.try_get::<i32>("", "code")?).unwrap_or_default();
    let content: Set<FieldClass> = row.try_get("", "classes")?;
    let cleared = opening.masks().situation(code).map_or(Set::EMPTY, |situation| situation.cleared);
    let has =
        |field: &str| asked(field) && rule(CASE_WORK, field).is_some_and(|r| cleared.contains_all(needs(r, content)));
    Ok(CaseWorkContent {
        id: row.try_get("", "id")?,
        version: row.try_get("", "version")?,
        kind: row.try_get("", "kind")?,
        status: row.try_get("", "status")?,
        started_on: row.try_get("", "started_on")?,
        due_on: row.try_get("", "due_on")?,
        overdue: row.try_get::<Option<i32>>("", "overdue")?.map(|flag| flag == 1),
        ended_on: row.try_get("", "ended_on")?,
        agency: row.try_get("", "agency")?,
        agency_kind: row.try_get("", "agency_kind")?,
        follows: row.try_get("", "follows")?,
        decision: row.try_get("", "decision")?,
        abuse: row.try_get("", "abuse")?,
        seen: has("seen").then(Vec::new),
        family: has("family").then(Vec::new),
        no_father: None,
        steps: has("steps").then(Vec::new),
        outcomes: has("outcomes").then(Vec::new),
        code,
        content,
        source: row.try_get("", "source")?,
    })
}

/// Adds what one step brought. Who took part is told of the last step that names anybody.
fn add_step(work: &mut CaseWorkContent, row: &QueryResult) -> Result<(), DbErr> {
    if let (Some(steps), Some(action)) = (&mut work.steps, row.try_get("", "action")?) {
        steps.push(WorkStepContent {
            action,
            happened_on: row.try_get("", "happened_on")?,
            decision: row.try_get("", "step_decision")?,
            text: row.try_get("", "text")?,
            without_checks: row.try_get("", "without_checks")?,
        });
    }
    if let (Some(seen), Some(seen_on)) = (&mut work.seen, row.try_get("", "seen_on")?) {
        seen.push(SeenContent {
            seen_on,
            alone: row.try_get("", "seen_alone")?,
            not_alone_reason: row.try_get("", "not_alone_reason")?,
        });
    }
    let named: Vec<FamilyMember> =
        row.try_get::<Option<String>>("", "people")?.map_or(Ok(Vec::new()), |people| json(&people))?;
    let no_father: Option<String> = row.try_get("", "no_father")?;
    if !named.is_empty() {
        work.family = work.family.as_ref().map(|_| named);
    }
    work.no_father = no_father.or(work.no_father.take());
    Ok(())
}
