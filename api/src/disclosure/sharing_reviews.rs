//! A young person of 16 or 17 objected, and a person must decide (R24): whoever was held back by that asks for a decision,
//! with the entry of their own access. What they asked for then is judged anew; only an objection that holds something back
//! now is put before those who decide, and of a child whom the caller may not know nothing is told.

use entities::Set;
use entities::ids::{ChildId, SharingReviewId};
use entities::rows::{access_log, sharing_review};
use entities::words::{AccessAction, RefusalCode};
use policies::Gate;
use serde::Serialize;
use serde_json::json;

use super::made::SharingReviewView;
use super::replay::stated;
use super::writing::{ATTEMPTS, Outcome, settled};
use super::{ChangeAnswer, Door, Plan, PlanError, Problem, Request, entry, refusal};
use crate::access_log::Position;
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::{AsOf, Caller, ChildKey, Rows, Sharing, Snapshot, Trace};

/// What is to be decided.
#[derive(Clone, Debug, Serialize)]
pub struct SharingReviewAsk {
    /// The caller's own access that was held back.
    pub entry: Position,
    /// Why it is needed; 1 to 20,000 characters.
    pub reason: String,
}

impl Door {
    /// Puts before those who decide what an objection holds back from the caller.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub; and where the hub cannot answer. Then nothing was recorded.
    pub async fn request_sharing_review(
        &self,
        caller: &Caller,
        request: Request<'_, SharingReviewAsk>,
    ) -> Result<ChangeAnswer<SharingReviewView>, Error> {
        self.turn_away_administrators(caller, request.action).await?;
        let book = self.book();
        for _ in 0..ATTEMPTS {
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let mut entry = self.entry_for(caller, &request);
            let at = request.said.entry;
            entry.ask = Some(json!({"mutation": request.mutation, "entry": at.to_string()}).to_string());
            let row = snapshot.log_row(at).await.map_err(Error::unavailable)?;
            let Some((child, sharing)) = row.filter(|row| is_own(row, caller)).and_then(|row| restated(&row)) else {
                snapshot.close().await.map_err(Error::unavailable)?;
                let view = refusal::view(RefusalCode::NotFound, caller, self.contacts());
                return Ok(ChangeAnswer::Refused(self.refuse_in_words(entry, view).await?));
            };
            entry::state_sharing(&mut entry, &sharing);
            // An access to a child that there is not takes the same way.
            let key = ChildKey::Id(child.map_or_else(|| self.stranger(), Ok)?);
            let subject = self.store().subject(&snapshot, caller, &sharing, &key).await;
            let (trace, held) = match self.store().judge(subject.map_err(Error::unavailable)?, &book, Gate::Open) {
                Ok(opening) => (opening.gate_trace(Gate::Open), opening.awaits_review()),
                Err(refused) if refused.code == RefusalCode::ReviewRequired => (refused.trace, true),
                Err(refused) => {
                    snapshot.close().await.map_err(Error::unavailable)?;
                    return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
                }
            };
            entry::state_trace(&mut entry, &trace, &entry::book_hash(&book), self.fact_sets());
            let outcome = match settled(self.key(&snapshot, caller, &request).await?, &request.form) {
                Err(problems) => Err(problems),
                Ok(Some(made)) => made
                    .parse()
                    .map(|id| Outcome::Again(SharingReviewView::of(id)))
                    .map_err(|_| PlanError::lost("a sharing review")),
                Ok(None) => self.asked(&snapshot, caller, request.said, &trace, held).await.map(Outcome::New),
            };
            snapshot.close().await.map_err(Error::unavailable)?;
            if let Some(answer) = self.answer(caller, &request, entry, outcome).await? {
                return Ok(answer);
            }
        }
        self.overtaken(caller, &request).await
    }

    /// The child of a request that the caller may decide on; a child that nobody knows where there is none.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_sharing_review(&self, caller: &Caller, id: SharingReviewId) -> Result<ChildKey, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_review(caller, local_date(caller.at), id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        self.or_nobody(found)
    }

    async fn asked(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        said: &SharingReviewAsk,
        trace: &Trace,
        held: bool,
    ) -> Result<Plan<SharingReviewView>, PlanError> {
        let problem = |code, message: &str| {
            Err(PlanError::Problems(vec![Problem::at(&["input", "accessLogEntry"], code, message.to_owned())]))
        };
        let Some(child_id) = trace.child.filter(|_| held) else {
            return problem("NOT_HELD_BACK", "no objection holds anything back from you here: open the record again");
        };
        let purpose = trace.facts.sharing.purpose;
        if snapshot.review_waits(caller, child_id, purpose, caller.at).await? {
            return problem("WAITING", "this waits for a decision already: until that is due, ask nobody else");
        }
        let id = self.entropy().uuid().map_err(|_| PlanError::Failed(Error::internal("no randomness")))?;
        let id = SharingReviewId(id);
        let mut rows = Rows::new();
        rows.add(sharing_review::Model {
            id,
            child_id,
            person_id: caller.person,
            membership_id: caller.membership,
            agency_id: caller.agency.id,
            agency_kind: caller.agency.kind,
            purpose,
            entry_log: said.entry.log,
            entry_seq: said.entry.seq,
            reason: said.reason.clone(),
            asked_at: caller.at,
            due_at: self.calendar().add_working_days(caller.at, snapshot.measures().review_days),
            log: 0,
            seq: 0,
        });
        Ok(Plan { view: SharingReviewView::of(id), rows, made: id.to_string(), classes: Set::EMPTY })
    }
}

/// A record that the caller opened, or tried to, in the membership in which they act now.
fn is_own(row: &access_log::Model, caller: &Caller) -> bool {
    let by_caller = row.person == Some(caller.person) && row.membership == Some(caller.membership);
    by_caller && row.action == AccessAction::View
}

/// The child, and why the record was asked for; none where that was erased. No glass is broken by asking.
fn restated(row: &access_log::Model) -> Option<(Option<ChildId>, Sharing)> {
    let (sharing, _) = stated(row)?;
    Some((row.child, Sharing { emergency: false, ..sharing }))
}
