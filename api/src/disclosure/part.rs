//! The child behind the id of an entry, a consent, a protection or an involvement. Where there is none that the caller may
//! change, the answer is a child that nobody knows, so that the judgement goes the same way after the same number of queries.

use entities::ids::{ChildId, ConcernId, ConsentId, EntryId, InvolvementId, ProtectionId};
use entities::words::{ProtectionKind, Role, Sensitivity};
use policies::facts::{Owner, RecordFacts, RecordKind};

use super::Door;
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, InvolvementOwner};

/// What is judged where there is no such entry: a stranger's.
const STRANGERS_ENTRY: RecordFacts =
    RecordFacts { kind: RecordKind::Entry, owner: Owner::Other, recorded: true, ..RecordFacts::CHILD };

/// What is judged where there is no such concern: a stranger's.
pub(super) const STRANGERS_CONCERN: RecordFacts =
    RecordFacts { kind: RecordKind::Concern, owner: Owner::Other, recorded: true, ..RecordFacts::CHILD };

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
            _ => Ok((ChildKey::Id(self.stranger()?), STRANGERS_ENTRY)),
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

    /// The child of an involvement and whose it is, where the caller's agency may have to do with it.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_involvement(
        &self,
        caller: &Caller,
        id: InvolvementId,
        own_alone: bool,
    ) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.involvement_owner(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        // Of another agency's involvement only a social worker is told: for all others there is no such thing, whatever else
        // their role would be told.
        let told = !own_alone && caller.roles.contains(Role::SocialWorker);
        let own =
            RecordFacts { kind: RecordKind::Involvement, owner: Owner::Own, recorded: true, ..RecordFacts::CHILD };
        Ok(match found.filter(|found| found.own || told) {
            None => (ChildKey::Id(self.stranger()?), own),
            Some(InvolvementOwner { child, own: is_own, sensitivity, by_caller }) => {
                let owner = if is_own { Owner::Own } else { Owner::Other };
                (ChildKey::Id(child), RecordFacts { owner, sensitivity, by_caller, ..own })
            }
        })
    }

    /// The child of a concern and what policy looks at of the concern: whether it is addressed to the caller (R34).
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_concern(&self, caller: &Caller, id: ConcernId) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_concern(caller, id, false).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        match found {
            Some((child, facts)) => Ok((ChildKey::Id(child), facts)),
            None => Ok((ChildKey::Id(self.stranger()?), STRANGERS_CONCERN)),
        }
    }

    pub(super) fn or_nobody(&self, child: Option<ChildId>) -> Result<ChildKey, Error> {
        child.map_or_else(|| self.stranger(), Ok).map(ChildKey::Id)
    }

    /// A child that there is not.
    pub(super) fn stranger(&self) -> Result<ChildId, Error> {
        self.entropy().uuid().map(ChildId).map_err(|_| Error::internal("no randomness"))
    }
}

/// A RESTRICTED entry is for its author, the author's team and those named; to all others it is not there (R29).
const fn may_know(entry: &RecordFacts) -> bool {
    !matches!(entry.sensitivity, Sensitivity::Restricted) || entry.by_caller || entry.by_team || entry.caller_named
}
