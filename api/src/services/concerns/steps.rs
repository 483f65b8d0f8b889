//! The steps of a concern: which may follow on what stands, and what each makes. Whoever decides, alone or with others, takes the
//! same step; there must be no second way from a concern to its decision.

use entities::Instant;
use entities::ids::{AgencyId, ConcernId, JointDecisionId};
use entities::rows::{concern, concern_step};
use entities::words::{ConcernAction, ConcernDecision, ConcernStatus, InvolvementState, RagRating, Sensitivity};
use serde::Serialize;

use super::super::work;
use super::{outcome, partners};
use crate::disclosure::{Event, PlanError, Planning, Rows};

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

impl Doing {
    pub(super) const fn mutation(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledgeConcern",
            Self::Screen(_) => "screenConcern",
            Self::Rate(_) => "rateConcern",
            Self::Decide(_) => "decideConcern",
            Self::TellRaiser => "tellRaiser",
            Self::Close => "closeConcern",
        }
    }

    /// Whether the step may follow where a concern stands so: for offering what can be done. Whoever takes it is asked again.
    pub fn may_follow(self, status: ConcernStatus, rating: Option<RagRating>, told: bool) -> bool {
        legal(self, status, rating, told).is_ok()
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

/// A concern about the opened child, and its newest step, if there is one.
pub(in crate::services) struct Standing {
    pub(in crate::services) concern: concern::Model,
    pub(in crate::services) step: Option<concern_step::Model>,
}

impl Standing {
    /// The concern as it stands.
    pub(in crate::services) async fn of(planning: &Planning<'_>, id: ConcernId) -> Result<Self, PlanError> {
        let concern = planning.snapshot.concern_about(planning.opening, id).await?;
        let concern = concern.ok_or_else(|| PlanError::lost("a concern"))?;
        let step = planning.snapshot.concern_step(planning.opening, id, None).await?;
        Ok(Self { concern, step })
    }

    /// Its version: the concern as raised is the first.
    pub(in crate::services) fn version(&self) -> i32 {
        self.step.as_ref().map_or(1, |step| step.version)
    }

    /// The rating that stands.
    pub(in crate::services) fn rating(&self) -> Option<RagRating> {
        self.step.as_ref().and_then(|step| step.rating)
    }

    /// Whether the step may follow; else the field, the code and what to do.
    pub(in crate::services) fn may(
        &self,
        planning: &Planning<'_>,
        doing: Doing,
    ) -> Result<(), (&'static str, &'static str, &'static str)> {
        let step = self.step.as_ref();
        let status = step.map_or(ConcernStatus::Received, |step| step.status);
        legal(doing, status, self.rating(), step.is_some_and(|step| step.told_at.is_some()))?;
        let unscreened = matches!(doing, Doing::Decide(_)) && status == ConcernStatus::Acknowledged;
        if unscreened && !self.may_be_about_an_open_case(planning) {
            return Err((
                "decision",
                "NO_OPEN_CASE",
                "the hub knows of no open case of this child: screen the concern first",
            ));
        }
        Ok(())
    }

    /// Whether the authority addressed has an open case of the child. Of a protected child that is not said: it would tell who
    /// works with them (R7).
    fn may_be_about_an_open_case(&self, planning: &Planning<'_>) -> bool {
        let (opening, own) = (planning.opening, &planning.caller.agency);
        let involvements = opening.involvements(own);
        let mut ordinary = involvements.iter().filter(|i| i.sensitivity == Sensitivity::Standard);
        opening.whereabouts_since().is_some()
            || ordinary.any(|i| {
                (i.agency == self.concern.addressed_to || own.owns(i.agency)) && i.state == InvolvementState::Open
            })
    }

    /// Takes the step: its row, and what it puts on record beside it, are added to the rows. `by` is the joint decision by which
    /// the concern is decided, if it is by one.
    pub(in crate::services) async fn take(
        self,
        planning: &Planning<'_>,
        doing: Doing,
        reason: Option<String>,
        by: Option<JointDecisionId>,
        rows: &mut Rows,
    ) -> Result<concern_step::Model, PlanError> {
        if let Doing::Decide(decision) = doing {
            put_on_record(planning, decision, self.concern.addressed_to, Some(&self.concern), rows)?;
            partners::decided_with(planning, self.concern.id, decision, by, rows).await?;
            planning.tell(rows, [Event::decision_made(&self.concern)]);
        }
        let row = step(planning, doing, &self.concern, self.step, reason);
        rows.add(row.clone());
        Ok(row)
    }
}

/// R10: protective work is set by a decision, and from then on bears child protection work out.
pub(in crate::services) fn put_on_record(
    planning: &Planning<'_>,
    decision: ConcernDecision,
    authority: AgencyId,
    concern: Option<&concern::Model>,
    rows: &mut Rows,
) -> Result<(), PlanError> {
    if decision == ConcernDecision::StrategyDiscussion {
        let (discussion, guards) = work::convened(planning, authority, concern)?;
        rows.add(discussion);
        guards.into_iter().for_each(|work| rows.add(work));
    }
    Ok(())
}

/// Whether the step may follow on what stands; else the field, the code and what to do.
fn legal(
    doing: Doing,
    status: ConcernStatus,
    stands: Option<RagRating>,
    told: bool,
) -> Result<(), (&'static str, &'static str, &'static str)> {
    let illegal = |message| Err(("concern", "ILLEGAL_STEP", message));
    match (doing, status) {
        (Doing::Acknowledge, ConcernStatus::Received)
        | (Doing::Screen(_), ConcernStatus::Acknowledged)
        | (Doing::Decide(_), ConcernStatus::Screened)
        | (Doing::Close, ConcernStatus::Decided)
        // What is open already goes to its worker without being screened.
        | (Doing::Decide(ConcernDecision::LinkedToOpenCase), ConcernStatus::Acknowledged) => Ok(()),
        (Doing::Rate(rating), ConcernStatus::Screened) => {
            if stands == Some(rating) {
                return Err(("rating", "SAME_RATING", "it has this rating: choose another, or leave it"));
            }
            Ok(())
        }
        (Doing::TellRaiser, ConcernStatus::Decided | ConcernStatus::Closed) => {
            if told {
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
    doing: Doing,
    concern: &concern::Model,
    stands: Option<concern_step::Model>,
    reason: Option<String>,
) -> concern_step::Model {
    let caller = planning.caller;
    let mut row = concern_step::Model {
        concern_id: concern.id,
        version: 1,
        child_id: concern.child_id,
        action: doing.action(),
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
    match doing {
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
