//! The way by which somebody is told that something happened: [`Door::follow`] for one event, [`Door::changes`] for those since
//! a cursor. Each is judged anew for whoever is told, as the list or the record is in which they would find it, and is on
//! record before they are told. It gives ids alone.

use entities::Instant;
use entities::Set;
use entities::ids::{ChildId, EscalationId};
use entities::words::{AccessAction, CheckSide, EventKind, FieldClass, RefusalCode};
use policies::Gate;
use policies::facts::{Owner, RecordFacts, RecordKind};
use serde::Serialize;

use super::event::Subject;
use super::seal::Seal;
use super::view::VIEW_FORMAT;
use super::{Door, RecordAsk, RefusalView, entry};
use crate::access_log::{Draft, EntryDraft, Logged};
use crate::error::Error;
use crate::plain::calendar::local_date;
use crate::store::content::{ChecksAsk, ConcernsAsk, Side};
use crate::store::{AsOf, Caller, ChildKey, EscalationsAsk, Refused, Sharing, Snapshot, WrittenEvent};

/// An event as somebody is told of it: ids alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventView {
    id: String,
    kind: EventKind,
    subject: String,
    at: Instant,
}

impl EventView {
    pub(super) fn of(event: &WrittenEvent, seal: &Seal) -> Self {
        // Of a record it is told that it changed, and not in what.
        let in_record = event.row.kind == EventKind::RecordChanged;
        let subject = if in_record { event.row.child_id.public() } else { event.row.subject.clone() };
        Self { id: seal.id(event.place(), event.committed_at), kind: event.row.kind, subject, at: event.committed_at }
    }

    /// The event's id, the same for everybody who is told of it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What happened.
    pub const fn kind(&self) -> EventKind {
        self.kind
    }

    /// What it is about: a concern, a check, an escalation, or a child whose record changed.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// When it was committed.
    pub const fn at(&self) -> Instant {
        self.at
    }
}

/// What following an event comes to.
#[derive(Debug)]
pub enum Followed {
    /// It may be told.
    Told(Logged<EventView>),
    /// It is for others, or of something that the caller may not know of.
    Not,
    /// The record that is followed is not open to the caller any more.
    Shut(RefusalCode),
}

impl Door {
    /// The event as the caller may be told of it, judged now and logged. `sharing` says why they follow a child's record; without
    /// it they are told of no record.
    ///
    /// # Errors
    /// Where the hub cannot answer; then they were told nothing.
    pub async fn follow(
        &self,
        caller: &Caller,
        sharing: Option<&Sharing>,
        event: &WrittenEvent,
    ) -> Result<Followed, Error> {
        let snapshot = self.store().snapshot(AsOf::Now).await.map_err(Error::unavailable)?;
        let judged = self.telling(&snapshot, caller, sharing, event).await;
        snapshot.close().await.map_err(Error::unavailable)?;
        match judged? {
            Ok(Some(draft)) => Ok(Followed::Told(self.log().append(draft).await.map_err(Error::unavailable)?)),
            Ok(None) => Ok(Followed::Not),
            Err(code) => Ok(Followed::Shut(code)),
        }
    }

    /// Whether that record is open to the caller for that reason, now. It tells nothing more, and nothing is logged: whoever asks
    /// has it open already, and where it is shut they are told by [`Door::open`].
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn is_open(&self, caller: &Caller, child: ChildId, sharing: &Sharing) -> Result<bool, Error> {
        Ok(self.stands(caller, child, sharing).await?.is_ok())
    }

    /// The refusal of a record that is followed and is not open any more, logged; none where it is open after all. Unlike
    /// [`Door::open`] it begins nothing.
    ///
    /// # Errors
    /// Where the hub cannot answer.
    pub async fn shut(
        &self,
        caller: &Caller,
        child: ChildId,
        sharing: &Sharing,
    ) -> Result<Option<Logged<RefusalView>>, Error> {
        let Err(refused) = self.stands(caller, child, sharing).await? else { return Ok(None) };
        let mut entry = self.entry_of(caller, AccessAction::View);
        entry::state_sharing(&mut entry, sharing);
        entry.ask = Some(RecordAsk::default().canonical(sharing));
        self.refuse(caller, entry, &refused, &self.book()).await.map(Some)
    }

