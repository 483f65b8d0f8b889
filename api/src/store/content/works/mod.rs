//! Pieces of work about the opened child. Each is read as an entry of the agency that keeps it would be, by the same situations
//! and masks, and each of its steps no wider than the entry that it made, so that nobody sees more by the work than by its
//! entries in the chronology.

mod outcomes;
mod row;

use entities::ids::{AgencyId, OutcomeId, WorkId};
use entities::words::{
    AbuseCategory, AgencyKind, FamilyRole, FieldClass, OutcomeState, Sensitivity, WorkAction, WorkDecision, WorkKind,
    WorkStatus,
};
use entities::{Date, Set};
use policies::fields::CASE_WORK;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use super::super::caller::Caller;
use super::super::opening::Opening;
use super::super::snapshot::Snapshot;
use super::chronology::query::Query;
use super::rule;
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
    /// The entries of the log that made the steps which may be told of.
    #[serde(skip)]
    told: Vec<(i32, i64)>,
}

/// What is read, each with the field that it is part of: of the piece of work `j`, of each of its steps `s`, and of that which was
/// before it `b`.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("kind", "j.kind", "kind"),
    ("status", "s.status", "status"),
    ("startedOn", "j.started_on", "started_on"),
    ("dueOn", "s.due_on", "due_on"),
    ("overdue", "CASE WHEN s.due_on < $7 THEN 1 ELSE 0 END", "overdue"),
    ("endedOn", "s.ended_on", "ended_on"),
    ("agency", "j.agency_id", "agency"),
    ("agencyKind", "j.agency_kind", "agency_kind"),
    ("follows", "j.follows", "follows"),
    ("decision", "CASE WHEN b.decision IS NULL OR s.decision <> b.decision THEN s.decision END", "decision"),
    ("abuse", "CASE WHEN b.abuse IS NULL OR s.abuse <> b.abuse THEN s.abuse END", "abuse"),
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

/// Fields of what a step says in words or of persons: told as the step's entry is, in its own agency too.
const OF_STEPS: [&str; 4] = ["family", "noFather", "seen", "steps"];

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
        let step = as_its_entry("x", &own);
        let clear = self.marked_clear(&own);
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|(field, column, name)| {
                let rule = rule(CASE_WORK, field).filter(|_| asked(field));
                let mut told = rule.map_or_else(|| "FALSE".to_owned(), |rule| query.given(rule));
                if rule.is_some_and(|rule| rule.content) {
                    told.push_str(&format!(" AND {clear}"));
                }
                if !column.starts_with("j.") {
                    let kept = if OF_STEPS.contains(field) { "FALSE" } else { &own };
                    told.push_str(&format!(" AND ({kept} OR {step})"));
                }
                format!("CASE WHEN {told} THEN {column} END AS {name}")
            })
            .collect();
        let shown = opening.shown(self, "case_work", "e", (&caller.agency, "$2"));
        let sql = format!(
            "SELECT j.id, s.version, j.code, j.classes, j.agency_id AS source, s.log, s.seq, x.classes AS marked, \
             CASE WHEN {own} OR {step} THEN 1 ELSE 0 END AS told, {} FROM {} \
             JOIN case_work AS s ON s.id = j.id AND s.version <= j.version \
             LEFT JOIN case_work AS b ON b.id = s.id AND b.version = s.version - 1 \
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
            row::add(&mut works, &row, asked)?;
        }
        works.iter_mut().for_each(|work| row::finish(work, opening));
        // What it follows on is named where that is listed.
        let listed: Vec<WorkId> = works.iter().map(|work| work.id).collect();
        works.iter_mut().for_each(|work| work.follows = work.follows.filter(|id| listed.contains(id)));
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

    /// SQL that holds where every class is cleared that entries of the piece of work `j` have by now, of the steps that are told of:
    /// work is of the classes of all of them together, those that were added since too (R1, R35).
    fn marked_clear(&self, own: &str) -> String {
        format!(
            "NOT EXISTS (SELECT 1 FROM case_work AS m JOIN chronology_entry AS y ON y.id = m.entry_id AND {} \
             WHERE m.id = j.id AND m.version <= j.version AND (y.classes & j.kept) <> 0 AND ({own} OR {}))",
            self.newest("chronology_entry", "y", "id"),
            as_its_entry("y", own)
        )
    }

    /// SQL that holds where the first entry of a piece of work was withdrawn as filed on the wrong child: then it leaves every view
    /// but its contributor's (R35).
    pub(in crate::store) fn begun_on_the_wrong_child(&self, work: &str) -> String {
        format!(
            "EXISTS (SELECT 1 FROM case_work AS f JOIN chronology_entry AS y ON y.id = f.entry_id AND {} WHERE f.id = {work} \
             AND y.wrong_child AND NOT EXISTS (SELECT 1 FROM case_work AS b WHERE b.id = f.id AND b.version < f.version \
             AND b.entry_id IS NOT NULL))",
            self.newest("chronology_entry", "y", "id")
        )
    }
}

/// SQL that holds where a step is told as its entry is, if it made one: `own` holds for the agency that keeps the work. What
/// its author marked SENSITIVE later is told in that agency alone, a RESTRICTED step by its entry alone (R29, R30).
fn as_its_entry(x: &str, own: &str) -> String {
    format!(
        "({x}.id IS NULL OR ((NOT {x}.wrong_child OR {own}) AND ({x}.sensitivity = '{}' \
         OR ({x}.sensitivity = '{}' AND (j.sensitivity = '{}' OR {own})))))",
        Sensitivity::Standard,
        Sensitivity::Sensitive,
        Sensitivity::Sensitive
    )
}
