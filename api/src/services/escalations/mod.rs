//! Disagreement: an agency raises it against a decision, a rating, a refused check or a refusal to share; it is answered by a
//! person of the position of its stage, and rises where it is not. What is against a refusal is about no child: whom the access
//! was about is told to nobody by it.

mod raise;
mod step;

pub use raise::{NewEscalation, raise};
pub use step::{NewAnswer, NewRaise, answer, raise_further};

use entities::Instant;
use entities::Set;
use entities::ids::EscalationId;
use entities::rows::escalation;
use entities::words::{EscalationStage, EscalationStatus};
use serde::Serialize;

use crate::disclosure::escalations::{EscalationView, StepJudged, Told};
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planned, Recorded, Recording, Request, Rows,
};
use crate::error::Error;

/// Makes a step, judged by the child that it is about, or logged alone where to the caller it is about none.
async fn made<I, P>(
    door: &Door,
    caller: &Caller,
    judged: Option<StepJudged>,
    request: Request<'_, I>,
    plan: P,
) -> Result<ChangeAnswer<EscalationView>, Error>
where
    I: Serialize + Sync,
    P: for<'a> Fn(&'a Recording<'a>, &'a I, Told) -> Planned<'a, Plan<EscalationView>> + Send + Sync,
{
    match judged {
        Some((child, gate, record)) => {
            let ask = ChangeAsk { gate, child, sharing: None, record, approver: None };
            door.change(
                caller,
                request,
                ask,
                |planning, new| plan(planning, new, Told::by(planning.opening, gate)),
                |planning, _, made| Box::pin(recall(planning, made, Told::by(planning.opening, gate))),
            )
            .await
        }
        None => {
            door.record(
                caller,
                request,
                None,
                |recording, new| {
                    let planned = plan(recording, new, Told::ALL);
                    Box::pin(async move { Ok(Recorded { plan: planned.await?, child: None, flags: Set::EMPTY }) })
                },
                |recording, _, made| Box::pin(async move { Ok((recall(recording, made, Told::ALL).await?, None)) }),
            )
            .await
        }
    }
}

/// A plan that writes that step.
fn planned(recording: &Recording<'_>, row: escalation::Model, told: Told) -> Plan<EscalationView> {
    let view = EscalationView::of(&row, recording.caller, told);
    let made = format!("{}:{}", row.id, row.version);
    let mut rows = Rows::new();
    // Of one that is about no child nobody is told by an event: it would say whom it is about.
    if let (EscalationStatus::Open, Some(child)) = (row.status, row.child_id) {
        recording.tell(&mut rows, [Event::escalation_raised(row.id.public(), child, vec![row.appealed_to])]);
    }
    rows.add(row);
    Plan { view, rows, made, classes: Set::EMPTY }
}

async fn recall(recording: &Recording<'_>, made: String, told: Told) -> Result<EscalationView, PlanError> {
    let (id, version) = made.split_once(':').ok_or_else(lost)?;
    let id: EscalationId = id.parse().map_err(|_| lost())?;
    let version = version.parse().map_err(|_| lost())?;
    let (row, _) = recording.snapshot.escalation(recording.caller, id, Some(version)).await?.ok_or_else(lost)?;
    Ok(EscalationView::of(&row, recording.caller, told))
}

/// The row as it waits in that stage from now on, until each stage is due.
fn waiting(
    recording: &Recording<'_>,
    row: escalation::Model,
    stage: EscalationStage,
    at: Instant,
) -> escalation::Model {
    let dues = recording.clocks.escalation_dues(recording.calendar(), stage, at);
    let [due_practitioner, due_line_manager, due_senior_manager, due_director, due_partners] = dues;
    escalation::Model {
        stage,
        due_practitioner,
        due_line_manager,
        due_senior_manager,
        due_director,
        due_partners,
        ..row
    }
}

fn lost() -> PlanError {
    PlanError::lost("an escalation")
}
