//! Restricting a record, barring an agency or a person from it, and lifting these (R28, R36). Each takes a second person;
//! nobody is told anything of the record.

mod approval;
mod bar;
mod lift;
mod restrict;

use entities::ids::{PersonId, ProtectionId};
use entities::rows::protection;
use entities::words::{AccessAction, ProtectionKind};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use crate::disclosure::made::ProtectionView;
use crate::disclosure::{ChangeAsk, ChildKey, PlanError, Planning, Sharing, input_hash};
use crate::error::Error;

pub use bar::{NewBar, bar};
pub use lift::{Lifting, lift};
pub use restrict::{NewRestriction, restrict};

/// What every change of a protection asks of the door.
fn ask<'a>(
    mutation: &'static str,
    key: Option<&'a str>,
    input: &impl Serialize,
    child: ChildKey,
    sharing: Option<&'a Sharing>,
    kind: ProtectionKind,
) -> ChangeAsk<'a> {
    ChangeAsk {
        action: AccessAction::Protect,
        mutation,
        key,
        input: input_hash(input),
        gate: Gate::Protect,
        child,
        sharing,
        record: RecordFacts { protection: Some(kind), ..RecordFacts::CHILD },
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
    made: &str,
    version: i32,
) -> Result<ProtectionView, PlanError> {
    let id: ProtectionId = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.protection(planning.opening, kind, id, Some(version)).await?;
    row.map(|row| ProtectionView::of(&row)).ok_or_else(lost)
}

/// A protection that was found before it was judged is not there.
fn lost() -> PlanError {
    PlanError::Failed(Error::internal("a protection that was judged is not there"))
}
