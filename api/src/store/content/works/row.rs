//! A piece of work out of its steps' rows: as the newest step that may be told of left it.

use entities::Set;
use entities::ids::WorkId;
use entities::words::{AbuseCategory, WorkDecision};
use policies::fields::CASE_WORK;
use sea_orm::{DbErr, QueryResult};

use super::super::super::caller::json;
use super::super::super::opening::Opening;
use super::super::{needs, rule};
use super::{CaseWorkContent, FamilyMember, SeenContent, WorkStepContent};

/// Adds a step to the pieces of work read so far; one that may not be told of is passed over.
pub(super) fn add(
    works: &mut Vec<CaseWorkContent>,
    row: &QueryResult,
    asked: impl Fn(&str) -> bool,
) -> Result<(), DbErr> {
    if row.try_get::<i32>("", "told")? == 0 {
        return Ok(());
    }
    let id: WorkId = row.try_get("", "id")?;
    if works.last().is_none_or(|work| work.id != id) {
        works.push(head(row, asked)?);
    }
    let Some(work) = works.last_mut() else { return Ok(()) };
    work.version = row.try_get("", "version")?;
    work.ended_on = row.try_get("", "ended_on")?;
    work.told.push((row.try_get("", "log")?, row.try_get("", "seq")?));
    work.content = work.content.union(row.try_get::<Option<_>>("", "marked")?.unwrap_or(Set::EMPTY));
    stand(work, row)?;
    add_step(work, row)
}

/// Takes away the lists that the classes of all its steps together withhold.
pub(super) fn finish(work: &mut CaseWorkContent, opening: &Opening) {
    let cleared = opening.masks().situation(work.code).map_or(Set::EMPTY, |situation| situation.cleared);
    let given = |field: &str| rule(CASE_WORK, field).is_some_and(|r| cleared.contains_all(needs(r, work.content)));
    work.seen = work.seen.take().filter(|_| given("seen"));
    work.family = work.family.take().filter(|_| given("family"));
    work.steps = work.steps.take().filter(|_| given("steps"));
    work.outcomes = work.outcomes.take().filter(|_| given("outcomes"));
}

/// A piece of work, with an empty place for each list that is asked for.
fn head(row: &QueryResult, asked: impl Fn(&str) -> bool) -> Result<CaseWorkContent, DbErr> {
    Ok(CaseWorkContent {
        id: row.try_get("", "id")?,
        version: 0,
        kind: row.try_get("", "kind")?,
        status: None,
        started_on: row.try_get("", "started_on")?,
        due_on: None,
        overdue: None,
        ended_on: None,
        agency: row.try_get("", "agency")?,
        agency_kind: row.try_get("", "agency_kind")?,
        follows: row.try_get("", "follows")?,
        decision: None,
        abuse: None,
        seen: asked("seen").then(Vec::new),
        family: asked("family").then(Vec::new),
        no_father: None,
        steps: asked("steps").then(Vec::new),
        outcomes: asked("outcomes").then(Vec::new),
        code: u16::try_from(row.try_get::<i32>("", "code")?).unwrap_or_default(),
        content: row.try_get("", "classes")?,
        source: row.try_get("", "source")?,
        told: Vec::new(),
    })
}

/// Where it stood after the step. A decision is carried on by the steps that follow it, so it is told with the step that took it.
fn stand(work: &mut CaseWorkContent, row: &QueryResult) -> Result<(), DbErr> {
    work.status = row.try_get("", "status")?;
    work.due_on = row.try_get("", "due_on")?;
    work.overdue = row.try_get::<Option<i32>>("", "overdue")?.map(|flag| flag == 1);
    work.decision = row.try_get::<Option<WorkDecision>>("", "decision")?.or(work.decision);
    work.abuse = row.try_get::<Option<Set<AbuseCategory>>>("", "abuse")?.or(work.abuse);
    Ok(())
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
