//! Involvements, protective work and chronology entries: what is new is added, what changed gets a version, and what a
//! person ended or withdrew stays so.

use entities::Set;
use entities::ids::{EntryId, InvolvementId};
use entities::rows::{chronology_entry, involvement, protective_work};
use entities::words::{InvolvementState, Sensitivity};
use policies::content_classes;

use super::super::cin_census::{ImportedEntry, ImportedInvolvement};
use super::Tally;
use super::plan::{Compared, Target};
use super::slices::{Groups, Row};
use crate::error::Error;
use crate::plain::calendar::start_of_day;

/// Who recorded what an import recorded.
const RECORDED_BY: &str = "import";

/// Adds the involvements.
pub(super) fn involvements(target: &Target<'_>, groups: &mut Groups) -> Result<(), Error> {
    for one in &target.piece.child.involvements {
        let hash = one.content_hash();
        let row = match target.compare(&one.key, &hash) {
            Compared::Same => continue,
            Compared::New => first_involvement(target, one, InvolvementId(target.run.door.fresh_id()?)),
            Compared::Changed(known) => match target.made.involvements.get(&known.made) {
                Some(before) => next_involvement(target, one, before),
                None => first_involvement(target, one, InvolvementId(target.run.door.fresh_id()?)),
            },
        };
        let record = target.record(&one.key, &hash, row.id.to_string());
        groups.add(vec![Row::Involvement(Box::new(row)), Row::Record(record)]);
    }
    Ok(())
}

fn state(one: &ImportedInvolvement, target: &Target<'_>) -> InvolvementState {
    if one.ended.is_some_and(|on| on <= target.run.today) { InvolvementState::Ended } else { InvolvementState::Open }
}

fn first_involvement(target: &Target<'_>, one: &ImportedInvolvement, id: InvolvementId) -> involvement::Model {
    involvement::Model {
        id,
        version: 1,
        child_id: target.child,
        agency_id: target.run.importer.agency,
        agency_kind: target.run.importer.kind,
        service: one.service.to_owned(),
        team: None,
        practitioners: "[]".to_owned(),
        started_on: one.started,
        ended_on: one.ended,
        end_reason: one.reason.clone().filter(|_| one.ended.is_some()),
        state: state(one, target),
        sensitivity: Sensitivity::Standard,
        claimed_identity: None,
        recorded_at: target.run.now,
        person_id: None,
        log: 0,
        seq: 0,
    }
}

/// Team and practitioners stay as people recorded them, and so does an end that a person recorded and the return does not
/// know of yet.
fn next_involvement(target: &Target<'_>, one: &ImportedInvolvement, before: &involvement::Model) -> involvement::Model {
    let mut row = involvement::Model {
        version: before.version + 1,
        started_on: one.started,
        recorded_at: target.run.now,
        person_id: None,
        ..before.clone()
    };
    let ended_by_a_person = before.person_id.is_some() && before.state == InvolvementState::Ended;
    if !(ended_by_a_person && one.ended.is_none()) {
        row.ended_on = one.ended;
        row.end_reason = one.reason.clone().filter(|_| one.ended.is_some());
        row.state = state(one, target);
    }
    row
}

/// Adds protective work that is open, and closes what was.
pub(super) fn works(target: &Target<'_>, groups: &mut Groups) -> Result<(), Error> {
    for one in &target.piece.child.works {
        let hash = one.content_hash();
        let open = one.closed.is_none_or(|on| on > target.run.today);
        let before = match target.compare(&one.key, &hash) {
            Compared::Same => continue,
            Compared::New => None,
            Compared::Changed(known) => target.made.works.get(&known.made),
        };
        let (id, version) = match before {
            Some(before) => (before.id.clone(), before.version + 1),
            None if open => (target.run.door.fresh_id()?.to_string(), 1),
            // What ended before it was ever on record here bears no purpose out; the chronology tells of it.
            None => {
                groups.add(vec![Row::Record(target.record(&one.key, &hash, String::new()))]);
                continue;
            }
        };
        let record = target.record(&one.key, &hash, id.clone());
        let row = protective_work::Model {
            id,
            version,
            child_id: target.child,
            kind: one.kind,
            opened_on: one.opened,
            closed_on: one.closed,
            agency_id: target.run.importer.agency,
            person_id: None,
            log: 0,
            seq: 0,
        };
        groups.add(vec![Row::Work(row), Row::Record(record)]);
    }
    Ok(())
}

