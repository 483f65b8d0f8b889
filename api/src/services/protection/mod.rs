//! Restricting a record, barring an agency or a person from it, protecting where a child is, and lifting these (R7, R28,
//! R36). Tightening holds at once and is put before a second person, whose no ends it; lifting waits for their yes. Nobody is
//! told anything of the record.

mod approval;
mod bar;
mod lift;
mod restrict;
mod whereabouts;

use entities::Set;
use entities::ids::{PersonId, ProtectionId};
use entities::rows::protection;
use entities::words::ProtectionKind;
use policies::Gate;
use policies::facts::RecordFacts;

use crate::disclosure::made::ProtectionView;
use crate::disclosure::{ChangeAsk, ChildKey, Plan, PlanError, Planning, Rows, Sharing};
use crate::error::Error;

pub use bar::{NewBar, bar};
pub use lift::{Lifting, lift};
pub use restrict::{NewRestriction, restrict};
pub use whereabouts::{NewMarking, protect};

/// What every change of a protection is judged by.
fn ask(
    child: ChildKey,
    sharing: Option<&Sharing>,
    kind: ProtectionKind,
    lifting: bool,
    approved_by: Option<PersonId>,
) -> ChangeAsk<'_> {
    ChangeAsk {
        gate: Gate::Protect,
        child,
        sharing,
        record: RecordFacts { protection: Some(kind), recorded: lifting, ..RecordFacts::CHILD },
        approver: approved_by,
    }
}

/// A protection of that kind about the opened child, from now on, that keeps nobody out yet.
fn new_row(
    planning: &Planning<'_>,
    kind: ProtectionKind,
    reason: String,
    approved_by: Option<PersonId>,
) -> Result<protection::Model, PlanError> {
    let caller = planning.caller;
    Ok(protection::Model {
        id: ProtectionId(planning.uuid()?),
        version: 1,
        child_id: Some(planning.opening.child()),
        kind,
        agency_id: None,
        person_id: None,
        named: "[]".to_owned(),
        custodians: "[]".to_owned(),
        reason,
        since: caller.at,
        until: None,
        lifted: false,
        approved_by,
        recorded_agency_id: caller.agency.id,
        recorded_by: caller.person,
        described: None,
        log: 0,
        seq: 0,
    })
}

/// The view of what an earlier request with the same key made or asked to end: the protection as it was set.
async fn recall(planning: &Planning<'_>, kind: ProtectionKind, made: String) -> Result<ProtectionView, PlanError> {
    let id: ProtectionId = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.protection(planning.opening, kind, id, Some(1)).await?;
    row.map(|row| ProtectionView::of(&row)).ok_or_else(lost)
}

fn lost() -> PlanError {
    PlanError::lost("a protection")
}

/// The plan that sets that protection at once, and puts it before the second person where one is named: tightening is quick.
fn planned(planning: &Planning<'_>, row: protection::Model) -> Result<Plan<ProtectionView>, PlanError> {
    let (view, made) = (ProtectionView::of(&row), row.id.to_string());
    let mut rows = Rows::new();
    if let Some(approver) = row.approved_by {
        rows.add(approval::asking(planning, approver, (row.id, false), &row.reason)?);
    }
    rows.add(row);
    Ok(Plan { view, rows, made, classes: Set::EMPTY })
}

/// A JSON list of people, each once.
fn list(people: &[PersonId]) -> Result<String, PlanError> {
    let mut people = people.to_vec();
    people.sort();
    people.dedup();
    serde_json::to_string(&people).map_err(|e| PlanError::Failed(Error::internal(e)))
}
