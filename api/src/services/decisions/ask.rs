//! Those to whom a concern is addressed ask partner agencies for their views on it, or on what a round of checks brought. The
//! question gives an agency no relationship to the child: it is put to those that have one, that were asked for a check, or whose
//! people sit in the MASH.

use entities::Set;
use entities::ids::{AgencyId, ConcernId, JointDecisionId};
use entities::rows::{joint_decision, joint_partner};
use entities::words::{AccessAction, ConcernDecision, FieldClass, JointDecisionStatus, RagRating, SharingPurpose};
use policies::Gate;
use policies::facts::{Owner, RecordFacts, RecordKind};
use serde::Serialize;

use super::super::asked;
use super::super::concerns::{Doing, Standing};
use super::super::problems::Problems;
use super::{asked_for, lost, made, matter as turns_of, recall};
use crate::disclosure::decision::JointDecisionView;
use crate::disclosure::{
    AgencyContent, Caller, ChangeAnswer, ChangeAsk, DecidedOn, Door, Plan, PlanError, Planning, Problem, Request, Rows,
};
use crate::error::Error;

/// A question to partner agencies.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewQuestion {
    pub on: DecidedOn,
    pub question: String,
    pub agencies: Vec<AgencyId>,
    pub threshold_document: String,
    pub threshold_version: String,
}

/// What policy looks at of a concern that is addressed to the caller.
const ADDRESSED: RecordFacts = RecordFacts {
    kind: RecordKind::Concern,
    owner: Owner::Other,
    recorded: true,
    addressed: true,
    ..RecordFacts::CHILD
};

/// The most questions on one concern that are open at once: all are decided with it.
const MOST_OPEN: usize = 10;

/// On what it is to be decided, as it stands.
struct Matter {
    concern: Option<ConcernId>,
    raised_by: Option<AgencyId>,
    /// Who raised the concern is told to the caller.
    raiser_told: bool,
    authority: AgencyId,
    purpose: SharingPurpose,
    rating: Option<RagRating>,
}

/// Asks partner agencies for their views.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn ask(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewQuestion,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<JointDecisionView>, Error> {
    let (child, record, sharing) = door.child_to_decide_on(caller, &new.on).await?;
    let ask = ChangeAsk { gate: Gate::Screen, child, sharing: Some(&sharing), record, approver: None };
    let (action, mutation) = (AccessAction::Decide, "askForViews");
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

async fn plan(planning: &Planning<'_>, new: &NewQuestion) -> Result<Plan<JointDecisionView>, PlanError> {
    let caller = planning.caller;
    let mut problems = Problems::of(planning);
    let matter = matter(planning, new.on, &mut problems).await?;
    let question = problems.text("question", &new.question);
    let threshold_document = problems.text("thresholdDocument", &new.threshold_document);
    let threshold_version = problems.text("thresholdVersion", &new.threshold_version);
    let asked = agencies(planning, new, &matter, &mut problems).await?;
    problems.check()?;
    let row = joint_decision::Model {
        id: JointDecisionId(planning.uuid()?),
        version: 1,
        child_id: planning.opening.child(),
        concern_id: matter.concern,
        round_id: match new.on {
            DecidedOn::Concern(_) => None,
            DecidedOn::Round(id) => Some(id),
        },
        addressed_to: matter.authority,
        purpose: matter.purpose,
        agency_id: caller.agency.id,
        person_id: caller.person,
        question,
        threshold_document,
        threshold_version,
        asked_at: caller.at,
        due_at: planning.clocks.views_due(planning.calendar(), matter.rating, caller.at),
        status: JointDecisionStatus::Open,
        decision: None,
        level: None,
        reason: None,
        decided_agency: None,
        decided_by: None,
        decided_at: None,
        alone: false,
        log: 0,
        seq: 0,
    };
    let partner = |agency: &AgencyContent| joint_partner::Model {
        decision_id: row.id,
        agency_id: agency.id,
        agency_kind: agency.kind,
        log: 0,
        seq: 0,
    };
    let partners: Vec<joint_partner::Model> = asked.iter().map(partner).collect();
    let (made, view) = (made(&row), asked_for(planning, row.clone(), &partners, &[]));
    let mut rows = Rows::new();
    rows.add(planning.snapshot.turn(turns_of(&row)).await?);
    rows.add(row);
    for partner in partners {
        rows.add(partner);
    }
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}

