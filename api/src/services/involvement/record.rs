//! An agency says that it works with a child. What a person claims for themselves waits until somebody else confirms it; what
//! the agency's own system says, where it has that right, stands at once. Which of the two never depends on the child.

use entities::ids::{ChildId, InvolvementId, PersonId};
use entities::rows::involvement;
use entities::words::{AccessAction, AccessFlag, AgencyKind, InvolvementState, Sensitivity};
use entities::{Date, Set};
use policies::Gate;
use serde::Serialize;

use super::super::children::{ChildSaid, Linking, identify};
use super::super::problems::Problems;
use super::{made, now_responsible, recall, view};
use crate::disclosure::made::InvolvementView;
use crate::disclosure::{
    Caller, ChangeAnswer, ClaimedIdentity, Door, Event, Plan, PlanError, Problem, Recorded, Recording, Request, Rows,
};
use crate::error::Error;
use crate::plain::calendar::local_date;

/// An involvement as it is given.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewInvolvement {
    pub child: ChildSaid,
    pub service: String,
    pub team: Option<String>,
    pub practitioners: Vec<PersonId>,
    pub started_on: Date,
    pub sensitivity: Sensitivity,
}

/// Records an involvement.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn record(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewInvolvement,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<InvolvementView>, Error> {
    let (action, mutation) = (AccessAction::RecordInvolvement, "recordInvolvement");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.record(
        caller,
        request,
        Some(Gate::Involve),
        |recording, new| Box::pin(plan(recording, new)),
        |recording, _, made| Box::pin(again(recording, made)),
    )
    .await
}

async fn plan(recording: &Recording<'_>, new: &NewInvolvement) -> Result<Recorded<InvolvementView>, PlanError> {
    let caller = recording.caller;
    let today = local_date(caller.at);
    let mut problems = Problems::of(recording);
    let service = problems.text("service", &new.service);
    let team = problems.optional("team", new.team.as_deref());
    if new.started_on > today {
        problems.add("startedOn", "IN_THE_FUTURE", "this lies in the future: record the work when it has begun");
    }
    let known = recording.snapshot.colleagues(caller, &new.practitioners).await?;
    if new.practitioners.iter().any(|p| !known.iter().any(|(id, _)| id == p)) {
        problems.add(
            "practitioners",
            "NOT_OF_YOUR_AGENCY",
            "name people who work for your agency, by the ids that the hub has for them",
        );
    }
    let why = "recorded with an involvement";
    let identified = identify(recording, &mut problems, "child", &new.child, Linking::Record, why).await?;
    problems.check()?;
    let Some(mut identified) = identified else {
        return Err(PlanError::Failed(Error::internal("no child, and no problem with it")));
    };
    let confirmed = caller.client.as_ref().is_some_and(|client| client.may_confirm_involvements);
    let mut practitioners = new.practitioners.clone();
    practitioners.sort();
    practitioners.dedup();
    let row = involvement::Model {
        id: InvolvementId(recording.uuid()?),
        version: 1,
        child_id: identified.child,
        agency_id: caller.agency.id,
        agency_kind: caller.agency.kind,
        service,
        team,
        practitioners: json(&practitioners)?,
        started_on: new.started_on,
        ended_on: None,
        end_reason: None,
        state: if confirmed { InvolvementState::Open } else { InvolvementState::Claimed },
        sensitivity: new.sensitivity,
        claimed_identity: claimed(&new.child)?,
        recorded_at: caller.at,
        person_id: Some(caller.person),
        log: 0,
        seq: 0,
    };
    let mut rows = Rows::new();
    if confirmed && caller.agency.kind == AgencyKind::LocalAuthority {
        let known = recording.snapshot.child_row(identified.child).await?;
        match identified.new.as_mut() {
            Some(child) => child.responsible_authority = Some(caller.agency.id),
            None => {
                if let Some(next) = known.and_then(|known| now_responsible(caller, &row, known)) {
                    rows.add(next);
                }
            }
        }
    }
    identified.write(&mut rows);
    recording.tell(&mut rows, [Event::involvement_changed(&row)]);
    let (view, made) = (view(recording, &row).await?, made(&row));
    let child = Some(row.child_id);
    rows.add(row);
    let flags = if confirmed { Set::EMPTY } else { Set::of(&[AccessFlag::SelfClaimedRelationship]) };
    Ok(Recorded { plan: Plan { view, rows, made, classes: Set::EMPTY }, child, flags })
}

async fn again(recording: &Recording<'_>, made: String) -> Result<(InvolvementView, Option<ChildId>), PlanError> {
    let view = recall(recording, made).await?;
    let child = view.child();
    Ok((view, Some(child)))
}

/// Who the child is, as it was stated (R15).
fn claimed(said: &ChildSaid) -> Result<Option<String>, PlanError> {
    let Some(said) = &said.described else { return Ok(None) };
    let clean = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
    json(&ClaimedIdentity {
        given_name: clean(&said.given_name),
        family_name: clean(&said.family_name),
        date_of_birth: said.date_of_birth,
        expected_date_of_birth: said.expected_date_of_birth,
        sex: said.sex,
    })
    .map(Some)
}

fn json(value: &impl Serialize) -> Result<String, PlanError> {
    serde_json::to_string(value).map_err(|e| PlanError::Failed(Error::internal(e)))
}
