//! What every way of writing shares: the entry, the key, and what becomes of a plan. A change and its entry are written
//! together; where somebody else wrote first it is planned anew, and then finds what they wrote.

use std::sync::{Mutex, PoisonError};

use entities::ids::ChildId;
use entities::rows::idempotency_key;
use entities::words::AccessAction;
use serde::Serialize;
use uuid::Uuid;

use super::plan::{ChangeAnswer, Plan, PlanError, Problem, Request, input_hash};
use super::view::VIEW_FORMAT;
use super::{Door, entry};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft, Logged, Position};
use crate::error::Error;
use crate::plain::calendar::Calendar;
use crate::plain::entropy::Entropy;
use crate::plain::mash_clocks::MashClocks;
use crate::store::{Caller, Rows, Snapshot};

/// How often a plan is made where somebody else took a unique key of it first.
pub(super) const ATTEMPTS: u32 = 4;

/// The longest idempotency key (contract).
const LONGEST_KEY: usize = 255;

/// A snapshot, who asks, and randomness: what a plan works with. It reads; what it wants written goes into its rows. No child
/// is opened by it.
pub struct Recording<'a> {
    /// What was recorded before.
    pub(crate) snapshot: &'a Snapshot,
    /// Who asks.
    pub caller: &'a Caller,
    /// What is wrong with the input's form.
    pub form: &'a [Problem],
    /// The clocks of a MASH.
    pub clocks: &'a MashClocks,
    entropy: &'a dyn Entropy,
    /// Restricted records that the input named.
    attempts: Mutex<Vec<ChildId>>,
}

impl<'a> Recording<'a> {
    /// Notes that the input names those restricted records: for their custodians, and for no answer, whatever else is wrong with
    /// the input (R28).
    pub(crate) fn attempted(&self, children: impl IntoIterator<Item = ChildId>) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).extend(children);
    }

    /// The restricted records that the input named, so far as it was looked at.
    pub(super) fn attempts(&self) -> Vec<ChildId> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The working days.
    pub fn calendar(&self) -> &'a Calendar {
        &self.snapshot.measures().calendar
    }

    /// A fresh random id.
    ///
    /// # Errors
    /// Where there is no randomness to be had.
    pub fn uuid(&self) -> Result<Uuid, PlanError> {
        self.entropy.uuid().map_err(|_| PlanError::Failed(Error::internal("no randomness")))
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// Where there is no randomness to be had.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], PlanError> {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes).map_err(|_| PlanError::Failed(Error::internal("no randomness")))?;
        Ok(bytes)
    }
}

/// What a request's key says before anything is planned.
pub(super) enum Key {
    /// Nothing was made with it.
    New,
    /// The same request made that before.
    Same(String),
    /// It was used for another input.
    Used(Problem),
    /// It is no key.
    Bad(Problem),
}

/// What was planned for a request with a bad key: everything that is wrong, the key beside the rest.
pub(super) fn beside<T>(key: Problem, planned: Result<T, PlanError>) -> PlanError {
    match planned {
        Ok(_) => PlanError::Problems(vec![key]),
        Err(PlanError::Problems(found)) => PlanError::Problems(std::iter::once(key).chain(found).collect()),
        Err(failed) => failed,
    }
}

/// What an earlier request with the same key made, if one did, where all that may be wrong with the input is known already.
pub(super) fn settled(key: Key, form: &[Problem]) -> Result<Option<String>, PlanError> {
    match key {
        Key::Bad(problem) | Key::Used(problem) => {
            Err(PlanError::Problems(form.iter().cloned().chain([problem]).collect()))
        }
        _ if !form.is_empty() => Err(PlanError::Problems(form.to_vec())),
        Key::Same(made) => Ok(Some(made)),
        Key::New => Ok(None),
    }
}

/// What is to be answered.
pub(super) enum Outcome<T> {
    /// Something to be written.
    New(Plan<T>),
    /// What an earlier request made.
    Again(T),
}

