//! What waits for a second person, and their answer, in their own session alone (R21, R31, R36): [`Door::approvals`] and
//! [`Door::decide_approval`]. What was not put before the caller is answered as what is not there.

use entities::Instant;
use entities::Set;
use entities::ids::{ApprovalId, SharingReviewId};
use entities::rows::{approval_answer, protection};
use entities::words::{AccessAction, RefusalCode};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::view::{RefusalView, VIEW_FORMAT};
use super::writing::{ATTEMPTS, Outcome, settled};
use super::{ChangeAnswer, Door, Plan, PlanError, Problem, Request, entry, refusal};
use crate::access_log::{Draft, Logged, Position};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{ApprovalCursor, AsOf, AskedFor, Asking, Caller, ReviewAsked, Rows, Snapshot, Waiting};

/// A page of what waits that is asked for.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ApprovalsAsk {
    /// Only what is due after this.
    pub after: Option<ApprovalCursor>,
    /// At most so many, 1 to 100.
    pub first: u32,
    /// Whether the total is asked for.
    pub total: bool,
    /// That one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<WaitingId>,
}

/// The id of something that waits, by how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum WaitingId {
    /// By a second person.
    Approval(ApprovalId),
    /// By a decision on what an objection holds back.
    Review(SharingReviewId),
}

impl WaitingId {
    /// The id that partners see so; none where it is of nothing that waits.
    pub fn from_public(text: &str) -> Option<Self> {
        let review = || SharingReviewId::from_public(text).map(Self::Review).ok();
        ApprovalId::from_public(text).map(Self::Approval).ok().or_else(review)
    }

    /// The id as partners see it.
    pub fn public(self) -> String {
        match self {
            Self::Approval(id) => id.public(),
            Self::Review(id) => id.public(),
        }
    }

    /// The same as it stands in tables.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Approval(id) => id.0,
            Self::Review(id) => id.0,
        }
    }
}

#[cfg(test)]
impl WaitingId {
    /// The id of what a second person answers.
    pub(crate) fn approval(self) -> ApprovalId {
        match self {
            Self::Approval(id) => id,
            Self::Review(id) => panic!("{id} is decided otherwise"),
        }
    }
}

/// Something that waits for the viewer's answer.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct ApprovalView {
    pub id: WaitingId,
    pub action: AccessAction,
    #[serde(skip)]
    pub access_log_entry: Position,
    /// None where that would tell where a protected child is (R7).
    pub asked_by: Option<String>,
    pub justification: Option<String>,
    pub due_at: Instant,
    pub review: Option<ReviewAsked>,
    /// What it is that whoever answers says yes or no to.
    #[serde(rename = "askedFor")]
    pub told: AskedFor,
}

impl ApprovalView {
    fn of(waiting: Waiting) -> Self {
        let Waiting { id, action, log, seq, asked_by, justification, due_at, review, told } = waiting;
        let id =
            if review.is_some() { WaitingId::Review(SharingReviewId(id)) } else { WaitingId::Approval(ApprovalId(id)) };
        let access_log_entry = Position { log, seq };
        Self { id, action, access_log_entry, asked_by, justification, due_at, review, told }
    }
}

/// What waits for the viewer, first what is due first.
#[derive(Debug, Serialize)]
pub struct ApprovalPageView {
    approvals: Vec<ApprovalView>,
    total: Option<i64>,
    more: bool,
}

impl ApprovalPageView {
    /// What waits.
    pub fn approvals(&self) -> &[ApprovalView] {
        &self.approvals
    }

    /// How much waits, where asked for.
    pub const fn total(&self) -> Option<i64> {
        self.total
    }

    /// Whether more follows.
    pub const fn more(&self) -> bool {
        self.more
    }
}

/// An answer to something that waits.
#[derive(Clone, Debug, Serialize)]
pub struct Decision {
    /// What is answered.
    pub approval: ApprovalId,
    /// Yes, or no.
    pub approved: bool,
    /// Why; 1 to 20,000 characters.
    pub reason: String,
}

/// That it was answered.
#[derive(Debug, Serialize)]
pub struct DecidedView {
    reference: ApprovalId,
}

impl DecidedView {
    /// What was answered.
    pub const fn reference(&self) -> ApprovalId {
        self.reference
    }
}

