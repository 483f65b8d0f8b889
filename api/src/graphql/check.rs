//! Safeguarding checks: on a page, or as just recorded.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SelectionField, SimpleObject};
use entities::ids::{AgencyId, ChildId};
use entities::words::{
    AgencyKind, CheckAnswer, CheckGround, CheckSide, CheckStatus, FieldClass, KeyPoint, SharingPurpose,
};

use super::agency::Agency;
use super::errors;
use super::paging::{self, PageInfo};
use super::scalars::{Date, DateTime};
use super::selection;
use super::sharing::Withholding;
use super::words::W;
use crate::access_log::Logged;
use crate::disclosure::check::{CheckView, ChildChecks, RecordedChecks};
use crate::disclosure::{AgencyContent, CheckContent, CheckPage, ChecksAsk};
use crate::error::Error;

/// Which checks.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "CheckFilter")]
pub struct CheckFilterInput {
    /// Those that your agency asks for, or those that it is asked; both where it is left out.
    pub side: Option<W<CheckSide>>,
    /// About that child.
    pub child: Option<ID>,
    /// At that key point.
    pub key_point: Option<W<KeyPoint>>,
    /// Where they stand.
    pub status: Option<W<CheckStatus>>,
    /// Whether they are overdue.
    pub overdue: Option<bool>,
}

/// Somebody of the household to search for.
#[derive(Clone, Debug, SimpleObject)]
pub struct HouseholdMember {
    /// The name.
    name: String,
    /// The day of birth, where it is known.
    date_of_birth: Option<Date>,
    /// Who that is to the child.
    relationship: Option<String>,
}

/// One agency is asked what it knows of a child.
#[derive(Clone)]
pub enum Check {
    /// On a page.
    Listed {
        /// The checks about one child.
        view: Arc<Logged<ChildChecks>>,
        /// Which of them.
        index: usize,
    },
    /// As just recorded.
    Recorded {
        /// What was recorded.
        view: Arc<Logged<RecordedChecks>>,
        /// Which of it.
        index: usize,
        /// The agencies that it names.
        agencies: Arc<[AgencyContent]>,
    },
}

impl Check {
    fn view(&self, ctx: &Context<'_>) -> Result<&CheckView> {
        let found = match self {
            Self::Listed { view, index } => view.check(*index),
            Self::Recorded { view, index, .. } => view.checks().get(*index),
        };
        found.ok_or_else(|| errors::public(ctx, Error::internal("a check is not on its page")))
    }

    fn of(&self, ctx: &Context<'_>) -> Result<&CheckContent> {
        self.view(ctx).map(CheckView::check)
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
        let check = self.of(ctx)?;
        Ok(paging::cursor(&[&check.requested_at.0.to_string(), &check.id.to_string()]))
    }

    /// All that was recorded of checks, with the agencies that it names.
    pub(crate) async fn recorded(ctx: &Context<'_>, view: &Arc<Logged<RecordedChecks>>) -> Result<Vec<Self>> {
        let mut ids: Vec<AgencyId> =
            view.checks().iter().flat_map(|c| [c.check().asked_by, c.check().agency]).flatten().collect();
        ids.sort();
        ids.dedup();
        let agencies = errors::door(ctx)?.agencies_named(&ids).await.map_err(|e| errors::public(ctx, e))?;
        let agencies: Arc<[AgencyContent]> = agencies.into();
        let each = 0..view.checks().len();
        Ok(each
            .map(|index| Self::Recorded { view: Arc::clone(view), index, agencies: Arc::clone(&agencies) })
            .collect())
    }
}

