//! What a concern says beside what happened, for those who decide and for who raised it.

use entities::words::TimePrecision;

use crate::console::pages::raise::informed;
use crate::console::parts::Cell;
use crate::console::words::{plain, sentence_case};
use crate::disclosure::{ConcernContent, OtherChildContent, PersonContent};
use crate::plain::calendar::local_date;
use crate::plain::wall;

/// The fields that are asked for it.
pub(super) const FIELDS: [&str; 12] = [
    "actionsTaken",
    "callBack",
    "childVoice",
    "familyInformed",
    "familyNotInformedReason",
    "impactOnChild",
    "keepFromFamily",
    "occurredAt",
    "occurredPrecision",
    "otherChildren",
    "people",
    "whereIsTheChildNow",
];

/// It in rows; what was not said is said so.
pub(super) fn rows(concern: &ConcernContent) -> [(&'static str, &'static str, Cell); 10] {
    let told = &concern.told;
    let text = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_else(|| "Not said".to_owned()));
    let people: Vec<String> = told.people.iter().flatten().map(person).collect();
    let family =
        [told.family_informed.map(|word| informed(word).to_owned()), told.family_not_informed_reason.map(plain)];
    let others: Vec<String> = told.other_children.iter().flatten().map(other_child).collect();
    let when = told.occurred_at.map(|at| match told.occurred_precision {
        None | Some(TimePrecision::Time) => wall::words(at),
        Some(_) => wall::day(local_date(at)),
    });
    [
        ("When it happened", "occurredAt", text(&when)),
        ("Ring the raiser on", "callBack", text(&told.call_back)),
        ("Where the child is now", "whereIsTheChildNow", text(&told.where_is_the_child_now)),
        ("What must be kept from the family", "keepFromFamily", text(&told.keep_from_family)),
        ("Whether the family knows", "familyInformed", Cell::Lines(family.into_iter().flatten().collect())),
        ("What it did to the child", "impactOnChild", text(&told.impact_on_child)),
        ("What the child said or showed", "childVoice", text(&told.child_voice)),
        ("Whom it names", "people", if people.is_empty() { text(&None) } else { Cell::Lines(people) }),
        (
            "Other children whom it is about",
            "otherChildren",
            if others.is_empty() { text(&None) } else { Cell::Lines(others) },
        ),
        ("What was done about it", "actionsTaken", text(&told.actions_taken)),
    ]
}

/// Another child, in a line.
fn other_child(child: &OtherChildContent) -> String {
    let names: Vec<&str> = [&child.given_name, &child.family_name].into_iter().flatten().map(String::as_str).collect();
    let said = [
        Some(names.join(" ")).filter(|name| !name.is_empty()),
        child.description.clone(),
        child.date_of_birth.map(|born| format!("born {}", wall::day(born))),
        child.expected_date_of_birth.map(|due| format!("expected on {}", wall::day(due))),
        child.approximate_age.map(|age| format!("about {age} years old")),
        child.sex.map(|sex| plain(sex).to_lowercase()),
        child.nhs_number.as_ref().map(|number| format!("NHS number {number}")),
        child.upn.as_ref().map(|number| format!("unique pupil number {number}")),
        child.address.clone(),
        child.school.as_ref().map(|school| format!("goes to {school}")),
    ];
    let text = said.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if names.is_empty() { sentence_case(&text) } else { text }
}

/// Somebody whom it names, in a line.
fn person(person: &PersonContent) -> String {
    let said = [
        person.name.clone(),
        person.relation.clone(),
        person.date_of_birth.map(|born| format!("born {}", wall::day(born))),
        person.alleged_to_have_caused_harm.then(|| "said to have caused harm".to_owned()),
        person.works_with_children.filter(|works| *works).map(|_| "works with children".to_owned()),
        person.works_for.as_ref().map(|works_for| format!("works for {works_for}")),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
