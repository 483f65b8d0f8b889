//! The words of concerns: those of the raiser's side as said, those of the people addressed only as far as an opening of the
//! child clears them, each field in the statement that reads it.

use entities::ids::{AgencyId, ConcernId};
use entities::rows::concern;
use entities::words::{ConcernStatus, FieldClass};
use entities::{Instant, Set};
use policies::facts::{Owner, RecordFacts, RecordKind};
use policies::fields::CONCERN;
use sea_orm::{DbErr, FromQueryResult, Value};

use super::super::super::caller::{Caller, json};
use super::super::super::opening::Opening;
use super::super::super::snapshot::Snapshot;
use super::super::{needs, places, rule};
use super::listing::{areas, named, open_case, raisers_status};
use super::{ConcernContent, PoliceContent, ToldContent, police, told};
use crate::plain::calendar::local_date;

/// For how many years before it earlier concerns count as the same child's referred again (R34).
const COUNTED_YEARS: i32 = 1;

impl Snapshot {
    /// Those concerns as their raiser said them, so far as it is asked for, with what they were told and what was added, in two
    /// statements.
    pub(crate) async fn raised_concerns(
        &self,
        caller: &Caller,
        ids: &[ConcernId],
        asked: &[String],
    ) -> Result<Vec<ConcernContent>, DbErr> {
        let mut values: Vec<Value> = vec![caller.agency.id.into(), caller.at.into()];
        let places = places(&mut values, ids);
        let sql = format!(
            "SELECT q.*, {} AS shown, CASE WHEN s.shown_from <= $2 THEN s.outcome END AS outcome, {} \
             FROM {} {} WHERE {} AND q.id IN ({places}) AND {}",
            raisers_status("$2"),
            police::columns(|_| "TRUE".to_owned()),
            self.concerns_standing(),
            self.with_police_report(),
            caller.agency.own("q.agency_id", "$1"),
            self.recorded("q")
        );
        let mut found = Vec::new();
        for row in self.all(sql, values).await? {
            let mut content = ConcernContent::own(&concern::Model::from_query_result(&row, "")?)?;
            content.told = content.told.only(|field| asked.iter().any(|a| a == field));
            content.status = Some(row.try_get("", "shown")?);
            content.outcome_to_raiser = row.try_get("", "outcome")?;
            content.police = PoliceContent::read(&row)?;
            found.push(content);
        }
        self.add_additions(&mut found, ids).await?;
        Ok(found)
    }

    /// Those concerns about an opened child as its designated officer sees them: as they were said, so far as the field is one
    /// that is `given` with or without protected whereabouts, and nothing of the record.
    pub(crate) async fn concerns_of_officer(
        &self,
        opening: &Opening,
        ids: &[ConcernId],
        given: impl Fn(&str, bool) -> bool,
    ) -> Result<Vec<ConcernContent>, DbErr> {
        let mut values: Vec<Value> = vec![opening.child().into()];
        let places = places(&mut values, ids);
        // What somebody near a protected child wrote may tell where it is (R7).
        let hidden = opening.whereabouts_since().is_some();
        let named = |field: &str| matches!(field, "adults" | "thirdParties") && !hidden;
        let sql = format!(
            "SELECT q.*, coalesce(s.status, 'RECEIVED') AS shown, {} FROM {} {} \
             WHERE q.child_id = $1 AND q.id IN ({places}) AND {}",
            police::columns(|field| if named(field) { "TRUE" } else { "FALSE" }.to_owned()),
            self.concerns_standing(),
            self.with_police_report(),
            self.recorded("q")
        );
        let mut found = Vec::new();
        for row in self.all(sql, values).await? {
            let mut content = ConcernContent::own(&concern::Model::from_query_result(&row, "")?)?;
            content.told = content.told.only(|field| given(field, hidden));
            content.status = Some(row.try_get("", "shown")?);
            content.additions = None;
            content.police = PoliceContent::read(&row)?;
            if hidden {
                content.raised_by = None;
                content.about = None;
                content.what_happened = None;
            }
            found.push(content);
        }
        if !hidden {
            found.iter_mut().for_each(|concern| concern.additions = Some(Vec::new()));
            self.add_additions(&mut found, ids).await?;
        }
        Ok(found)
    }

