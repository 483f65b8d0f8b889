//! A record that only the people named may open; for all others there is no such child (R28).

use entities::ids::{AgencyId, PersonId};
use entities::rows::protection;
use entities::words::{AccessAction, ProtectionKind};
use serde::Serialize;

use super::super::problems::Problems;
use super::{approval, ask, list, new_row, planned, recall};
use crate::disclosure::made::ProtectionView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChildKey, Door, Plan, PlanError, Planning, Problem, Request, Sharing, Standing,
};
use crate::error::Error;

/// The fewest custodians, and the fewest agencies that they come from (R28).
const FEWEST: usize = 2;

/// A restriction.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewRestriction {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub reason: String,
    pub named: Vec<PersonId>,
    pub custodians: Vec<PersonId>,
    pub approved_by: PersonId,
}

/// Restricts a record.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn restrict(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewRestriction,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ProtectionView>, Error> {
    let ask = ask(new.child.clone(), Some(&new.sharing), ProtectionKind::Restriction, false, Some(new.approved_by));
    let request = Request { action: AccessAction::Protect, mutation: "restrictRecord", key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, ProtectionKind::Restriction, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewRestriction) -> Result<Plan<ProtectionView>, PlanError> {
    let mut problems = Problems::of(planning);
    let reason = problems.text("reason", &new.reason);
    problems.filled("named", &new.named);
    let everybody = [new.named.as_slice(), new.custodians.as_slice()].concat();
    let standings = planning.snapshot.standings(&everybody).await?;
    let known = |person: &PersonId| standings.iter().any(|s| s.person == *person);
    if !new.named.iter().all(known) {
        problems.add("named", "UNKNOWN_ID", "somebody named here does not work for any agency of the partnership");
    }
    if !new.custodians.iter().all(known) {
        problems.add("custodians", "UNKNOWN_ID", "a custodian does not work for any agency of the partnership");
    } else if !enough(&new.custodians, planning.caller.person, &standings) {
        problems.add(
            "custodians",
            "TOO_FEW",
            "name at least two custodians beside yourself, who work for two different agencies",
        );
    }
    approval::check(planning, &mut problems, new.approved_by).await?;
    problems.check()?;
    let row = protection::Model {
        named: list(&new.named)?,
        custodians: list(&new.custodians)?,
        ..new_row(planning, ProtectionKind::Restriction, reason, Some(new.approved_by))?
    };
    planned(planning, row)
}

/// Whether they are two people at least, in two agencies at least, without who restricts: nobody keeps alone what they
/// themselves hid, nor with the second person alone, whom they chose.
fn enough(custodians: &[PersonId], asker: PersonId, standings: &[Standing]) -> bool {
    let of: Vec<&Standing> = standings.iter().filter(|s| s.person != asker && custodians.contains(&s.person)).collect();
    let mut people: Vec<PersonId> = of.iter().map(|s| s.person).collect();
    people.sort();
    people.dedup();
    let mut agencies: Vec<AgencyId> = of.iter().map(|s| s.agency).collect();
    agencies.sort();
    agencies.dedup();
    people.len() >= FEWEST && agencies.len() >= FEWEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use entities::words::Position;
    use uuid::Uuid;

    #[test]
    fn r28_two_people_in_two_agencies_are_enough_without_who_restricts() {
        let person = |n| PersonId(Uuid::from_u128(n));
        let at = |p, a| Standing {
            person: person(p),
            agency: AgencyId(Uuid::from_u128(a)),
            position: Position::Practitioner,
        };
        let enough = |custodians: &[u128], standings: &[Standing]| {
            let custodians: Vec<PersonId> = custodians.iter().map(|n| person(*n)).collect();
            super::enough(&custodians, person(9), standings)
        };
        assert!(enough(&[1, 2], &[at(1, 1), at(2, 2)]));
        assert!(enough(&[9, 1, 2], &[at(9, 1), at(1, 1), at(2, 2)]));
        assert!(!enough(&[1, 2], &[at(1, 1), at(2, 1)]), "one agency");
        assert!(!enough(&[1, 1], &[at(1, 1), at(1, 2)]), "one person in two agencies");
        assert!(!enough(&[9, 1], &[at(9, 1), at(1, 2)]), "one beside who restricts");
        assert!(!enough(&[9, 1, 2], &[at(9, 3), at(1, 1), at(2, 1)]), "the second agency is that of who restricts");
        assert!(!enough(&[], &[at(1, 1), at(2, 2)]), "nobody");
    }
}
