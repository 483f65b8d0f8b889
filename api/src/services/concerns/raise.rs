//! A GP, a school or any partner posts a concern (R34). It is never lost and never posted twice for one key.

use entities::ids::{AgencyId, ChildId, ConcernId};
use entities::rows::{concern, concern_match, custody_match, duty_page};
use entities::words::{AccessAction, DispenseReason, FamilyInformed, FieldClass, LevelOfNeed, TimePrecision};
use entities::{Date, Instant, Set};
use serde::Serialize;

use super::super::children::{self, ChildDetails, ChildSaid, Linking, PersonDetails};
use super::super::problems::Problems;
use crate::disclosure::concern::RaisedView;
use crate::disclosure::{
    Caller, ChangeAnswer, Door, Event, Plan, PlanError, Problem, Recorded, Recording, Request, Rows,
};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::plain::reference::ConcernReference;
use crate::plain::text::name_key;

/// How many working days the local authority has to decide (WT26).
const WORKING_DAYS: u32 = 1;
/// The reason that a child's first row gives, where a concern made it.
const WHY: &str = "described in a concern";

/// Somebody whom a concern names.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewPerson {
    pub name: Option<String>,
    pub relation: Option<String>,
    pub date_of_birth: Option<Date>,
    pub address: Option<String>,
    pub alleged_to_have_caused_harm: bool,
    pub works_with_children: Option<bool>,
    pub works_for: Option<String>,
}

/// A concern as its raiser gives it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewConcern {
    pub child: ChildSaid,
    pub other_children: Option<Vec<ChildDetails>>,
    pub people: Option<Vec<NewPerson>>,
    pub occurred_at: Option<Instant>,
    pub occurred_precision: TimePrecision,
    pub what_happened: String,
    pub impact_on_child: Option<String>,
    pub child_voice: Option<String>,
    pub where_is_the_child_now: Option<String>,
    pub immediate_danger: bool,
    pub family_informed: FamilyInformed,
    pub family_not_informed_reason: Option<DispenseReason>,
    pub keep_from_family: Option<String>,
    pub actions_taken: Option<String>,
    pub suggested_level_of_need: Option<LevelOfNeed>,
    pub call_back: String,
    pub only_me_in_my_agency: bool,
    pub classes: Option<Vec<FieldClass>>,
}

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
    let (action, mutation) = (AccessAction::RaiseConcern, "raiseConcern");
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
    let caller = recording.caller;
    let mut problems = Problems::of(recording);
    let said = texts(&mut problems, new, caller);
    let identified = children::identify(recording, &mut problems, "child", &new.child, Linking::Record, WHY).await?;
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
    let child = Some(identified.child);
    identified.write(&mut rows);
    recording.tell(&mut rows, [Event::concern_received(&row)]);
    let (view, made, classes) = (RaisedView::of(&row), row.id.to_string(), row.classes);
    rows.add(row);
    Ok(Recorded { plan: Plan { view, rows, made, classes }, child, flags: Set::EMPTY })
}

/// To the local authority of the child's area, else of the raiser's, else to the partnership's first one, else to the
/// raiser's own agency: a concern is never turned away for want of an address.
fn addressed(area: Option<AgencyId>, last_resort: Option<AgencyId>, caller: &Caller) -> AgencyId {
    area.or(last_resort).unwrap_or(caller.agency.id)
}

/// What was said, as it is kept.
struct Said {
    what_happened: String,
    where_now: Option<String>,
    people: String,
    details: String,
    classes: Set<FieldClass>,
}

