//! What somebody says in a concern, and the form in which it is kept: texts cleaned, people with the key by which a concern is
//! kept from whom it names.

use entities::words::{DispenseReason, FamilyInformed, FieldClass, LevelOfNeed, TimePrecision};
use entities::{Date, Instant, Set};
use serde::Serialize;

use super::super::children::{self, ChildDetails, ChildSaid, PersonDetails};
use super::super::problems::Problems;
use crate::disclosure::{Caller, Problem};
use crate::plain::calendar::local_date;
use crate::plain::text::name_keys;

/// The fewest digits of a telephone number: those of 101 and 999.
const FEWEST_DIGITS: usize = 3;

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

/// Where the input has what a report of several children has elsewhere than a concern.
pub(super) struct Places {
    /// Who the child is.
    pub(super) child: String,
    /// What the child said or showed.
    pub(super) child_voice: String,
    /// What it did to the child.
    pub(super) impact: String,
    /// Where the child is now.
    pub(super) where_now: String,
    /// The people whom it names.
    pub(super) people: &'static str,
    /// The other children; none where each of them is looked at as the child of a concern of its own.
    pub(super) others: Option<&'static str>,
}

impl Places {
    /// Of a concern about one child.
    pub(super) fn of_concern() -> Self {
        Self {
            child: "child".to_owned(),
            child_voice: "childVoice".to_owned(),
            impact: "impactOnChild".to_owned(),
            where_now: "whereIsTheChildNow".to_owned(),
            people: "people",
            others: Some("otherChildren"),
        }
    }
}

/// What was said, as it is kept.
pub(super) struct Said {
    pub(super) what_happened: String,
    pub(super) where_now: Option<String>,
    pub(super) people: String,
    pub(super) details: String,
    pub(super) classes: Set<FieldClass>,
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

/// What is wrong with a concern by itself, whatever the hub knows: the checks of raising it, for whoever is still writing it.
pub fn wrong(caller: &Caller, new: &NewConcern) -> Vec<Problem> {
    let mut problems = Problems::default();
    texts(&mut problems, new, &Places::of_concern(), caller);
    if let Some(described) = &new.child.described {
        children::check_details(&mut problems, "child.described", described, local_date(caller.at));
    }
    problems.found()
}

/// Checks what was said, every text of it, and brings it into the form in which it is kept.
pub(super) fn texts(problems: &mut Problems, new: &NewConcern, places: &Places, caller: &Caller) -> Said {
    let today = local_date(caller.at);
    if let Some(at) = new.occurred_at {
        problems.past("occurredAt", at, caller.at);
    }
    let what_happened = problems.text("whatHappened", &new.what_happened);
    let impact_on_child = problems.optional(&places.impact, new.impact_on_child.as_deref());
    let child_voice = problems.optional(&places.child_voice, new.child_voice.as_deref());
    let where_now = problems.optional(&places.where_now, new.where_is_the_child_now.as_deref());
    let keep_from_family = problems.optional("keepFromFamily", new.keep_from_family.as_deref());
    let actions_taken = problems.optional("actionsTaken", new.actions_taken.as_deref());
    let call_back = problems.text("callBack", &new.call_back);
    if !call_back.is_empty() && call_back.chars().filter(|c| c.is_numeric()).count() < FEWEST_DIGITS {
        problems.add("callBack", "NO_NUMBER", format!("give a telephone number: at least {FEWEST_DIGITS} digits"));
    }
    if new.family_informed == FamilyInformed::NotInformed && new.family_not_informed_reason.is_none() {
        problems.add(
            "familyNotInformedReason",
            "REASON_REQUIRED",
            "say why the family was not told; if telling them would not be safe, choose that answer instead",
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
        let mut aside = Problems::default();
        let (problems, field) = match places.others {
            Some(field) => (&mut *problems, field),
            None => (&mut aside, ""),
        };
        problems.filled(field, children);
        for (n, child) in children.iter().enumerate() {
            others.push(children::check_details(problems, &format!("{field}.{n}"), child, today).details);
        }
    }
    let mut people = Vec::new();
    if let Some(named) = &new.people {
        problems.filled(places.people, named);
        for (n, person) in named.iter().enumerate() {
            people.push(check_person(problems, &format!("{}.{n}", places.people), person, today));
        }
    }
    people.extend(new.child.described.iter().chain(&others).filter_map(|c| c.mother.as_ref()).map(mother));
    let people: Vec<Person> = people
        .into_iter()
        .map(|said| Person { key: said.name.as_deref().map(name_keys).filter(|key| !key.is_empty()), said })
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

/// Checks somebody whom it names; `field` is where they stand in the input.
pub(super) fn check_person(problems: &mut Problems, field: &str, person: &NewPerson, today: Date) -> NewPerson {
    let checked = children::check_person(
        problems,
        field,
        &PersonDetails {
            name: person.name.clone(),
            date_of_birth: person.date_of_birth,
            address: person.address.clone(),
            telephone: None,
        },
        today,
    );
    if person.name.is_none() && person.relation.is_none() {
        problems.add(field, "NOBODY", "say who it is: give a name, or what they are to the child");
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
