//! The child behind the id of an entry, a consent, a protection, an involvement, a check or a concern. Where there is none
//! that the caller may change, the answer is a child that nobody knows, so that the judgement goes the same way after the
//! same number of queries.

use entities::ids::{
    CheckId, CheckRoundId, ChildId, ConcernId, ConsentId, EntryId, InvolvementId, JointDecisionId, ProtectionId, WorkId,
};
use entities::words::{CheckStatus, LawfulBasis, ProtectionKind, Role, Sensitivity, SharingPurpose, WorkKind};
use policies::facts::{Owner, RecordFacts, RecordKind};

use serde::Serialize;

use super::Door;
use crate::error::Error;
use crate::store::{AsOf, Caller, ChildKey, InvolvementOwner, Sharing};

/// What is judged where there is no such entry: a stranger's.
const STRANGERS_ENTRY: RecordFacts =
    RecordFacts { kind: RecordKind::Entry, owner: Owner::Other, recorded: true, ..RecordFacts::CHILD };

/// What is judged where there is no such concern: a stranger's.
pub(super) const STRANGERS_CONCERN: RecordFacts =
    RecordFacts { kind: RecordKind::Concern, owner: Owner::Other, recorded: true, ..RecordFacts::CHILD };

/// What policy looks at of a concern, or of what rests on one, that the statement found to be for the caller to answer.
pub(super) const TO_DECIDE: RecordFacts = RecordFacts { addressed: true, ..STRANGERS_CONCERN };

/// What policy looks at of a check that the caller's agency asked for.
pub const OWN_CHECK: RecordFacts = RecordFacts { owner: Owner::Own, recorded: true, ..RecordFacts::CHILD };

/// What policy looks at of a view that the caller's agency was asked for: what it says is its own, whatever its relationship
/// to the child is by now (R35).
pub const OWN_VIEW: RecordFacts =
    RecordFacts { kind: RecordKind::Entry, owner: Owner::Own, recorded: true, ..RecordFacts::CHILD };

/// On what partner agencies decide together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DecidedOn {
    /// On a concern.
    Concern(ConcernId),
    /// On what a round of checks brought.
    Round(CheckRoundId),
}
/// What policy looks at of a piece of work that the caller's agency keeps, where it is an early help plan.
pub(super) const OWN_WORK: RecordFacts = OWN_CHECK;

/// On what it is decided to go on without consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dispensed {
    /// On a concern.
    Concern(ConcernId),
    /// On a check.
    Check(CheckId),
}

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

    /// The child of a check that is put to the caller's agency, and what policy looks at of its answer: one that stands is that
    /// agency's own (R35).
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_check_put(&self, caller: &Caller, id: CheckId) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.own_check(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let answer = RecordFacts { kind: RecordKind::Entry, owner: Owner::Own, ..RecordFacts::CHILD };
        let found = found.filter(|check| !check.asking);
        let recorded = found.is_some_and(|check| check.status == CheckStatus::Answered);
        Ok((self.or_nobody(found.map(|check| check.child))?, RecordFacts { recorded, ..answer }))
    }

    /// The child of a check that the caller's agency asked for.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_check_asked(&self, caller: &Caller, id: CheckId) -> Result<ChildKey, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.own_check(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        self.or_nobody(found.filter(|check| check.asking).map(|check| check.child))
    }

    /// The child of a piece of work that the caller's agency keeps, and what policy looks at of it. For all but social workers
    /// there is no statutory work of theirs (R36).
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_work(&self, caller: &Caller, id: WorkId) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_work(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let help = |kind: WorkKind| kind == WorkKind::EarlyHelpPlan;
        let found = found.filter(|(_, kind)| help(*kind) || caller.roles.contains(Role::SocialWorker));
        let statutory = found.is_some_and(|(_, kind)| !help(kind));
        Ok((self.or_nobody(found.map(|(child, _)| child))?, RecordFacts { statutory, ..OWN_WORK }))
    }

    /// The child of a check or a concern on which the caller may decide to go on without consent, and whether their own agency
    /// asked.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_to_dispense(&self, caller: &Caller, on: &Dispensed) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = match on {
            Dispensed::Check(id) => snapshot.child_of_check_to_decide(caller, *id).await,
            Dispensed::Concern(id) => {
                snapshot.child_of_concern_to_decide(caller, *id).await.map(|found| found.map(|child| (child, false)))
            }
        };
        let found = found.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let record = if found.is_some_and(|(_, own)| own) { OWN_CHECK } else { RecordFacts::CHILD };
        Ok((self.or_nobody(found.map(|(child, _)| child))?, record))
    }

    /// The child of a concern or a round of checks on which views are to be asked for, what policy looks at, and what for: a
    /// decision is for those to whom the concern is addressed (R34).
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_to_decide_on(
        &self,
        caller: &Caller,
        on: &DecidedOn,
    ) -> Result<(ChildKey, RecordFacts, Sharing), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let mut sharing = Sharing::plain(SharingPurpose::ReferralScreening, LawfulBasis::PublicTask);
        let found = match on {
            DecidedOn::Concern(id) => {
                sharing.concern = Some(*id);
                snapshot.child_of_concern(caller, *id, false).await.map_err(Error::unavailable)?
            }
            DecidedOn::Round(id) => {
                let found = snapshot.child_of_round(caller, *id).await.map_err(Error::unavailable)?;
                found.map(|(child, record, purpose)| {
                    sharing.purpose = purpose;
                    (child, record)
                })
            }
        };
        snapshot.close().await.map_err(Error::unavailable)?;
        let (child, record) = found.unzip();
        Ok((self.or_nobody(child)?, record.unwrap_or(STRANGERS_CONCERN), sharing))
    }

    /// The child of a joint decision, and what policy looks at of it for those who decide.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_joint_decision(
        &self,
        caller: &Caller,
        id: JointDecisionId,
    ) -> Result<(ChildKey, RecordFacts), Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_joint_decision(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        let (child, record) = found.unzip();
        Ok((self.or_nobody(child)?, record.unwrap_or(STRANGERS_CONCERN)))
    }

    /// The child of a joint decision on which the caller's agency was asked for its view.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn child_of_view(&self, caller: &Caller, id: JointDecisionId) -> Result<ChildKey, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let found = snapshot.child_of_view(caller, id).await.map_err(Error::unavailable)?;
        snapshot.close().await.map_err(Error::unavailable)?;
        self.or_nobody(found)
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
