//! A practitioner corrects an entry of their own agency: a new version, and the earlier one stays.

use entities::Instant;
use entities::Set;
use entities::ids::{AgencyId, EntryId, GiverId, PersonId};
use entities::rows::chronology_entry;
use entities::words::{
    AccessAction, ChronologyCategory, FieldClass, HandlingTag, ImpactDirection, Sensitivity, Significance,
    TimePrecision,
};
use policies::Gate;
use serde::Serialize;

use super::super::patch::Patch;
use super::super::problems::Problems;
use super::classes::{self, Classes};
use super::contribute::{added_classes, ids};
use super::version::{Made, lost, recall};
use super::{episode, named};
use crate::disclosure::made::EntryView;
use crate::disclosure::{
    Caller, ChangeAnswer, ChangeAsk, Door, Event, Plan, PlanError, Planning, Problem, Request, Rows, Sharing,
};
use crate::error::Error;

/// A correction: what is not stated stays as it was.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "each field is the contract's field of that name")]
pub struct Correction {
    pub entry: EntryId,
    pub expected_version: i32,
    pub reason: String,
    pub sharing: Sharing,
    pub occurred_at: Patch<Instant>,
    pub occurred_until: Patch<Instant>,
    pub occurred_precision: Patch<TimePrecision>,
    pub category: Patch<ChronologyCategory>,
    pub significance: Patch<Significance>,
    pub sensitivity: Patch<Sensitivity>,
    pub handling: Patch<Set<HandlingTag>>,
    pub classes: Patch<Vec<FieldClass>>,
    pub about_adults: Patch<Vec<GiverId>>,
    pub tell: Patch<Vec<AgencyId>>,
    pub named: Patch<Vec<PersonId>>,
    pub summary: Patch<String>,
    pub narrative: Patch<String>,
    pub impact_on_child: Patch<String>,
    pub impact_direction: Patch<ImpactDirection>,
    pub child_voice: Patch<String>,
    pub action: Patch<String>,
    pub outcome: Patch<String>,
}

impl Correction {
    /// The fields that the caller states, by their names in the contract.
    fn stated(&self) -> Vec<&'static str> {
        [
            ("occurredUntil", self.occurred_until.is_stated()),
            ("category", self.category.is_stated()),
            ("significance", self.significance.is_stated()),
            ("sensitivity", self.sensitivity.is_stated()),
            ("handling", self.handling.is_stated()),
            ("classes", self.classes.is_stated()),
            ("summary", self.summary.is_stated()),
            ("narrative", self.narrative.is_stated()),
            ("impactOnChild", self.impact_on_child.is_stated()),
            ("impactDirection", self.impact_direction.is_stated()),
            ("childVoice", self.child_voice.is_stated()),
            ("action", self.action.is_stated()),
            ("outcome", self.outcome.is_stated()),
        ]
        .into_iter()
        .filter_map(|(field, stated)| stated.then_some(field))
        .collect()
    }
}

/// Corrects an entry.
///
/// # Errors
/// Where the hub cannot answer; then nothing was changed.
pub async fn correct(
    door: &Door,
    caller: &Caller,
    key: Option<&str>,
    correction: Correction,
    form: Vec<Problem>,
) -> Result<ChangeAnswer<EntryView>, Error> {
    let (child, record) = door.child_of_entry(caller, correction.entry).await?;
    let sharing = Some(&correction.sharing);
    let ask = ChangeAsk { gate: Gate::Contribute, child, sharing, record, approver: None };
    let mutation = "correctChronologyEntry";
    let request = Request { action: AccessAction::Correct, mutation, key, said: &correction, form };
    door.change(
        caller,
        request,
        ask,
        |planning, correction| Box::pin(plan(planning, correction)),
        |planning, correction, made| Box::pin(recall(planning, made, correction.stated())),
    )
    .await
}

