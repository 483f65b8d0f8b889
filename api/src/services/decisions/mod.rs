//! Joint decisions: partner agencies are asked for their views on what is to be decided about a child, each gives one, and the
//! authority decides. What one agency decides without hearing another is allowed, and shows as that. A decision on a concern is
//! the concern's own step; there must be no second way to it.

mod ask;
mod decide;
mod view;

pub use ask::{NewQuestion, ask};
pub use decide::{NewDecision, decide};
pub use view::{NewView, give};

use entities::ids::{AgencyId, JointDecisionId};
use entities::rows::{joint_decision, joint_partner};

use crate::disclosure::decision::JointDecisionView;
use crate::disclosure::{JointDecisionContent, PartnerViewContent, PlanError, Planning, view_state};

/// The decision with the agencies that were asked, as who decides recorded it: what these hold is not in it.
fn recorded(
    planning: &Planning<'_>,
    row: joint_decision::Model,
    partners: &[joint_partner::Model],
    heard: &[AgencyId],
) -> JointDecisionView {
    let views = partners.iter().map(|partner| {
        let state = view_state(&row, heard.contains(&partner.agency_id), planning.caller.at);
        PartnerViewContent::unread(partner.agency_id, partner.agency_kind, state)
    });
    let views = views.collect();
    JointDecisionView::new(JointDecisionContent::own(row, views))
}

/// Which version of which decision was made, as it stands beside an idempotency key.
fn made(row: &joint_decision::Model) -> String {
    format!("{}:{}", row.id, row.version)
}

/// The version of a decision that an earlier request with the same key made.
async fn recall(planning: &Planning<'_>, made: String) -> Result<JointDecisionView, PlanError> {
    let (id, version) = made.split_once(':').ok_or_else(lost)?;
    let id: JointDecisionId = id.parse().map_err(|_| lost())?;
    let version = version.parse().map_err(|_| lost())?;
    let row = planning.snapshot.joint_decision(planning.opening, id, Some(version)).await?.ok_or_else(lost)?;
    let partners = planning.snapshot.joint_partners(id).await?;
    let heard = planning.snapshot.agencies_heard(id).await?;
    Ok(recorded(planning, row, &partners, &heard))
}

fn lost() -> PlanError {
    PlanError::lost("a joint decision")
}
