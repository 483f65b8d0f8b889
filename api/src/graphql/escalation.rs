//! Escalations: on a page, or as just recorded.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SelectionField};
use entities::ids::AgencyId;
use entities::words::{EscalationAction, EscalationAgainst, EscalationOutcome, EscalationStage, EscalationStatus};

use super::agency::Agency;
use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::DateTime;
use super::selection;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::escalations::{ChildEscalations, EscalationPage, EscalationView};
use crate::disclosure::{AgencyContent, EscalationContent, EscalationStepContent, EscalationsAsk};
use crate::error::Error;

/// Which escalations.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "EscalationFilter")]
pub struct EscalationFilterInput {
    /// Where they stand.
    pub status: Option<W<EscalationStatus>>,
    /// Those that your agency raised, or those that it is to answer; both where it is left out.
    pub raised: Option<bool>,
    /// Whether a stage passed unanswered since it was raised, or raised further.
    pub overdue: Option<bool>,
}

/// A disagreement that one agency raised with another.
#[derive(Clone)]
pub enum Escalation {
    /// On a page.
    Listed {
        /// Those about one child.
        view: Arc<Logged<ChildEscalations>>,
        /// Which of them.
        index: usize,
    },
    /// As just recorded.
    Recorded {
        /// What was recorded.
        view: Arc<Logged<EscalationView>>,
        /// The agencies that it names.
        agencies: Arc<[AgencyContent]>,
    },
}

impl Escalation {
    fn view(&self, ctx: &Context<'_>) -> Result<&EscalationView> {
        match self {
            Self::Listed { view, index } => view
                .escalation(*index)
                .ok_or_else(|| errors::public(ctx, Error::internal("an escalation is not on its page"))),
            Self::Recorded { view, .. } => Ok(view),
        }
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&EscalationContent> {
        self.view(ctx).map(EscalationView::escalation)
    }

    fn named(&self, id: Option<AgencyId>) -> Option<Agency> {
        let id = id?;
        match self {
            Self::Listed { view, .. } => view.agency(id),
            Self::Recorded { agencies, .. } => agencies.iter().find(|agency| agency.id == id),
        }
        .cloned()
        .map(Agency)
    }

    fn cursor(&self, ctx: &Context<'_>) -> Result<String> {
        let escalation = self.of(ctx)?;
        Ok(paging::cursor(&[&escalation.raised_at.0.to_string(), &escalation.id.to_string()]))
    }

    /// What was just recorded, with the agencies that it names.
    pub(crate) async fn recorded(ctx: &Context<'_>, view: Arc<Logged<EscalationView>>) -> Result<Self> {
        let agencies = errors::door(ctx)?.agencies_named(&view.names()).await.map_err(|e| errors::public(ctx, e))?;
        Ok(Self::Recorded { view, agencies: agencies.into() })
    }
}

/// A disagreement that one agency raised with another. A stage that is not answered in time rises by itself.
#[Object]
impl Escalation {
    /// The hub's id.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// To be named in `expectedVersion`.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.version)
    }
    /// The child; none where it is against a refusal, or was raised by who raised the concern.
    async fn child(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        Ok(self.of(ctx)?.child.map(|id| id.public().into()))
    }
    /// What it is raised against.
    async fn against(&self, ctx: &Context<'_>) -> Result<W<EscalationAgainst>> {
        Ok(W(self.of(ctx)?.against))
    }
    /// The id of that.
    async fn subject(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.subject.clone().into())
    }
    /// The agency that raised it. Class WHEREABOUTS.
    async fn raised_by(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.named(self.of(ctx)?.raised_by))
    }
    /// The agency that answers. Class WHEREABOUTS.
    async fn appealed_to(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.named(self.of(ctx)?.appealed_to))
    }
    /// When it was raised.
    async fn raised_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.of(ctx)?.raised_at))
    }
    /// Where it stands.
    async fn status(&self, ctx: &Context<'_>) -> Result<W<EscalationStatus>> {
        Ok(W(self.of(ctx)?.status))
    }
    /// The stage in which it is by now, or in which it was answered.
    async fn stage(&self, ctx: &Context<'_>) -> Result<W<EscalationStage>> {
        Ok(W(self.of(ctx)?.stage))
    }
    /// By when that stage is due, by the clock that the partnership sets.
    async fn due_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.of(ctx)?.due_at))
    }
    /// Whether a stage passed unanswered since it was raised, or raised further.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.overdue)
    }
    /// What became of it.
    async fn outcome(&self, ctx: &Context<'_>) -> Result<Option<W<EscalationOutcome>>> {
        Ok(self.of(ctx)?.outcome.map(W))
    }
    /// What is learnt from it. Classes WHEREABOUTS and NARRATIVE.
    async fn learning(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.learning.as_deref())
    }
    /// What was done with it, oldest first. Classes WHEREABOUTS and NARRATIVE.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<EscalationStep>> {
        let step =
            |content: &EscalationStepContent| EscalationStep { by: self.named(content.by), content: content.clone() };
        Ok(self.of(ctx)?.steps.iter().map(step).collect())
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        Ok(Withholding::of(self.view(ctx)?.withheld(), |_| None))
    }
}

/// A step of an escalation.
pub struct EscalationStep {
    by: Option<Agency>,
    content: EscalationStepContent,
}

/// A step of an escalation.
#[Object]
impl EscalationStep {
    /// What was done.
    async fn action(&self) -> W<EscalationAction> {
        W(self.content.action)
    }
    /// In which stage, or to which.
    async fn stage(&self) -> W<EscalationStage> {
        W(self.content.stage)
    }
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.content.at)
    }
    /// Whose practitioner did it.
    async fn by(&self) -> Option<Agency> {
        self.by.clone()
    }
    /// What became of it.
    async fn outcome(&self) -> Option<W<EscalationOutcome>> {
        self.content.outcome.map(W)
    }
    /// Why, in the words of who did it.
    async fn reason(&self) -> Option<&str> {
        self.content.reason.as_deref()
    }
}

paging::connection!(
    EscalationConnection,
    EscalationEdge,
    Escalation,
    EscalationPage,
    "A page of escalations.",
    "Escalations with their cursors.",
    "Escalations alone.",
    "An escalation and its cursor.",
    "The escalation."
);

/// The page that a selection asks for.
pub(crate) async fn list(
    ctx: &Context<'_>,
    filter: Option<EscalationFilterInput>,
    first: i32,
    after: Option<&str>,
) -> Result<EscalationConnection> {
    let public = |e| errors::public(ctx, e);
    let filter = filter.unwrap_or_default();
    let mut ask = EscalationsAsk {
        status: filter.status.map(|w| w.0),
        raised: filter.raised,
        overdue: filter.overdue,
        first: paging::first(&["first"], first).map_err(public)?,
        after: after.map(paging::moment_and_id).transpose().map_err(public)?,
        ..EscalationsAsk::default()
    };
    let mut fields = |node: &SelectionField<'_>| ask.fields.extend(node.selection_set().map(|f| f.name().to_owned()));
    selection::nodes(&ctx.field()).iter().for_each(&mut fields);
    ask.total = ctx.look_ahead().field("totalCount").exists();
    ask.fields.sort();
    ask.fields.dedup();
    let page = errors::door(ctx)?.escalations(errors::caller(ctx)?, &ask).await.map_err(public)?;
    Ok(EscalationConnection { page, after: after.is_some() })
}