    /// Those concerns about the opened child for those to whom they are addressed, each field only where it is cleared; with
    /// what the concern is judged as. A concern that may not be known of is not among them.
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
            |field: &str, value: &str, name: &str| format!("CASE WHEN {} THEN {value} END AS {name}", cleared(field));
        let alone = format!(
            "CASE WHEN s.decision IS NULL THEN NULL WHEN EXISTS (SELECT 1 FROM joint_decision AS d WHERE d.concern_id = q.id \
             AND d.status = 'DECIDED' AND NOT d.alone AND {}) THEN 0 ELSE 1 END",
            self.recorded("d")
        );
        let columns = [
            column("version", "coalesce(s.version, 1)", "version"),
            column("reference", "q.reference", "reference"),
            column("status", "coalesce(s.status, 'RECEIVED')", "status"),
            column("raisedBy", "q.agency_id", "agency_id"),
            column("raiser", &self.name_of("q.person_id"), "raiser"),
            column("raisedAt", "q.raised_at", "raised_at"),
            column("decisionDueAt", "q.decision_due_at", "decision_due_at"),
            column("immediateDanger", "q.immediate_danger", "immediate_danger"),
            column("rating", "s.rating", "rating"),
            column("ratingDueAt", "s.rating_due_at", "rating_due_at"),
            column("decision", "s.decision", "decision"),
            column("raiserToldAt", "s.told_at", "told_at"),
            column("decidedByOneAgencyAlone", &alone, "alone"),
            column("about", "q.about", "about"),
            column("whatHappened", "q.what_happened", "what_happened"),
            column("outcomeToRaiser", "s.outcome", "outcome"),
            column("earlierConcerns", "q.raised_at", "counted_from"),
            column("allocatedTo", &self.allocated_to(&areas(caller)), "allocated"),
            column("steps", "1", "with_steps"),
            column("additions", "1", "with_additions"),
            police::columns(cleared),
            told::columns(cleared),
        ]
        .join(", ");
        let sql = format!(
            "SELECT q.id, q.classes, CASE WHEN {ours} THEN 1 ELSE 0 END AS own, {columns} FROM {} {} \
             WHERE q.child_id = $1 AND q.id IN ({places}) AND {}",
            self.concerns_standing(),
            self.with_police_report(),
            self.recorded("q")
        );
        let mut found = Vec::new();
        let mut counted: Vec<(usize, Instant)> = Vec::new();
        for row in self.all(sql, values).await? {
            let record = if row.try_get::<i32>("", "own")? == 1 { own } else { other };
            let verdict = opening.of_record(record);
            if !verdict.listed() {
                continue;
            }
            counted.extend(row.try_get::<Option<Instant>>("", "counted_from")?.map(|at| (found.len(), at)));
            let content = ConcernContent {
                id: row.try_get("", "id")?,
                version: row.try_get("", "version")?,
                reference: row.try_get("", "reference")?,
                status: row.try_get::<Option<ConcernStatus>>("", "status")?,
                raised_by: row.try_get("", "agency_id")?,
                raiser: row.try_get("", "raiser")?,
                raised_at: row.try_get("", "raised_at")?,
                decision_due_at: row.try_get("", "decision_due_at")?,
                immediate_danger: row.try_get("", "immediate_danger")?,
                rating: row.try_get("", "rating")?,
                rating_due_at: row.try_get("", "rating_due_at")?,
                decision: row.try_get("", "decision")?,
                raiser_told_at: row.try_get("", "told_at")?,
                decided_alone: row.try_get::<Option<i32>>("", "alone")?.map(|alone| alone == 1),
                earlier_concerns: None,
                allocated_to: row
                    .try_get::<Option<String>>("", "allocated")?
                    .map(|names| workers(&names))
                    .transpose()?,
                about: row.try_get("", "about")?,
                what_happened: row.try_get("", "what_happened")?,
                outcome_to_raiser: row.try_get("", "outcome")?,
                steps: row.try_get::<Option<i32>>("", "with_steps")?.map(|_| Vec::new()),
                additions: row.try_get::<Option<i32>>("", "with_additions")?.map(|_| Vec::new()),
                police: PoliceContent::read(&row)?,
                told: ToldContent::read(&row)?,
                content: row.try_get("", "classes")?,
            };
            found.push((content, record));
        }
        if !counted.is_empty() {
            let raised = self.concern_moments(opening, caller).await?;
            for (index, at) in counted {
                let since = local_date(at).plus_years(-COUNTED_YEARS);
                let earlier = raised.iter().filter(|other| **other < at && local_date(**other) >= since).count();
                if let Some((content, _)) = found.get_mut(index) {
                    content.earlier_concerns = Some(i32::try_from(earlier).unwrap_or(i32::MAX));
                }
            }
        }
        let (mut contents, records): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        self.add_steps(&mut contents).await?;
        self.add_additions(&mut contents, ids).await?;
        Ok(contents.into_iter().zip(records).collect())
    }

    /// SQL for the names of those who work on the open case of concern `q`, as JSON; null where there is no open case.
    fn allocated_to(&self, areas: &[AgencyId]) -> String {
        let open = open_case(self, areas);
        let workers = self.dialect.json_rows(
            "p.name",
            &format!(
                "person AS p WHERE EXISTS (SELECT 1 FROM {open} AND i.practitioners LIKE '%\"' || p.id || '\"%') AND {}",
                self.newest("person", "p", "id")
            ),
        );
        format!("CASE WHEN EXISTS (SELECT 1 FROM {open}) THEN {workers} END")
    }

    /// When each concern about the opened child was raised, for counting alone. Whom one names it is kept from, and from what they
    /// count (R5, R34).
    async fn concern_moments(&self, opening: &Opening, caller: &Caller) -> Result<Vec<Instant>, DbErr> {
        let sql = format!(
            "SELECT q.raised_at FROM concern AS q WHERE q.child_id = $1 AND q.people NOT LIKE $2 AND {}",
            self.recorded("q")
        );
        let rows = self.all(sql, vec![opening.child().into(), named(caller).into()]).await?;
        rows.iter().map(|row| row.try_get("", "raised_at")).collect()
    }
}

/// Names that came as rows in JSON, in their order.
fn workers(names: &str) -> Result<Vec<String>, DbErr> {
    let names: Vec<(String,)> = json(names)?;
    let mut names: Vec<String> = names.into_iter().map(|(name,)| name).collect();
    names.sort();
    Ok(names)
}

/// What policy looks at of a concern.
fn judged_as(owner: Owner) -> RecordFacts {
    RecordFacts { kind: RecordKind::Concern, owner, ..RecordFacts::CHILD }
}
