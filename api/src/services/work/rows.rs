//! The rows of pieces of work: the first step of a new one, and the next step of one that stands.

use entities::Date;
use entities::Set;
use entities::ids::{ConcernId, WorkId};
use entities::rows::case_work;
use entities::words::{ChronologyCategory, FieldClass, WorkAction, WorkKind, WorkStatus};
use policies::content_classes;

use super::super::problems::Problems;
use super::Said;
use crate::disclosure::{PlanError, Planning};
use crate::plain::calendar::local_date;

/// What a step says, checked.
pub(super) struct Checked {
    pub(super) day: Date,
    pub(super) text: String,
    pub(super) added: Set<FieldClass>,
    pub(super) without_checks: Option<String>,
}

/// What a step says, checked; worth nothing where there are problems.
pub(super) fn checked(planning: &Planning<'_>, problems: &mut Problems, said: &Said) -> Checked {
    problems.past_day("happenedOn", said.happened_on, local_date(planning.caller.at));
    Checked {
        day: said.happened_on,
        text: problems.text("text", &said.text),
        added: super::super::chronology::added_classes(problems, &said.classes),
        without_checks: problems.optional("withoutChecks", said.without_checks.as_deref()),
    }
}

/// The category that work of that kind has in a chronology.
pub(super) const fn category(kind: WorkKind) -> ChronologyCategory {
    match kind {
        WorkKind::Assessment => ChronologyCategory::Assessment,
        WorkKind::StrategyDiscussion => ChronologyCategory::StrategyDiscussion,
        WorkKind::Section47Enquiry => ChronologyCategory::Section47,
        WorkKind::InitialConference => ChronologyCategory::Conference,
        WorkKind::ChildProtectionPlan => ChronologyCategory::Plan,
        WorkKind::EarlyHelpPlan => ChronologyCategory::EarlyHelp,
    }
}

/// The first step of a piece of work of the caller's agency, begun on that day.
pub(super) fn first(
    planning: &Planning<'_>,
    kind: WorkKind,
    day: Date,
    concern: Option<ConcernId>,
) -> Result<case_work::Model, PlanError> {
    let caller = planning.caller;
    Ok(case_work::Model {
        id: WorkId(planning.uuid()?),
        version: 1,
        child_id: planning.opening.child(),
        kind,
        action: WorkAction::Started,
        status: WorkStatus::Open,
        day,
        started_on: day,
        due_on: None,
        ended_on: None,
        follows: None,
        concern_id: concern,
        decision: None,
        abuse: Set::EMPTY,
        people: "[]".to_owned(),
        no_father: None,
        seen_alone: None,
        not_alone_reason: None,
        text: None,
        without_checks: None,
        entry_id: None,
        classes: content_classes(category(kind), caller.agency.kind),
        agency_id: caller.agency.id,
        agency_kind: caller.agency.kind,
        team: caller.team.clone(),
        person_id: caller.person,
        recorded_at: caller.at,
        log: 0,
        seq: 0,
    })
}

/// The first step of a piece of work that follows on another.
pub(super) fn following(
    planning: &Planning<'_>,
    kind: WorkKind,
    day: Date,
    before: &case_work::Model,
) -> Result<case_work::Model, PlanError> {
    Ok(case_work::Model { follows: Some(before.id), ..first(planning, kind, day, before.concern_id)? })
}

/// The next step of a piece of work, which so far changes nothing of where it stands.
pub(super) fn next(
    planning: &Planning<'_>,
    stands: &case_work::Model,
    action: WorkAction,
    said: &Checked,
) -> case_work::Model {
    let caller = planning.caller;
    case_work::Model {
        version: stands.version + 1,
        action,
        day: said.day,
        people: "[]".to_owned(),
        no_father: None,
        seen_alone: None,
        not_alone_reason: None,
        text: Some(said.text.clone()),
        without_checks: None,
        entry_id: None,
        classes: stands.classes.union(said.added),
        team: caller.team.clone(),
        person_id: caller.person,
        recorded_at: caller.at,
        log: 0,
        seq: 0,
        ..stands.clone()
    }
}

/// The same, by which it is closed on that day.
pub(super) fn closed(row: &mut case_work::Model) {
    row.status = WorkStatus::Closed;
    row.ended_on = Some(row.day);
    row.due_on = None;
}
