//! Who of the child's family took part. Fathers are named, or it is said why none is: work that knows mothers alone misses half
//! of the risk and half of the help.

use entities::words::FamilyRole;

use super::super::problems::Problems;
use super::Family;
use crate::disclosure::{FamilyMember, PlanError};
use crate::error::Error;

/// The most people of one step.
const MOST: usize = 30;

/// The people as they are kept, and why no father is among them.
pub(super) fn checked(family: &Family, problems: &mut Problems) -> Result<(String, Option<String>), PlanError> {
    if family.people.len() > MOST {
        problems.add("family", "TOO_MANY", format!("name at most {MOST}"));
    }
    let mut people = Vec::with_capacity(family.people.len());
    for (n, person) in family.people.iter().enumerate().take(MOST) {
        let field = |name: &str| format!("family.{n}.{name}");
        let name = problems.text(&field("name"), &person.name);
        let why_not = problems.optional(&field("whyNot"), person.why_not.as_deref());
        if person.parental_responsibility && !person.took_part && person.why_not.is_none() {
            problems.add(
                &field("whyNot"),
                "REQUIRED",
                "who holds parental responsibility takes part: say why they did not",
            );
        }
        people.push(FamilyMember { name, why_not, ..person.clone() });
    }
    let no_father = problems.optional("noFather", family.no_father.as_deref());
    if family.no_father.is_none() && !people.iter().any(|person| person.role == FamilyRole::Father) {
        problems.add("noFather", "FATHER_NOT_NAMED", "name the father among the family, or say why none is named");
    }
    let people = serde_json::to_string(&people).map_err(|e| PlanError::Failed(Error::internal(e)))?;
    Ok((people, no_father))
}
