//! Responsibility for a child passes from one local authority to another: the one offers it, the other accepts it, and until
//! then the first remains responsible (R27). An offer is withdrawn by offering it to one's own authority.

use entities::ids::{AgencyId, TransferId};
use entities::rows::{child, responsibility_transfer};
use entities::words::{AccessAction, AgencyKind, FieldClass, Role};
use entities::{Date, Set};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::problems::Problems;
use crate::disclosure::made::TransferView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// An offer of responsibility, or its acceptance.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct Passing {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub to: AgencyId,
    pub on: Date,
    pub accept: bool,
    pub reason: String,
}

/// Offers responsibility, withdraws the offer, or accepts it.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn pass(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    passing: Passing,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<TransferView>, Error> {
    // The level of need is the responsible authority's to decide, and so is who is responsible next; who accepts works with
    // the child already, or is named for the transfer, and may open its record.
    let gate = if passing.accept { Gate::Open } else { Gate::Level };
    let ask = ChangeAsk {
        gate,
        child: passing.child.clone(),
        sharing: Some(&passing.sharing),
        record: RecordFacts::CHILD,
        approver: None,
    };
    let (action, mutation) = (AccessAction::UpdateChild, "passResponsibility");
    let request = Request { action, mutation, key, said: &passing, form };
    door.change(
        caller,
        request,
        ask,
        |planning, passing| Box::pin(plan(planning, passing)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, passing: &Passing) -> Result<Plan<TransferView>, PlanError> {
    let before = planning.snapshot.transfer(planning.opening, None).await?;
    let details = planning.snapshot.details(planning.opening, None).await?.ok_or_else(lost)?;
    let waiting = before.as_ref().filter(|row| row.waits() && Some(row.from_agency) == details.responsible_authority);
    let mut problems = Problems::of(planning);
    let reason = problems.text("reason", &passing.reason);
    let id = if passing.accept {
        acceptance(planning.caller, passing, waiting, &mut problems);
        waiting.map(|offer| offer.id)
    } else {
        offer(planning, passing, waiting.is_some(), &mut problems).await?;
        waiting.filter(|_| planning.caller.agency.owns(passing.to)).map(|offer| offer.id)
    };
    problems.check()?;
    let Some(from_agency) = details.responsible_authority else { return Err(lost()) };
    let row = responsibility_transfer::Model {
        child_id: planning.opening.child(),
        version: before.map_or(0, |before| before.version) + 1,
        id: id.map_or_else(|| planning.uuid().map(TransferId), Ok)?,
        from_agency,
        to_agency: passing.to,
        passes_on: passing.on,
        accepted: passing.accept,
        reason: reason.clone(),
        person_id: planning.caller.person,
        recorded_at: planning.caller.at,
        log: 0,
        seq: 0,
    };
    let (view, made) = (TransferView::of(&row), row.version.to_string());
    let mut rows = Rows::new();
    if row.accepted {
        rows.add(child::Model {
            version: details.version + 1,
            responsible_authority: Some(row.to_agency),
            valid_from: row.passes_on,
            reason,
            agency_id: planning.caller.agency.id,
            person_id: Some(row.person_id),
            log: 0,
            seq: 0,
            ..details
        });
        planning.tell(&mut rows, [Event::responsibility_passed(&row)]);
    }
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::of(&[FieldClass::Involvement, FieldClass::Whereabouts]) })
}

/// The authority that is responsible offers, to another one; or withdraws what it offered.
async fn offer(
    planning: &Planning<'_>,
    passing: &Passing,
    waiting: bool,
    problems: &mut Problems,
) -> Result<(), PlanError> {
    if !planning.opening.facts().child.responsible {
        problems.add("child", "NOT_RESPONSIBLE", "the responsible authority alone passes responsibility on");
    }
    match planning.snapshot.agencies(&[passing.to]).await?.first() {
        None => problems.add("to", "UNKNOWN_ID", "no agency of the partnership has this id"),
        Some(agency) if agency.kind != AgencyKind::LocalAuthority => {
            problems.add("to", "WRONG_KIND", format!("this agency is of the kind {}", agency.kind));
        }
        Some(agency) if planning.caller.agency.owns(agency.id) && !waiting => {
            problems.add(
                "to",
                "NOTHING_OFFERED",
                "there is no offer to withdraw: name the authority that is to accept",
            );
        }
        Some(_) => {}
    }
    Ok(())
}

/// The authority to which it was offered accepts, by a social worker.
fn acceptance(
    caller: &Caller,
    passing: &Passing,
    waiting: Option<&responsibility_transfer::Model>,
    problems: &mut Problems,
) {
    if !caller.agency.owns(passing.to) || !caller.roles.contains(Role::SocialWorker) {
        problems.add("to", "NOT_YOURS_TO_DECIDE", "a social worker of the authority that it was offered to accepts");
    }
    problems.past_day("on", passing.on, local_date(caller.at));
    match waiting.filter(|offer| offer.to_agency == passing.to) {
        None => {
            problems.add("accept", "NOT_OFFERED", "no offer to this authority stands: ask the responsible one for it")
        }
        Some(offer) if passing.on < offer.passes_on => {
            problems.add(
                "on",
                "BEFORE_OFFERED",
                format!("it was offered from {}: accept it from then on", offer.passes_on),
            );
        }
        Some(_) => {}
    }
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<TransferView, PlanError> {
    let version = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.transfer(planning.opening, Some(version)).await?;
    row.map(|row| TransferView::of(&row)).ok_or_else(lost)
}

fn lost() -> PlanError {
    PlanError::lost("the responsible authority")
}
