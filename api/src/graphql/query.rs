//! The queries.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entities::ids::AgencyId;
use entities::words::AgencyKind;

use super::access_log::{self, AccessLogConnection, AccessLogFilter};
use super::access_seen::{self, AccessSummaryConnection};
use super::agency::{Agency, AgencyConnection};
use super::approval::{self, ApprovalConnection};
use super::check::{self, CheckConnection, CheckFilterInput};
use super::concern::{self, ConcernConnection, ConcernFilterInput};
use super::duty_page::{self, DutyPage};
use super::escalation::{self, EscalationConnection, EscalationFilterInput};
use super::event::{self, Changes};
use super::input::{self, ChildRef, SharingInput};
use super::joint_decision::{self, JointDecisionConnection, JointDecisionFilterInput};
use super::missing_check::{self, MissingCheckConnection};
use super::overdue_work::{self, OverdueWorkConnection};
use super::possible_match::{self, PossibleMatch};
use super::record::{Record, SharedRecord, SharedRecordResult};
use super::search::{ChildCandidates, ChildMatchInput, FindChildrenResult};
use super::sharing::SharingRefused;
use super::succession::{self, Succession, SuccessionMatterConnection};
use super::viewer::{Membership, Viewer};
use super::words::W;
use super::{errors, paging, selection};
use crate::disclosure::{AgencyContent, LogAsk, MembershipView, OpenAnswer, QueueAsk, SearchAnswer, Whose};
use crate::error::Error;
use crate::plain::text;

/// The queries.
pub struct Query;

