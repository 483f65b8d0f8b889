//! An event as a change writes it: what happened, about what, and for which agencies. Ids alone; who may be told is judged when
//! it is read.

use entities::Instant;
use entities::ids::{AgencyId, CheckId, ChildId, ConcernId, ConsentId, EntryId, EscalationId, InvolvementId, LevelId};
use entities::rows::{
    chronology_entry, concern, consent, event, involvement, responsibility_transfer, safeguarding_check,
};
use entities::words::{EventKind, Sensitivity};

use super::writing::Recording;
use crate::store::Rows;

/// What happened, to be written with the change that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    kind: EventKind,
    subject: String,
    child: ChildId,
    agencies: Vec<AgencyId>,
}

impl Event {
    /// A concern came to those who are to decide on it.
    pub fn concern_received(concern: &concern::Model) -> Self {
        Self::of_concern(EventKind::ConcernReceived, concern)
    }

    /// It was decided what becomes of a concern. Its raiser is told by those who decided, and not by this (R34).
    pub fn decision_made(concern: &concern::Model) -> Self {
        Self::of_concern(EventKind::DecisionMade, concern)
    }

    fn of_concern(kind: EventKind, concern: &concern::Model) -> Self {
        Self { kind, subject: concern.id.public(), child: concern.child_id, agencies: vec![concern.addressed_to] }
    }

    /// A check was put to an agency.
    pub fn check_requested(check: &safeguarding_check::Model) -> Self {
        Self {
            kind: EventKind::CheckRequested,
            subject: check.id.public(),
            child: check.child_id,
            agencies: vec![check.asked_agency],
        }
    }

    /// A check was answered; for who asked.
    pub fn check_answered(check: &safeguarding_check::Model) -> Self {
        Self {
            kind: EventKind::CheckAnswered,
            subject: check.id.public(),
            child: check.child_id,
            agencies: vec![check.agency_id],
        }
    }

    /// A disagreement about a child was raised to a stage, which those agencies are to answer. `escalation` is its public id.
    pub fn escalation_raised(escalation: String, child: ChildId, agencies: Vec<AgencyId>) -> Self {
        Self { kind: EventKind::EscalationRaised, subject: escalation, child, agencies }
    }

    /// An entry of the chronology is new, corrected or withdrawn; for its own agency, unless few of its people may know of it
    /// (R29), and for those to whom it is told (R40).
    pub fn entry_changed(entry: &chronology_entry::Model) -> Self {
        let mut agencies: Vec<AgencyId> = serde_json::from_str(&entry.tell).unwrap_or_default();
        if entry.sensitivity != Sensitivity::Restricted {
            agencies.push(entry.agency_id);
        }
        agencies.sort_unstable();
        agencies.dedup();
        Self { kind: EventKind::RecordChanged, subject: entry.id.public(), child: entry.child_id, agencies }
    }

    /// A decision on consent is new or withdrawn.
    pub fn consent_changed(consent: &consent::Model) -> Self {
        Self::in_record(consent.id.public(), consent.child_id, consent.agency_id)
    }

    /// An involvement is new, confirmed or ended.
    pub fn involvement_changed(involvement: &involvement::Model) -> Self {
        Self::in_record(involvement.id.public(), involvement.child_id, involvement.agency_id)
    }

    /// The child's details changed.
    pub fn details_changed(child: ChildId, by: AgencyId) -> Self {
        Self::in_record(child.public(), child, by)
    }

    /// Responsibility for the child passed on: for the authority that accepted it, and for the one that offered it.
    pub fn responsibility_passed(passed: &responsibility_transfer::Model) -> Self {
        let agencies = vec![passed.from_agency, passed.to_agency];
        Self { agencies, ..Self::details_changed(passed.child_id, passed.to_agency) }
    }

    /// The child's level of need was decided anew.
    pub fn level_changed(child: ChildId, by: AgencyId) -> Self {
        Self::in_record(LevelId(child.0).public(), child, by)
    }

    fn in_record(subject: String, child: ChildId, by: AgencyId) -> Self {
        Self { kind: EventKind::RecordChanged, subject, child, agencies: vec![by] }
    }

    pub(super) fn row(self, ordinal: usize, at: Instant) -> event::Model {
        event::Model {
            log: 0,
            seq: 0,
            ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
            kind: self.kind,
            subject: self.subject,
            child_id: self.child,
            agencies: serde_json::to_string(&self.agencies).unwrap_or_default(),
            at,
        }
    }
}

impl Recording<'_> {
    /// Writes all events of the change with it. To be called once: the order in which they are given is theirs.
    pub fn tell(&self, rows: &mut Rows, events: impl IntoIterator<Item = Event>) {
        for (ordinal, event) in events.into_iter().enumerate() {
            rows.add(event.row(ordinal, self.caller.at));
        }
    }
}

/// What an event is about, read back from its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Concern(ConcernId),
    Check(CheckId),
    Entry(EntryId),
    Consent(ConsentId),
    Involvement(InvolvementId),
    Escalation(EscalationId),
    /// The child's details.
    Details,
    /// The child's level of need.
    Level,
    /// Anything that this hub does not read by its id.
    Other,
}

impl Subject {
    pub(super) fn of(row: &event::Model) -> Self {
        let text = row.subject.as_str();
        let concern = ConcernId::from_public(text).map(Self::Concern);
        let found = concern.or_else(|_| CheckId::from_public(text).map(Self::Check));
        let found = found.or_else(|_| EntryId::from_public(text).map(Self::Entry));
        let found = found.or_else(|_| ConsentId::from_public(text).map(Self::Consent));
        let found = found.or_else(|_| EscalationId::from_public(text).map(Self::Escalation));
        let found = found.or_else(|_| InvolvementId::from_public(text).map(Self::Involvement));
        let found = found.or_else(|_| ChildId::from_public(text).map(|_| Self::Details));
        found.or_else(|_| LevelId::from_public(text).map(|_| Self::Level)).unwrap_or(Self::Other)
    }
}