/// Adds the chronology.
pub(super) fn entries(target: &Target<'_>, groups: &mut Groups, tally: &mut Tally) -> Result<(), Error> {
    for one in &target.piece.child.entries {
        let hash = one.content_hash();
        let (row, made) = match target.compare(&one.key, &hash) {
            Compared::Same => {
                tally.entries_known += 1;
                continue;
            }
            Compared::New => {
                tally.entries_added += 1;
                let row = entry(target, one, EntryId(target.run.door.fresh_id()?), 1);
                let made = row.id.to_string();
                (Some(row), made)
            }
            Compared::Changed(known) => match target.made.entries.get(&known.made) {
                // Withdrawn stays withdrawn.
                Some(before) if before.withdrawn_at.is_some() => {
                    tally.entries_known += 1;
                    (None, known.made.clone())
                }
                Some(before) => {
                    tally.entries_changed += 1;
                    (Some(following(target, one, before)), known.made.clone())
                }
                None => return Err(Error::internal("an import's entry is not there")),
            },
        };
        let mut rows = vec![Row::Record(target.record(&one.key, &hash, made))];
        rows.extend(row.map(|row| Row::Entry(Box::new(row))));
        groups.add(rows);
    }
    Ok(())
}

fn entry(target: &Target<'_>, one: &ImportedEntry, id: EntryId, version: i32) -> chronology_entry::Model {
    let kind = target.run.importer.kind;
    let added = one.classes.intersection(Set::of(policies::content::CONTENT_CLASSES));
    chronology_entry::Model {
        id,
        version,
        child_id: target.child,
        agency_id: target.run.importer.agency,
        agency_kind: kind,
        team: None,
        person_id: None,
        recorded_by: RECORDED_BY.to_owned(),
        occurred_at: start_of_day(one.occurred),
        occurred_until: one.until.map(start_of_day),
        occurred_precision: one.precision,
        recorded_at: target.run.now,
        category: one.category,
        significance: one.significance,
        sensitivity: Sensitivity::Standard,
        classes: content_classes(one.category, kind).union(added),
        added_classes: added,
        handling: one.handling,
        about_adults: "[]".to_owned(),
        tell: "[]".to_owned(),
        named: "[]".to_owned(),
        summary: one.summary.clone(),
        narrative: Some(one.narrative.clone()).filter(|text| !text.is_empty()),
        impact_on_child: None,
        impact_direction: None,
        child_voice: None,
        action: None,
        outcome: None,
        withdrawn_at: None,
        wrong_child: false,
        correction_reason: None,
        log: 0,
        seq: 0,
    }
}

/// A version after one that may have been corrected by a person: how few eyes it is kept to, whom it names and what was
/// added to it stay; what the return says is new.
fn following(target: &Target<'_>, one: &ImportedEntry, before: &chronology_entry::Model) -> chronology_entry::Model {
    let row = entry(target, one, before.id, before.version + 1);
    chronology_entry::Model {
        child_id: before.child_id,
        team: before.team.clone(),
        sensitivity: before.sensitivity,
        classes: row.classes.union(before.added_classes),
        added_classes: row.added_classes.union(before.added_classes),
        handling: row.handling.union(before.handling),
        about_adults: before.about_adults.clone(),
        tell: before.tell.clone(),
        named: before.named.clone(),
        impact_on_child: before.impact_on_child.clone(),
        impact_direction: before.impact_direction,
        child_voice: before.child_voice.clone(),
        action: before.action.clone(),
        outcome: before.outcome.clone(),
        correction_reason: Some(format!("Children in Need census return to {}", target.run.as_of)),
        ..row
    }
}