impl Door {
    /// What waits for the caller's answer.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer.
    pub async fn approvals(&self, caller: &Caller, ask: &ApprovalsAsk) -> Result<Logged<ApprovalPageView>, Error> {
        self.turn_away_administrators(caller, AccessAction::Approve).await?;
        let today = local_date(caller.at);
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let only = ask.only.map(WaitingId::uuid);
        let found = snapshot.waiting(caller, today, ask.after, only, ask.first).await;
        let mut found = found.map_err(Error::unavailable)?;
        let total = if ask.total {
            Some(snapshot.waiting_total(caller, today).await.map_err(Error::unavailable)?)
        } else {
            None
        };
        snapshot.close().await.map_err(Error::unavailable)?;
        let more = found.len() > ask.first as usize;
        found.truncate(ask.first as usize);
        let view = ApprovalPageView { approvals: found.into_iter().map(ApprovalView::of).collect(), total, more };
        let mut entry = self.entry_of(caller, AccessAction::Approve);
        entry.ask = Some(json!({"approvals": ask}).to_string());
        entry.records_disclosed = u32::try_from(view.approvals.len()).unwrap_or(u32::MAX);
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)
    }

    /// Records the caller's answer, and ends the protection that it ends.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
    pub async fn decide_approval(
        &self,
        caller: &Caller,
        request: Request<'_, Decision>,
    ) -> Result<ChangeAnswer<DecidedView>, Error> {
        self.turn_away_administrators(caller, request.action).await?;
        let today = local_date(caller.at);
        let said = request.said;
        for _ in 0..ATTEMPTS {
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let mut entry = self.entry_for(caller, &request);
            entry.ask = Some(json!({"mutation": request.mutation, "approval": said.approval}).to_string());
            let found = snapshot.asking(caller, today, said.approval).await.map_err(Error::unavailable)?;
            let asking = match found {
                Some(asking) if caller.standing().may_answer(asking.asker().succeeded(&caller.successions)) => asking,
                found => {
                    snapshot.close().await.map_err(Error::unavailable)?;
                    entry.child = found.as_ref().map(|asking| asking.row.child_id);
                    let view = self.no_answer(caller, found.is_some());
                    return Ok(ChangeAnswer::Refused(self.refuse_in_words(entry, view).await?));
                }
            };
            entry.child = Some(asking.row.child_id);
            let outcome = match settled(self.key(&snapshot, caller, &request).await?, &request.form) {
                Err(problems) => Err(problems),
                Ok(Some(_)) => Ok(Outcome::Again(DecidedView { reference: said.approval })),
                Ok(None) => plan(&snapshot, caller, &asking, said).await.map(Outcome::New),
            };
            snapshot.close().await.map_err(Error::unavailable)?;
            if let Some(answer) = self.answer(caller, &request, entry, outcome).await? {
                return Ok(answer);
            }
        }
        self.overtaken(caller, &request).await
    }

    /// Why it cannot be answered: not in this membership, or there is nothing to be told.
    fn no_answer(&self, caller: &Caller, theirs: bool) -> RefusalView {
        if theirs {
            return RefusalView::new(
                RefusalCode::Role,
                "A manager or above answers, in the agency that asks or in the child's authority.".to_owned(),
                "If that is another of your memberships, choose it. Otherwise tell whoever asked to name somebody else."
                    .to_owned(),
            );
        }
        refusal::view(RefusalCode::NotFound, caller, self.contacts())
    }
}

async fn plan(
    snapshot: &Snapshot,
    caller: &Caller,
    asking: &Asking,
    said: &Decision,
) -> Result<Plan<DecidedView>, PlanError> {
    let problem = |code, message: &str| {
        Err(PlanError::Problems(vec![Problem::at(&["input", "approval"], code, message.to_owned())]))
    };
    if asking.answered {
        return problem("ANSWERED", "you answered this before, and an answer is not taken back");
    }
    let mut rows = Rows::new();
    if let Some(id) = asking.row.protection_id
        && asking.row.lifting == said.approved
    {
        // A yes to lifting ends it, a no to setting it too.
        let found = snapshot.protection_standing(id).await?;
        let standing = found.ok_or_else(|| PlanError::lost("a protection"))?;
        if !standing.lifted {
            rows.add(ended(standing, caller, asking, said));
        } else if asking.row.lifting {
            return problem("STALE", "it was lifted before: there is nothing left to answer");
        }
    }
    rows.add(approval_answer::Model {
        id: said.approval,
        approved: said.approved,
        reason: said.reason.clone(),
        person_id: caller.person,
        membership_id: caller.membership,
        answered_at: caller.at,
        log: 0,
        seq: 0,
    });
    let view = DecidedView { reference: said.approval };
    Ok(Plan { view, rows, made: said.approval.to_string(), classes: Set::EMPTY })
}

/// The protection as it ends: lifted by who asked and approved by the caller, or not approved by the caller.
fn ended(standing: protection::Model, caller: &Caller, asking: &Asking, said: &Decision) -> protection::Model {
    let (reason, approved_by, recorded_agency_id, recorded_by) = if asking.row.lifting {
        let reason = asking.row.justification.clone().unwrap_or_default();
        (reason, Some(caller.person), asking.row.agency_id, asking.row.person_id)
    } else {
        (said.reason.clone(), None, caller.agency.id, caller.person)
    };
    protection::Model {
        version: standing.version + 1,
        reason,
        until: Some(local_date(caller.at)),
        lifted: true,
        approved_by,
        recorded_agency_id,
        recorded_by,
        log: 0,
        seq: 0,
        ..standing
    }
}
