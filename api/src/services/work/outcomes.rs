//! What a plan works towards: each outcome with its measure, whose it is, by when, and what reviews found of it.

use std::collections::BTreeSet;

use entities::Date;
use entities::ids::{AgencyId, OutcomeId, WorkId};
use entities::rows::work_outcome;
use entities::words::OutcomeState;
use serde::Serialize;

use super::super::problems::Problems;
use crate::disclosure::{PlanError, Planning};
use crate::plain::calendar::local_date;

/// The most outcomes of one plan.
const MOST: usize = 30;

/// An outcome to work towards.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewOutcome {
    pub change: String,
    pub measure: String,
    /// None where its id does not read.
    pub owner_agency: Option<AgencyId>,
    pub owner: Option<String>,
    pub due_on: Date,
}

/// What a review found of an outcome.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct OutcomeReview {
    /// None where its id does not read.
    pub outcome: Option<OutcomeId>,
    pub state: OutcomeState,
    pub note: Option<String>,
}

/// The rows of new outcomes; worth nothing where there are problems.
pub(super) async fn agreed(
    planning: &Planning<'_>,
    problems: &mut Problems,
    work: WorkId,
    outcomes: &[NewOutcome],
) -> Result<Vec<work_outcome::Model>, PlanError> {
    let today = local_date(planning.caller.at);
    if outcomes.len() > MOST {
        problems.add("outcomes", "TOO_MANY", format!("name at most {MOST}"));
    }
    let owners: Vec<AgencyId> = outcomes.iter().take(MOST).filter_map(|outcome| outcome.owner_agency).collect();
    let known = if owners.is_empty() { Vec::new() } else { planning.snapshot.agencies(&owners).await? };
    // An outcome is read by whoever reads the plan: it names no service that is kept to few eyes, but the one that makes it (R29).
    let kept = planning.snapshot.kept_to_few_eyes(&owners).await?;
    let mut rows = Vec::with_capacity(outcomes.len());
    for (n, outcome) in outcomes.iter().enumerate().take(MOST) {
        let field = |name: &str| format!("outcomes.{n}.{name}");
        let change = problems.text(&field("change"), &outcome.change);
        let measure = problems.text(&field("measure"), &outcome.measure);
        let owner = problems.optional(&field("owner"), outcome.owner.as_deref());
        if outcome.due_on < today {
            problems.add(&field("dueOn"), "IN_THE_PAST", "this day is past: say by when it is to be");
        }
        let Some(owner_agency) = outcome.owner_agency else { continue };
        let hidden = kept.contains(&owner_agency) && !planning.caller.agency.owns(owner_agency);
        if hidden || !known.iter().any(|agency| agency.id == owner_agency) {
            problems.add(&field("ownerAgency"), "UNKNOWN_ID", "no agency of the partnership has this id");
        }
        rows.push(work_outcome::Model {
            id: OutcomeId(planning.uuid()?),
            version: 1,
            work_id: work,
            child_id: planning.opening.child(),
            change,
            measure,
            owner_agency,
            owner,
            due_on: outcome.due_on,
            state: OutcomeState::Open,
            reviewed_on: None,
            note: None,
            log: 0,
            seq: 0,
        });
    }
    Ok(rows)
}

/// The rows of what a review on that day found: something of every outcome that is still worked towards.
pub(super) async fn reviewed(
    planning: &Planning<'_>,
    problems: &mut Problems,
    work: WorkId,
    (day, reviews): (Date, &[OutcomeReview]),
) -> Result<Vec<work_outcome::Model>, PlanError> {
    let stand = planning.snapshot.outcomes_of_work(planning.opening, work).await?;
    let mut named = BTreeSet::new();
    let mut rows = Vec::with_capacity(reviews.len());
    for (n, review) in reviews.iter().enumerate() {
        let field = |name: &str| format!("reviewed.{n}.{name}");
        let note = problems.optional(&field("note"), review.note.as_deref());
        let Some(id) = review.outcome else { continue };
        match stand.iter().find(|outcome| outcome.id == id) {
            None => problems.add(&field("outcome"), "UNKNOWN_ID", "this plan has no outcome with this id"),
            Some(_) if !named.insert(id) => {
                problems.add(&field("outcome"), "NAMED_TWICE", "this outcome is named twice: review it once");
            }
            Some(outcome) => rows.push(work_outcome::Model {
                version: outcome.version + 1,
                state: review.state,
                reviewed_on: Some(day),
                note,
                ..outcome.clone()
            }),
        }
    }
    if stand.iter().any(|outcome| outcome.state == OutcomeState::Open && !named.contains(&outcome.id)) {
        problems.add("reviewed", "OUTCOME_NOT_REVIEWED", "say of every outcome that is still open where it stands");
    }
    Ok(rows)
}
