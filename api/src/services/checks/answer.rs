//! An agency answers a check that was put to it, once. Entries that it brings with the answer are written with it: the agency
//! that asked reads them, whatever is SENSITIVE to others (R29).

use entities::Set;
use entities::ids::CheckId;
use entities::rows::{check_entry, safeguarding_check};
use entities::words::{AccessAction, CheckAnswer, CheckStatus, FieldClass};
use policies::Gate;
use serde::Serialize;

use super::super::chronology::{EntryText, written};
use super::super::problems::Problems;
use super::{lost, made, made_before, standing, valid_until};
use crate::disclosure::check::RecordedChecks;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows,
};
use crate::error::Error;

/// The most entries that come with one answer.
const MOST_ENTRIES: usize = 20;
/// The most systems that are named.
const MOST_SYSTEMS: usize = 50;

/// An answer to a check.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewAnswer {
    pub check: CheckId,
    pub expected_version: i32,
    pub answer: CheckAnswer,
    pub reason: Option<String>,
    pub ask_whom: Option<String>,
    pub systems_searched: Vec<String>,
    pub entries: Vec<EntryText>,
}

/// Answers a check.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn answer(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewAnswer,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RecordedChecks>, Error> {
    let (child, record) = door.child_of_check_put(caller, new.check).await?;
    let ask = ChangeAsk { gate: Gate::Contribute, child, sharing: None, record, approver: None };
    let (action, mutation) = (AccessAction::Check, "answerCheck");
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

async fn plan(planning: &Planning<'_>, new: &NewAnswer) -> Result<Plan<RecordedChecks>, PlanError> {
    let caller = planning.caller;
    let before = standing(planning, new.check).await?;
    let mut problems = Problems::of(planning);
    problems.version(new.expected_version, before.version);
    match before.status {
        CheckStatus::Answered => {
            problems.add("check", "ANSWERED", "your agency answered this check before: contribute what is to be added");
        }
        CheckStatus::Withdrawn | CheckStatus::Blocked => {
            problems.add("check", "WITHDRAWN", "this check was taken back: nothing is to be answered");
        }
        CheckStatus::Open => {}
    }
    let (reason, ask_whom, systems) = said(new, &mut problems);
    problems.at_most("entries", &new.entries, MOST_ENTRIES);
    let mut brought = Vec::new();
    for (n, entry) in new.entries.iter().enumerate().take(MOST_ENTRIES) {
        problems.enter(Some(format!("entries.{n}")));
        brought.push(written(planning, &mut problems, entry).await?);
    }
    problems.enter(None);
    problems.check()?;
    let row = safeguarding_check::Model {
        version: before.version + 1,
        status: CheckStatus::Answered,
        answer: Some(new.answer),
        reason,
        ask_whom,
        systems: serde_json::to_string(&systems).map_err(|e| PlanError::Failed(Error::internal(e)))?,
        answered_at: Some(caller.at),
        answered_by: Some(caller.person),
        valid_until: Some(valid_until(planning)),
        log: 0,
        seq: 0,
        ..before
    };
    let mut rows = Rows::new();
    let mut classes: Set<FieldClass> = Set::EMPTY;
    let mut entries = Vec::with_capacity(brought.len());
    let brings = brought.iter().map(|(entry, _)| Event::entry_changed(entry));
    planning.tell(&mut rows, std::iter::once(Event::check_answered(&row)).chain(brings));
    for (entry, work) in brought {
        classes = classes.union(entry.classes);
        entries.push(entry.id);
        rows.add(check_entry::Model {
            entry_id: entry.id,
            check_id: row.id,
            asking_agency: row.agency_id,
            log: 0,
            seq: 0,
        });
        rows.add(entry);
        if let Some(work) = work {
            rows.add(work);
        }
    }
    entries.sort();
    let made = made(&row);
    let view = view(planning, row.clone(), entries).await?;
    rows.add(row);
    Ok(Plan { view, rows, made, classes })
}

/// What is said of the answer: why, whom to ask, and where was looked.
fn said(new: &NewAnswer, problems: &mut Problems) -> (Option<String>, Option<String>, Vec<String>) {
    let reason = problems.optional("reason", new.reason.as_deref());
    let ask_whom = problems.optional("askWhom", new.ask_whom.as_deref());
    problems.at_most("systemsSearched", &new.systems_searched, MOST_SYSTEMS);
    let searched = new.systems_searched.iter().enumerate().take(MOST_SYSTEMS);
    let systems: Vec<String> =
        searched.map(|(n, system)| problems.text(&format!("systemsSearched.{n}"), system)).collect();
    match new.answer {
        CheckAnswer::NoResponse => {
            problems.add(
                "answer",
                "DERIVED",
                "that nobody answered is for the hub to say: say what was found, or decline",
            );
        }
        CheckAnswer::Declined if new.reason.is_none() => {
            problems.add("reason", "REQUIRED", "say why it is declined");
        }
        CheckAnswer::HeldButWithheld if new.ask_whom.is_none() => {
            problems.add("askWhom", "REQUIRED", "say whom to ask for what is held");
        }
        _ => {}
    }
    if new.answer != CheckAnswer::Declined && new.systems_searched.is_empty() {
        problems.add("systemsSearched", "REQUIRED", "name the systems that were searched");
    }
    (reason, ask_whom, systems)
}

async fn view(
    planning: &Planning<'_>,
    row: safeguarding_check::Model,
    entries: Vec<entities::ids::EntryId>,
) -> Result<RecordedChecks, PlanError> {
    let round = planning.snapshot.check_round(planning.opening, row.round_id).await?.ok_or_else(lost)?;
    let told = planning.opening.tells_whereabouts(row.purpose, true);
    RecordedChecks::answered(row, round, told, entries, planning.caller.at)
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<RecordedChecks, PlanError> {
    let row = made_before(planning, &made).await?;
    let entries = planning.snapshot.entries_of_check(row.id).await?;
    view(planning, row, entries).await
}
