//! Concerns: as raised, and on a page with the child as cleared.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SelectionField, SimpleObject};
use entities::ids::ConcernId;
use entities::words::{
    ConcernAction, ConcernDecision, ConcernStatus, DispenseReason, FamilyInformed, RagRating, TimePrecision,
};

use super::agency::Agency;
use super::child::Child;
use super::described_child::DescribedChild;
use super::errors;
use super::paging::{self, PageInfo};
use super::police_report::{PoliceReport, ReportedPerson};
use super::scalars::DateTime;
use super::selection;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::concern::{ChildConcerns, ConcernView, RaisedView};
use crate::disclosure::{
    AdditionContent, AgencyContent, ConcernContent, ConcernFilter as Filter, ConcernPage, ConcernsAsk, StepContent,
};
use crate::error::Error;

/// Which concerns.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "ConcernFilter")]
pub struct ConcernFilterInput {
    /// That one alone.
    pub concern: Option<ID>,
    /// Where they stand.
    pub status: Option<Vec<W<ConcernStatus>>>,
    /// Raised at this moment or later.
    pub raised_from: Option<DateTime>,
    /// Raised at this moment or earlier.
    pub raised_to: Option<DateTime>,
    /// Whether the decision is overdue; to those addressed by the earlier of its day and the rating's clock, to whoever raised
    /// it until they are told.
    pub overdue: Option<bool>,
    /// Of those addressed to you: how they are rated.
    pub rating: Option<Vec<W<RagRating>>>,
    /// Of those addressed to you: decided, and whoever raised it waits to be told.
    pub raiser_waits: Option<bool>,
    /// Of those addressed to you: about a child of whose open case you are named as a worker.
    pub allocated_to_me: Option<bool>,
}

/// What was done with a concern by those to whom it is addressed.
#[derive(Clone, Debug, SimpleObject)]
pub struct ConcernStep {
    /// What was done.
    action: W<ConcernAction>,
    /// When.
    at: DateTime,
    /// Who did it, by name.
    by: String,
    /// The rating that stands from then on.
    rating: Option<W<RagRating>>,
    /// The decision that stands from then on.
    decision: Option<W<ConcernDecision>>,
    /// Why, in their own words.
    reason: Option<String>,
}

impl From<&StepContent> for ConcernStep {
    fn from(step: &StepContent) -> Self {
        Self {
            action: W(step.action),
            at: DateTime(step.at),
            by: step.by.clone(),
            rating: step.rating.map(W),
            decision: step.decision.map(W),
            reason: step.reason.clone(),
        }
    }
}

/// What whoever raised a concern learnt later.
#[derive(Clone, Debug, SimpleObject)]
pub struct ConcernAddition {
    /// When it was added.
    at: DateTime,
    /// What it says.
    text: String,
}

impl From<&AdditionContent> for ConcernAddition {
    fn from(addition: &AdditionContent) -> Self {
        Self { at: DateTime(addition.at), text: addition.text.clone() }
    }
}

/// What a GP, a school or any partner posted.
#[derive(Clone)]
pub enum Concern {
    /// As just raised, for its raiser.
    Raised {
        /// What was raised.
        view: Arc<Logged<RaisedView>>,
        /// The raiser's agency.
        agency: Option<Box<AgencyContent>>,
    },
    /// On a page.
    Listed {
        /// The concerns about one child.
        view: Arc<Logged<ChildConcerns>>,
        /// Which of them.
        index: usize,
    },
}

