//! What the built-in rule book says, for what stands in the hub once more: where a rule is a condition on rows, or a list of
//! fields, a test compares it with the book.

use std::collections::BTreeMap;

use entities::words::{FieldClass, LevelOfNeed, Role};
use entities::{Set, Word};
use policies::facts::{Facts, Owner, RecordFacts, RecordKind, Whereabouts};
use policies::{Gate, Numbers, RuleBook};
use serde_json::Value;

/// The facts from which the cases of the rule book start.
const BASES: &str = include_str!("../../../policies/cases/base/facts.json");

/// A person of that role who is named for a child with whom their agency works, and states no purpose.
fn facts(role: Role, record: RecordFacts) -> Facts {
    let bases: BTreeMap<String, Value> = serde_json::from_str(BASES).unwrap();
    let mut facts: Facts = serde_json::from_value(bases["standard"]["given"].clone()).unwrap();
    facts.caller.roles = Set::of(&[role]);
    facts.sharing.stated = false;
    facts.record = record;
    facts
}

fn book() -> RuleBook {
    RuleBook::embedded(Numbers::default()).unwrap()
}

/// The roles to which that gate opens for a child with whom their agency works.
pub(crate) fn roles_that(gate: Gate, record: RecordFacts) -> Set<Role> {
    let book = book();
    Role::ALL.iter().copied().filter(|role| book.judge(&facts(*role, record)).gate(gate).is_ok()).collect()
}

/// The classes of what another agency recorded that protected whereabouts keep from a social worker (R7).
pub(crate) fn kept_by_whereabouts() -> Set<FieldClass> {
    let record = RecordFacts { kind: RecordKind::Entry, owner: Owner::Other, ..RecordFacts::CHILD };
    let (book, mut facts) = (book(), facts(Role::SocialWorker, record));
    facts.sharing.stated = true;
    facts.child.level = LevelOfNeed::ChildProtection;
    let open = book.judge(&facts).cleared();
    facts.child.whereabouts = Whereabouts::Protected;
    open.minus(book.judge(&facts).cleared())
}
