//! The writing way through the door about a child whom the caller names or describes. Nobody is shown anything for it, and no
//! answer may tell whether the hub knows the child: what does not look at the child is judged first, by a stranger's facts;
//! then the answer is the same for a known child, a new one, and one that the caller may not know of (R15, R34, R36).

use entities::ids::ChildId;
use entities::words::{AccessAction, RefusalCode, Role};
use policies::Gate;
use policies::facts::RecordFacts;
use serde::Serialize;

use super::plan::{ChangeAnswer, PlanError, Planned, Recorded, Request};
use super::writing::{ATTEMPTS, Key, Outcome, Recording, beside};
use super::{Door, entry};
use crate::access_log::{Draft, EntryDraft};
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, Refused, Snapshot};

impl Door {
    /// Records what the caller says, together with its entry. What anybody may say is judged by no gate (R34, R36). `plan`
    /// says which child it is and what is written, and is asked again where somebody wrote the same thing first; `recall`
    /// gives the view of what an earlier request with the same key made, and its child.
    ///
    /// # Errors
    /// Without a gate, FORBIDDEN for who runs the hub and works with no child; and where the hub cannot answer. Then nothing
    /// was recorded.
    pub async fn record<I, T, P, R>(
        &self,
        caller: &Caller,
        request: Request<'_, I>,
        gate: Option<Gate>,
        plan: P,
        recall: R,
    ) -> Result<ChangeAnswer<T>, Error>
    where
        I: Serialize + Sync,
        T: Serialize + Send,
        P: for<'a> Fn(&'a Recording<'a>, &'a I) -> Planned<'a, Recorded<T>> + Send + Sync,
        R: for<'a> Fn(&'a Recording<'a>, &'a I, String) -> Planned<'a, (T, Option<ChildId>)> + Send + Sync,
    {
        if gate.is_none() {
            self.turn_away_administrators(caller, request.action).await?;
        }
        let book = self.book();
        for _ in 0..ATTEMPTS {
            let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
            let mut entry = self.entry_for(caller, &request);
            let mut refused = None;
            if let Some(gate) = gate {
                // That there is no such child refuses nothing here.
                let stranger = self.judged(&snapshot, caller, gate, self.stranger()?, &mut entry).await?;
                refused = stranger.filter(|refused| refused.code != RefusalCode::NotFound);
            }
            if let Some(refused) = refused {
                snapshot.close().await.map_err(Error::unavailable)?;
                return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
            }
            let recording = self.recording(&snapshot, caller, &request.form);
            let outcome = match self.key(&snapshot, caller, &request).await? {
                Key::Used(problem) => Err(PlanError::Problems(vec![problem])),
                Key::Bad(problem) => Err(beside(problem, plan(&recording, request.said).await)),
                Key::Same(made) => recall(&recording, request.said, made).await.map(|(view, child)| {
                    entry.child = child;
                    Outcome::Again(view)
                }),
                Key::New => match plan(&recording, request.said).await {
                    Err(problem) => Err(problem),
                    Ok(Recorded { plan, child, flags }) => {
                        entry::name_attempts(&mut entry, &recording.attempts());
                        let mut refused = None;
                        if let (Some(gate), Some(child)) = (gate, child) {
                            // A new child has a stranger's facts: the same statement for either.
                            let judged = self.judged(&snapshot, caller, gate, child, &mut entry).await?;
                            refused = judged.filter(|refused| refused.trace.child.is_some());
                        }
                        if let Some(refused) = refused {
                            snapshot.close().await.map_err(Error::unavailable)?;
                            return Ok(ChangeAnswer::Refused(self.refuse(caller, entry, &refused, &book).await?));
                        }
                        entry.child = child;
                        entry.flags = entry.flags.union(flags);
                        Ok(Outcome::New(plan))
                    }
                },
            };
            if outcome.is_err() {
                entry::name_attempts(&mut entry, &recording.attempts());
            }
            // Whoever waits for the log holds no connection.
            snapshot.close().await.map_err(Error::unavailable)?;
            if let Some(answer) = self.answer(caller, &request, entry, outcome).await? {
                return Ok(answer);
            }
        }
        self.overtaken(caller, &request).await
    }

    /// Judges the child at that gate and puts what was judged into the entry; the refusal, if there is one. One statement.
    async fn judged(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        gate: Gate,
        child: ChildId,
        entry: &mut EntryDraft,
    ) -> Result<Option<Box<Refused>>, Error> {
        let book = self.book();
        let subject = self.store().subject_for(snapshot, caller, None, &ChildKey::Id(child), RecordFacts::CHILD).await;
        let (trace, refused) = match self.store().judge(subject.map_err(Error::unavailable)?, &book, gate) {
            Ok(opening) => (opening.gate_trace(gate), None),
            Err(refused) => (refused.trace.clone(), Some(refused)),
        };
        entry::state_trace(entry, &trace, &entry::book_hash(&book), self.fact_sets());
        Ok(refused)
    }

    /// Whoever runs the hub works with no child; the attempt is logged.
    ///
    /// # Errors
    /// FORBIDDEN for them; nothing for all others.
    pub async fn turn_away_administrators(&self, caller: &Caller, action: AccessAction) -> Result<(), Error> {
        if !caller.roles.contains(Role::SystemAdministrator) {
            return Ok(());
        }
        let mut entry = self.entry_of(caller, action);
        entry::refuse(&mut entry, RefusalCode::Role);
        self.log().append(Draft::new((), entry)).await.map_err(Error::unavailable)?;
        Err(Error::forbidden("whoever runs the hub works with no child: sign in with another membership"))
    }
}

#[cfg(test)]
impl Door {
    /// Works something out as [`Door::record`] does, writes nothing, and says how many statements it took.
    pub(crate) async fn statements<T>(&self, caller: &Caller, work: impl AsyncFnOnce(&Recording<'_>) -> T) -> (T, u32) {
        let snapshot = self.store().snapshot(AsOf::Now).await.unwrap();
        let made = work(&self.recording(&snapshot, caller, &[])).await;
        (made, snapshot.statements())
    }
}
