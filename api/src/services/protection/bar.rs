//! An agency or a person is kept out of one record; for them alone there is no such child (R28).

use entities::ids::{AgencyId, PersonId};
use entities::rows::protection;
use entities::words::{AccessAction, ProtectionKind};
use serde::Serialize;

use super::super::problems::Problems;
use super::{approval, ask, new_row, planned, recall};
use crate::disclosure::made::ProtectionView;
use crate::disclosure::{Caller, ChangeAnswer, ChildKey, Door, Plan, PlanError, Planning, Problem, Request, Sharing};
use crate::error::Error;

/// A bar.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct NewBar {
    pub child: ChildKey,
    pub sharing: Sharing,
    pub reason: String,
    pub agency: Option<AgencyId>,
    pub practitioner: Option<PersonId>,
    pub approved_by: PersonId,
}

/// Bars an agency or a person from a record.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn bar(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    new: NewBar,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<ProtectionView>, Error> {
    let ask = ask(new.child.clone(), Some(&new.sharing), ProtectionKind::Bar, false, Some(new.approved_by));
    let request = Request { action: AccessAction::Protect, mutation: "barAccess", key, said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, ProtectionKind::Bar, made)),
    )
    .await
}

async fn plan(planning: &Planning<'_>, new: &NewBar) -> Result<Plan<ProtectionView>, PlanError> {
    let mut problems = Problems::of(planning);
    let reason = problems.text("reason", &new.reason);
    if new.agency.is_some() == new.practitioner.is_some() {
        problems.add("agency", "EXACTLY_ONE", "name either an agency or a practitioner");
    }
    if let Some(agency) = new.agency
        && planning.snapshot.agencies(&[agency]).await?.is_empty()
    {
        problems.add("agency", "UNKNOWN_ID", "no agency of the partnership has this id");
    }
    if let Some(person) = new.practitioner
        && planning.snapshot.standings(&[person]).await?.is_empty()
    {
        problems.add("practitioner", "UNKNOWN_ID", "this person does not work for any agency of the partnership");
    }
    approval::check(planning, &mut problems, new.approved_by).await?;
    problems.check()?;
    let row = protection::Model {
        agency_id: new.agency,
        person_id: new.practitioner,
        ..new_row(planning, ProtectionKind::Bar, reason, Some(new.approved_by))?
    };
    planned(planning, row)
}
