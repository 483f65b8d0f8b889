//! A practitioner writes a line about a child.

use entities::Instant;
use entities::Set;
use entities::ids::{AgencyId, EntryId, GiverId, PersonId};
use entities::rows::{chronology_entry, protective_work};
use entities::words::{
    AccessAction, ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance,
    TimePrecision,
};
use policies::facts::{Owner, RecordFacts, RecordKind};
use policies::{Gate, content_classes};
use serde::Serialize;

use super::super::problems::Problems;
use super::version::lost;
use super::{episode, named};
use crate::disclosure::made::EntryView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, ChildKey, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;

/// An entry to contribute: about whom, why the contributor is there, and what it says.
#[derive(Clone, Debug, Serialize)]
pub struct NewEntry {
    /// The child.
    pub child: ChildKey,
    /// Why the contributor is in the record.
    pub sharing: Sharing,
    /// The entry.
    pub entry: EntryText,
}

/// An entry as its contributor gives it.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct EntryText {
    pub occurred_at: Instant,
    pub occurred_until: Option<Instant>,
    pub occurred_precision: TimePrecision,
    pub category: ChronologyCategory,
    pub significance: Significance,
    pub sensitivity: Sensitivity,
    pub handling: Set<HandlingTag>,
    pub classes: Vec<FieldClass>,
    pub about_adults: Vec<GiverId>,
    pub tell: Vec<AgencyId>,
    pub named: Vec<PersonId>,
    pub summary: String,
    pub narrative: Option<String>,
    pub impact_on_child: Option<String>,
    pub impact_direction: Option<ImpactDirection>,
    pub child_voice: Option<String>,
    pub action: Option<String>,
    pub outcome: Option<String>,
}

/// Contributes an entry.
///
/// # Errors
/// Where the hub cannot answer; then nothing was recorded.
pub async fn contribute(
    door: &Door,
    caller: &Caller,
    key: &str,
    new: NewEntry,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<EntryView>, Error> {
    let ask = ChangeAsk {
        gate: Gate::Contribute,
        child: new.child.clone(),
        sharing: Some(&new.sharing),
        record: own_entry(new.entry.sensitivity),
        approver: None,
    };
    let (action, mutation) = (AccessAction::Contribute, "contributeChronologyEntry");
    let request = Request { action, mutation, key: Some(key), said: &new, form };
    door.change(
        caller,
        request,
        ask,
        |planning, new| Box::pin(plan(planning, new)),
        |planning, _, made| Box::pin(recall(planning, made)),
    )
    .await
}

/// What policy looks at of an entry that the caller writes.
pub(super) fn own_entry(sensitivity: Sensitivity) -> RecordFacts {
    RecordFacts {
        kind: RecordKind::Entry,
        owner: Owner::Own,
        sensitivity,
        by_caller: true,
        by_team: true,
        ..RecordFacts::CHILD
    }
}

async fn plan(planning: &Planning<'_>, new: &NewEntry) -> Result<Plan<EntryView>, PlanError> {
    let mut problems = Problems::of(planning);
    let (row, work) = written(planning, &mut problems, &new.entry).await?;
    problems.check()?;
    let mut rows = Rows::new();
    if let Some(work) = work {
        rows.add(work);
    }
    planning.tell(&mut rows, [Event::entry_changed(&row)]);
    let view = EntryView::of(&row);
    let (made, classes) = (row.id.to_string(), row.classes);
    rows.add(row);
    Ok(Plan { view, rows, made, classes })
}

/// The row of a new entry about the opened child, and the protective work that it begins; worth nothing where there are problems.
pub(in crate::services) async fn written(
    planning: &Planning<'_>,
    problems: &mut Problems,
    new: &EntryText,
) -> Result<(chronology_entry::Model, Option<protective_work::Model>), PlanError> {
    let caller = planning.caller;
    problems.past("occurredAt", new.occurred_at, caller.at);
    if let Some(until) = new.occurred_until {
        problems.past("occurredUntil", until, caller.at);
        if until < new.occurred_at {
            problems.add("occurredUntil", "BEFORE_START", "it ended before it began: check both times");
        }
    }
    let added = added_classes(problems, &new.classes);
    let summary = problems.text("summary", &new.summary);
    let narrative = problems.optional("narrative", new.narrative.as_deref());
    let impact_on_child = problems.optional("impactOnChild", new.impact_on_child.as_deref());
    let child_voice = problems.optional("childVoice", new.child_voice.as_deref());
    let action = problems.optional("action", new.action.as_deref());
    let outcome = problems.optional("outcome", new.outcome.as_deref());
    named::check(planning, problems, &new.about_adults, &new.tell, &new.named).await?;
    let row = chronology_entry::Model {
        id: EntryId(planning.uuid()?),
        version: 1,
        child_id: planning.opening.child(),
        agency_id: caller.agency.id,
        agency_kind: caller.agency.kind,
        team: caller.team.clone(),
        person_id: Some(caller.person),
        recorded_by: caller.name.clone(),
        occurred_at: new.occurred_at,
        occurred_until: new.occurred_until,
        occurred_precision: new.occurred_precision,
        recorded_at: caller.at,
        category: new.category,
        significance: new.significance,
        sensitivity: new.sensitivity,
        classes: content_classes(new.category, caller.agency.kind).union(added),
        added_classes: added,
        handling: new.handling,
        about_adults: ids(&new.about_adults)?,
        tell: ids(&new.tell)?,
        named: ids(&new.named)?,
        summary,
        narrative,
        impact_on_child,
        impact_direction: new.impact_direction,
        child_voice,
        action,
        outcome,
        withdrawn_at: None,
        wrong_child: false,
        correction_reason: None,
        log: 0,
        seq: 0,
    };
    let work = episode::begun(planning.caller, &row);
    Ok((row, work))
}

/// Content classes that the contributor adds; any other is a problem (R2).
pub(in crate::services) fn added_classes(problems: &mut Problems, classes: &[FieldClass]) -> Set<FieldClass> {
    let allowed = Set::of(policies::content::CONTENT_CLASSES);
    let mut added = Set::EMPTY;
    for class in classes {
        if allowed.contains(*class) {
            added.insert(*class);
        } else {
            problems.add(
                "classes",
                "NOT_A_CONTENT_CLASS",
                format!("{class} says nothing of what an entry holds: leave it out"),
            );
        }
    }
    added
}

/// A JSON list of ids, sorted, each once.
pub(super) fn ids<T: Ord + Serialize + Clone>(ids: &[T]) -> Result<String, PlanError> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    serde_json::to_string(&ids).map_err(|e| PlanError::Failed(Error::internal(e)))
}

async fn recall(planning: &Planning<'_>, made: String) -> Result<EntryView, PlanError> {
    let id: EntryId = made.parse().map_err(|_| lost())?;
    let row = planning.snapshot.own_entry(planning.opening, planning.caller, id).await?;
    row.map(|row| EntryView::of(&row)).ok_or_else(lost)
}
