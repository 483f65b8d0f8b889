//! The child behind the id of an entry, a consent or a protection. Where there is none that the caller may change, the
//! answer is a child that nobody knows, so that the judgement goes the same way after the same number of queries.

use entities::ids::{ChildId, ConsentId, EntryId, ProtectionId};
use entities::words::{ProtectionKind, Sensitivity};
use policies::facts::{Owner, RecordFacts, RecordKind};

use super::Door;
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey};

/// What is judged where there is no such entry: a stranger's.
const STRANGERS_ENTRY: RecordFacts =
    RecordFacts { kind: RecordKind::Entry, owner: Owner::Other, recorded: true, ..RecordFacts::CHILD };

impl Door {
    /// The child of an entry of the caller's own agency, and what policy looks at of the entry (R35).
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_entry(&self, caller: &Caller, id: EntryId) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_entry(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        match found {
            Some((child, facts)) if may_know(&facts) => Ok((ChildKey::Id(child), facts)),
            _ => Ok((self.nobody()?, STRANGERS_ENTRY)),
        }
    }

    /// The child of a decision on consent that the caller's own agency recorded.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_consent(&self, caller: &Caller, id: ConsentId) -> Result<ChildKey, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_consent(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        self.or_nobody(found)
    }

    /// The child that a protection of that kind is about, whoever recorded it.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_protection(&self, kind: ProtectionKind, id: ProtectionId) -> Result<ChildKey, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_protection(kind, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        self.or_nobody(found)
    }

    fn or_nobody(&self, child: Option<ChildId>) -> Result<ChildKey, Error> {
        child.map_or_else(|| self.nobody(), |child| Ok(ChildKey::Id(child)))
    }

    fn nobody(&self) -> Result<ChildKey, Error> {
        let id = self.entropy().uuid().map_err(|_| Error::internal("no randomness"))?;
        Ok(ChildKey::Id(ChildId(id)))
    }
}

/// A RESTRICTED entry is for its author, the author's team and those named; to all others it is not there (R29).
const fn may_know(entry: &RecordFacts) -> bool {
    !matches!(entry.sensitivity, Sensitivity::Restricted) || entry.by_caller || entry.by_team || entry.caller_named
}
