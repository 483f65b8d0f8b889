//! Those to whom a concern is addressed answer it (R23, R34): they acknowledge, screen, rate, decide and close it, and tell its
//! raiser. Each step is a row with who, when and why; only legal steps, each from the version that the caller read.

use entities::ids::ConcernId;
use entities::rows::{concern, concern_step, protective_work};
use entities::words::{
    AccessAction, ConcernAction, ConcernDecision, ConcernStatus, FieldClass, ProtectiveWork, RagRating,
};
use entities::{Instant, Set};
use policies::Gate;
use serde::Serialize;

use super::super::problems::Problems;
use super::outcome;
use crate::disclosure::concern::StepView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// What is to be done with a concern.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Doing {
    /// A person has read it.
    Acknowledge,
    /// It is rated for the first time.
    Screen(RagRating),
    /// Its rating is raised or lowered.
    Rate(RagRating),
    /// What the authority does.
    Decide(ConcernDecision),
    /// Whoever raised it is told, in the hub's words.
    TellRaiser,
    /// Nothing is left to be done.
    Close,
}

/// A step with a concern, as the caller gives it.
#[derive(Clone, Debug, Serialize)]
pub struct NewStep {
    /// The concern.
    pub concern: ConcernId,
    /// The version that the caller read.
    pub expected_version: i32,
    /// What is done.
    pub doing: Doing,
    /// Why, in the caller's words; it may be left out where the step says it.
    pub reason: Option<String>,
}

impl Doing {
    const fn mutation(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledgeConcern",
            Self::Screen(_) => "screenConcern",
            Self::Rate(_) => "rateConcern",
            Self::Decide(_) => "decideConcern",
            Self::TellRaiser => "tellRaiser",
            Self::Close => "closeConcern",
        }
    }

    const fn action(self) -> ConcernAction {
        match self {
            Self::Acknowledge => ConcernAction::Acknowledged,
            Self::Screen(_) => ConcernAction::Screened,
            Self::Rate(_) => ConcernAction::Rated,
            Self::Decide(_) => ConcernAction::Decided,
            Self::TellRaiser => ConcernAction::RaiserTold,
            Self::Close => ConcernAction::Closed,
        }
    }
}

/// Takes a step with a concern.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn answer(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewStep,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<StepView>, Error> {
    let (child, record) = door.child_of_concern(caller, new.concern).await?;
    let ask = ChangeAsk { gate: Gate::Screen, child, sharing: None, record, approver: None };
    let request = Request { action: AccessAction::Decide, mutation: new.doing.mutation(), key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, new, made| Box::pin(recall(planning, new, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewStep) -> Result<Plan<StepView>, PlanError> {
    let caller = planning.caller;
    let concern = planning.snapshot.concern_about(planning.opening, new.concern).await?;
    let concern = concern.ok_or_else(|| PlanError::lost("a concern"))?;
    let stands = planning.snapshot.concern_step(planning.opening, new.concern, None).await?;
    let mut problems = Problems::of(planning);
    let reason = problems.optional("reason", new.reason.as_deref());
    let version = stands.as_ref().map_or(1, |step| step.version);
    problems.version(new.expected_version, version);
    if new.expected_version == version
        && let Err((field, code, message)) = legal(new.doing, stands.as_ref())
    {
        problems.add(field, code, message);
    }
    problems.check()?;
    let row = step(planning, new, &concern, stands, reason);
    let mut rows = Rows::new();
    if let Doing::Decide(ConcernDecision::StrategyDiscussion) = new.doing {
        // R10: protective work is set by a decision, and from then on bears child protection work out.
        rows.add(protective_work::Model {
            id: planning.uuid()?.to_string(),
            version: 1,
            child_id: concern.child_id,
            kind: ProtectiveWork::StrategyDiscussion,
            opened_on: local_date(caller.at),
            closed_on: None,
            agency_id: concern.addressed_to,
            person_id: Some(caller.person),
            log: 0,
            seq: 0,
        });
    }
    if let Doing::Decide(_) = new.doing {
        planning.tell(&mut rows, [Event::decision_made(&concern)]);
    }
    let (view, made) = (StepView::of(&row, &caller.name), row.version.to_string());
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::of(&[FieldClass::Summary, FieldClass::Narrative]) })
}

