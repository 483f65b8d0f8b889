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
    let mut problems = Problems::of(planning);
    let reason = problems.text("reason", &new.reason);
    let threshold_document = problems.optional("thresholdDocument", new.threshold_document.as_deref());
    let mut row = decided(planning, &mut problems, new.level, ("decidedOn", new.decided_on)).await?;
    problems.check()?;
    (row.reason, row.threshold_document) = (reason, threshold_document);
    let (view, made) = (LevelView::of(&row), row.version.to_string());
    let mut rows = Rows::new();
    planning.tell(&mut rows, [Event::level_changed(row.child_id, row.agency_id)]);
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::of(&[FieldClass::Summary]) })
}

/// The row of a decision on the level, its reason still to be filled in; worth nothing where there are problems with its day,
/// which is in that field of the input. There is no other way to a level (R27, R36): whoever asks was judged by its gate.
pub(in crate::services) async fn decided(
    planning: &Planning<'_>,
    problems: &mut Problems,
    level: LevelOfNeed,
    (field, decided_on): (&str, Date),
) -> Result<level_of_need::Model, PlanError> {
    let caller = planning.caller;
    let stands = planning.snapshot.level(planning.opening, None).await?;
    problems.past_day(field, decided_on, local_date(caller.at));
    if stands.as_ref().is_some_and(|stands| decided_on < stands.decided_on) {
        // The newest row is the present level: an older decision written down late would undo a later one.
        problems.add(field, "BEFORE_PRESENT", "a later decision stands on record: check the date");
    }
    Ok(level_of_need::Model {
        child_id: planning.opening.child(),
        version: stands.map_or(0, |stands| stands.version) + 1,
        level,
        decided_on,
        reason: String::new(),
        threshold_document: None,
        without_checks: None,
        agency_id: caller.agency.id,
        person_id: Some(caller.person),
        recorded_at: caller.at,
        log: 0,
        seq: 0,
    })
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<LevelView, PlanError> {
    let lost = || PlanError::lost("a level of need");
    let version = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.level(planning.opening, Some(version)).await?;
    row.map(|row| LevelView::of(&row)).ok_or_else(lost)
}