impl Concern {
    fn listed(&self) -> Option<&ConcernView> {
        match self {
            Self::Raised { .. } => None,
            Self::Listed { view, index } => view.concern(*index),
        }
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&ConcernContent> {
        let found = match self {
            Self::Raised { view, .. } => Some(view.concern()),
            Self::Listed { .. } => self.listed().map(ConcernView::concern),
        };
        found.ok_or_else(|| errors::public(ctx, Error::internal("a concern is not on its page")))
    }

    fn agency(&self, id: entities::ids::AgencyId) -> Option<AgencyContent> {
        match self {
            Self::Raised { agency, .. } => agency.as_deref().filter(|a| a.id == id).cloned(),
            Self::Listed { view, .. } => view.agency(id).cloned(),
        }
    }

    fn cursor(&self, ctx: &Context<'_>) -> Result<String> {
        let concern = self.of(ctx)?;
        let at = read(ctx, concern.raised_at)?;
        Ok(paging::cursor(&[&at.0.to_string(), &concern.id.to_string()]))
    }
}

/// A field that is given with every concern that is listed.
fn read<T>(ctx: &Context<'_>, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| errors::public(ctx, Error::internal("a listed concern was read without a field of its own")))
}

/// What a GP, a school or any partner posted. Your own concerns, and those of your agency, carry no class.
#[Object]
impl Concern {
    /// The hub's id. No class.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// Names what you read, for the next step with it. For those addressed alone.
    async fn version(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.of(ctx)?.version)
    }
    /// Short, sayable, random, with a check character; quoting it proves nothing. Class SUMMARY.
    async fn reference(&self, ctx: &Context<'_>) -> Result<&str> {
        read(ctx, self.of(ctx)?.reference.as_deref())
    }
    /// Where it stands. Class SUMMARY. To whoever raised it: RECEIVED, ACKNOWLEDGED, and DECIDED once they are told, whatever was
    /// decided and when.
    async fn status(&self, ctx: &Context<'_>) -> Result<W<ConcernStatus>> {
        read(ctx, self.of(ctx)?.status.map(W))
    }
    /// Whose practitioner raised it. Classes SOURCE and WHEREABOUTS.
    async fn raised_by(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.of(ctx)?.raised_by.and_then(|id| self.agency(id)).map(Agency))
    }
    /// Who raised it, by name: whom to ask for. For those addressed alone. Classes SOURCE and WHEREABOUTS.
    async fn raiser(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.raiser.as_deref())
    }
    /// When what it tells of happened. Class SUMMARY.
    async fn occurred_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.told.occurred_at.map(DateTime))
    }
    /// How exactly that is known. Class SUMMARY.
    async fn occurred_precision(&self, ctx: &Context<'_>) -> Result<Option<W<TimePrecision>>> {
        Ok(self.of(ctx)?.told.occurred_precision.map(W))
    }
    /// When it was raised. Class SUMMARY.
    async fn raised_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        read(ctx, self.of(ctx)?.raised_at.map(DateTime))
    }
    /// One working day after it was raised. Class SUMMARY.
    async fn decision_due_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        read(ctx, self.of(ctx)?.decision_due_at.map(DateTime))
    }
    /// Whether the child is in immediate danger. Class SUMMARY.
    async fn immediate_danger(&self, ctx: &Context<'_>) -> Result<bool> {
        read(ctx, self.of(ctx)?.immediate_danger)
    }
    /// How soon it is to be worked on. For those addressed alone. Class SUMMARY.
    async fn rating(&self, ctx: &Context<'_>) -> Result<Option<W<RagRating>>> {
        Ok(self.of(ctx)?.rating.map(W))
    }
    /// When the clock of that rating ends. For those addressed alone. Class SUMMARY.
    async fn rating_due_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.rating_due_at.map(DateTime))
    }
    /// What was decided. For those addressed alone. Class SUMMARY.
    async fn decision(&self, ctx: &Context<'_>) -> Result<Option<W<ConcernDecision>>> {
        Ok(self.of(ctx)?.decision.map(W))
    }
    /// When whoever raised it was told; until then they wait. For those addressed alone. Class SUMMARY.
    async fn raiser_told_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.raiser_told_at.map(DateTime))
    }
    /// Whether it was decided without the view of any agency but the one that decided. For those addressed alone. Class SUMMARY.
    async fn decided_by_one_agency_alone(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.of(ctx)?.decided_alone)
    }
    /// How many concerns were raised about the child in the 12 months before this one. For those addressed alone. Class SUMMARY.
    async fn earlier_concerns(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.of(ctx)?.earlier_concerns)
    }
    /// Who works on the child's case at the authority to which it is addressed, by name: such a concern goes to them. Null where no
    /// case is open there. For those addressed alone. Classes INVOLVEMENT and WHEREABOUTS.
    async fn allocated_to(&self, ctx: &Context<'_>) -> Result<Option<&[String]>> {
        Ok(self.of(ctx)?.allocated_to.as_deref())
    }
    /// Null for whoever raised it, always. Class IDENTITY, and those of its fields.
    async fn child(&self) -> Option<Child> {
        match self {
            Self::Listed { view, .. } if self.listed().is_some_and(ConcernView::addressed) => {
                Child::in_concern(Arc::clone(view))
            }
            _ => None,
        }
    }
    /// What the raiser said about the child, to the raiser. Class IDENTITY.
    async fn about(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.about.as_deref())
    }
    /// What happened. Class NARRATIVE and the concern's classes.
    async fn what_happened(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.what_happened.as_deref())
    }
    /// What the raiser is told of the outcome, in the hub's words. Class NARRATIVE.
    async fn outcome_to_raiser(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.outcome_to_raiser.as_deref())
    }
    /// What was done with it, oldest first. For those addressed alone. Classes SUMMARY, NARRATIVE and SOURCE, and the concern's
    /// classes.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Option<Vec<ConcernStep>>> {
        Ok(self.of(ctx)?.steps.as_ref().map(|steps| steps.iter().map(Into::into).collect()))
    }
    /// What its raiser learnt later, oldest first. Class NARRATIVE and the concern's classes.
    async fn additions(&self, ctx: &Context<'_>) -> Result<Option<Vec<ConcernAddition>>> {
        Ok(self.of(ctx)?.additions.as_ref().map(|additions| additions.iter().map(Into::into).collect()))
    }
    /// The police report of which it is a part. Classes SUMMARY, NARRATIVE and POLICE, and the concern's classes.
    async fn police_report(&self, ctx: &Context<'_>) -> Result<Option<PoliceReport>> {
        Ok(self.of(ctx)?.police.police_report.as_ref().map(Into::into))
    }
    /// Where the police attended. Classes CONTACT and WHEREABOUTS.
    async fn attended_where(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.police.attended_where.as_deref())
    }
    /// The parents, carers and other adults of the household whom the police met there. Class ADULT.
    async fn adults(&self, ctx: &Context<'_>) -> Result<Option<Vec<ReportedPerson>>> {
        Ok(self.of(ctx)?.police.adults.as_ref().map(|people| people.iter().map(Into::into).collect()))
    }
    /// Anybody else whom the police met there. Class THIRD_PARTY.
    async fn third_parties(&self, ctx: &Context<'_>) -> Result<Option<Vec<ReportedPerson>>> {
        Ok(self.of(ctx)?.police.third_parties.as_ref().map(|people| people.iter().map(Into::into).collect()))
    }
    /// What the child said or showed. Class CHILD_VOICE and the concern's classes.
    async fn child_voice(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.told.child_voice.as_deref())
    }
    /// What it did to the child. Class NARRATIVE and the concern's classes.
    async fn impact_on_child(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.told.impact_on_child.as_deref())
    }
    /// Where the child was when it was raised. Classes CONTACT and WHEREABOUTS.
    async fn where_is_the_child_now(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.told.where_is_the_child_now.as_deref())
    }
    /// Everybody whom it names. Classes ADULT and THIRD_PARTY.
    async fn people(&self, ctx: &Context<'_>) -> Result<Option<Vec<ReportedPerson>>> {
        Ok(self.of(ctx)?.told.people.as_ref().map(|people| people.iter().map(Into::into).collect()))
    }
    /// The other children whom it is also about, as they were described. Each whom its raiser names by a report or a concern has one
    /// of their own; the rest stand here alone. Classes CONTACT, WHEREABOUTS and THIRD_PARTY.
    async fn other_children(&self, ctx: &Context<'_>) -> Result<Option<Vec<DescribedChild>>> {
        Ok(self.of(ctx)?.told.other_children.as_ref().map(|children| children.iter().map(Into::into).collect()))
    }
    /// Whether the family knows of it. Class NARRATIVE and the concern's classes.
    async fn family_informed(&self, ctx: &Context<'_>) -> Result<Option<W<FamilyInformed>>> {
        Ok(self.of(ctx)?.told.family_informed.map(W))
    }
    /// Why the family was not told. Class NARRATIVE and the concern's classes.
    async fn family_not_informed_reason(&self, ctx: &Context<'_>) -> Result<Option<W<DispenseReason>>> {
        Ok(self.of(ctx)?.told.family_not_informed_reason.map(W))
    }
    /// What must be kept from the family. Class NARRATIVE and the concern's classes.
    async fn keep_from_family(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.told.keep_from_family.as_deref())
    }
    /// What whoever raised it did about it. Class NARRATIVE and the concern's classes.
    async fn actions_taken(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.told.actions_taken.as_deref())
    }
    /// A number to ring whoever raised it on. Classes SOURCE and WHEREABOUTS.
    async fn call_back(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.told.call_back.as_deref())
    }
    /// Every field that you may not have.
    async fn withheld(&self) -> Vec<Withholding> {
        Withholding::of(self.listed().map_or(&[], ConcernView::withheld), |id| self.agency(id))
    }
}

