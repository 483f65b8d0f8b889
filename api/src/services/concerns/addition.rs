//! What whoever raised a concern learns later is added to it (R34): by them, or by who sees it in their agency. The answer is
//! the same whatever became of the concern.

use entities::Set;
use entities::ids::{AdditionId, ChildId, ConcernId};
use entities::rows::concern_addition;
use entities::words::AccessAction;
use serde::Serialize;

use super::super::problems::Problems;
use crate::disclosure::concern::AdditionView;
use crate::disclosure::{Caller, ChangeAnswer, Door, Plan, PlanError, Problem, Recorded, Recording, Request, Rows};
use crate::error::Error;

/// What is added to a concern.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewAddition {
    pub concern: ConcernId,
    pub text: String,
}

/// Adds to a concern.
///
/// # Errors
/// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
pub async fn add(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewAddition,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<AdditionView>, Error> {
    let (action, mutation) = (AccessAction::RaiseConcern, "addToConcern");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.record(
        caller,
        request,
        None,
        |recording, new| Box::pin(plan(recording, new)),
        |recording, _, made| Box::pin(recall(recording, made)),
    )
    .await
}

async fn plan(recording: &Recording<'_>, new: &NewAddition) -> Result<Recorded<AdditionView>, PlanError> {
    let caller = recording.caller;
    let concern = recording.snapshot.raised_concern(caller, new.concern).await?;
    let mut problems = Problems::of(recording);
    let text = problems.text("text", &new.text);
    if concern.is_none() {
        // One answer for what is not there and what is another's.
        problems.add(
            "concern",
            "NOT_YOUR_CONCERN",
            "add to a concern that you raised, or that you see in your agency; raise a new one otherwise",
        );
    }
    problems.check()?;
    let Some(concern) = concern else { return Err(PlanError::Problems(Vec::new())) };
    let row = concern_addition::Model {
        id: AdditionId(recording.uuid()?),
        concern_id: concern.id,
        child_id: concern.child_id,
        text,
        agency_id: caller.agency.id,
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
    };
    let (view, made) = (AdditionView::of(&row), row.id.to_string());
    let mut rows = Rows::new();
    rows.add(row);
    Ok(Recorded {
        plan: Plan { view, rows, made, classes: concern.classes },
        child: Some(concern.child_id),
        flags: Set::EMPTY,
    })
}

async fn recall(recording: &Recording<'_>, made: String) -> Result<(AdditionView, Option<ChildId>), PlanError> {
    let lost = || PlanError::lost("an addition to a concern");
    let id: AdditionId = made.parse().map_err(|_| lost())?;
    let row = recording.snapshot.own_addition(recording.caller, id).await?.ok_or_else(lost)?;
    Ok((AdditionView::of(&row), Some(row.child_id)))
}
