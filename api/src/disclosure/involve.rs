//! Recording that an agency works with a child, whom the caller names or describes. What does not look at the child is judged
//! first, by a stranger's facts; the answer is then the same for a known child, a new one, and one that the caller may not
//! know of (R15). It must never refuse for what the hub knows.

use entities::ids::{ChildId, InvolvementId};
use entities::words::{AccessAction, AccessFlag, RefusalCode};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::key::{key_reused, key_row, stale, usable, with_key};
use super::view::VIEW_FORMAT;
use super::{ChangeAnswer, Door, Plan, PlanError, Planned, Recording, entry};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft};
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, InvolvementOwner, Snapshot};

/// What is to be recorded.
pub struct InvolveAsk<'a> {
    /// The mutation's name in the contract.
    pub mutation: &'static str,
    /// The client's key for this request.
    pub key: &'a str,
    /// The SHA-256 of the input, so that a key used for another input is noticed.
    pub input: [u8; 32],
}

/// A plan, the child whom it is about, and whether a person claims it for themselves.
pub struct Involving<T> {
    /// What is written.
    pub plan: Plan<T>,
    /// The child that was linked or made.
    pub child: ChildId,
    /// Nobody has confirmed it.
    pub claimed: bool,
}

impl Door {
    /// Records an involvement together with its entry. `plan` says which child it is and what is written; `recall` gives the
    /// view of what an earlier request with the same key made.
    ///
    /// # Errors
    /// Where the hub cannot answer; then nothing was recorded.
    pub async fn involve<T, P, R>(
        &self,
        caller: &Caller,
        ask: InvolveAsk<'_>,
        plan: P,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        T: Serialize + Send,
        P: for<'a> FnOnce(&'a Recording<'a>) -> Planned<'a, Involving<T>> + Send,
        R: for<'a> Fn(&'a Recording<'a>, String) -> Planned<'a, T> + Send + Sync,
    {
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut entry = entry::of_caller(caller, AccessAction::RecordInvolvement);
        entry.ask = Some(format!("{{\"mutation\":\"{}\"}}", ask.mutation));
        let refused = match self.judge_involving(&snapshot, caller, self.stranger()?, &mut entry).await? {
            Some(refused) if refused.code != RefusalCode::NotFound => Some(refused),
            _ => None,
        };
        if let Some(refused) = refused {
            snapshot.close().await.map_err(Error::unavailable)?;
            return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
        }
        let recording = Recording::new(&snapshot, caller, self.entropy());
        if usable(Some(ask.key)).is_some()
            && let Some(answer) = self.involved_before(&recording, &ask, &entry, &recall).await?
        {
            snapshot.close().await.map_err(Error::unavailable)?;
            return answer.give(self).await;
        }
        let planned = with_key(Some(ask.key), plan(&recording).await);
        let Involving { mut plan, child, claimed } = match planned {
            Ok(planned) => planned,
            Err(problem) => {
                snapshot.close().await.map_err(Error::unavailable)?;
                let PlanError::Problems(problems) = problem else { return Err(failure(problem)) };
                self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
                return Ok(ChangeAnswer::Problems(problems));
            }
        };
        // A new child has a stranger's facts: the same statement for either.
        let refused = self.judge_involving(&snapshot, caller, child, &mut entry).await?;
        snapshot.close().await.map_err(Error::unavailable)?;
        if let Some(refused) = refused.filter(|r| r.trace.child.is_some()) {
            return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
        }
        entry.child = Some(child);
        if claimed {
            entry.flags.insert(AccessFlag::SelfClaimedRelationship);
        }
        plan.rows.add(key_row(caller, ask.mutation, &ask.input, ask.key, &plan.made));
        entry.disclosed = plan.classes;
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&plan.view).map_err(Error::internal)?);
        let spare = entry.clone();
        match self.log().change(Change::new(Draft::new(plan.view, entry), plan.rows.into_write())).await {
            Ok(done) => Ok(ChangeAnswer::Done(done)),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("the change could not be written")),
            Err(ChangeError::Conflict) => {
                let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
                let recording = Recording::new(&snapshot, caller, self.entropy());
                let before = self.involved_before(&recording, &ask, &spare, &recall).await?;
                snapshot.close().await.map_err(Error::unavailable)?;
                match before {
                    Some(answer) => answer.give(self).await,
                    None => Ok(stale()),
                }
            }
        }
    }

    /// Judges the involvement of a child by itself and puts what was judged into the entry; the refusal, if there is one.
    async fn judge_involving(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        child: ChildId,
        entry: &mut EntryDraft,
    ) -> Result<Option<Box<crate::store::Refused>>, Error> {
        let book = self.book();
        let key = ChildKey::Id(child);
        let subject = self.store().subject_for(snapshot, caller, None, &key, RecordFacts::CHILD).await;
        let subject = subject.map_err(Error::unavailable)?;
        let (trace, refused) = match self.store().judge(subject, &book, Gate::Involve) {
            Ok(opening) => (opening.gate_trace(Gate::Involve), None),
            Err(refused) => (refused.trace.clone(), Some(refused)),
        };
        entry::state_trace(entry, &trace, &entry::book_hash(&book), self.fact_sets());
        Ok(refused)
    }

    /// A child that there is not.
    pub(super) fn stranger(&self) -> Result<ChildId, Error> {
        self.entropy().uuid().map(ChildId).map_err(|_| Error::internal("no randomness"))
    }

    async fn involved_before<T, R>(
        &self,
        recording: &Recording<'_>,
        ask: &InvolveAsk<'_>,
        entry: &EntryDraft,
        recall: &R,
    ) -> Result<Option<Before<T>>, Error>
    where
        R: for<'a> Fn(&'a Recording<'a>, String) -> Planned<'a, T> + Send + Sync,
    {
        let known = recording.snapshot.idempotency(recording.caller, ask.mutation, ask.key).await;
        let Some(known) = known.map_err(Error::unavailable)? else { return Ok(None) };
        if known.input_hash != ask.input {
            return Ok(Some(Before { recalled: None, entry: entry.clone() }));
        }
        let recalled = recall(recording, known.result).await;
        Ok(Some(Before { recalled: Some(recalled), entry: entry.clone() }))
    }

    /// The child of an involvement and whose it is, where the caller's agency may have to do with it; else a child that there
    /// is not, so that both are answered alike. One statement.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn involvement_owner(
        &self,
        caller: &Caller,
        id: InvolvementId,
        own_alone: bool,
    ) -> Result<(ChildKey, RecordFacts), Error> {
        use policies::facts::{Owner, RecordKind};
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.involvement_owner(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        // Of another agency's involvement only a social worker is told: for all others there is no such thing, whatever else
        // their role would be told.
        let social_worker = caller.roles.contains(entities::words::Role::SocialWorker);
        let found = found.filter(|f| f.own || (!own_alone && social_worker));
        let own =
            RecordFacts { kind: RecordKind::Involvement, owner: Owner::Own, recorded: true, ..RecordFacts::CHILD };
        Ok(match found {
            None => (ChildKey::Id(self.stranger()?), own),
            Some(InvolvementOwner { child, own: is_own, sensitivity, by_caller }) => {
                let owner = if is_own { Owner::Own } else { Owner::Other };
                (ChildKey::Id(child), RecordFacts { owner, sensitivity, by_caller, ..own })
            }
        })
    }
}

/// What an earlier request with the same key made.
struct Before<T> {
    /// None where its input was another.
    recalled: Option<Result<T, PlanError>>,
    entry: EntryDraft,
}

impl<T: Serialize + Send> Before<T> {
    async fn give(self, door: &Door) -> Result<ChangeAnswer<T>, Error> {
        match self.recalled {
            Some(recalled) => door.repeated(recalled, self.entry).await,
            None => Ok(ChangeAnswer::Problems(vec![key_reused()])),
        }
    }
}

fn failure(error: PlanError) -> Error {
    match error {
        PlanError::Failed(error) => error,
        PlanError::Problems(_) => Error::internal("problems are no failure"),
    }
}
