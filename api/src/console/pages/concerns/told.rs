//! What a concern says beside what happened, for those who decide and for who raised it.

use crate::console::pages::raise::informed;
use crate::console::parts::Cell;
use crate::console::words::plain;
use crate::disclosure::{ConcernContent, PersonContent};
use crate::plain::wall;

/// The fields that are asked for it.
pub(super) const FIELDS: [&str; 9] = [
    "actionsTaken",
    "callBack",
    "childVoice",
    "familyInformed",
    "familyNotInformedReason",
    "impactOnChild",
    "keepFromFamily",
    "people",
    "whereIsTheChildNow",
];

/// It in rows; what was not said is said so.
pub(super) fn rows(concern: &ConcernContent) -> [(&'static str, &'static str, Cell); 8] {
    let told = &concern.told;
    let text = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_else(|| "Not said".to_owned()));
    let people: Vec<String> = told.people.iter().flatten().map(person).collect();
    let family =
        [told.family_informed.map(|word| informed(word).to_owned()), told.family_not_informed_reason.map(plain)];
    [
        ("Ring them on", "callBack", text(&told.call_back)),
        ("Where the child is now", "whereIsTheChildNow", text(&told.where_is_the_child_now)),
        ("What must be kept from the family", "keepFromFamily", text(&told.keep_from_family)),
        ("Whether the family knows", "familyInformed", Cell::Lines(family.into_iter().flatten().collect())),
        ("What it did to the child", "impactOnChild", text(&told.impact_on_child)),
        ("What the child said or showed", "childVoice", text(&told.child_voice)),
        ("Whom it names", "people", if people.is_empty() { text(&None) } else { Cell::Lines(people) }),
        ("What was done about it", "actionsTaken", text(&told.actions_taken)),
    ]
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
