//! Somebody takes their consent back: it applies from then on and rewrites nothing that was shared before (R22).

use entities::ids::ConsentId;
use entities::rows::consent;
use entities::words::{AccessAction, ConsentDecision};
use entities::{Instant, Set};
use policies::Gate;
use policies::facts::{Owner, RecordFacts, RecordKind};
use serde::Serialize;

use super::super::problems::Problems;
use super::{lost, recall, view};
use crate::disclosure::made::ConsentView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows,
};
use crate::error::Error;

/// The version that a withdrawal makes.
const WITHDRAWN: i32 = 2;

/// A withdrawal of consent.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ConsentWithdrawal {
    pub consent: ConsentId,
    pub withdrawn_at: Instant,
    pub reason: String,
}

/// Records that a consent was withdrawn.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn withdraw(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    withdrawal: ConsentWithdrawal,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ConsentView>, Error> {
    let ask = ChangeAsk {
        gate: Gate::Consent,
        child: door.child_of_consent(caller, withdrawal.consent).await?,
        sharing: None,
        record: RecordFacts { kind: RecordKind::Consent, owner: Owner::Own, recorded: true, ..RecordFacts::CHILD },
        approver: None,
    };
    let (action, mutation) = (AccessAction::WithdrawConsent, "withdrawConsent");
    let request = Request { action, mutation, key, said: &withdrawal, form };
    door.change(
        caller,
        request,
        ask,
        |planning, withdrawal| Box::pin(plan(planning, withdrawal)),
        |planning, _, made| Box::pin(recall(planning, made, WITHDRAWN)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, withdrawal: &ConsentWithdrawal) -> Result<Plan<ConsentView>, PlanError> {
    let caller = planning.caller;
    let found = planning.snapshot.own_consent(planning.opening, caller, withdrawal.consent, None).await?;
    let before = found.ok_or_else(lost)?;
    let mut problems = Problems::of(planning);
    if before.decision != ConsentDecision::Given {
        problems.add("consent", "NOT_GIVEN", "only a consent that was given can be withdrawn: record the new decision");
    }
    if before.withdrawn_at.is_some() {
        problems.add("consent", "WITHDRAWN", "this consent was withdrawn before: there is nothing left to do");
    }
    problems.past("withdrawnAt", withdrawal.withdrawn_at, caller.at);
    if withdrawal.withdrawn_at < before.obtained_at {
        problems.add("withdrawnAt", "BEFORE_START", "it was withdrawn before it was given: check the time");
    }
    let reason = problems.text("reason", &withdrawal.reason);
    problems.check()?;
    let row = consent::Model {
        version: WITHDRAWN,
        withdrawn_at: Some(withdrawal.withdrawn_at),
        withdrawal_reason: Some(reason),
        recorded_at: caller.at,
        log: 0,
        seq: 0,
        ..before
    };
    let (view, made) = (view(caller, &row), row.id.to_string());
    let mut rows = Rows::new();
    planning.tell(&mut rows, [Event::consent_changed(&row)]);
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}
