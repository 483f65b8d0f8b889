//! A round of checks is asked for: each agency for what it is asked, no further. What nothing lets go out is kept as wanted,
//! with what it lacks, and is told to nobody.

use entities::Set;
use entities::ids::{AgencyId, CheckId, CheckRoundId};
use entities::rows::{check_round, safeguarding_check};
use entities::words::{AccessAction, AgencyKind, CheckStatus, DispenseReason, FieldClass, KeyPoint, SharingPurpose};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::super::asked;
use super::super::problems::Problems;
use super::{defaults, due, lost};
use crate::disclosure::check::RecordedChecks;
use crate::disclosure::{
    AgencyContent, Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, HouseholdMember, Plan, PlanError, Planning,
    Problem, Request, Rows, Sending, Sharing,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// The most people and addresses of one round.
const MOST: usize = 30;

/// One agency that is asked.
#[derive(Clone, Debug, Serialize)]
pub struct NewCheck {
    /// The agency; none where its id does not read.
    pub agency: Option<AgencyId>,
    /// The classes of the record that it may see to answer (R14).
    pub classes: Set<FieldClass>,
}

/// A round of checks.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewRound {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub key_point: KeyPoint,
    pub text: String,
    pub household: Vec<HouseholdMember>,
    pub former_addresses: Vec<String>,
    /// None where those are to be asked who are asked by default.
    pub requests: Option<Vec<NewCheck>>,
}

/// Asks for a round of checks.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn request(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewRound,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RecordedChecks>, Error> {
    let ask = ChangeAsk {
        gate: Gate::Check,
        child: new.child.clone(),
        sharing: Some(&new.sharing),
        record: RecordFacts::CHILD,
        approver: None,
    };
    let (action, mutation) = (AccessAction::Check, "requestChecks");
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

async fn plan(planning: &Planning<'_>, new: &NewRound) -> Result<Plan<RecordedChecks>, PlanError> {
    let caller = planning.caller;
    let mut problems = Problems::of(planning);
    let text = problems.text("text", &new.text);
    let (household, former_addresses) = searched(planning, new, &mut problems);
    let asked_agencies = agencies(planning, new, &mut problems).await?;
    asked::rests_on(planning, &new.sharing, &mut problems).await?;
    problems.check()?;
    let round = check_round::Model {
        id: CheckRoundId(planning.uuid()?),
        child_id: planning.opening.child(),
        key_point: new.key_point,
        purpose: new.sharing.purpose,
        concern_id: new.sharing.concern,
        agency_id: caller.agency.id,
        person_id: caller.person,
        text,
        household: json(&household)?,
        former_addresses: json(&former_addresses)?,
        requested_at: caller.at,
        log: 0,
        seq: 0,
    };
    let decided = decided(planning, &new.sharing).await?;
    let mut checks = Vec::with_capacity(asked_agencies.len());
    for (agency, classes) in asked_agencies {
        checks.push(check(planning, &round, &agency, classes, decided)?);
    }
    let missing = planning.opening.would_send(round.purpose);
    let view = RecordedChecks::round(&round, checks.clone(), &missing, caller.at)?;
    let made = round.id.to_string();
    let mut rows = Rows::new();
    rows.add(round);
    planning.tell(&mut rows, checks.iter().filter(|check| check.sent_at.is_some()).map(Event::check_requested));
    for row in checks {
        rows.add(row);
    }
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}

/// The decision to go on without consent that stands on the concern that is being screened: it covers the checks for that.
async fn decided(planning: &Planning<'_>, sharing: &Sharing) -> Result<Option<DispenseReason>, PlanError> {
    let Some(concern) = sharing.concern.filter(|_| sharing.purpose == SharingPurpose::ReferralScreening) else {
        return Ok(None);
    };
    let found = planning.snapshot.dispensed_concern(planning.opening, concern).await?;
    Ok(found.map(|decision| decision.dispense_reason))
}