    /// Whether the record is open to the caller without anything that would begin by it.
    async fn stands(
        &self,
        caller: &Caller,
        child: ChildId,
        sharing: &Sharing,
    ) -> Result<Result<(), Box<Refused>>, Error> {
        let glance = self.store().glance(AsOf::Now);
        let subject = self.store().subject(&glance, caller, sharing, &ChildKey::Id(child)).await;
        Ok(match self.store().judge(subject.map_err(Error::unavailable)?, &self.book(), Gate::Open) {
            Err(refused) => Err(refused),
            Ok(opening) => {
                let trace = opening.trace();
                match self.begun(caller, sharing, &trace)? {
                    None => Ok(()),
                    Some(_) => Err(Box::new(Refused { code: RefusalCode::JustificationRequired, trace })),
                }
            }
        })
    }

    /// Judges an event for the caller: what they may be told, or that the record followed is shut.
    pub(super) async fn telling(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        sharing: Option<&Sharing>,
        event: &WrittenEvent,
    ) -> Result<Result<Option<Draft<EventView>>, RefusalCode>, Error> {
        if !concerns(caller, sharing, event) {
            return Ok(Ok(None));
        }
        let mut entry = self.entry_of(caller, AccessAction::Follow);
        entry.child = Some(event.row.child_id);
        let view = EventView::of(event, self.seal());
        entry.ask = Some(serde_json::json!({"event": view.id}).to_string());
        let told = match (event.row.kind, Subject::of(&event.row), sharing) {
            (EventKind::ConcernReceived | EventKind::DecisionMade, Subject::Concern(id), _) => {
                self.of_concern(snapshot, caller, event, id, &mut entry).await.map_err(Error::unavailable)?
            }
            (EventKind::CheckRequested | EventKind::CheckAnswered, Subject::Check(id), _) => {
                self.of_check(snapshot, caller, event, id, &mut entry).await.map_err(Error::unavailable)?
            }
            (EventKind::EscalationRaised, Subject::Escalation(id), _) => self
                .of_escalation(snapshot, caller, (event.row.child_id, id), &mut entry)
                .await
                .map_err(Error::unavailable)?,
            (EventKind::RecordChanged, subject, Some(sharing)) => {
                match self.of_record(snapshot, caller, sharing, (event.row.child_id, subject), &mut entry).await? {
                    Ok(told) => told,
                    Err(code) => return Ok(Err(code)),
                }
            }
            _ => false,
        };
        if !told {
            return Ok(Ok(None));
        }
        entry.disclosed = Set::EMPTY;
        entry.withheld = Set::EMPTY;
        entry.records_disclosed = 1;
        entry.view_format = VIEW_FORMAT;
        entry.digest = Some(entry::digest(&view).map_err(Error::internal)?);
        Ok(Ok(Some(Draft::new(view, entry))))
    }

    /// Whether the caller finds the concern in their list, as one to whom it is addressed (R23, R34).
    async fn of_concern(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        event: &WrittenEvent,
        id: entities::ids::ConcernId,
        entry: &mut EntryDraft,
    ) -> Result<bool, sea_orm::DbErr> {
        let ask = ConcernsAsk { only: Some(id), first: 1, ..ConcernsAsk::default() };
        let (listed, _) = snapshot.concerns(caller, &ask).await?;
        let may = |side| match side {
            Side::Addressed => true,
            // The designated officer is told of no decision.
            Side::Officer => event.row.kind == EventKind::ConcernReceived,
            Side::Raiser => false,
        };
        let Some(one) = listed.first().filter(|listed| may(listed.side)) else { return Ok(false) };
        let view = self.about(snapshot, caller, &[*one], &ask, &self.book(), entry).await?;
        Ok(view.has(id))
    }