impl Door {
    /// What a plan works with.
    pub(super) fn recording<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        caller: &'a Caller,
        form: &'a [Problem],
    ) -> Recording<'a> {
        Recording { snapshot, caller, form, clocks: self.clocks(), entropy: self.entropy(), attempts: Mutex::default() }
    }

    /// The entry of a request that writes.
    pub(super) fn entry_for<I>(&self, caller: &Caller, request: &Request<'_, I>) -> EntryDraft {
        let mut entry = self.entry_of(caller, request.action);
        entry.ask = Some(format!("{{\"mutation\":\"{}\"}}", request.mutation));
        entry
    }

    /// What the request's key says. One statement where there is a key.
    pub(super) async fn key<I: Serialize>(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        request: &Request<'_, I>,
    ) -> Result<Key, Error> {
        let Some(key) = request.key else { return Ok(Key::New) };
        if key.trim().is_empty() || key.chars().count() > LONGEST_KEY || key.chars().any(char::is_control) {
            return Ok(Key::Bad(Problem::at(
                &["input", "idempotencyKey"],
                "BAD_IDEMPOTENCY_KEY",
                "a key has 1 to 255 characters, none of them a control character",
            )));
        }
        Ok(match snapshot.idempotency(caller, request.mutation, key).await.map_err(Error::unavailable)? {
            None => Key::New,
            Some(known) if known.input_hash == input_hash(&(request.said, &request.form)) => Key::Same(known.result),
            Some(_) => Key::Used(Problem::at(
                &["input", "idempotencyKey"],
                "IDEMPOTENCY_KEY_REUSED",
                "this key was used before with another input: take a new key for a new request",
            )),
        })
    }

    /// Answers, with the entry on disk: problems and what was made before with the entry alone, a plan with its rows. None
    /// where somebody else wrote first: then nothing was written, and all is to be looked at again.
    pub(super) async fn answer<I: Serialize, T: Serialize + Send>(
        &self,
        caller: &Caller,
        request: &Request<'_, I>,
        mut entry: EntryDraft,
        outcome: Result<Outcome<T>, PlanError>,
    ) -> Result<Option<ChangeAnswer<T>>, Error> {
        let (view, rows) = match outcome {
            Err(PlanError::Failed(error)) => return Err(error),
            Err(PlanError::Problems(problems)) => {
                self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
                return Ok(Some(ChangeAnswer::Problems(problems)));
            }
            Ok(Outcome::Again(view)) => (view, None),
            Ok(Outcome::New(mut plan)) => {
                if let Some(key) = request.key {
                    plan.rows.add(key_row(caller, request, key, plan.made));
                }
                entry.disclosed = plan.classes;
                (plan.view, Some(plan.rows))
            }
        };
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        let draft = Draft::new(view, entry);
        let Some(rows) = rows else {
            return Ok(Some(ChangeAnswer::Done(self.log().append(draft).await.map_err(Error::unavailable)?)));
        };
        match self.log().change(Change::new(draft, rows.into_write())).await {
            Ok(done) => Ok(Some(ChangeAnswer::Done(done))),
            Err(ChangeError::Conflict) => Ok(None),
            Err(ChangeError::Unavailable) => Err(Error::unavailable("the change could not be written")),
        }
    }

    /// Others kept writing first: the request ends as one that came too late.
    pub(super) async fn overtaken<I, T>(
        &self,
        caller: &Caller,
        request: &Request<'_, I>,
    ) -> Result<ChangeAnswer<T>, Error> {
        let entry = self.entry_for(caller, request);
        self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        Ok(ChangeAnswer::Problems(vec![Problem::at(
            &["input", "expectedVersion"],
            "STALE_VERSION",
            "somebody changed this at the same moment: read it again and repeat your change on what you find",
        )]))
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

fn key_row<I: Serialize>(
    caller: &Caller,
    request: &Request<'_, I>,
    key: &str,
    result: String,
) -> idempotency_key::Model {
    idempotency_key::Model {
        client: caller.client.as_ref().map_or_else(|| caller.person.to_string(), |c| c.id.clone()),
        agency: caller.agency.id,
        mutation: request.mutation.to_owned(),
        key: key.to_owned(),
        input_hash: input_hash(&(request.said, &request.form)).to_vec(),
        result,
        at: caller.at,
        log: 0,
        seq: 0,
    }
}
