//! Governance settles what meets an agency's successor, and decides on the succession (R39). Nothing is approved while a bar,
//! conflict or marking that meets a successor is unsettled.

use entities::Set;
use entities::ids::{ProtectionId, SuccessionId};
use entities::rows::{agency, succession, succession_settlement};
use entities::words::{AccessAction, SuccessionState};
use serde::Serialize;

use super::problems::Problems;
use crate::disclosure::{
    Caller, ChangeAnswer, Door, Plan, PlanError, Planned, Problem, Recorded, Recording, Request, Rows, successors,
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
    record(door, caller, ("settleSuccession", key), &new, form, |recording, new| Box::pin(settlement(recording, new)))
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
    record(door, caller, ("decideSuccession", key), &new, form, |recording, new| Box::pin(decision(recording, new)))
        .await
}

/// Records what governance says, and turns everybody else away.
async fn record<I, P>(
    door: &Door,
    caller: &Caller,
    (mutation, key): (&'static str, Option<&str>),
    new: &I,
    form: Vec<Problem>,
    plan: P,
) -> Result<ChangeAnswer<SuccessionNote>, Error>
where
    I: Serialize + Sync,
    P: for<'a> Fn(&'a Recording<'a>, &'a I) -> Planned<'a, Recorded<SuccessionNote>> + Send + Sync,
{
    let request = Request { action: AccessAction::Approve, mutation, key, said: new, form };
    if let Some(refused) = door.ungoverned(caller, &request).await? {
        return Ok(refused);
    }
    let recall = |made: String| recall(&made).map(|view| (view, None));
    door.record(caller, request, None, plan, move |_, _, made| Box::pin(async move { recall(made) })).await
}

async fn settlement(recording: &Recording<'_>, new: &Settlement) -> Result<Recorded<SuccessionNote>, PlanError> {
    let caller = recording.caller;
    let mut problems = Problems::of(recording);
    let reason = problems.text("reason", &new.reason);
    let found = standing(recording, new.succession, None, &mut problems).await?;
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
    let found = standing(recording, new.succession, Some(new.approved), &mut problems).await?;
    let mut agencies = Vec::new();
    if let Some(row) = &found {
        agencies = agencies_of(recording, row, new.approved, &mut problems).await?;
    }
    problems.check()?;
    let Some(row) = found else { return Err(PlanError::lost("a succession")) };
    let mut rows = Rows::new();
    for agency in agencies {
        rows.add(agency::Model { version: agency.version + 1, log: 0, seq: 0, ..agency });
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

/// The succession, where it may still be settled or, with a yes or a no, decided. An approval is taken back before its day.
async fn standing(
    recording: &Recording<'_>,
    id: SuccessionId,
    approved: Option<bool>,
    problems: &mut Problems,
) -> Result<Option<succession::Model>, PlanError> {
    let found = recording.snapshot.succession(id).await?;
    let today = local_date(recording.caller.at);
    match found.as_ref().map(|row| (row.state, row.takes_effect_on > today)) {
        None => problems.add("succession", "UNKNOWN_ID", "no succession has this id"),
        Some((SuccessionState::Named, _)) => {}
        Some((SuccessionState::Approved, true)) if approved == Some(false) => {}
        Some((SuccessionState::Approved, false)) => problems.add(
            "succession",
            "IN_EFFECT",
            "this was approved, and its day has come: register an agency that closed by mistake anew, and name it as successor",
        ),
        Some(_) => problems.add(
            "succession",
            "DECIDED",
            "this was decided before: before its day an approval is taken back with `approved: false`",
        ),
    }
    Ok(found)
}

/// The agencies as they are from now on: one is about to close, or open again. With a yes those that succeed it are written too, as
/// they were: of two decisions at one moment that name the same agency the one that is written second is made anew, and finds
/// what the first has closed. A problem where the succession cannot be approved.
async fn agencies_of(
    recording: &Recording<'_>,
    row: &succession::Model,
    approved: bool,
    problems: &mut Problems,
) -> Result<Vec<agency::Model>, PlanError> {
    if approved {
        let all = approvable(recording, row, problems).await?.into_iter();
        let closed_on = |agency: &agency::Model| {
            if agency.id == row.agency_id { Some(row.takes_effect_on) } else { agency.closed_on }
        };
        return Ok(all.map(|agency| agency::Model { closed_on: closed_on(&agency), ..agency }).collect());
    }
    if row.state != SuccessionState::Approved {
        return Ok(Vec::new());
    }
    let closing = recording.snapshot.agency_rows(&[row.agency_id]).await?.into_iter();
    Ok(closing.map(|agency| agency::Model { closed_on: None, ..agency }).collect())
}

/// The agencies that the succession names; a problem where it cannot be approved.
async fn approvable(
    recording: &Recording<'_>,
    row: &succession::Model,
    problems: &mut Problems,
) -> Result<Vec<agency::Model>, PlanError> {
    let (snapshot, caller) = (recording.snapshot, recording.caller);
    let today = local_date(caller.at);
    let unsettled = snapshot.unsettled(caller, row, today).await?;
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
    if row.takes_effect_on < today {
        let message = "its day is over: refuse this, and name it anew from a day that is not";
        problems.add("succession", "IN_THE_PAST", message);
    }
    if !snapshot.governed_beside(row.agency_id).await? {
        let message =
            "nobody governs information but for the agency that closes: appoint somebody in another agency first";
        problems.add("succession", "LAST_GOVERNANCE", message);
    }
    let closing = agencies.iter().find(|agency| agency.id == row.agency_id);
    if agencies.iter().any(|agency| closing.is_some_and(|closing| closing.kind != agency.kind)) {
        let message = "an agency is succeeded by agencies of its own kind: refuse this, and name it anew";
        problems.add("succession", "ANOTHER_KIND", message);
    }
    Ok(agencies)
}

fn noted(succession: SuccessionId, rows: Rows) -> Recorded<SuccessionNote> {
    let view = SuccessionNote { reference: succession };
    let plan = Plan { view, rows, made: succession.to_string(), classes: Set::EMPTY };
    Recorded { plan, child: None, flags: Set::EMPTY }
}

fn recall(made: &str) -> Result<SuccessionNote, PlanError> {
    Ok(SuccessionNote { reference: made.parse().map_err(|_| PlanError::lost("a succession"))? })
}
