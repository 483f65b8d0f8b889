//! The writing way through the door: judge, validate, plan, and hand rows and entry to the log's writer together.
//!
//! The order is fixed: a refusal comes before any problem with the input, so that no problem tells that there is such a
//! child. A change whose key was used before with the same input gives the same answer, judged again.

use std::future::Future;
use std::pin::Pin;

use aws_lc_rs::digest::{SHA256, digest};
use entities::Set;
use entities::ids::{ChildId, PersonId};
use entities::rows::idempotency_key;
use entities::words::{AccessAction, AccessFlag, FieldClass};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::Door;
use super::entry;
use super::key::{key_reused, key_row, stale, usable, with_key};
use super::recording::Recording;
use super::view::{RefusalView, VIEW_FORMAT};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft, Logged, Position};
use crate::error::Error;
use crate::plain::entropy::Entropy;
use crate::store::{AsOf, Caller, ChildKey, Opening, Rows, Sharing, Snapshot};

/// What is wrong with the input, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The path of the input that is wrong.
    pub path: Vec<String>,
    /// What is wrong, for programs.
    pub code: &'static str,
    /// What is wrong and what to do, for people.
    pub message: String,
}

impl Problem {
    /// A problem at that path.
    pub fn at(path: &[&str], code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.iter().map(|p| (*p).to_owned()).collect(), code, message: message.into() }
    }
}

/// How a change ends: each is an answer.
#[derive(Debug)]
pub enum ChangeAnswer<T> {
    /// Made, and in the log. A second request with the same key gives this too.
    Done(Logged<T>),
    /// No, and why.
    Refused(Logged<RefusalView>),
    /// Nothing was changed; every problem at once.
    Problems(Vec<Problem>),
}

/// What is to be changed, before it is judged.
pub struct ChangeAsk<'a> {
    /// What the log calls it.
    pub action: AccessAction,
    /// The mutation's name in the contract.
    pub mutation: &'static str,
    /// The client's key for this request.
    pub key: Option<&'a str>,
    /// The SHA-256 of the input, so that a key used for another input is noticed.
    pub input: [u8; 32],
    /// The gate that judges it.
    pub gate: Gate,
    /// The child.
    pub child: ChildKey,
    /// Why the caller is there; none where the contract asks for none (R23).
    pub sharing: Option<&'a Sharing>,
    /// What is to be written, so far as policy looks at it.
    pub record: RecordFacts,
}

/// What a plan works with. Reads; what it wants written goes into its rows.
pub struct Planning<'a> {
    /// The snapshot that was judged.
    pub(crate) snapshot: &'a Snapshot,
    /// The child, opened for this change.
    pub opening: &'a Opening,
    /// Who asks.
    pub caller: &'a Caller,
    entropy: &'a dyn Entropy,
}

impl<'a> Planning<'a> {
    /// A fresh random id.
    ///
    /// # Errors
    /// Where there is no randomness to be had.
    pub fn uuid(&self) -> Result<uuid::Uuid, PlanError> {
        self.recording().uuid()
    }

    /// The same without the opened child, for what is worked out alike where no child is opened.
    pub fn recording(&self) -> Recording<'a> {
        Recording::new(self.snapshot, self.caller, self.entropy)
    }
}

/// A change as planned: the rows, and the view of what they make.
pub struct Plan<T> {
    /// What the caller gets back: what they recorded, and no more (R23).
    pub view: T,
    /// What is written.
    pub rows: Rows,
    /// The id of what was made, with which a repeated request finds it again.
    pub made: String,
    /// The content classes of what was recorded.
    pub classes: Set<FieldClass>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanError {
    /// The input is wrong.
    Problems(Vec<Problem>),
    /// The hub cannot answer.
    Failed(Error),
}

impl From<sea_orm::DbErr> for PlanError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Failed(Error::unavailable(error))
    }
}

/// A plan or a recall, on its way.
pub type Planned<'a, T> = Pin<Box<dyn Future<Output = Result<T, PlanError>> + Send + 'a>>;

/// The SHA-256 of an input, for idempotency: with what is wrong with its form, which the input as read does not hold.
pub fn input_hash(input: &impl Serialize) -> [u8; 32] {
    let bytes = serde_json::to_vec(input).unwrap_or_default();
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &bytes).as_ref());
    hash
}