/// The concern as it may still be decided, or the round.
async fn matter(planning: &Planning<'_>, on: DecidedOn, problems: &mut Problems) -> Result<Matter, PlanError> {
    let raiser = Set::of(&[FieldClass::Source, FieldClass::Whereabouts]);
    match on {
        DecidedOn::Concern(id) => {
            let stands = Standing::of(planning, id).await?;
            if let Err((_, code, message)) = stands.may(planning, Doing::Decide(ConcernDecision::NoFurtherAction)) {
                problems.add("on.concern", code, message);
            }
            let open = planning.snapshot.open_decisions(planning.opening, planning.caller, id).await?;
            if open.len() >= MOST_OPEN {
                problems.add(
                    "on.concern",
                    "TOO_MANY",
                    format!("{MOST_OPEN} questions on it are open already: decide, or wait for their views"),
                );
            }
            Ok(Matter {
                concern: Some(id),
                raised_by: Some(stands.concern.agency_id),
                raiser_told: planning.opening.of_record(ADDRESSED).field(raiser).is_ok(),
                authority: stands.concern.addressed_to,
                purpose: SharingPurpose::ReferralScreening,
                rating: stands.rating(),
            })
        }
        DecidedOn::Round(id) => {
            let round = planning.snapshot.check_round(planning.opening, id).await?.ok_or_else(lost)?;
            let raised_by = match round.concern_id {
                Some(id) => planning.snapshot.concern_about(planning.opening, id).await?.map(|c| c.agency_id),
                None => None,
            };
            // It is for those of the area that the agency which asked for the round serves.
            let authority = planning.snapshot.area_of(round.agency_id).await?.ok_or_else(lost)?;
            let authority = planning.caller.successions.heir(authority);
            let (concern, rating, raiser_told) = (None, None, false);
            Ok(Matter { concern, raised_by, raiser_told, authority, purpose: round.purpose, rating })
        }
    }
}

/// The agencies that may be asked.
async fn agencies(
    planning: &Planning<'_>,
    new: &NewQuestion,
    matter: &Matter,
    problems: &mut Problems,
) -> Result<Vec<AgencyContent>, PlanError> {
    problems.filled("agencies", &new.agencies);
    problems.at_most("agencies", &new.agencies, asked::MOST_ASKED);
    let named: Vec<Option<AgencyId>> = new.agencies.iter().copied().map(Some).collect();
    let found = asked::agencies(planning, &named, |_| "agencies".to_owned(), problems).await?;
    let round = match new.on {
        DecidedOn::Concern(_) => None,
        DecidedOn::Round(id) => Some(id),
    };
    let (caller, snapshot) = (planning.caller, planning.snapshot);
    let on = (matter.purpose, matter.concern, round);
    let may = snapshot.may_be_asked(planning.opening, caller, matter.authority, on).await?;
    let raiser = matter.raised_by.map(|agency| caller.successions.heir(agency));
    for (_, agency) in &found {
        let raised_it = raiser == Some(agency.id);
        if raised_it && matter.raiser_told {
            problems.add(
                "agencies",
                "RAISED_IT",
                "this agency raised the concern: what it learns later it adds to that, and it is told the outcome",
            );
        } else if raised_it || !may.iter().any(|known| caller.successions.heir(*known) == agency.id) {
            problems.add(
                "agencies",
                "NOT_INVOLVED",
                "nothing that you may know brings this agency here: ask it for a check first",
            );
        }
    }
    Ok(found.into_iter().map(|(_, agency)| agency).collect())
}
