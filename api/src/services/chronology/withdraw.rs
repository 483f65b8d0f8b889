//! A practitioner withdraws an entry of their own agency: it stays, and says so; one filed on the wrong child leaves every
//! view but its contributor's (R35).

use entities::ids::EntryId;
use entities::rows::chronology_entry;
use entities::words::AccessAction;
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::episode;
use super::version::{Made, lost, recall};
use crate::disclosure::made::EntryView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;

/// A withdrawal.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct Withdrawal {
    pub entry: EntryId,
    pub expected_version: i32,
    pub reason: String,
    pub wrong_child: bool,
    pub sharing: Sharing,
}

/// Withdraws an entry.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn withdraw(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    withdrawal: Withdrawal,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<EntryView>, Error> {
    let (child, record) = door.child_of_entry(caller, withdrawal.entry).await?;
    let sharing = Some(&withdrawal.sharing);
    let ask = ChangeAsk { gate: Gate::Contribute, child, sharing, record, approver: None };
    let mutation = "withdrawChronologyEntry";
    let request = Request { action: AccessAction::WithdrawEntry, mutation, key, said: &withdrawal, form };
    door.change(
        caller,
        request,
        ask,
        |planning, withdrawal| Box::pin(plan(planning, withdrawal)),
        |planning, _, made| Box::pin(recall(planning, made, Vec::new())),
    )
    .await
}

async fn plan(planning: &Planning<'_>, withdrawal: &Withdrawal) -> Result<Plan<EntryView>, PlanError> {
    let caller = planning.caller;
    let before = planning.snapshot.own_entry(planning.opening, caller, withdrawal.entry).await?.ok_or_else(lost)?;
    let mut problems = Problems::of(planning);
    problems.version(withdrawal.expected_version, before.version);
    if before.withdrawn_at.is_some() {
        problems.add("entry", "WITHDRAWN", "this entry was withdrawn before: there is nothing left to do");
    }
    let reason = problems.text("reason", &withdrawal.reason);
    problems.check()?;
    let made = Made::of(caller, &before);
    let row = chronology_entry::Model {
        version: before.version + 1,
        recorded_by: caller.name.clone(),
        recorded_at: caller.at,
        withdrawn_at: Some(caller.at),
        wrong_child: withdrawal.wrong_child,
        correction_reason: Some(reason),
        log: 0,
        seq: 0,
        ..before.clone()
    };
    let mut rows = Rows::new();
    if let Some(work) = episode::followed(planning, &before, &row).await? {
        rows.add(work);
    }
    planning.tell(&mut rows, [Event::entry_changed(&row)]);
    let (view, classes) = (made.view(&row, &[]), row.classes);
    rows.add(row);
    Ok(Plan { view, rows, made: made.to_string(), classes })
}
