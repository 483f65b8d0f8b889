//! A decision on the child's level of need (R27, R36): a history, and the newest decision stands.

use entities::Date;
use entities::Set;
use entities::rows::level_of_need;
use entities::words::{AccessAction, FieldClass, LevelOfNeed};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::problems::Problems;
use crate::disclosure::made::LevelView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// A level of need as it was decided.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewLevel {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub level: LevelOfNeed,
    pub decided_on: Date,
    pub reason: String,
    pub threshold_document: Option<String>,
}

/// Records a level of need.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn record(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewLevel,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<LevelView>, Error> {
    let ask = ChangeAsk {
        gate: Gate::Level,
        child: new.child.clone(),
        sharing: Some(&new.sharing),
        record: RecordFacts { new_level: Some(new.level), ..RecordFacts::CHILD },
        approver: None,
    };
    let (action, mutation) = (AccessAction::RecordLevelOfNeed, "recordLevelOfNeed");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewLevel) -> Result<Plan<LevelView>, PlanError> {
    let caller = planning.caller;
    let stands = planning.snapshot.level(planning.opening, None).await?;
    let mut problems = Problems::of(planning);
    problems.past_day("decidedOn", new.decided_on, local_date(caller.at));
    if stands.as_ref().is_some_and(|stands| new.decided_on < stands.decided_on) {
        // The newest row is the present level: an older decision written down late would undo a later one.
        problems.add("decidedOn", "BEFORE_PRESENT", "a later decision stands on record: check the date");
    }
    let reason = problems.text("reason", &new.reason);
    let threshold_document = problems.optional("thresholdDocument", new.threshold_document.as_deref());
    problems.check()?;
    let row = level_of_need::Model {
        child_id: planning.opening.child(),
        version: stands.map_or(0, |stands| stands.version) + 1,
        level: new.level,
        decided_on: new.decided_on,
        reason,
        threshold_document,
        agency_id: caller.agency.id,
        person_id: Some(caller.person),
        recorded_at: caller.at,
        log: 0,
        seq: 0,
    };
    let (view, made) = (LevelView::of(&row), row.version.to_string());
    let mut rows = Rows::new();
    planning.tell(&mut rows, [Event::level_changed(row.child_id, caller.agency.id)]);
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::of(&[FieldClass::Summary]) })
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<LevelView, PlanError> {
    let lost = || PlanError::lost("a level of need");
    let version = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.level(planning.opening, Some(version)).await?;
    row.map(|row| LevelView::of(&row)).ok_or_else(lost)
}
