//! Governance settles what meets an agency's successor, and decides on the succession (R39). Nothing is approved while a bar,
//! conflict or marking that meets a successor is unsettled.

use entities::Set;
use entities::ids::{ProtectionId, SuccessionId};
use entities::rows::{agency, succession, succession_settlement};
use entities::words::{AccessAction, SuccessionState};
use serde::Serialize;

use super::problems::Problems;
use crate::disclosure::{
    Caller, ChangeAnswer, Door, Plan, PlanError, Problem, Recorded, Recording, Request, Rows, successors,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// That what meets a successor was settled.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct Settlement {
    pub succession: SuccessionId,
    pub protection: ProtectionId,
    pub reason: String,
}

/// A decision on a succession.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct SuccessionDecision {
    pub succession: SuccessionId,
    pub approved: bool,
    pub reason: String,
}

/// That it was written down.
#[derive(Debug, Serialize)]
pub struct SuccessionNote {
    reference: SuccessionId,
}

impl SuccessionNote {
    /// The succession.
    pub const fn reference(&self) -> SuccessionId {
        self.reference
    }
}

/// Records that governance settled a bar, conflict or marking that meets a successor.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn settle(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: Settlement,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<SuccessionNote>, Error> {
    let request = Request { action: AccessAction::Approve, mutation: "settleSuccession", key, said: &new, form };
    if let Some(refused) = door.ungoverned(caller, &request).await? {
        return Ok(refused);
    }
    door.record(
        caller,
        request,
        None,
        |recording, new| Box::pin(settlement(recording, new)),
        |_, _, made| Box::pin(async move { recall(&made).map(|view| (view, None)) }),
    )
    .await
}

/// Records governance's decision on a succession.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn decide(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: SuccessionDecision,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<SuccessionNote>, Error> {
    let request = Request { action: AccessAction::Approve, mutation: "decideSuccession", key, said: &new, form };
    if let Some(refused) = door.ungoverned(caller, &request).await? {
        return Ok(refused);
    }
    door.record(
        caller,
        request,
        None,
        |recording, new| Box::pin(decision(recording, new)),
        |_, _, made| Box::pin(async move { recall(&made).map(|view| (view, None)) }),
    )
    .await
}

async fn settlement(recording: &Recording<'_>, new: &Settlement) -> Result<Recorded<SuccessionNote>, PlanError> {
    let caller = recording.caller;
    let mut problems = Problems::of(recording);
    let reason = problems.text("reason", &new.reason);
    let found = standing(recording, new.succession, &mut problems).await?;
    let matter = match &found {
        Some(row) => recording.snapshot.matter(caller, row, local_date(caller.at), new.protection).await?,
        None => None,
    };
    match &matter {
        Some(matter) if matter.settled => {
            problems.add("protection", "SETTLED", "this was settled before, and nothing about it has changed since");
        }
        None if found.is_some() => {
            problems.add(
                "protection",
                "UNKNOWN_ID",
                "nothing with this id meets the successor: see `successionMatters`",
            );
        }
        _ => {}
    }
    problems.check()?;
    let Some(matter) = matter else { return Err(PlanError::lost("what meets a successor")) };
    let mut rows = Rows::new();
    rows.add(succession_settlement::Model {
        succession_id: new.succession,
        protection_id: matter.protection,
        protection_version: matter.version,
        child_id: matter.child,
        reason,
        person_id: caller.person,
        recorded_at: caller.at,
        log: 0,
        seq: 0,
    });
    Ok(Recorded { child: Some(matter.child), ..noted(new.succession, rows) })
}

async fn decision(recording: &Recording<'_>, new: &SuccessionDecision) -> Result<Recorded<SuccessionNote>, PlanError> {
    let caller = recording.caller;
    let mut problems = Problems::of(recording);
    let reason = problems.text("reason", &new.reason);
    let found = standing(recording, new.succession, &mut problems).await?;
    let mut closing = None;
    if let Some(row) = found.as_ref().filter(|_| new.approved) {
        closing = approvable(recording, row, &mut problems).await?;
    }
    problems.check()?;
    let Some(row) = found else { return Err(PlanError::lost("a succession")) };
    let mut rows = Rows::new();
    if let Some(agency) = closing {
        rows.add(agency::Model {
            version: agency.version + 1,
            closed_on: Some(row.takes_effect_on),
            log: 0,
            seq: 0,
            ..agency
        });
    }
    rows.add(succession::Model {
        version: row.version + 1,
        state: if new.approved { SuccessionState::Approved } else { SuccessionState::Refused },
        reason: Some(reason),
        person_id: Some(caller.person),
        recorded_at: caller.at,
        log: 0,
        seq: 0,
        ..row
    });
    Ok(noted(new.succession, rows))
}

/// The succession, where nobody has decided on it.
async fn standing(
    recording: &Recording<'_>,
    id: SuccessionId,
    problems: &mut Problems,
) -> Result<Option<succession::Model>, PlanError> {
    let found = recording.snapshot.succession(id).await?;
    match &found {
        None => problems.add("succession", "UNKNOWN_ID", "no succession has this id"),
        Some(row) if row.state != SuccessionState::Named => {
            problems.add("succession", "DECIDED", "this was decided before, and a decision is not taken back");
        }
        Some(_) => {}
    }
    Ok(found)
}

/// The agency as it is to be closed; a problem where the succession cannot be approved.
async fn approvable(
    recording: &Recording<'_>,
    row: &succession::Model,
    problems: &mut Problems,
) -> Result<Option<agency::Model>, PlanError> {
    let (snapshot, caller) = (recording.snapshot, recording.caller);
    let unsettled = snapshot.unsettled(caller, row, local_date(caller.at)).await?;
    if unsettled > 0 {
        problems.add(
            "succession",
            "UNSETTLED",
            format!(
                "{unsettled} bars, conflicts or markings meet the successor: settle each first with `settleSuccession`; one \
                 that is closed to you is for a colleague"
            ),
        );
    }
    let ids = [vec![row.agency_id], successors(row)?].concat();
    let agencies = snapshot.agency_rows(&ids).await?;
    // Another succession may have been approved since this one was named.
    if agencies.iter().any(|agency| agency.closed_on.is_some()) {
        problems.add(
            "succession",
            "CLOSED",
            "one of these agencies has closed since, or is about to: refuse this, and name it anew",
        );
    }
    Ok(agencies.into_iter().find(|agency| agency.id == row.agency_id))
}

fn noted(succession: SuccessionId, rows: Rows) -> Recorded<SuccessionNote> {
    let view = SuccessionNote { reference: succession };
    let plan = Plan { view, rows, made: succession.to_string(), classes: Set::EMPTY };
    Recorded { plan, child: None, attempts: Vec::new(), flags: Set::EMPTY }
}

fn recall(made: &str) -> Result<SuccessionNote, PlanError> {
    Ok(SuccessionNote { reference: made.parse().map_err(|_| PlanError::lost("a succession"))? })
}
