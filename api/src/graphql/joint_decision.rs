//! Joint decisions: on a page, or as just recorded.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SelectionField};
use entities::ids::{AgencyId, ChildId, ConcernId};
use entities::words::{
    AgencyKind, CheckSide, ConcernDecision, JointDecisionStatus, LawfulBasis, LevelOfNeed, PartnerViewState,
    SharingPurpose,
};

use super::agency::Agency;
use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::DateTime;
use super::selection;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::decision::{ChildDecisions, JointDecisionView, RecordedView};
use crate::disclosure::{
    AgencyContent, JointDecisionContent, JointDecisionPage, JointDecisionsAsk, PartnerViewContent,
};
use crate::error::Error;

/// Which joint decisions.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "JointDecisionFilter")]
pub struct JointDecisionFilterInput {
    /// Those that you may take, or those on which your agency is asked for its view; both where it is left out.
    pub side: Option<W<CheckSide>>,
    /// About that child.
    pub child: Option<ID>,
    /// On that concern, for those who may decide it.
    pub concern: Option<ID>,
    /// Where they stand.
    pub status: Option<W<JointDecisionStatus>>,
    /// Whether one agency took them alone, for those who decide.
    pub by_one_agency_alone: Option<bool>,
}

/// A decision about a child on which partner agencies are asked for their views.
#[derive(Clone)]
pub enum JointDecision {
    /// On a page.
    Listed {
        /// The decisions about one child.
        view: Arc<Logged<ChildDecisions>>,
        /// Which of them.
        index: usize,
    },
    /// As just recorded.
    Recorded {
        /// What was recorded.
        view: Arc<Logged<JointDecisionView>>,
        /// The agencies that it names.
        agencies: Arc<[AgencyContent]>,
    },
}

impl JointDecision {
    fn view(&self, ctx: &Context<'_>) -> Result<&JointDecisionView> {
        match self {
            Self::Listed { view, index } => view
                .decision(*index)
                .ok_or_else(|| errors::public(ctx, Error::internal("a joint decision is not on its page"))),
            Self::Recorded { view, .. } => Ok(view),
        }
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&JointDecisionContent> {
        self.view(ctx).map(JointDecisionView::decision)
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
        let decision = self.of(ctx)?;
        Ok(paging::cursor(&[&decision.asked_at.0.to_string(), &decision.id.to_string()]))
    }

    /// What was just recorded, with the agencies that it names.
    pub(crate) async fn recorded(ctx: &Context<'_>, view: Arc<Logged<JointDecisionView>>) -> Result<Self> {
        let agencies = errors::door(ctx)?.agencies_named(&view.names()).await.map_err(|e| errors::public(ctx, e))?;
        Ok(Self::Recorded { view, agencies: agencies.into() })
    }
}

/// A decision about a child on which partner agencies are asked for their views. Who is asked sees the question, its own view and
/// what was decided; those who decide see all views. It gives an agency no access to the record: that it opens for its own purpose.
#[Object]
impl JointDecision {
    /// The hub's id.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// To be named in `expectedVersion`.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.version)
    }
    /// The child.
    async fn child(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.child.public().into())
    }
    /// The concern that is decided. Class SUMMARY.
    async fn concern(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        Ok(self.of(ctx)?.concern.map(|id| id.public().into()))
    }
    /// The round of checks whose answers are decided on. Class SUMMARY.
    async fn round(&self, ctx: &Context<'_>) -> Result<Option<ID>> {
        Ok(self.of(ctx)?.round.map(|id| id.public().into()))
    }
    /// Where it stands.
    async fn status(&self, ctx: &Context<'_>) -> Result<W<JointDecisionStatus>> {
        Ok(W(self.of(ctx)?.status))
    }
    /// The agency that asks for views. Class WHEREABOUTS.
    async fn asked_by(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.named(self.of(ctx)?.asked_by))
    }
    /// What is to be decided, and what is proposed. Class WHEREABOUTS.
    async fn question(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.question.as_deref())
    }
    /// The document by which levels of need are judged. Class WHEREABOUTS.
    async fn threshold_document(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.threshold_document.as_deref())
    }
    /// Its version. Class WHEREABOUTS.
    async fn threshold_version(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.threshold_version.as_deref())
    }
    /// When views were asked for.
    async fn asked_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.of(ctx)?.asked_at))
    }
    /// By when they are due, by the clock that the partnership sets.
    async fn due_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.of(ctx)?.due_at))
    }
    /// What was decided.
    async fn decision(&self, ctx: &Context<'_>) -> Result<Option<W<ConcernDecision>>> {
        Ok(self.of(ctx)?.decision.map(W))
    }
    /// The level of need that was judged. It sets none: that is recorded by itself.
    async fn level_of_need(&self, ctx: &Context<'_>) -> Result<Option<W<LevelOfNeed>>> {
        Ok(self.of(ctx)?.level.map(W))
    }
    /// Why. Classes WHEREABOUTS and NARRATIVE.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.reason.as_deref())
    }
    /// The agency that decided. Class WHEREABOUTS.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.named(self.of(ctx)?.decided_by))
    }
    /// When it was decided.
    async fn decided_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.decided_at.map(DateTime))
    }
    /// Whether it was decided before any agency but the one that decided had given its view; for those who decide. Allowed, and a
    /// figure to watch. Class SUMMARY.
    async fn by_one_agency_alone(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.of(ctx)?.by_one_agency_alone)
    }
    /// The agencies that were asked, each with its view; to one that was asked, its own. Class SUMMARY.
    async fn views(&self, ctx: &Context<'_>) -> Result<Vec<PartnerView>> {
        let view = self.view(ctx)?;
        let each = (0..view.decision().views.len()).filter_map(|index| view.view(index));
        Ok(each
            .map(|(content, withheld)| PartnerView {
                agency: self.named(content.agency),
                content: content.clone(),
                withheld: Withholding::of(withheld, |_| None),
            })
            .collect())
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        Ok(Withholding::of(self.view(ctx)?.withheld(), |_| None))
    }
}

