//! An agency's work with a child: recorded, confirmed by somebody else where a person claims it, and ended.

mod confirm;
mod end;
mod record;

use entities::ids::InvolvementId;
use entities::rows::{child, involvement};
use entities::words::AgencyKind;

use crate::disclosure::made::InvolvementView;
use crate::disclosure::{Caller, PlanError, Planning, Recording};
use crate::error::Error;
use crate::plain::calendar::local_date;

pub use confirm::{ConfirmInvolvement, confirm};
pub use end::{EndInvolvement, end};
pub use record::{NewInvolvement, record};

/// After how many working days an unconfirmed claim lapses (R15).
const CLAIM_WORKING_DAYS: u32 = 5;

/// What a key remembers of an involvement: which, of which child, in which version.
fn made(row: &involvement::Model) -> String {
    format!("{}:{}:{}", row.child_id, row.id, row.version)
}

/// The view of what an earlier request made, from what its key remembers.
async fn recall(recording: &Recording<'_>, made: String) -> Result<InvolvementView, PlanError> {
    let unknown = || PlanError::lost("an involvement");
    let mut parts = made.split(':');
    let mut next = || parts.next().ok_or_else(unknown);
    let child = next()?.parse().map_err(|_| unknown())?;
    let id = next()?.parse().map_err(|_| unknown())?;
    let version = next()?.parse().map_err(|_| unknown())?;
    let row = recording.snapshot.involvement_version(child, id, Some(version)).await?.ok_or_else(unknown)?;
    view(recording, &row).await
}

/// The view of a row, with the names of the practitioners.
async fn view(recording: &Recording<'_>, row: &involvement::Model) -> Result<InvolvementView, PlanError> {
    let people =
        serde_json::from_str::<Vec<_>>(&row.practitioners).map_err(|e| PlanError::Failed(Error::internal(e)))?;
    let named = if recording.caller.agency.owns(row.agency_id) {
        recording.snapshot.colleagues(recording.caller, &people).await?
    } else {
        // Another agency's people are not the caller's to be told.
        Vec::new()
    };
    Ok(InvolvementView::of(row, named.into_iter().map(|(_, name)| name).collect()))
}

/// The involvement of the opened child.
async fn standing(planning: &Planning<'_>, id: InvolvementId) -> Result<involvement::Model, PlanError> {
    let row = planning.snapshot.involvement_row(planning.opening, id, None).await?;
    row.ok_or_else(|| PlanError::lost("an involvement"))
}

/// The next row of a child for whom nobody was responsible yet, where a local authority's work with it stands: the authority
/// is responsible then, and the child is of its area.
fn now_responsible(caller: &Caller, authority: &involvement::Model, row: child::Model) -> Option<child::Model> {
    if authority.agency_kind != AgencyKind::LocalAuthority || row.responsible_authority.is_some() {
        return None;
    }
    Some(child::Model {
        version: row.version + 1,
        responsible_authority: Some(authority.agency_id),
        area: Some(authority.agency_id),
        valid_from: local_date(caller.at),
        reason: "the first local authority to work with the child is responsible".to_owned(),
        agency_id: caller.agency.id,
        person_id: Some(caller.person),
        ..row
    })
}
