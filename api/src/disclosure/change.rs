//! The writing way through the door about a child whom the caller names: judge, validate, plan, and hand rows and entry to the
//! log's writer together.
//!
//! The order is fixed: a refusal comes before any problem with the input, so that no problem tells that there is such a
//! child. A change whose key was used before with the same input gives the same answer, judged again.

use std::ops::Deref;

use entities::ids::PersonId;
use entities::words::AccessFlag;
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::plan::{ChangeAnswer, Plan, PlanError, Planned, Request};
use super::writing::{ATTEMPTS, Key, Outcome, Recording, beside};
use super::{Door, anchor, ask, entry};
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, Opening, Sharing};

/// What a change is judged by.
pub struct ChangeAsk<'a> {
    /// The gate that judges it.
    pub gate: Gate,
    /// The child.
    pub child: ChildKey,
    /// Why the caller is there; none where the contract asks for none (R23).
    pub sharing: Option<&'a Sharing>,
    /// What is to be written, so far as policy looks at it.
    pub record: RecordFacts,
    /// The second person, who is named, of a change that takes one (R36). Whether that person may answer for it is for the
    /// plan to find out; until they do, the entry carries APPROVAL_MISSING.
    pub approver: Option<PersonId>,
}

/// What a plan works with where a child is opened.
pub struct Planning<'a> {
    recording: Recording<'a>,
    /// The child, opened for this change.
    pub opening: &'a Opening,
}

impl<'a> Deref for Planning<'a> {
    type Target = Recording<'a>;

    fn deref(&self) -> &Recording<'a> {
        &self.recording
    }
}

impl Door {
    /// Judges a change about one child, plans it, and makes it together with its entry.
    ///
    /// `plan` says what is written, and is asked again where somebody wrote the same thing first; `recall` gives the view of
    /// what an earlier request with the same key made.
    ///
    /// # Errors
    /// Where the hub cannot answer; then nothing was changed.
    pub async fn change<I, T, P, R>(
        &self,
        caller: &Caller,
        request: Request<'_, I>,
        ask: ChangeAsk<'_>,
        plan: P,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        I: Serialize + Sync,
        T: Serialize + Send,
        P: for<'a> Fn(&'a Planning<'a>, &'a I) -> Planned<'a, Plan<T>> + Send + Sync,
        R: for<'a> Fn(&'a Planning<'a>, &'a I, String) -> Planned<'a, T> + Send + Sync,
    {
        let book = self.book();
        for _ in 0..ATTEMPTS {
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let mut entry = self.entry_for(caller, &request);
            if let Some(sharing) = ask.sharing {
                entry::state_sharing(&mut entry, sharing);
                entry.ask = Some(ask::changed(request.mutation, sharing));
            }
            let subject = self.store().subject_for(&snapshot, caller, ask.sharing, &ask.child, ask.record).await;
            let mut subject = subject.map_err(Error::unavailable)?;
            if let Some(person) = ask.approver {
                entry.approved_by = Some(person);
                entry.flags.insert(AccessFlag::ApprovalMissing);
                subject = subject.with_approver_named();
            }
            let opening = match self.store().judge(subject, &book, ask.gate) {
                Ok(opening) => opening,
                Err(refused) => {
                    snapshot.close().await.map_err(Error::unavailable)?;
                    return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
                }
            };
            entry::state_trace(&mut entry, &opening.gate_trace(ask.gate), &entry::book_hash(&book), self.fact_sets());
            let form = anchor::problems(&snapshot, caller, ask.sharing, &request.form).await?;
            let recording = self.recording(&snapshot, caller, &form);
            let planning = Planning { recording, opening: &opening };
            let outcome = match self.key(&snapshot, caller, &request).await? {
                Key::New => plan(&planning, request.said).await.map(Outcome::New),
                Key::Same(made) => recall(&planning, request.said, made).await.map(Outcome::Again),
                Key::Used(problem) => Err(PlanError::Problems(vec![problem])),
                Key::Bad(problem) => Err(beside(problem, plan(&planning, request.said).await)),
            };
            // Whoever waits for the log holds no connection.
            snapshot.close().await.map_err(Error::unavailable)?;
            if let Some(answer) = self.answer(caller, &request, entry, outcome).await? {
                return Ok(answer);
            }
        }
        self.overtaken(caller, &request).await
    }
}