/// A person as kept; the key is for keeping the concern from whom it names.
#[derive(Serialize)]
struct Person {
    #[serde(flatten)]
    said: NewPerson,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// The rest of a concern, as kept.
#[derive(Serialize)]
struct Details {
    child: ChildSaid,
    other_children: Vec<ChildDetails>,
    occurred_at: Option<Instant>,
    occurred_precision: TimePrecision,
    impact_on_child: Option<String>,
    child_voice: Option<String>,
    family_informed: FamilyInformed,
    family_not_informed_reason: Option<DispenseReason>,
    keep_from_family: Option<String>,
    actions_taken: Option<String>,
    suggested_level_of_need: Option<LevelOfNeed>,
    call_back: String,
}

fn texts(problems: &mut Problems, new: &NewConcern, caller: &Caller) -> Said {
    let today = local_date(caller.at);
    if let Some(at) = new.occurred_at {
        problems.past("occurredAt", at, caller.at);
    }
    let what_happened = problems.text("whatHappened", &new.what_happened);
    let impact_on_child = problems.optional("impactOnChild", new.impact_on_child.as_deref());
    let child_voice = problems.optional("childVoice", new.child_voice.as_deref());
    let where_now = problems.optional("whereIsTheChildNow", new.where_is_the_child_now.as_deref());
    let keep_from_family = problems.optional("keepFromFamily", new.keep_from_family.as_deref());
    let actions_taken = problems.optional("actionsTaken", new.actions_taken.as_deref());
    let call_back = problems.text("callBack", &new.call_back);
    if new.family_informed == FamilyInformed::NotInformed && new.family_not_informed_reason.is_none() {
        problems.add(
            "familyNotInformedReason",
            "REASON_REQUIRED",
            "say why the family was not told; if telling them would be unsafe, choose NOT_INFORMED_UNSAFE",
        );
    }
    let classes = match &new.classes {
        None => Set::EMPTY,
        Some(classes) => {
            problems.filled("classes", classes);
            added(problems, classes)
        }
    };
    let mut others = Vec::new();
    if let Some(children) = &new.other_children {
        problems.filled("otherChildren", children);
        for (n, child) in children.iter().enumerate() {
            others.push(children::check_details(problems, &format!("otherChildren.{n}"), child, today).details);
        }
    }
    let mut people = Vec::new();
    if let Some(named) = &new.people {
        problems.filled("people", named);
        for (n, person) in named.iter().enumerate() {
            people.push(check_person(problems, n, person, today));
        }
    }
    people.extend(new.child.described.iter().chain(&others).filter_map(|c| c.mother.as_ref()).map(mother));
    let people: Vec<Person> = people
        .into_iter()
        .map(|said| Person { key: said.name.as_deref().map(name_key).filter(|key| !key.is_empty()), said })
        .collect();
    let details = Details {
        child: new.child.clone(),
        other_children: others,
        occurred_at: new.occurred_at,
        occurred_precision: new.occurred_precision,
        impact_on_child,
        child_voice,
        family_informed: new.family_informed,
        family_not_informed_reason: new.family_not_informed_reason,
        keep_from_family,
        actions_taken,
        suggested_level_of_need: new.suggested_level_of_need,
        call_back,
    };
    Said {
        what_happened,
        where_now,
        people: serde_json::to_string(&people).unwrap_or_default(),
        details: serde_json::to_string(&details).unwrap_or_default(),
        classes: classes
            .union(policies::content_classes(entities::words::ChronologyCategory::Concern, caller.agency.kind)),
    }
}

fn check_person(problems: &mut Problems, n: usize, person: &NewPerson, today: Date) -> NewPerson {
    let field = format!("people.{n}");
    let checked = children::check_person(
        problems,
        &field,
        &PersonDetails {
            name: person.name.clone(),
            date_of_birth: person.date_of_birth,
            address: person.address.clone(),
            telephone: None,
        },
        today,
    );
    if person.name.is_none() && person.relation.is_none() {
        problems.add(&field, "NOBODY", "say who it is: give a name, or what they are to the child");
    }
    NewPerson {
        name: checked.name,
        address: checked.address,
        relation: problems.optional(&format!("{field}.relation"), person.relation.as_deref()),
        works_for: problems.optional(&format!("{field}.worksFor"), person.works_for.as_deref()),
        ..person.clone()
    }
}

/// A mother whom a description names is one of the people that the concern names.
fn mother(mother: &PersonDetails) -> NewPerson {
    NewPerson {
        name: mother.name.clone(),
        relation: Some("mother".to_owned()),
        date_of_birth: mother.date_of_birth,
        address: mother.address.clone(),
        ..NewPerson::default()
    }
}

/// Content classes that the raiser adds; any other is a problem (R2).
fn added(problems: &mut Problems, classes: &[FieldClass]) -> Set<FieldClass> {
    let allowed = Set::of(policies::content::CONTENT_CLASSES);
    for class in classes.iter().filter(|class| !allowed.contains(**class)) {
        problems.add(
            "classes",
            "NOT_A_CONTENT_CLASS",
            format!("{class} says nothing of what a concern holds: leave it out"),
        );
    }
    Set::of(classes).intersection(allowed)
}

async fn recall(recording: &Recording<'_>, made: String) -> Result<(RaisedView, Option<ChildId>), PlanError> {
    let lost = || PlanError::lost("a concern");
    let id: ConcernId = made.parse().map_err(|_| lost())?;
    let row = recording.snapshot.own_concern(recording.caller, id).await?.ok_or_else(lost)?;
    Ok((RaisedView::of(&row), Some(row.child_id)))
}
