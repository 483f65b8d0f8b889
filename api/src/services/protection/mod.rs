//! Restricting a record, barring an agency or a person from it, and lifting these (R28, R36). Each takes a second person;
//! nobody is told anything of the record.

mod approval;
mod bar;
mod lift;
mod restrict;

use entities::Set;
use entities::ids::{PersonId, ProtectionId};
use entities::rows::protection;
use entities::words::ProtectionKind;
use policies::Gate;
use policies::facts::RecordFacts;

use crate::disclosure::made::ProtectionView;
use crate::disclosure::{ChangeAsk, ChildKey, Plan, PlanError, Planning, Rows, Sharing};

pub use bar::{NewBar, bar};
pub use lift::{Lifting, lift};
pub use restrict::{NewRestriction, restrict};

/// What every change of a protection is judged by.
fn ask(child: ChildKey, sharing: Option<&Sharing>, kind: ProtectionKind, approved_by: PersonId) -> ChangeAsk<'_> {
    ChangeAsk {
        gate: Gate::Protect,
        child,
        sharing,
        record: RecordFacts { protection: Some(kind), ..RecordFacts::CHILD },
        approver: Some(approved_by),
    }
}

/// A protection of that kind about the opened child, from now on, that keeps nobody out yet.
fn new_row(
    planning: &Planning<'_>,
    kind: ProtectionKind,
    reason: String,
    approved_by: PersonId,
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
        approved_by: Some(approved_by),
        recorded_agency_id: caller.agency.id,
        recorded_by: caller.person,
        described: None,
        log: 0,
        seq: 0,
    })
}

/// The view of what an earlier request with the same key made: the protection, or its end.
async fn recall(
    planning: &Planning<'_>,
    kind: ProtectionKind,
    made: String,
    version: i32,
) -> Result<ProtectionView, PlanError> {
    let id: ProtectionId = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.protection(planning.opening, kind, id, Some(version)).await?;
    row.map(|row| ProtectionView::of(&row)).ok_or_else(lost)
}

fn lost() -> PlanError {
    PlanError::lost("a protection")
}

/// The plan that writes that row and nothing else.
fn planned(row: protection::Model) -> Plan<ProtectionView> {
    let (view, made) = (ProtectionView::of(&row), row.id.to_string());
    let mut rows = Rows::new();
    rows.add(row);
    Plan { view, rows, made, classes: Set::EMPTY }
}
