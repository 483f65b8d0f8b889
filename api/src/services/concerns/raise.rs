//! A GP, a school or any partner posts a concern (R34). It is never lost and never posted twice for one key.

use entities::Set;
use entities::ids::{AgencyId, ChildId, ConcernId};
use entities::rows::{concern, concern_match, custody_match, duty_page};
use entities::words::AccessAction;

use super::super::children::{self, Linking};
use super::super::problems::Problems;
use super::said::{NewConcern, Places, texts};
use crate::disclosure::concern::RaisedView;
use crate::disclosure::{
    Caller, ChangeAnswer, Door, Event, Plan, PlanError, Problem, Recorded, Recording, Request, Rows,
};
use crate::error::Error;
use crate::plain::reference::ConcernReference;

/// How many working days the local authority has to decide (WT26).
const WORKING_DAYS: u32 = 1;
/// The reason that a child's first row gives, where a concern made it.
pub(super) const WHY: &str = "described in a concern";

/// Raises a concern.
///
/// # Errors
/// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
pub async fn raise(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewConcern,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RaisedView>, Error> {
    post(door, caller, key, (AccessAction::RaiseConcern, "raiseConcern"), new, form).await
}

/// Raises a concern that an agency's own system hands over, under the source's reference.
///
/// # Errors
/// Where the hub cannot answer. Then nothing was recorded.
pub async fn import(
    door: &Door,
    system: &Caller,
    reference: &str,
    new: NewConcern,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RaisedView>, Error> {
    post(door, system, reference, (AccessAction::Import, "importConcern"), new, form).await
}

async fn post(
    door: &Door,
    caller: &Caller,
    key: &str,
    (action, mutation): (AccessAction, &'static str),
    new: NewConcern,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<RaisedView>, Error> {
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.record(
        caller,
        request,
        None,
        |recording, new| Box::pin(plan(recording, new)),
        |recording, _, made| Box::pin(recall(recording, made)),
    )
    .await
}

async fn plan(recording: &Recording<'_>, new: &NewConcern) -> Result<Recorded<RaisedView>, PlanError> {
    let Drafted { concern, mut rows } = draft(recording, Problems::of(recording), new, &Places::of_concern()).await?;
    let (view, made, classes) = (RaisedView::of(&concern)?, concern.id.to_string(), concern.classes);
    let child = Some(concern.child_id);
    rows.add(concern);
    Ok(Recorded { plan: Plan { view, rows, made, classes }, child, flags: Set::EMPTY })
}

/// A concern that may be written, and what is written with it.
pub(super) struct Drafted {
    /// The concern.
    pub(super) concern: concern::Model,
    /// The child where it is a new one, whom it may be, and who is to be paged.
    pub(super) rows: Rows,
}

/// Works out the concern: whose child it is about, to whom it is addressed, what is kept. Every way of raising one goes through
/// here, so that none tells more than another. `problems` are those found so far.
pub(super) async fn draft(
    recording: &Recording<'_>,
    mut problems: Problems,
    new: &NewConcern,
    places: &Places,
) -> Result<Drafted, PlanError> {
    let caller = recording.caller;
    let said = texts(&mut problems, new, places, caller);
    let identified =
        children::identify(recording, &mut problems, &places.child, &new.child, Linking::Record, WHY).await?;
    let last_resort = match caller.agency.area {
        Some(_) => None,
        None => recording.snapshot.first_authority().await?,
    };
    problems.check()?;
    let Some(mut identified) = identified else { return Err(PlanError::Problems(Vec::new())) };
    let addressed_to = addressed(identified.area, last_resort, caller);
    if let Some(row) = &mut identified.new {
        row.area = Some(addressed_to);
    }
    let row = concern::Model {
        id: ConcernId(recording.uuid()?),
        reference: ConcernReference::from_random(recording.random()?).to_string(),
        child_id: identified.child,
        addressed_to,
        agency_id: caller.agency.id,
        agency_kind: caller.agency.kind,
        person_id: caller.person,
        raised_at: caller.at,
        decision_due_at: recording.calendar().add_working_days(caller.at, WORKING_DAYS),
        immediate_danger: new.immediate_danger,
        only_raiser: new.only_me_in_my_agency,
        classes: said.classes,
        about: children::words(&new.child),
        what_happened: said.what_happened,
        details: said.details,
        where_now: said.where_now,
        people: said.people,
        log: 0,
        seq: 0,
    };
    let mut rows = Rows::new();
    if row.immediate_danger {
        let (concern_id, paged_at) = (row.id, row.raised_at);
        rows.add(duty_page::Model { concern_id, addressed_to, paged_at, log: 0, seq: 0 });
    }
    for child_id in &identified.matches {
        rows.add(concern_match::Model { concern_id: row.id, child_id: *child_id, log: 0, seq: 0 });
    }
    for child_id in &identified.kept {
        rows.add(custody_match::Model { concern_id: row.id, child_id: *child_id, log: 0, seq: 0 });
    }
    identified.write(&mut rows);
    recording.tell(&mut rows, [Event::concern_received(&row)]);
    Ok(Drafted { concern: row, rows })
}

/// To the local authority of the child's area, else of the raiser's, else to the partnership's first one, else to the
/// raiser's own agency: a concern is never turned away for want of an address.
fn addressed(area: Option<AgencyId>, last_resort: Option<AgencyId>, caller: &Caller) -> AgencyId {
    area.or(last_resort).unwrap_or(caller.agency.id)
}

async fn recall(recording: &Recording<'_>, made: String) -> Result<(RaisedView, Option<ChildId>), PlanError> {
    let lost = || PlanError::lost("a concern");
    let id: ConcernId = made.parse().map_err(|_| lost())?;
    let row = recording.snapshot.own_concern(recording.caller, id).await?.ok_or_else(lost)?;
    Ok((RaisedView::of(&row)?.recalled(), Some(row.child_id)))
}
