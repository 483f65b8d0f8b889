//! From the answers of the pages to a concern.

use entities::words::{DispenseReason, FamilyInformed, TimePrecision, Word};

use super::steps::{self, NUMBER, UNBORN, is_upn};
use crate::console::days;
use crate::console::posted::Posted;
use crate::plain::calendar::start_of_day;
use crate::services::children::{ChildDetails, ChildSaid, PersonDetails};
use crate::services::concerns::{NewConcern, NewPerson};

/// Whether the child is said to be in immediate danger.
pub(super) fn in_danger(posted: &Posted) -> bool {
    posted.text("immediateDanger") == "yes"
}

/// The concern; none where it is not said whether the family knows.
pub(super) fn concern(posted: &Posted) -> Option<NewConcern> {
    FamilyInformed::parse(posted.text("familyInformed")).map(|informed| with(posted, informed))
}

/// The concern as far as it is written.
pub(super) fn so_far(posted: &Posted) -> NewConcern {
    concern(posted).unwrap_or_else(|| with(posted, FamilyInformed::NotKnown))
}

fn with(posted: &Posted, family_informed: FamilyInformed) -> NewConcern {
    let text = |name: &str| Some(posted.text(name)).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let happened = days::read(posted, "happenedOn").ok().flatten();
    NewConcern {
        child: ChildSaid { known: None, described: Some(child(posted)) },
        other_children: None,
        people: Some(people(posted)).filter(|people| !people.is_empty()),
        occurred_at: happened.map(start_of_day),
        occurred_precision: if happened.is_some() { TimePrecision::Day } else { TimePrecision::Time },
        what_happened: posted.text("whatHappened").to_owned(),
        impact_on_child: None,
        child_voice: text("childVoice"),
        where_is_the_child_now: text("whereIsTheChildNow"),
        immediate_danger: in_danger(posted),
        family_informed,
        family_not_informed_reason: DispenseReason::parse(posted.text("familyNotInformedReason")),
        keep_from_family: text("keepFromFamily"),
        actions_taken: text("actionsTaken"),
        suggested_level_of_need: None,
        call_back: posted.text("callBack").to_owned(),
        only_me_in_my_agency: posted.text("onlyMe") == "yes",
        classes: None,
    }
}

/// The child as described in the way chosen: what was typed for another way is not said.
fn child(posted: &Posted) -> ChildDetails {
    let text = |name: &str| Some(posted.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let day = |name: &str| days::read(posted, name).ok().flatten();
    let named = || ChildDetails {
        given_name: text("givenName"),
        family_name: text("familyName"),
        date_of_birth: day("dateOfBirth"),
        ..ChildDetails::default()
    };
    match posted.text("way") {
        NUMBER => {
            let (upn, nhs_number): (Vec<String>, Vec<String>) = text("number").into_iter().partition(|n| is_upn(n));
            ChildDetails { upn: upn.into_iter().next(), nhs_number: nhs_number.into_iter().next(), ..named() }
        }
        UNBORN => ChildDetails {
            expected_date_of_birth: day("expected"),
            address: text("address"),
            mother: Some(PersonDetails {
                name: text("motherName"),
                date_of_birth: day("motherBorn"),
                ..PersonDetails::default()
            }),
            ..ChildDetails::default()
        },
        _ => ChildDetails {
            approximate_age: text("approximateAge").and_then(|age| age.parse().ok()),
            address: text("address"),
            school: text("school"),
            description: text("description"),
            ..named()
        },
    }
}

/// Everybody of whom anything is said.
fn people(posted: &Posted) -> Vec<NewPerson> {
    let person = |end: &String| {
        let text = |what: &str| {
            Some(posted.text(&format!("person{what}{end}"))).filter(|text| !text.trim().is_empty()).map(str::to_owned)
        };
        let is = |what: &str| posted.all(&format!("personIs{end}")).any(|chosen| chosen == what);
        NewPerson {
            name: text("Name"),
            relation: text("Relation"),
            date_of_birth: days::read(posted, &format!("personBorn{end}")).ok().flatten(),
            alleged_to_have_caused_harm: is("harm"),
            works_with_children: is("works").then_some(true),
            ..NewPerson::default()
        }
    };
    steps::people(posted).iter().map(person).collect()
}
