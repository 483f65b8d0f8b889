//! The writing way through the door for what anybody may say about any child, and nobody is shown anything for: it is logged
//! and not judged (R34, R36). It must never let an answer tell whether the hub knows the child.

use entities::ids::ChildId;
use entities::words::{AccessAction, RefusalCode, Role};
use serde::Serialize;
use uuid::Uuid;

use super::key::{key_reused, key_row, stale, usable, with_key};
use super::view::VIEW_FORMAT;
use super::{ChangeAnswer, Door, Plan, PlanError, Planned, entry};
use crate::access_log::{Change, ChangeError, Draft, EntryDraft};
use crate::error::Error;
use crate::plain::entropy::Entropy;
use crate::store::{AsOf, Caller, Snapshot};

/// What is to be recorded.
pub struct RecordingAsk<'a> {
    /// What the log calls it.
    pub action: AccessAction,
    /// The mutation's name in the contract.
    pub mutation: &'static str,
    /// The client's key for this request.
    pub key: Option<&'a str>,
    /// The SHA-256 of the input, so that a key used for another input is noticed.
    pub input: [u8; 32],
}

/// A plan, and the child whom it is about.
pub struct Recorded<T> {
    /// What is written.
    pub plan: Plan<T>,
    /// The child that was linked or made; none where there is none.
    pub child: Option<ChildId>,
}

/// How often a plan is made anew because a random reference was taken.
const ATTEMPTS: u32 = 4;

/// A snapshot, who asks, and randomness; no child is opened by it.
pub struct Recording<'a> {
    /// What was recorded before.
    pub(crate) snapshot: &'a Snapshot,
    /// Who asks.
    pub caller: &'a Caller,
    entropy: &'a dyn Entropy,
}

impl<'a> Recording<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, caller: &'a Caller, entropy: &'a dyn Entropy) -> Self {
        Self { snapshot, caller, entropy }
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

impl Door {
    /// Records what the caller says, together with its entry. `plan` says what is written, and is asked again where somebody
    /// took a unique key of it first; `recall` gives the view of what an earlier request with the same
    /// key made, and its child.
    ///
    /// # Errors
    /// FORBIDDEN for who runs the hub and works with no child; and where the hub cannot answer. Then nothing was recorded.
    pub async fn record<T, P, R>(
        &self,
        caller: &Caller,
        ask: RecordingAsk<'_>,
        plan: P,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        T: Serialize + Send,
        P: for<'a> Fn(&'a Recording<'a>) -> Planned<'a, Recorded<T>> + Send + Sync,
        R: for<'a> Fn(&'a Recording<'a>, String) -> Planned<'a, (T, Option<ChildId>)> + Send + Sync,
    {
        self.turn_away_administrators(caller, ask.action).await?;
        for _ in 0..ATTEMPTS {
            let mut entry = entry::of_caller(caller, ask.action);
            entry.ask = Some(format!("{{\"mutation\":\"{}\"}}", ask.mutation));
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let recording = Recording::new(&snapshot, caller, self.entropy());
            if let Some(key) = usable(ask.key)
                && let Some(known) =
                    snapshot.idempotency(caller, ask.mutation, key).await.map_err(Error::unavailable)?
            {
                let recalled = match known.input_hash == ask.input {
                    true => Some(recall(&recording, known.result).await),
                    false => None,
                };
                snapshot.close().await.map_err(Error::unavailable)?;
                return match recalled {
                    Some(Ok((view, child))) => {
                        entry.child = child;
                        self.repeated(Ok(view), entry).await
                    }
                    Some(Err(error)) => self.repeated(Err(error), entry).await,
                    None => Ok(ChangeAnswer::Problems(vec![key_reused()])),
                };
            }
            let planned = with_key(ask.key, plan(&recording).await);
            // Whoever waits for the log holds no connection.
            snapshot.close().await.map_err(Error::unavailable)?;
            let Recorded { mut plan, child } = match planned {
                Ok(planned) => planned,
                Err(PlanError::Problems(problems)) => {
                    self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
                    return Ok(ChangeAnswer::Problems(problems));
                }
                Err(PlanError::Failed(error)) => return Err(error),
            };
            if let Some(key) = ask.key {
                plan.rows.add(key_row(caller, ask.mutation, &ask.input, key, &plan.made));
            }
            entry.child = child;
            describe(&mut entry, &plan)?;
            let change = Change::new(Draft::new(plan.view, entry), plan.rows.into_write());
            match self.log().change(change).await {
                Ok(done) => return Ok(ChangeAnswer::Done(done)),
                Err(ChangeError::Unavailable) => return Err(Error::unavailable("it could not be written")),
                // The same request came twice at once, or a reference was taken: look again.
                Err(ChangeError::Conflict) => {}
            }
        }
        Ok(stale())
    }

    /// Whoever runs the hub works with no child; the attempt is logged.
    ///
    /// # Errors
    /// FORBIDDEN for them; nothing for all others.
    pub(super) async fn turn_away_administrators(&self, caller: &Caller, action: AccessAction) -> Result<(), Error> {
        if !caller.roles.contains(Role::SystemAdministrator) {
            return Ok(());
        }
        let mut entry = entry::of_caller(caller, action);
        entry::refuse(&mut entry, RefusalCode::Role);
        self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        Err(Error::forbidden("whoever runs the hub works with no child: sign in with another membership"))
    }
}

fn describe<T: Serialize>(entry: &mut EntryDraft, plan: &Plan<T>) -> Result<(), Error> {
    entry.disclosed = plan.classes;
    entry.records_disclosed = 1;
    entry.view_format = VIEW_FORMAT;
    entry.digest = Some(entry::digest(&plan.view).map_err(Error::internal)?);
    Ok(())
}

#[cfg(test)]
impl Door {
    /// Works something out as [`Door::record`] does, writes nothing, and says how many statements it took.
    pub(crate) async fn statements<T>(&self, caller: &Caller, work: impl AsyncFnOnce(&Recording<'_>) -> T) -> (T, u32) {
        let snapshot = self.store().snapshot(AsOf::Now).await.unwrap();
        let made = work(&Recording::new(&snapshot, caller, self.entropy())).await;
        (made, snapshot.statements())
    }
}
