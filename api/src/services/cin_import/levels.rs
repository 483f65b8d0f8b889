//! Levels of need: steps are appended when they are new or changed, and the newest row must be the level that stands. An
//! import lowers only what an import set (R27).

use entities::rows::level_of_need;
use entities::words::LevelOfNeed;

use super::super::cin_census::ImportedLevel;
use super::plan::{Compared, Target};
use super::slices::{Groups, Row};

/// Adds the levels.
pub(super) fn add(target: &Target<'_>, groups: &mut Groups) {
    let steps = &target.piece.child.levels;
    let standing = target.footing.levels.get(&target.child);
    // What a social worker decided stands until one lowers it.
    let decided = standing.filter(|row| row.person_id.is_some() && row.level >= LevelOfNeed::ChildInNeed);
    let mut version = standing.map_or(0, |row| row.version);
    let mut newest: Option<level_of_need::Model> = None;
    for step in steps {
        let hash = step.content_hash();
        if matches!(target.compare(&step.key, &hash), Compared::Same) {
            continue;
        }
        let mut rows = Vec::new();
        let held = decided.is_some_and(|row| step.on <= row.decided_on || step.level <= row.level);
        let made = if held {
            String::new()
        } else {
            version += 1;
            let row = row(target, step, version);
            newest = Some(row.clone());
            rows.push(Row::Level(row));
            format!("{}/{version}", target.child)
        };
        rows.push(Row::Record(target.record(&step.key, &hash, made)));
        groups.add(rows);
    }
    let again = match (&newest, standing) {
        // What was appended is history: the level that stands is of a later day.
        (Some(appended), Some(standing)) if standing.decided_on > appended.decided_on => {
            (!withdrawn(target, standing)).then(|| standing.clone()).or_else(|| last(target, steps, version))
        }
        // Nothing is new, and the step that stands is not in the return any more: the last one of the return stands.
        (None, Some(standing)) if decided.is_none() && withdrawn(target, standing) => {
            last(target, steps, version).filter(|row| row.level != standing.level)
        }
        _ => None,
    };
    if let Some(again) = again.filter(|again| newest.as_ref().is_none_or(|row| row.level != again.level)) {
        groups.add(vec![Row::Level(level_of_need::Model {
            version: version + 1,
            recorded_at: target.run.now,
            ..again
        })]);
    }
}

/// Whether an earlier return set that level by a step that this one, which is no older, does not hold.
fn withdrawn(target: &Target<'_>, standing: &level_of_need::Model) -> bool {
    let Some(first) = target.piece.child.levels.first() else { return false };
    let Some((base, _)) = first.key.split_once("/level:") else { return false };
    let key = format!("{base}/level:{}", standing.decided_on);
    standing.person_id.is_none()
        && target.footing.own.contains(&standing.agency_id)
        && target.known.get(target.piece.key(&key)).is_some_and(|known| known.as_of <= target.run.as_of)
        && target.piece.child.levels.iter().all(|step| step.key != key)
        // A return holds the year's cases alone: a step before its first says nothing of those that it leaves out.
        && standing.decided_on > first.on
}

fn last(target: &Target<'_>, steps: &[ImportedLevel], version: i32) -> Option<level_of_need::Model> {
    steps.last().map(|step| row(target, step, version + 1))
}

fn row(target: &Target<'_>, step: &ImportedLevel, version: i32) -> level_of_need::Model {
    level_of_need::Model {
        child_id: target.child,
        version,
        level: step.level,
        decided_on: step.on,
        reason: step.reason.clone(),
        threshold_document: None,
        without_checks: None,
        agency_id: target.run.importer.agency,
        person_id: None,
        recorded_at: target.run.now,
        log: 0,
        seq: 0,
    }
}