impl Door {
    /// Judges a change about one child, plans it, and makes it together with its entry.
    ///
    /// `plan` says what is written; `recall` gives the view of what an earlier request with the same key made.
    ///
    /// # Errors
    /// Where the hub cannot answer; then nothing was changed.
    pub async fn change<T, P, R>(
        &self,
        caller: &Caller,
        ask: ChangeAsk<'_>,
        plan: P,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        T: Serialize + Send,
        P: for<'a> FnOnce(&'a Planning<'a>) -> Planned<'a, Plan<T>> + Send,
        R: for<'a> Fn(&'a Planning<'a>, String) -> Planned<'a, T> + Send,
    {
        self.change_with(caller, ask, None, plan, recall).await
    }

    /// The same for a change that takes a second person, who is named (R36). Whether that person may answer for it is for
    /// the plan to find out; until they do, the entry carries APPROVAL_MISSING.
    ///
    /// # Errors
    /// Where the hub cannot answer; then nothing was changed.
    pub async fn change_with<T, P, R>(
        &self,
        caller: &Caller,
        ask: ChangeAsk<'_>,
        approver: Option<PersonId>,
        plan: P,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        T: Serialize + Send,
        P: for<'a> FnOnce(&'a Planning<'a>) -> Planned<'a, Plan<T>> + Send,
        R: for<'a> Fn(&'a Planning<'a>, String) -> Planned<'a, T> + Send,
    {
        let book = self.book();
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let subject = self
            .store()
            .subject_for(&snapshot, caller, ask.sharing, &ask.child, ask.record)
            .await
            .map_err(Error::unavailable)?;
        let mut entry = entry::of_caller(caller, ask.action);
        if let Some(sharing) = ask.sharing {
            entry::state_sharing(&mut entry, sharing);
        }
        let subject = match approver {
            Some(person) => {
                entry.approved_by = Some(person);
                entry.flags.insert(AccessFlag::ApprovalMissing);
                subject.with_approver_named()
            }
            None => subject,
        };
        entry.ask = Some(format!("{{\"mutation\":\"{}\"}}", ask.mutation));
        let opening = match self.store().judge(subject, &book, ask.gate) {
            Ok(opening) => opening,
            Err(refused) => {
                snapshot.close().await.map_err(Error::unavailable)?;
                return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
            }
        };
        entry::state_trace(&mut entry, &opening.gate_trace(ask.gate), &entry::book_hash(&book), self.fact_sets());
        let planning = Planning { snapshot: &snapshot, opening: &opening, caller, entropy: self.entropy() };
        if let Some(key) = usable(ask.key)
            && let Some(known) = snapshot.idempotency(caller, ask.mutation, key).await.map_err(Error::unavailable)?
        {
            let answer = self.again(&planning, &ask, known, entry, &recall).await;
            snapshot.close().await.map_err(Error::unavailable)?;
            return answer;
        }
        let planned = with_key(ask.key, plan(&planning).await);
        snapshot.close().await.map_err(Error::unavailable)?;
        let mut planned = match planned {
            Ok(planned) => planned,
            Err(PlanError::Problems(problems)) => {
                self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
                return Ok(ChangeAnswer::Problems(problems));
            }
            Err(PlanError::Failed(error)) => return Err(error),
        };
        if let Some(key) = ask.key {
            planned.rows.add(key_row(caller, ask.mutation, &ask.input, key, &planned.made));
        }
        entry.disclosed = planned.classes;
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&planned.view).map_err(Error::internal)?);
        let spare = entry.clone();
        let change = Change::new(Draft::new(planned.view, entry), planned.rows.into_write());
        match self.log().change(change).await {
            Ok(done) => Ok(ChangeAnswer::Done(done)),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("the change could not be written")),
            Err(ChangeError::Conflict) => self.overtaken(caller, &ask, opening, spare, recall).await,
        }
    }

    /// Somebody wrote first: the same request with the same key, or another version of the same thing.
    async fn overtaken<T, R>(
        &self,
        caller: &Caller,
        ask: &ChangeAsk<'_>,
        opening: Opening,
        entry: EntryDraft,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        T: Serialize + Send,
        R: for<'a> Fn(&'a Planning<'a>, String) -> Planned<'a, T> + Send,
    {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let planning = Planning { snapshot: &snapshot, opening: &opening, caller, entropy: self.entropy() };
        let known = match ask.key {
            Some(key) => snapshot.idempotency(caller, ask.mutation, key).await.map_err(Error::unavailable)?,
            None => None,
        };
        let answer = match known {
            Some(known) => self.again(&planning, ask, known, entry, &recall).await,
            None => {
                self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
                Ok(stale())
            }
        };
        snapshot.close().await.map_err(Error::unavailable)?;
        answer
    }

    async fn again<T, R>(
        &self,
        planning: &Planning<'_>,
        ask: &ChangeAsk<'_>,
        known: idempotency_key::Model,
        entry: EntryDraft,
        recall: &R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        T: Serialize + Send,
        R: for<'a> Fn(&'a Planning<'a>, String) -> Planned<'a, T> + Send,
    {
        if known.input_hash != ask.input {
            self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
            return Ok(ChangeAnswer::Problems(vec![key_reused()]));
        }
        self.repeated(recall(planning, known.result).await, entry).await
    }

    /// Gives once more what an earlier request made, with an entry of its own.
    pub(super) async fn repeated<T: Serialize + Send>(
        &self,
        recalled: Result<T, PlanError>,
        mut entry: EntryDraft,
    ) -> Result<ChangeAnswer<T>, Error> {
        match recalled {
            Ok(view) => {
                entry.records_disclosed = 1;
                entry.view_format = VIEW_FORMAT;
                entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
                let logged = self.log().append(Draft::new(view, entry)).await.map_err(Error::unavailable)?;
                Ok(ChangeAnswer::Done(logged))
            }
            Err(PlanError::Problems(problems)) => {
                self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
                Ok(ChangeAnswer::Problems(problems))
            }
            Err(PlanError::Failed(error)) => Err(error),
        }
    }

    /// Makes a change that is not about a child and not judged, by whoever runs the hub: logged like any other.
    ///
    /// # Errors
    /// Where it cannot be written; a conflict is `None`.
    pub async fn administer(
        &self,
        action: AccessAction,
        child: Option<ChildId>,
        what: &str,
        rows: Rows,
    ) -> Result<Option<()>, Error> {
        let mut entry = EntryDraft::new(self.now(), action);
        entry.child = child;
        entry.ask = Some(what.to_owned());
        Ok(self.make(entry, rows).await?.map(|_| ()))
    }

    /// Writes rows and their entry together, and says where the entry stands; a conflict is `None`.
    pub(super) async fn make(&self, entry: EntryDraft, rows: Rows) -> Result<Option<Position>, Error> {
        match self.log().change(Change::new(Draft::new((), entry), rows.into_write())).await {
            Ok(done) => Ok(Some(Logged::position(&done))),
            Err(ChangeError::Conflict) => Ok(None),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("the change could not be written")),
        }
    }
}