/// Everything that can be asked.
#[Object]
impl Query {
    /// Who you are to the hub, and in which membership you act.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        let caller = errors::caller(ctx)?;
        let mut ids: Vec<AgencyId> =
            caller.memberships.iter().flat_map(|m| m.mash_areas.iter().copied().chain([m.agency])).collect();
        ids.sort();
        ids.dedup();
        let agencies = errors::door(ctx)?.agencies_named(&ids).await.map_err(|e| errors::public(ctx, e))?;
        let missing = || errors::public(ctx, Error::internal("a membership names an agency that is not there"));
        let memberships = caller
            .memberships
            .iter()
            .map(|m| membership(m, &agencies).map(|made| (m.id, made)).ok_or_else(missing))
            .collect::<Result<Vec<_>>>()?;
        let acting =
            memberships.iter().find(|(id, _)| *id == caller.membership).map(|(_, m)| m.clone()).ok_or_else(missing)?;
        Ok(Viewer {
            id: caller.person.public().into(),
            name: caller.name.clone(),
            agency: acting.agency.clone(),
            roles: acting.roles.clone(),
            acting,
            memberships: memberships.into_iter().map(|(_, m)| m).collect(),
        })
    }

    /// Open one child's shared record. The access is durably logged before the answer leaves; if it cannot be logged there is
    /// no answer.
    async fn shared_record(
        &self,
        ctx: &Context<'_>,
        child: ChildRef,
        sharing: SharingInput,
    ) -> Result<SharedRecordResult> {
        let caller = errors::caller(ctx)?;
        let public = |e| errors::public(ctx, e);
        let key = child.key(&["child"]).map_err(public)?;
        let stated = sharing.stated().map_err(public)?;
        let ask = selection::record_ask(ctx).map_err(public)?;
        match errors::door(ctx)?.open(caller, &key, &stated, &ask).await.map_err(public)? {
            OpenAnswer::Record(view) => Ok(SharedRecordResult::Record(SharedRecord(Record(Arc::new(view))))),
            OpenAnswer::Refused(view) => Ok(SharedRecordResult::Refused(SharingRefused(Arc::new(view)))),
        }
    }

    /// Find the child you mean, with only what tells candidates apart. Logged, with every candidate shown.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn find_children(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "match")] facts: ChildMatchInput,
        sharing: SharingInput,
        #[graphql(default = 10)] first: i32,
    ) -> Result<FindChildrenResult> {
        let public = |e| errors::public(ctx, e);
        let first = paging::first(&["first"], first).map_err(public)?;
        let stated = sharing.stated().map_err(public)?;
        let ask = facts.ask(ctx, first).map_err(public)?;
        match errors::door(ctx)?.search(errors::caller(ctx)?, &stated, &ask).await.map_err(public)? {
            SearchAnswer::Found(found) => Ok(FindChildrenResult::Candidates(ChildCandidates(Arc::new(found)))),
            SearchAnswer::Refused(view) => Ok(FindChildrenResult::Refused(SharingRefused(Arc::new(view)))),
        }
    }

    /// The access log, newest first: a safeguarding lead's of their agency, information governance's of the partnership, a
    /// custodian's of the records they keep. Reading it is logged too.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        filter: AccessLogFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<AccessLogConnection> {
        let public = |e| errors::public(ctx, e);
        let ask = LogAsk {
            filter: filter.wanted().map_err(public)?,
            after: after.as_deref().map(access_log::cursor).transpose().map_err(public)?,
            first: paging::first(&["first"], first).map_err(public)?,
            total: ctx.look_ahead().field("totalCount").exists(),
        };
        let page = errors::door(ctx)?.access_log(errors::caller(ctx)?, &ask).await.map_err(public)?;
        Ok(AccessLogConnection::of(Arc::new(page), ask.after.is_some()))
    }

    /// What waits for the viewer's review: flagged accesses that nobody reviewed, so far as the viewer may; what is overdue first,
    /// then emergencies, attempts on restricted records, other flags, and what was out of hours alone. Logged.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn access_reviews(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<AccessLogConnection> {
        let public = |e| errors::public(ctx, e);
        let ask = QueueAsk {
            after: after.as_deref().map(access_log::queue_cursor).transpose().map_err(public)?,
            first: paging::first(&["first"], first).map_err(public)?,
            total: ctx.look_ahead().field("totalCount").exists(),
        };
        let page = errors::door(ctx)?.access_reviews(errors::caller(ctx)?, &ask).await.map_err(public)?;
        Ok(AccessLogConnection::of_queue(&Arc::new(page), ask.after.is_some()))
    }

    /// Who has seen a child's record, when last, how often and which classes; so far as the viewer may see the access log. A child
    /// that the viewer may not know of is answered as one that is not there. Logged.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn who_has_seen(
        &self,
        ctx: &Context<'_>,
        child: ChildRef,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<AccessSummaryConnection> {
        let child = child.key(&["child"]).map_err(|e| errors::public(ctx, e))?;
        access_seen::list(ctx, Whose::Child(child), first, after.as_deref()).await
    }

    /// Which children's records a practitioner has seen, when last, how often and which classes; so far as the viewer may see the
    /// access log. Logged.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn what_has_seen(
        &self,
        ctx: &Context<'_>,
        practitioner: ID,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<AccessSummaryConnection> {
        let person = input::person(&["practitioner"], &practitioner).map_err(|e| errors::public(ctx, e))?;
        access_seen::list(ctx, Whose::Person(person), first, after.as_deref()).await
    }

    /// Concerns that the viewer raised, that their agency's safeguarding roles may see, or that came to their agency to decide;
    /// newest first.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn concerns(
        &self,
        ctx: &Context<'_>,
        filter: Option<ConcernFilterInput>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<ConcernConnection> {
        concern::list(ctx, filter, first, after.as_deref()).await
    }

    /// Concerns that may be about a restricted record whose custodian the viewer is, first what is due first. Logged.
    async fn possible_matches(&self, ctx: &Context<'_>) -> Result<Vec<PossibleMatch>> {
        possible_match::list(ctx).await
    }

    /// Of the concerns addressed to the viewer: for which somebody is to be paged now, because a child is in immediate danger and
    /// no person has acknowledged it. The hub itself pages nobody. Logged.
    async fn duty_pages(&self, ctx: &Context<'_>) -> Result<Vec<DutyPage>> {
        duty_page::list(ctx).await
    }

    /// Safeguarding checks that your agency asked for, and those that are put to it and wait for its answer; newest first.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn checks(
        &self,
        ctx: &Context<'_>,
        filter: Option<CheckFilterInput>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<CheckConnection> {
        check::list(ctx, filter, first, after.as_deref()).await
    }

    /// Key points that were passed without their checks, and checks that are overdue: of that child, or, where none is named,
    /// of the children of your area; newest first.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn missing_checks(
        &self,
        ctx: &Context<'_>,
        child: Option<ChildRef>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<MissingCheckConnection> {
        missing_check::list(ctx, child, first, after.as_deref()).await
    }

    /// Joint decisions that you may take, and those on which your agency is asked for its view; newest first.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn joint_decisions(
        &self,
        ctx: &Context<'_>,
        filter: Option<JointDecisionFilterInput>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<JointDecisionConnection> {
        joint_decision::list(ctx, filter, first, after.as_deref()).await
    }

    /// Escalations that your agency raised, and those that it is to answer; newest first.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn escalations(
        &self,
        ctx: &Context<'_>,
        filter: Option<EscalationFilterInput>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<EscalationConnection> {
        escalation::list(ctx, filter, first, after.as_deref()).await
    }

    /// Work of your agency that is late by its own deadline or by that of an outcome, first what was due first. Statutory
    /// work is for social workers. Logged.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn overdue_work(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<OverdueWorkConnection> {
        overdue_work::list(ctx, first, after.as_deref()).await
    }

    /// What waits for the viewer's approval, first what is due first. Logged.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn approvals(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<ApprovalConnection> {
        approval::list(ctx, first, after.as_deref()).await
    }

    /// Agencies that merge, split or change their code, those named last first, for information governance. Logged.
    async fn successions(&self, ctx: &Context<'_>) -> Result<Vec<Succession>> {
        succession::all(ctx).await
    }

    /// The bars, conflicts of interest and markings that meet a successor or its people, by child, for information governance to
    /// settle before it decides. Logged for each child.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn succession_matters(
        &self,
        ctx: &Context<'_>,
        succession: ID,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<SuccessionMatterConnection> {
        succession::matters(ctx, &succession, first, after.as_deref()).await
    }

    /// What happened since a cursor, so far as you may be told of it now; from the beginning where none is given. None is
    /// skipped and none comes late. It is the feed for partner apps: what a socket or a webhook missed is found here. Of changes
    /// in records it tells under the `sharing` that is stated, and without it of none. Asked for once in an operation. Logged.
    #[graphql(complexity = "event::cost(first, child_complexity)")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        since: Option<String>,
        #[graphql(default = 50)] first: i32,
        sharing: Option<SharingInput>,
    ) -> Result<Changes> {
        event::changes(ctx, since.as_deref(), first, sharing).await
    }

    /// Agencies of the partnership, to name them in filters and requests.
    #[graphql(complexity = "selection::cost(first, child_complexity)")]
    async fn agencies(
        &self,
        ctx: &Context<'_>,
        kind: Option<W<AgencyKind>>,
        search: Option<String>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<AgencyConnection> {
        let public = |e| errors::public(ctx, e);
        let first = paging::first(&["first"], first).map_err(public)?;
        let search =
            text::optional(search.as_deref()).map_err(|e| public(Error::bad_input(&["search"], e.message())))?;
        let after = after.map(|c| paging::parts::<2>(&["after"], &c)).transpose().map_err(public)?;
        let after = match &after {
            Some([name, id]) => {
                let id = id
                    .parse()
                    .map_err(|_| public(Error::bad_input(&["after"], "the cursor is not one that the hub gave")))?;
                Some((name.as_str(), id))
            }
            None => None,
        };
        let (mut agencies, total) = errors::door(ctx)?
            .agency_directory(kind.map(|k| k.0), search.as_deref(), after, first)
            .await
            .map_err(public)?;
        let more = agencies.len() > first as usize;
        agencies.truncate(first as usize);
        Ok(AgencyConnection::of(agencies, after.is_some(), more, total))
    }
}

fn membership(view: &MembershipView, agencies: &[AgencyContent]) -> Option<Membership> {
    let find = |id: AgencyId| agencies.iter().find(|a| a.id == id).cloned().map(Agency);
    Some(Membership {
        id: view.id.public().into(),
        agency: find(view.agency)?,
        team: view.team.clone(),
        roles: W::list(view.roles),
        position: W(view.position),
        mash_areas: view.mash_areas.iter().filter_map(|id| find(*id)).collect(),
    })
}