paging::connection!(
    ConcernConnection,
    ConcernEdge,
    Concern,
    ConcernPage,
    "A page of concerns.",
    "Concerns with their cursors.",
    "Concerns alone.",
    "A concern and its cursor.",
    "The concern."
);

/// The page that a selection asks for.
pub(crate) async fn list(
    ctx: &Context<'_>,
    filter: Option<ConcernFilterInput>,
    first: i32,
    after: Option<&str>,
) -> Result<ConcernConnection> {
    let public = |e| errors::public(ctx, e);
    let filter = filter.unwrap_or_default();
    let only = filter.concern.map(|id| {
        ConcernId::from_public(&id).map_err(|e| public(Error::bad_input(&["filter", "concern"], e.to_string())))
    });
    let mut ask = ConcernsAsk {
        filter: Filter {
            status: filter.status.map(|all| all.iter().map(|s| s.0).collect()),
            raised_from: filter.raised_from.map(|at| at.0),
            raised_to: filter.raised_to.map(|at| at.0),
            overdue: filter.overdue,
            rating: filter.rating.map(|all| all.iter().map(|r| r.0).collect()),
            raiser_waits: filter.raiser_waits,
            allocated_to_me: filter.allocated_to_me,
        },
        only: only.transpose()?,
        first: paging::first(&["first"], first).map_err(public)?,
        after: after.map(paging::moment_and_id).transpose().map_err(public)?,
        ..ConcernsAsk::default()
    };
    ask.total = ctx.look_ahead().field("totalCount").exists();
    selection::nodes(&ctx.field()).iter().for_each(|field| node(field, &mut ask));
    // The cursor is made of it; `withheld` names whom to ask.
    ask.fields.push("raisedAt".to_owned());
    if ask.fields.iter().any(|f| f == "withheld") {
        ask.fields.push("raisedBy".to_owned());
    }
    for names in [&mut ask.fields, &mut ask.child] {
        names.sort();
        names.dedup();
    }
    let page = errors::door(ctx)?.concerns(errors::caller(ctx)?, &ask).await.map_err(public)?;
    Ok(ConcernConnection { page, after: after.is_some() })
}

fn node(node: &SelectionField<'_>, ask: &mut ConcernsAsk) {
    for field in node.selection_set() {
        ask.fields.push(field.name().to_owned());
        if field.name() == "child" {
            ask.child.extend(field.selection_set().map(|f| f.name().to_owned()));
        }
    }
}
