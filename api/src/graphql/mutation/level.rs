//! Recording a level of need.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entities::words::LevelOfNeed;

use super::super::errors;
use super::super::input::{ChildRef, Form, SharingInput};
use super::super::scalars::Date;
use super::super::sharing::SharingRefused;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::services::level::{self, NewLevel};

/// A level of need as it was decided.
#[derive(Clone, Debug, InputObject)]
pub struct RecordLevelOfNeedInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// The child.
    pub child: ChildRef,
    /// Why you are in this record.
    pub sharing: SharingInput,
    /// The level.
    pub level: W<LevelOfNeed>,
    /// The day of the decision; not in the future, and not before the decision that stands.
    pub decided_on: Date,
    /// Why.
    pub reason: String,
    /// The threshold document and version applied.
    pub threshold_document: Option<String>,
}

/// What became of a level of need.
#[derive(SimpleObject)]
pub struct LevelOfNeedPayload {
    /// The level as you recorded it.
    level_of_need: Option<W<LevelOfNeed>>,
    /// No, and why.
    refused: Option<SharingRefused>,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Recording a level of need.
#[derive(Default)]
pub struct LevelMutation;

/// Recording a level of need.
#[Object]
impl LevelMutation {
    /// The child's level of need, by the area's social workers, with the reason. A history, not a value.
    async fn record_level_of_need(
        &self,
        ctx: &Context<'_>,
        input: RecordLevelOfNeedInput,
    ) -> Result<LevelOfNeedPayload> {
        let mut form = Form::default();
        let child = form.keep(input.child.key(&["input", "child"]));
        let sharing = form.keep(input.sharing.for_change());
        let (Some(child), Some(sharing)) = (child, sharing) else {
            let problems = form.problems().into_iter().map(Into::into).collect();
            return Ok(LevelOfNeedPayload { level_of_need: None, refused: None, problems });
        };
        let new = NewLevel {
            child,
            sharing,
            level: input.level.0,
            decided_on: input.decided_on.0,
            reason: input.reason,
            threshold_document: input.threshold_document,
        };
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let answer = level::record(door, caller, &input.idempotency_key, new, form.problems()).await;
        let Parts { done, refused, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        Ok(LevelOfNeedPayload { level_of_need: done.map(|view| W(view.level())), refused, problems })
    }
}