    /// Whether the caller finds the check in their list, on the side for which the event is (R14).
    async fn of_check(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        event: &WrittenEvent,
        id: entities::ids::CheckId,
        entry: &mut EntryDraft,
    ) -> Result<bool, sea_orm::DbErr> {
        let side = if event.row.kind == EventKind::CheckRequested { CheckSide::Asked } else { CheckSide::Asking };
        let ask = ChecksAsk { only: Some(id), side: Some(side), first: 1, ..ChecksAsk::default() };
        let (listed, _) = snapshot.checks(caller, &ask).await?;
        if listed.is_empty() {
            return Ok(false);
        }
        let view = self.checks_of(snapshot, caller, &listed, &ask, &self.book(), entry).await?;
        Ok(view.check(0).is_some())
    }

    /// Whether the caller finds the escalation in their list, and works with the child, may ask about it, or answers for who does.
    async fn of_escalation(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        (child, id): (ChildId, EscalationId),
        entry: &mut EntryDraft,
    ) -> Result<bool, sea_orm::DbErr> {
        let ask = EscalationsAsk { only: Some(id), first: 1, ..EscalationsAsk::default() };
        if snapshot.escalations(caller, &ask).await?.0.is_empty() {
            return Ok(false);
        }
        let own = RecordFacts { kind: RecordKind::Entry, owner: Owner::Own, ..RecordFacts::CHILD };
        for (gate, record) in
            [(Gate::Contribute, own), (Gate::Check, RecordFacts::CHILD), (Gate::Know, RecordFacts::CHILD)]
        {
            let subject = self.store().subject_for(snapshot, caller, None, &ChildKey::Id(child), record).await?;
            if let Ok(opening) = self.store().judge(subject, &self.book(), gate) {
                entry::state_trace(entry, &opening.gate_trace(gate), &entry::book_hash(&self.book()), self.fact_sets());
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the caller, who opens the record for that reason, finds in it the thing that changed.
    async fn of_record(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        sharing: &Sharing,
        (child, changed): (ChildId, Subject),
        entry: &mut EntryDraft,
    ) -> Result<Result<bool, RefusalCode>, Error> {
        entry::state_sharing(entry, sharing);
        let book = self.book();
        let subject = self.store().subject(snapshot, caller, sharing, &ChildKey::Id(child)).await;
        let opening = match self.store().judge(subject.map_err(Error::unavailable)?, &book, Gate::Open) {
            Ok(opening) => opening,
            Err(refused) => return Ok(Err(refused.code)),
        };
        let opening = snapshot.narrow(opening, caller).await.map_err(Error::unavailable)?;
        let trace = opening.trace();
        entry::state_trace(entry, &trace, &entry::book_hash(&book), self.fact_sets());
        let found = match changed {
            Subject::Entry(id) => snapshot.lists_entry(&opening, caller, id).await,
            Subject::Consent(id) => snapshot
                .consents(&opening, caller, local_date(caller.at))
                .await
                .map(|all| all.iter().any(|one| one.id == id)),
            Subject::Involvement(id) => {
                snapshot.involvements(&opening, caller).await.map(|all| all.iter().any(|one| one.id == id))
            }
            Subject::Level => Ok(opening.field(Set::of(&[FieldClass::Summary])).is_ok()),
            // Its version stands in every answer.
            Subject::Details => Ok(true),
            Subject::Concern(_) | Subject::Check(_) | Subject::Escalation(_) | Subject::Other => Ok(false),
        };
        let found = found.map_err(Error::unavailable)?;
        // Nothing begins by being told: a purpose, an emergency and an approval begin where the record is opened (R10, R21, R31).
        if found && self.begun(caller, sharing, &trace)?.is_some() {
            return Ok(Err(RefusalCode::JustificationRequired));
        }
        Ok(Ok(found))
    }
}

/// Whether the event is for the caller's agency, an area that they serve, or the record that they follow. It judges nothing:
/// what it leaves out would not be told.
pub fn concerns(caller: &Caller, sharing: Option<&Sharing>, event: &WrittenEvent) -> bool {
    if event.row.kind == EventKind::RecordChanged {
        return sharing.is_some();
    }
    let served = |area: &entities::ids::AgencyId| caller.successions.line(*area);
    let areas = caller.mash_areas.iter().flat_map(served).collect::<Vec<_>>();
    event.agencies.iter().any(|agency| caller.agency.owns(*agency) || areas.contains(agency))
}