/// The view of an agency that was asked.
#[derive(Clone)]
pub struct PartnerView {
    agency: Option<Agency>,
    content: PartnerViewContent,
    withheld: Vec<Withholding>,
}

impl PartnerView {
    /// A view as its person just recorded it.
    pub(crate) async fn recorded(ctx: &Context<'_>, view: &Logged<RecordedView>) -> Result<Self> {
        let content = view.view().clone();
        let named: Vec<AgencyId> = content.agency.into_iter().collect();
        let found = errors::door(ctx)?.agencies_named(&named).await.map_err(|e| errors::public(ctx, e))?;
        Ok(Self { agency: found.into_iter().next().map(Agency), content, withheld: Vec::new() })
    }
}

/// The view of an agency that was asked. What its person could see when they gave it can be asked again as of the access log
/// entry, by the rule book of that version.
#[Object]
impl PartnerView {
    /// The agency. Class WHEREABOUTS.
    async fn agency(&self) -> Option<Agency> {
        self.agency.clone()
    }
    /// Its kind.
    async fn agency_kind(&self) -> W<AgencyKind> {
        W(self.content.agency_kind)
    }
    /// Whether it was given; NO_RESPONSE where nothing came by the time it was due.
    async fn state(&self) -> W<PartnerViewState> {
        W(self.content.state)
    }
    /// Its version; the first is 1. To be named where it is corrected.
    async fn version(&self) -> Option<i32> {
        self.content.version
    }
    /// The level of need that the agency sees. Class SUMMARY.
    async fn level_of_need(&self) -> Option<W<LevelOfNeed>> {
        self.content.level.map(W)
    }
    /// What it recommends. Class SUMMARY.
    async fn outcome(&self) -> Option<W<ConcernDecision>> {
        self.content.outcome.map(W)
    }
    /// Whether it disagrees with what is proposed. Class SUMMARY.
    async fn dissent(&self) -> Option<bool> {
        self.content.dissent
    }
    /// Why. Classes WHEREABOUTS and NARRATIVE, and those of what its kind of agency writes.
    async fn reason(&self) -> Option<&str> {
        self.content.reason.as_deref()
    }
    /// The chronology entries that bear it out, of those that you may see for that purpose. Class SUMMARY.
    async fn evidence(&self) -> Vec<ID> {
        self.content.evidence.iter().map(|id| id.public().into()).collect()
    }
    /// When it was given.
    async fn given_at(&self) -> Option<DateTime> {
        self.content.given_at.map(DateTime)
    }
    /// For which purpose its person was in the record.
    async fn purpose(&self) -> Option<W<SharingPurpose>> {
        self.content.purpose.map(W)
    }
    /// On which basis.
    async fn lawful_basis(&self) -> Option<W<LawfulBasis>> {
        self.content.lawful_basis.map(W)
    }
    /// The access log entry that made it; not yet in the answer to the request that makes it.
    async fn access_log_entry_id(&self) -> Option<ID> {
        self.content.access_log_entry.map(|at| at.to_string().into())
    }
    /// The rule book by which its person saw what they saw.
    async fn policy_version(&self) -> Option<&str> {
        self.content.policy_version.as_deref()
    }
    /// Every field that you may not have.
    async fn withheld(&self) -> Vec<Withholding> {
        self.withheld.clone()
    }
}

paging::connection!(
    JointDecisionConnection,
    JointDecisionEdge,
    JointDecision,
    JointDecisionPage,
    "A page of joint decisions.",
    "Joint decisions with their cursors.",
    "Joint decisions alone.",
    "A joint decision and its cursor.",
    "The joint decision."
);

/// The page that a selection asks for.
pub(crate) async fn list(
    ctx: &Context<'_>,
    filter: Option<JointDecisionFilterInput>,
    first: i32,
    after: Option<&str>,
) -> Result<JointDecisionConnection> {
    let public = |e| errors::public(ctx, e);
    let filter = filter.unwrap_or_default();
    let wrong =
        |field: &'static str, e: entities::ids::BadId| public(Error::bad_input(&["filter", field], e.to_string()));
    let child = filter.child.as_ref().map(|id| ChildId::from_public(id).map_err(|e| wrong("child", e))).transpose()?;
    let concern =
        filter.concern.as_ref().map(|id| ConcernId::from_public(id).map_err(|e| wrong("concern", e))).transpose()?;
    let mut ask = JointDecisionsAsk {
        side: filter.side.map(|w| w.0),
        child,
        concern,
        status: filter.status.map(|w| w.0),
        by_one_agency_alone: filter.by_one_agency_alone,
        first: paging::first(&["first"], first).map_err(public)?,
        after: after.map(paging::moment_and_id).transpose().map_err(public)?,
        ..JointDecisionsAsk::default()
    };
    let mut fields = |node: &SelectionField<'_>| {
        for field in node.selection_set() {
            if field.name() == "views" {
                ask.views.extend(field.selection_set().map(|f| f.name().to_owned()));
            }
            ask.fields.push(field.name().to_owned());
        }
    };
    selection::nodes(&ctx.field()).iter().for_each(&mut fields);
    ask.total = ctx.look_ahead().field("totalCount").exists();
    for asked in [&mut ask.fields, &mut ask.views] {
        asked.sort();
        asked.dedup();
    }
    let page = errors::door(ctx)?.joint_decisions(errors::caller(ctx)?, &ask).await.map_err(public)?;
    Ok(JointDecisionConnection { page, after: after.is_some() })
}