fn check(
    planning: &Planning<'_>,
    round: &check_round::Model,
    agency: &AgencyContent,
    classes: Set<FieldClass>,
    decided: Option<DispenseReason>,
) -> Result<safeguarding_check::Model, PlanError> {
    let at = planning.caller.at;
    let kind: AgencyKind = agency.kind;
    let ground = planning.opening.sends(Sending { purpose: round.purpose, kind, classes, decided }, at);
    let sent = ground.is_some();
    Ok(safeguarding_check::Model {
        id: CheckId(planning.uuid()?),
        version: 1,
        round_id: round.id,
        child_id: round.child_id,
        key_point: round.key_point,
        purpose: round.purpose,
        agency_id: round.agency_id,
        person_id: round.person_id,
        asked_agency: agency.id,
        asked_kind: kind,
        classes,
        status: if sent { CheckStatus::Open } else { CheckStatus::Blocked },
        ground,
        requested_at: at,
        sent_at: sent.then_some(at),
        due_at: sent.then(|| due(planning, round.key_point)),
        answer: None,
        reason: None,
        ask_whom: None,
        systems: "[]".to_owned(),
        answered_at: None,
        answered_by: None,
        valid_until: None,
        withdrawn_reason: None,
        log: 0,
        seq: 0,
    })
}

/// Whom and what to search for.
fn searched(planning: &Planning<'_>, new: &NewRound, problems: &mut Problems) -> (Vec<HouseholdMember>, Vec<String>) {
    let today = local_date(planning.caller.at);
    problems.at_most("household", &new.household, MOST);
    problems.at_most("formerAddresses", &new.former_addresses, MOST);
    let mut household = Vec::new();
    for (n, member) in new.household.iter().enumerate() {
        let field = |name: &str| format!("household.{n}.{name}");
        let name = problems.text(&field("name"), &member.name);
        if let Some(day) = member.date_of_birth {
            problems.past_day(&field("dateOfBirth"), day, today);
        }
        let relationship = problems.optional(&field("relationship"), member.relationship.as_deref());
        household.push(HouseholdMember { name, date_of_birth: member.date_of_birth, relationship });
    }
    let addresses = new.former_addresses.iter().enumerate();
    let former = addresses.map(|(n, address)| problems.text(&format!("formerAddresses.{n}"), address)).collect();
    (household, former)
}

/// The agencies that are asked, and the classes that each may see to answer.
async fn agencies(
    planning: &Planning<'_>,
    new: &NewRound,
    problems: &mut Problems,
) -> Result<Vec<(AgencyContent, Set<FieldClass>)>, PlanError> {
    let Some(requests) = &new.requests else {
        let by_default = defaults::agencies(planning, new.sharing.purpose, new.key_point, problems).await?;
        problems.at_most("requests", &by_default, asked::MOST_ASKED);
        return Ok(by_default);
    };
    problems.filled("requests", requests);
    problems.at_most("requests", requests, asked::MOST_ASKED);
    let named: Vec<Option<AgencyId>> = requests.iter().map(|request| request.agency).collect();
    let found = asked::agencies(planning, &named, |n| format!("requests.{n}.agency"), problems).await?;
    let classes = |n: usize| requests.get(n).map_or(Set::EMPTY, |request| request.classes);
    Ok(found.into_iter().map(|(n, agency)| (agency, classes(n))).collect())
}

fn json<T: Serialize>(list: &[T]) -> Result<String, PlanError> {
    serde_json::to_string(list).map_err(|e| PlanError::Failed(Error::internal(e)))
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<RecordedChecks, PlanError> {
    let id: CheckRoundId = made.parse().map_err(|_| lost())?;
    let round = planning.snapshot.check_round(planning.opening, id).await?.ok_or_else(lost)?;
    let checks = planning.snapshot.checks_of_round(planning.opening, id).await?;
    RecordedChecks::round(&round, checks, &planning.opening.would_send(round.purpose), planning.caller.at)
}
