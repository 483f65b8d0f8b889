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
use entities::words::JointDecisionStatus;

use crate::disclosure::decision::JointDecisionView;
use crate::disclosure::{JointDecisionContent, PartnerViewContent, PlanError, Planning, view_state};

/// The question with the agencies that were asked, as who asked recorded it: what these hold is not in it.
fn asked_for(
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

/// The decision as who takes it recorded it: what others asked, and whom, is not in it (R23).
fn decided(planning: &Planning<'_>, row: joint_decision::Model) -> JointDecisionView {
    JointDecisionView::new(JointDecisionContent::decided(row, planning.caller.person))
}

/// The matter whose turns the changes of a decision take: what is asked, said and decided follows one after the other.
fn matter(row: &joint_decision::Model) -> String {
    row.concern_id.map_or_else(|| row.id.to_string(), |concern| concern.to_string())
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
    if row.status == JointDecisionStatus::Decided {
        return Ok(decided(planning, row));
    }
    let partners = planning.snapshot.joint_partners(id).await?;
    let heard = planning.snapshot.agencies_heard(id).await?;
    Ok(asked_for(planning, row, &partners, &heard))
}

fn lost() -> PlanError {
    PlanError::lost("a joint decision")
}
