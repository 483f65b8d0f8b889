//! Somebody else confirms what a person claimed: a colleague, a client app with that right, or the child's local authority.

use entities::Set;
use entities::ids::InvolvementId;
use entities::words::{AccessAction, InvolvementState};
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::{CLAIM_WORKING_DAYS, made, now_responsible, recall, standing, view};
use crate::disclosure::made::InvolvementView;
use crate::disclosure::{Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Request, Rows};
use crate::error::Error;

/// Which claim is confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmInvolvement {
    /// The involvement.
    pub involvement: InvolvementId,
}

/// Confirms a claim.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn confirm(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    which: ConfirmInvolvement,
) -> Result<ChangeAnswer<InvolvementView>, Error> {
    let (child, record) = door.child_of_involvement(caller, which.involvement, false).await?;
    let ask = ChangeAsk { gate: Gate::Involve, child, sharing: None, record, approver: None };
    let (action, mutation) = (AccessAction::ConfirmInvolvement, "confirmInvolvement");
    let request = Request { action, mutation, key, said: &which, form: Vec::new() };
    door.change(
        caller,
        request,
        ask,
        |planning, which| Box::pin(plan(planning, which)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, which: &ConfirmInvolvement) -> Result<Plan<InvolvementView>, PlanError> {
    let caller = planning.caller;
    let claim = standing(planning, which.involvement).await?;
    let mut problems = Problems::of(planning);
    let system = caller.client.as_ref().is_some_and(|client| client.may_confirm_involvements);
    if claim.state != InvolvementState::Claimed {
        problems.add("involvement", "NOT_A_CLAIM", "this involvement is confirmed already, or has ended");
    } else if caller.successions.closed(claim.agency_id) {
        problems.add("involvement", "CLAIM_ENDED", "its agency has closed, and a claim ends with it: record it again");
    } else if planning.calendar().add_working_days(claim.recorded_at, CLAIM_WORKING_DAYS) <= caller.at {
        problems.add("involvement", "CLAIM_LAPSED", "nobody confirmed it within 5 working days: record it again");
    } else if claim.person_id == Some(caller.person) && !system {
        problems.add("involvement", "OWN_CLAIM", "ask a colleague to confirm it: nobody confirms their own claim");
    }
    problems.check()?;
    let row = entities::rows::involvement::Model {
        version: claim.version + 1,
        state: InvolvementState::Open,
        recorded_at: caller.at,
        person_id: Some(caller.person),
        ..claim
    };
    let mut rows = Rows::new();
    planning.tell(&mut rows, [Event::involvement_changed(&row)]);
    let child = planning.snapshot.child_row(row.child_id).await?;
    if let Some(next) = child.and_then(|child| now_responsible(caller, &row, child)) {
        rows.add(next);
    }
    let (view, made) = (view(planning, &row).await?, made(&row));
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}