async fn plan(planning: &Planning<'_>, correction: &Correction) -> Result<Plan<EntryView>, PlanError> {
    let caller = planning.caller;
    let before = planning.snapshot.own_entry(planning.opening, caller, correction.entry).await?.ok_or_else(lost)?;
    let mut problems = Problems::of(planning);
    problems.version(correction.expected_version, before.version);
    if before.withdrawn_at.is_some() {
        problems.add("entry", "WITHDRAWN", "this entry was withdrawn: contribute a new one instead");
    }
    let mut row = corrected(caller, &before, correction, &mut problems)?;
    row.correction_reason = Some(problems.text("reason", &correction.reason));
    let (adults, tell, people) = (&correction.about_adults, &correction.tell, &correction.named);
    named::check(planning, &mut problems, adults.items(), tell.items(), people.items()).await?;
    problems.check()?;
    if row.person_id.is_none() {
        // An imported entry has no author; whoever corrects it answers for it.
        row.person_id = Some(caller.person);
        row.team.clone_from(&caller.team);
    }
    let mut rows = Rows::new();
    if let Some(work) = episode::followed(planning, &before, &row).await? {
        rows.add(work);
    }
    let made = Made::of(caller, &before);
    planning.tell(&mut rows, [Event::entry_changed(&row)]);
    let (view, classes) = (made.view(&row, &correction.stated()), row.classes);
    rows.add(row);
    Ok(Plan { view, rows, made: made.to_string(), classes })
}

/// The next version of the entry, less its reason. Its author and the author's team stay: what few may see hangs on them.
fn corrected(
    caller: &Caller,
    before: &chronology_entry::Model,
    new: &Correction,
    problems: &mut Problems,
) -> Result<chronology_entry::Model, PlanError> {
    let occurred_at = new.occurred_at.over_needed(problems, "occurredAt", before.occurred_at);
    let occurred_until = new.occurred_until.over(before.occurred_until);
    problems.past("occurredAt", occurred_at, caller.at);
    if let Some(until) = occurred_until {
        problems.past("occurredUntil", until, caller.at);
        if until < occurred_at {
            problems.add("occurredUntil", "BEFORE_START", "it ended before it began: check both times");
        }
    }
    let category = new.category.over_needed(problems, "category", before.category);
    let added = match &new.classes {
        Patch::Keep => None,
        Patch::Clear => Some(Set::EMPTY),
        Patch::Set(classes) => Some(added_classes(problems, classes)),
    };
    let stood = Classes { all: before.classes, added: before.added_classes };
    let classes = classes::corrected(stood, (before.category, category), before.agency_kind, added);
    Ok(chronology_entry::Model {
        version: before.version + 1,
        recorded_by: caller.name.clone(),
        recorded_at: caller.at,
        occurred_at,
        occurred_until,
        occurred_precision: new.occurred_precision.over_needed(
            problems,
            "occurredPrecision",
            before.occurred_precision,
        ),
        category,
        significance: new.significance.over_needed(problems, "significance", before.significance),
        sensitivity: new.sensitivity.over_needed(problems, "sensitivity", before.sensitivity),
        classes: classes.all,
        added_classes: classes.added,
        handling: new.handling.over(Some(before.handling)).unwrap_or_default(),
        about_adults: list_over(&new.about_adults, &before.about_adults)?,
        tell: list_over(&new.tell, &before.tell)?,
        named: list_over(&new.named, &before.named)?,
        summary: new.summary.text_over_needed(problems, "summary", before.summary.clone()),
        narrative: new.narrative.text_over(problems, "narrative", before.narrative.clone()),
        impact_on_child: new.impact_on_child.text_over(problems, "impactOnChild", before.impact_on_child.clone()),
        impact_direction: new.impact_direction.over(before.impact_direction),
        child_voice: new.child_voice.text_over(problems, "childVoice", before.child_voice.clone()),
        action: new.action.text_over(problems, "action", before.action.clone()),
        outcome: new.outcome.text_over(problems, "outcome", before.outcome.clone()),
        log: 0,
        seq: 0,
        ..before.clone()
    })
}

/// The JSON list after the correction.
fn list_over<T: Ord + Serialize + Clone>(patch: &Patch<Vec<T>>, before: &str) -> Result<String, PlanError> {
    match patch {
        Patch::Keep => Ok(before.to_owned()),
        Patch::Clear => ids::<T>(&[]),
        Patch::Set(list) => ids(list),
    }
}