/// Whether the step may follow on what stands; else the field, the code and what to do.
fn legal(doing: Doing, stands: Option<&concern_step::Model>) -> Result<(), (&'static str, &'static str, &'static str)> {
    let status = stands.map_or(ConcernStatus::Received, |step| step.status);
    let illegal = |message| Err(("concern", "ILLEGAL_STEP", message));
    match (doing, status) {
        (Doing::Acknowledge, ConcernStatus::Received)
        | (Doing::Screen(_), ConcernStatus::Acknowledged)
        | (Doing::Decide(_), ConcernStatus::Screened)
        | (Doing::Close, ConcernStatus::Decided)
        // What is open already goes to its worker without being screened.
        | (Doing::Decide(ConcernDecision::LinkedToOpenCase), ConcernStatus::Acknowledged) => Ok(()),
        (Doing::Rate(rating), ConcernStatus::Screened) => {
            if stands.and_then(|step| step.rating) == Some(rating) {
                return Err(("rating", "SAME_RATING", "it has this rating: choose another, or leave it"));
            }
            Ok(())
        }
        (Doing::TellRaiser, ConcernStatus::Decided | ConcernStatus::Closed) => {
            if stands.is_some_and(|step| step.told_at.is_some()) {
                return illegal("whoever raised it was told before");
            }
            Ok(())
        }
        (Doing::Acknowledge, _) => illegal("it was acknowledged before"),
        (Doing::Screen(_), ConcernStatus::Received) => illegal("acknowledge it first"),
        (Doing::Screen(_), _) => illegal("it was screened before: while it is undecided, change its rating"),
        (Doing::Rate(_), ConcernStatus::Decided | ConcernStatus::Closed) => illegal("it is decided, and its rating stays"),
        (Doing::Rate(_), _) => illegal("screen it first"),
        (Doing::Decide(_), ConcernStatus::Decided | ConcernStatus::Closed) => {
            illegal("it was decided before, and a decision is not taken twice")
        }
        (Doing::Decide(_), _) => illegal("acknowledge and screen it first"),
        (Doing::TellRaiser, _) => illegal("decide it first"),
        (Doing::Close, ConcernStatus::Closed) => illegal("it was closed before"),
        (Doing::Close, _) => illegal("decide it first"),
    }
}

/// The row of a step: what stood, with what the step changes.
fn step(
    planning: &Planning<'_>,
    new: &NewStep,
    concern: &concern::Model,
    stands: Option<concern_step::Model>,
    reason: Option<String>,
) -> concern_step::Model {
    let caller = planning.caller;
    let mut row = concern_step::Model {
        concern_id: concern.id,
        version: 1,
        child_id: concern.child_id,
        action: new.doing.action(),
        status: ConcernStatus::Received,
        rating: None,
        rating_due_at: None,
        decision: None,
        told_at: None,
        shown_from: None,
        outcome: None,
        reason: None,
        agency_id: caller.agency.id,
        person_id: caller.person,
        at: caller.at,
        log: 0,
        seq: 0,
    };
    if let Some(stands) = stands {
        row = concern_step::Model {
            action: row.action,
            agency_id: row.agency_id,
            person_id: row.person_id,
            at: row.at,
            log: 0,
            seq: 0,
            ..stands
        };
    }
    row.version += 1;
    row.reason = reason;
    match new.doing {
        Doing::Acknowledge => row.status = ConcernStatus::Acknowledged,
        Doing::Screen(rating) | Doing::Rate(rating) => {
            row.status = ConcernStatus::Screened;
            row.rating = Some(rating);
            row.rating_due_at = Some(due(planning, rating, concern.raised_at));
        }
        Doing::Decide(decision) => {
            row.status = ConcernStatus::Decided;
            row.decision = Some(decision);
        }
        Doing::TellRaiser => {
            row.told_at = Some(caller.at);
            row.shown_from = Some(planning.clocks.shown_from(concern.raised_at, caller.at));
            row.outcome = row.decision.map(|decision| outcome::words(decision).to_owned());
        }
        Doing::Close => row.status = ConcernStatus::Closed,
    }
    row
}

/// The clock of a rating runs from receipt, whenever the rating was given.
fn due(planning: &Planning<'_>, rating: RagRating, received: Instant) -> Instant {
    planning.clocks.due(planning.calendar(), rating, received)
}

async fn recall(planning: &Planning<'_>, new: &NewStep, made: String) -> Result<StepView, PlanError> {
    let lost = || PlanError::lost("a step with a concern");
    let version = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.concern_step(planning.opening, new.concern, Some(version)).await?;
    row.map(|row| StepView::of(&row, &planning.caller.name)).ok_or_else(lost)
}
