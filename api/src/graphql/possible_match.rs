//! Concerns that may be about a restricted record: every field is a projection of a logged view.

use async_graphql::{Context, ID, Result, SimpleObject};

use super::errors;
use super::scalars::DateTime;
use crate::disclosure::PossibleMatchContent;

/// A concern that may be about a restricted record that you keep.
#[derive(SimpleObject)]
pub struct PossibleMatch {
    /// The concern.
    concern: ID,
    /// The restricted record.
    child: ID,
    /// The concern's reference.
    reference: String,
    /// When it was raised.
    raised_at: DateTime,
    /// One working day after it was raised, as for any other.
    decision_due_at: DateTime,
    /// Whether the child is in immediate danger.
    immediate_danger: bool,
    /// Who the child is, in the raiser's words.
    about: String,
    /// What happened.
    what_happened: String,
}

impl From<&PossibleMatchContent> for PossibleMatch {
    fn from(found: &PossibleMatchContent) -> Self {
        Self {
            concern: found.concern.public().into(),
            child: found.child.public().into(),
            reference: found.reference.clone(),
            raised_at: DateTime(found.raised_at),
            decision_due_at: DateTime(found.decision_due_at),
            immediate_danger: found.immediate_danger,
            about: found.about.clone(),
            what_happened: found.what_happened.clone(),
        }
    }
}

/// What waits for the viewer's answer.
pub(crate) async fn list(ctx: &Context<'_>) -> Result<Vec<PossibleMatch>> {
    let public = |e| errors::public(ctx, e);
    let found = errors::door(ctx)?.possible_matches(errors::caller(ctx)?).await.map_err(public)?;
    Ok(found.iter().filter_map(|view| view.as_ref().map(PossibleMatch::from)).collect())
}