/// One agency is asked what it knows of a child: by name, for one purpose, until it answers or the check is taken back. What
/// was typed and whom it names carry WHEREABOUTS; who is asked opens the child with it, as `sharing.check`.
#[Object]
impl Check {
    /// The hub's id.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.id.public().into())
    }
    /// To be named in `expectedVersion`.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.version)
    }
    /// The round that it was asked for with.
    async fn round(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.round.public().into())
    }
    /// The child.
    async fn child(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(self.of(ctx)?.child.public().into())
    }
    /// The point in the work.
    async fn key_point(&self, ctx: &Context<'_>) -> Result<W<KeyPoint>> {
        Ok(W(self.of(ctx)?.key_point))
    }
    /// What it is asked for.
    async fn purpose(&self, ctx: &Context<'_>) -> Result<W<SharingPurpose>> {
        Ok(W(self.of(ctx)?.purpose))
    }
    /// The classes of the record that the agency may see to answer, beside who the child is and how to reach it.
    async fn classes(&self, ctx: &Context<'_>) -> Result<Vec<W<FieldClass>>> {
        Ok(W::list(self.of(ctx)?.classes))
    }
    /// Where it stands.
    async fn status(&self, ctx: &Context<'_>) -> Result<W<CheckStatus>> {
        Ok(W(self.of(ctx)?.status))
    }
    /// What it lacks to go out, where it is BLOCKED: any one of these.
    async fn missing(&self, ctx: &Context<'_>) -> Result<Vec<W<CheckGround>>> {
        Ok(self.of(ctx)?.missing.iter().map(|ground| W(*ground)).collect())
    }
    /// What let it go out, for who asked.
    async fn ground(&self, ctx: &Context<'_>) -> Result<Option<W<CheckGround>>> {
        Ok(self.of(ctx)?.ground.map(W))
    }
    /// The agency that asks. Class WHEREABOUTS.
    async fn asked_by(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.named(self.of(ctx)?.asked_by))
    }
    /// The agency that is asked. Class WHEREABOUTS.
    async fn agency(&self, ctx: &Context<'_>) -> Result<Option<Agency>> {
        Ok(self.named(self.of(ctx)?.agency))
    }
    /// The kind of the agency that is asked.
    async fn agency_kind(&self, ctx: &Context<'_>) -> Result<W<AgencyKind>> {
        Ok(W(self.of(ctx)?.agency_kind))
    }
    /// What is asked, and why. Class WHEREABOUTS.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.text.as_deref())
    }
    /// Who of the household is to be searched for. Class WHEREABOUTS.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Vec<HouseholdMember>>> {
        let member = |m: &crate::disclosure::HouseholdMember| HouseholdMember {
            name: m.name.clone(),
            date_of_birth: m.date_of_birth.map(Date),
            relationship: m.relationship.clone(),
        };
        Ok(self.of(ctx)?.household.as_ref().map(|all| all.iter().map(member).collect()))
    }
    /// Where the household lived before. Class WHEREABOUTS.
    async fn former_addresses(&self, ctx: &Context<'_>) -> Result<Option<&[String]>> {
        Ok(self.of(ctx)?.former_addresses.as_deref())
    }
    /// When it was asked for.
    async fn requested_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.of(ctx)?.requested_at))
    }
    /// When it went out.
    async fn sent_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.sent_at.map(DateTime))
    }
    /// By when an answer is due: working days after it went out, as the partnership sets them for the key point.
    async fn due_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.due_at.map(DateTime))
    }
    /// Whether it was due and is not answered.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.overdue)
    }
    /// The answer; NO_RESPONSE while it is overdue.
    async fn answer(&self, ctx: &Context<'_>) -> Result<Option<W<CheckAnswer>>> {
        Ok(self.of(ctx)?.answer.map(W))
    }
    /// Why it was declined, or what is to be known of the answer. Class WHEREABOUTS.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.reason.as_deref())
    }
    /// Whom to ask for what is held and withheld. Class WHEREABOUTS.
    async fn ask_whom(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.of(ctx)?.ask_whom.as_deref())
    }
    /// The systems that were searched. Class WHEREABOUTS.
    async fn systems_searched(&self, ctx: &Context<'_>) -> Result<Option<&[String]>> {
        Ok(self.of(ctx)?.systems_searched.as_deref())
    }
    /// When it was answered.
    async fn answered_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.of(ctx)?.answered_at.map(DateTime))
    }
    /// The last day on which the answer counts.
    async fn valid_until(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        Ok(self.of(ctx)?.valid_until.map(Date))
    }
    /// Every field that you may not have.
    async fn withheld(&self, ctx: &Context<'_>) -> Result<Vec<Withholding>> {
        Ok(Withholding::of(self.view(ctx)?.withheld(), |_| None))
    }
}

paging::connection!(
    CheckConnection,
    CheckEdge,
    Check,
    CheckPage,
    "A page of checks.",
    "Checks with their cursors.",
    "Checks alone.",
    "A check and its cursor.",
    "The check."
);

/// The page that a selection asks for.
pub(crate) async fn list(
    ctx: &Context<'_>,
    filter: Option<CheckFilterInput>,
    first: i32,
    after: Option<&str>,
) -> Result<CheckConnection> {
    let public = |e| errors::public(ctx, e);
    let filter = filter.unwrap_or_default();
    let child = filter
        .child
        .as_ref()
        .map(|id| ChildId::from_public(id).map_err(|e| public(Error::bad_input(&["filter", "child"], e.to_string()))));
    let mut ask = ChecksAsk {
        side: filter.side.map(|w| w.0),
        child: child.transpose()?,
        key_point: filter.key_point.map(|w| w.0),
        status: filter.status.map(|w| w.0),
        overdue: filter.overdue,
        first: paging::first(&["first"], first).map_err(public)?,
        after: after.map(paging::moment_and_id).transpose().map_err(public)?,
        ..ChecksAsk::default()
    };
    let mut fields = |node: &SelectionField<'_>| ask.fields.extend(node.selection_set().map(|f| f.name().to_owned()));
    selection::nodes(&ctx.field()).iter().for_each(&mut fields);
    ask.total = ctx.look_ahead().field("totalCount").exists();
    ask.fields.sort();
    ask.fields.dedup();
    let page = errors::door(ctx)?.checks(errors::caller(ctx)?, &ask).await.map_err(public)?;
    Ok(CheckConnection { page, after: after.is_some() })
}
