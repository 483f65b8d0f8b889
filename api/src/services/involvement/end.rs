//! An agency ends its work with a child. A local authority that closes its case says to which level.

use entities::ids::InvolvementId;
use entities::rows::{involvement, level_of_need};
use entities::words::{AccessAction, AgencyKind, InvolvementState, KeyPoint, LevelOfNeed, Role};
use entities::{Date, Set};
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::super::work::waited_for;
use super::{made, recall, standing, view};
use crate::disclosure::made::InvolvementView;
use crate::disclosure::{Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Request, Rows};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// How an involvement ends.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct EndInvolvement {
    pub involvement: InvolvementId,
    pub ended_on: Date,
    pub reason: String,
    pub closed_to: Option<LevelOfNeed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_checks: Option<String>,
}

/// Ends an involvement.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn end(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    how: EndInvolvement,
) -> Result<ChangeAnswer<InvolvementView>, Error> {
    let (child, record) = door.child_of_involvement(caller, how.involvement, true).await?;
    let ask = ChangeAsk { gate: Gate::Involve, child, sharing: None, record, approver: None };
    let (action, mutation) = (AccessAction::EndInvolvement, "endInvolvement");
    let request = Request { action, mutation, key, said: &how, form: Vec::new() };
    door.change(
        caller,
        request,
        ask,
        |planning, how| Box::pin(plan(planning, how)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, how: &EndInvolvement) -> Result<Plan<InvolvementView>, PlanError> {
    let caller = planning.caller;
    let open = standing(planning, how.involvement).await?;
    let mut problems = Problems::of(planning);
    let reason = problems.text("reason", &how.reason);
    let mut without_checks = problems.optional("withoutChecks", how.without_checks.as_deref());
    match open.state {
        InvolvementState::Open => {}
        // Ending it would make a relationship of what nobody confirmed.
        InvolvementState::Claimed => {
            problems.add(
                "involvement",
                "NOT_CONFIRMED",
                "nobody confirmed it: it lapses by itself after 5 working days",
            );
        }
        InvolvementState::Ended => problems.add("involvement", "ENDED_ALREADY", "this involvement has ended already"),
    }
    if how.ended_on < open.started_on {
        problems.add("endedOn", "BEFORE_START", "it ended before it began: check both dates");
    }
    if how.ended_on > local_date(caller.at) {
        problems.add("endedOn", "IN_THE_FUTURE", "this lies in the future: record the end when it has come");
    }
    let level = closing(planning, how, &open, &mut problems);
    if level.is_some() && planning.snapshot.transfer(planning.opening, None).await?.is_some_and(|offer| offer.waits()) {
        problems.add(
            "involvement",
            "RESPONSIBILITY_NOT_PASSED",
            "your authority offered its responsibility to another one, which has not accepted yet: wait for it, or withdraw the \
             offer",
        );
    }
    problems.check()?;
    if level.is_some() {
        // A case that is closed by its last day waits for the same checks as one that is closed by a step.
        let day = how.ended_on.max(local_date(caller.at));
        let mut missing = Problems::of(planning);
        without_checks = waited_for(planning, &mut missing, KeyPoint::Closure, day, without_checks).await?;
        missing.check()?;
    }
    let row = involvement::Model {
        version: open.version + 1,
        ended_on: Some(how.ended_on),
        end_reason: Some(reason.clone()),
        state: InvolvementState::Ended,
        recorded_at: caller.at,
        person_id: Some(caller.person),
        ..open
    };
    let mut rows = Rows::new();
    let closes = level.map(|_| Event::level_changed(row.child_id, caller.agency.id));
    planning.tell(&mut rows, std::iter::once(Event::involvement_changed(&row)).chain(closes));
    if let Some(level) = level {
        rows.add(level_of_need::Model {
            child_id: row.child_id,
            version: planning.opening.level_version() + 1,
            level,
            decided_on: how.ended_on,
            reason,
            threshold_document: None,
            without_checks,
            agency_id: caller.agency.id,
            person_id: Some(caller.person),
            recorded_at: caller.at,
            log: 0,
            seq: 0,
        });
    }
    let (view, made) = (view(planning, &row).await?, made(&row));
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}

/// The level that the end closes the case to; none where it closes no case (R27).
fn closing(
    planning: &Planning<'_>,
    how: &EndInvolvement,
    open: &involvement::Model,
    problems: &mut Problems,
) -> Option<LevelOfNeed> {
    let caller = planning.caller;
    let facts = planning.opening.facts();
    let authority = caller.agency.kind == AgencyKind::LocalAuthority && facts.child.responsible;
    if !authority {
        if how.closed_to.is_some() {
            problems.add("closedTo", "NOT_YOURS_TO_DECIDE", "the responsible authority alone closes a case to a level");
        }
        return None;
    }
    let own = planning.opening.involvements(&caller.agency);
    let last =
        !own.iter().any(|i| caller.agency.owns(i.agency) && i.id != open.id && i.state == InvolvementState::Open);
    if !last && how.closed_to.is_none() {
        return None;
    }
    if !caller.roles.contains(Role::SocialWorker) {
        problems.add("closedTo", "NOT_YOURS_TO_DECIDE", "a social worker of the authority closes the case");
        return None;
    }
    let level = how.closed_to.unwrap_or(LevelOfNeed::Universal);
    let work = [facts.child.section_47, facts.child.plan];
    let protected = work.into_iter().any(|work| work != policies::facts::Work::None);
    if last && (protected || matches!(level, LevelOfNeed::ChildInNeed | LevelOfNeed::ChildProtection)) {
        problems.add(
            "involvement",
            "STILL_RESPONSIBLE",
            "your authority is responsible for this child: its last involvement ends when the case is closed to UNIVERSAL or \
             EARLY_HELP with no protective work open, or when another authority has accepted responsibility",
        );
    }
    Some(level)
}
