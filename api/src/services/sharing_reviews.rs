//! A young person objected, and a person decides what is shared all the same, and until when (R24).

use entities::ids::SharingReviewId;
use entities::rows::sharing_review_decision;
use entities::words::{AccessAction, FieldClass};
use entities::{Date, Set};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::problems::Problems;
use crate::disclosure::made::SharingReviewView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Plan, PlanError, Planning, Problem, Request, Rows, SharingReviewAsk,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// A decision on what an objection holds back.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ReviewDecision {
    pub review: SharingReviewId,
    pub allow: bool,
    pub classes: Option<Vec<FieldClass>>,
    pub until: Option<Date>,
    pub reason: String,
}

/// Asks for a decision on what an objection holds back from the caller.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn request(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: SharingReviewAsk,
) -> Result<ChangeAnswer<SharingReviewView>, Error> {
    let mut problems = Problems::default();
    let said = SharingReviewAsk { reason: problems.text("reason", &new.reason), ..new };
    let (action, mutation) = (AccessAction::ReviewSharing, "requestSharingReview");
    let request = Request { action, mutation, key, said: &said, form: problems.found() };
    door.request_sharing_review(caller, request).await
}

/// Records the caller's decision on something that was put before them.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn decide(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    decision: ReviewDecision,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<SharingReviewView>, Error> {
    // Who decides must be one who may know of the child: a reader of the access log, and no record is opened by it.
    let child = door.child_of_sharing_review(caller, decision.review).await?;
    let ask = ChangeAsk { gate: Gate::Know, child, sharing: None, record: RecordFacts::CHILD, approver: None };
    let (action, mutation) = (AccessAction::ReviewSharing, "decideSharingReview");
    let request = Request { action, mutation, key, said: &decision, form };
    door.change(
        caller,
        request,
        ask,
        |planning, decision| Box::pin(plan(planning, decision)),
        |_, decision, _| Box::pin(std::future::ready(Ok(SharingReviewView::of(decision.review)))),
    )
    .await
}

async fn plan(planning: &Planning<'_>, said: &ReviewDecision) -> Result<Plan<SharingReviewView>, PlanError> {
    let decided = planning.snapshot.review_decided(planning.opening.child(), said.review).await?;
    let mut problems = Problems::of(planning);
    if decided.ok_or_else(|| PlanError::lost("a sharing review"))? {
        problems.add("review", "DECIDED", "it was decided before, and a decision is not taken back");
    }
    let reason = problems.text("reason", &said.reason);
    allowed(said, local_date(planning.caller.at), &mut problems);
    problems.check()?;
    let mut rows = Rows::new();
    rows.add(sharing_review_decision::Model {
        id: said.review,
        allowed: said.allow,
        classes: Set::of(said.classes.as_deref().unwrap_or_default()),
        until: said.until,
        reason,
        person_id: planning.caller.person,
        membership_id: planning.caller.membership,
        decided_at: planning.caller.at,
        log: 0,
        seq: 0,
    });
    let view = SharingReviewView::of(said.review);
    Ok(Plan { view, rows, made: said.review.to_string(), classes: Set::EMPTY })
}

/// Classes that no objection holds back, so that no decision allows them (R24): who the child is, and where.
pub const NEVER_HELD_BACK: [FieldClass; 2] = [FieldClass::Identity, FieldClass::Whereabouts];

/// Whoever allows says what and until when; whoever does not says neither.
fn allowed(said: &ReviewDecision, today: Date, problems: &mut Problems) {
    for (field, there) in [("classes", said.classes.is_some()), ("until", said.until.is_some())] {
        if said.allow && !there {
            problems.add(field, "REQUIRED", "say which classes are allowed, and until when");
        } else if !said.allow && there {
            problems.add(field, "NOT_TAKEN", "nothing is allowed: leave this out");
        }
    }
    if let Some(classes) = &said.classes {
        problems.filled("classes", classes);
        if classes.iter().any(|class| NEVER_HELD_BACK.contains(class)) {
            let message = "an objection holds back neither who the child is nor where: leave these classes out";
            problems.add("classes", "NOT_HELD_BACK", message);
        }
    }
    if said.until.is_some_and(|until| until < today) {
        problems.add("until", "IN_THE_PAST", "this day is over: name a later one");
    }
}
