//! Raising a concern.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entities::words::{DispenseReason, FamilyInformed, FieldClass, LevelOfNeed, TimePrecision};

use super::super::concern::Concern;
use super::super::errors;
use super::super::input::Form;
use super::super::input_child::{ChildDetailsInput, ConcernChildInput, ConcernPersonInput};
use super::super::scalars::DateTime;
use super::super::words::W;
use super::payload::{Parts, Problem};
use crate::services::concerns::{self, NewConcern};

/// A concern to raise.
#[derive(Clone, Debug, InputObject)]
pub struct RaiseConcernInput {
    /// The client's own key for this request; the same key with the same input gives the same answer.
    pub idempotency_key: String,
    /// Who the child is.
    pub child: ConcernChildInput,
    /// Other children whom it is about.
    pub other_children: Option<Vec<ChildDetailsInput>>,
    /// People whom it names. It is shown to none of them.
    pub people: Option<Vec<ConcernPersonInput>>,
    /// When it happened; not in the future.
    pub occurred_at: Option<DateTime>,
    /// How exactly the time is known.
    #[graphql(default_with = "W(TimePrecision::Time)")]
    pub occurred_precision: W<TimePrecision>,
    /// What happened, in your words; 1 to 20,000 characters, as every text.
    pub what_happened: String,
    /// What it did to the child.
    pub impact_on_child: Option<String>,
    /// What the child said or showed, in their words where possible.
    pub child_voice: Option<String>,
    /// Where the child is now.
    pub where_is_the_child_now: Option<String>,
    /// Whether the child is in immediate danger: ring 999 first.
    #[graphql(default = false)]
    pub immediate_danger: bool,
    /// Whether the family knows.
    pub family_informed: W<FamilyInformed>,
    /// Why the family was not told; required with NOT_INFORMED.
    pub family_not_informed_reason: Option<W<DispenseReason>>,
    /// What must be kept from the family.
    pub keep_from_family: Option<String>,
    /// What you did about it.
    pub actions_taken: Option<String>,
    /// The level of need that you think the child has.
    pub suggested_level_of_need: Option<W<LevelOfNeed>>,
    /// A number to ring about this.
    pub call_back: String,
    /// Whether in your agency you alone may see it.
    #[graphql(default = false)]
    pub only_me_in_my_agency: bool,
    /// What it holds beside the narrative.
    pub classes: Option<Vec<W<FieldClass>>>,
}

/// What became of a concern.
#[derive(SimpleObject)]
pub struct RaiseConcernPayload {
    /// The concern as you raised it.
    concern: Option<Concern>,
    /// The same words for every child, 999 first.
    what_now: String,
    /// What is wrong with the input.
    problems: Vec<Problem>,
}

/// Raising a concern.
#[derive(Default)]
pub struct ConcernMutation;

/// Raising a concern.
#[Object]
impl ConcernMutation {
    /// A GP, a school or any partner posts a concern. Never lost, never posted twice for one key; kept for its retention
    /// period. RECEIVED is the hub's word; ACKNOWLEDGED is a person's.
    async fn raise_concern(&self, ctx: &Context<'_>, input: RaiseConcernInput) -> Result<RaiseConcernPayload> {
        let (door, caller) = (errors::door(ctx)?, errors::caller(ctx)?);
        let mut form = Form::default();
        let key = input.idempotency_key.clone();
        let new = new_concern(input, &mut form);
        let answer = concerns::raise(door, caller, &key, new, form.problems()).await;
        let Parts { done, refused: _, problems } = answer.map_err(|e| errors::public(ctx, e))?.into();
        let concern = match done {
            None => None,
            Some(view) => {
                let own = door.agencies_named(&[caller.agency.id]).await.map_err(|e| errors::public(ctx, e))?;
                Some(Concern::Raised { view, agency: own.into_iter().next().map(Box::new) })
            }
        };
        Ok(RaiseConcernPayload { concern, what_now: door.what_now(caller), problems })
    }
}

fn new_concern(input: RaiseConcernInput, form: &mut Form) -> NewConcern {
    NewConcern {
        child: input.child.said("child", form),
        other_children: input.other_children.map(|all| all.into_iter().map(ChildDetailsInput::said).collect()),
        people: input.people.map(|all| all.into_iter().map(ConcernPersonInput::said).collect()),
        occurred_at: input.occurred_at.map(|at| at.0),
        occurred_precision: input.occurred_precision.0,
        what_happened: input.what_happened,
        impact_on_child: input.impact_on_child,
        child_voice: input.child_voice,
        where_is_the_child_now: input.where_is_the_child_now,
        immediate_danger: input.immediate_danger,
        family_informed: input.family_informed.0,
        family_not_informed_reason: input.family_not_informed_reason.map(|r| r.0),
        keep_from_family: input.keep_from_family,
        actions_taken: input.actions_taken,
        suggested_level_of_need: input.suggested_level_of_need.map(|l| l.0),
        call_back: input.call_back,
        only_me_in_my_agency: input.only_me_in_my_agency,
        classes: input.classes.map(|classes| classes.into_iter().map(|c| c.0).collect()),
    }
}
