//! Somebody declares a conflict of interest with a child (R36): about themselves, or a lead about one of their people. From
//! then on there is no such child for that person; the answer never says whether there was.

use entities::ids::{PersonId, ProtectionId};
use entities::rows::protection;
use entities::words::{AccessAction, ProtectionKind, Role};
use serde::Serialize;

use super::super::children::{self, ChildSaid, Linking};
use super::super::problems::Problems;
use crate::disclosure::{Caller, ChangeAnswer, Door, Plan, PlanError, Problem, Recorded, Recording, Request, Rows};
use crate::error::Error;
use entities::Set;

/// A conflict as it is declared.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewConflict {
    pub child: ChildSaid,
    pub practitioner: Option<PersonId>,
    pub reason: String,
}

/// That it was declared, and under which reference.
#[derive(Debug, Serialize)]
pub struct DeclarationView {
    reference: ProtectionId,
}

impl DeclarationView {
    /// The reference to quote.
    pub const fn reference(&self) -> ProtectionId {
        self.reference
    }
}

/// Declares a conflict of interest.
///
/// # Errors
/// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
pub async fn declare(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewConflict,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<DeclarationView>, Error> {
    let (action, mutation) = (AccessAction::Declare, "declareConflict");
    let request = Request { action, mutation, key, said: &new, form };
    door.record(
        caller,
        request,
        None,
        |recording, new| Box::pin(plan(recording, new)),
        |_, _, made| Box::pin(async move { recall(&made).map(|view| (view, None)) }),
    )
    .await
}

async fn plan(recording: &Recording<'_>, new: &NewConflict) -> Result<Recorded<DeclarationView>, PlanError> {
    let caller = recording.caller;
    let mut problems = Problems::of(recording);
    let reason = problems.text("reason", &new.reason);
    let person = new.practitioner.unwrap_or(caller.person);
    if person != caller.person {
        // One answer for who is no lead and for who is not theirs: it tells nobody who works where.
        let memberships = recording.snapshot.standings(&[person]).await?;
        let colleague = memberships.iter().any(|m| m.agency == caller.agency.id);
        if !caller.roles.contains(Role::SafeguardingLead) || !colleague {
            problems.add(
                "practitioner",
                "NOT_YOUR_PRACTITIONER",
                "you declare a conflict about yourself or, as safeguarding lead, about somebody of your agency",
            );
        }
    }
    let identified = children::identify(recording, &mut problems, "child", &new.child, Linking::Protection, "").await?;
    problems.check()?;
    let Some(identified) = identified else { return Err(PlanError::Problems(Vec::new())) };
    // A declaration makes no child: where none is linked, what was said is kept as it was said.
    let (child_id, described) = match identified.new {
        None => (Some(identified.child), None),
        Some(_) => (None, Some(serde_json::to_string(&new.child).map_err(|e| PlanError::Failed(Error::internal(e)))?)),
    };
    let row = protection::Model {
        id: ProtectionId(recording.uuid()?),
        version: 1,
        child_id,
        kind: ProtectionKind::Conflict,
        agency_id: None,
        person_id: Some(person),
        named: "[]".to_owned(),
        custodians: "[]".to_owned(),
        reason,
        since: caller.at,
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: caller.agency.id,
        recorded_by: caller.person,
        described,
        log: 0,
        seq: 0,
    };
    let (view, made) = (DeclarationView { reference: row.id }, row.id.to_string());
    let mut rows = Rows::new();
    // Where several records bear the number, each of them may be the child.
    for other in identified.also {
        rows.add(protection::Model { id: ProtectionId(recording.uuid()?), child_id: Some(other), ..row.clone() });
    }
    rows.add(row);
    let plan = Plan { view, rows, made, classes: Set::EMPTY };
    Ok(Recorded { plan, child: child_id, flags: Set::EMPTY })
}

fn recall(made: &str) -> Result<DeclarationView, PlanError> {
    let reference = made.parse().map_err(|_| PlanError::lost("a declaration"))?;
    Ok(DeclarationView { reference })
}
