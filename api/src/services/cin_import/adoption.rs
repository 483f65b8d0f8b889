//! A child whose case was closed as adopted (R28): the record up to then is restricted, and what comes after begins a
//! record of its own. No number is put on the later one and none is added to the earlier: joining them is for the
//! custodians to decide.

use std::collections::HashMap;

use entities::Date;

use super::super::cin_census::ImportedChild;
use crate::disclosure::Known;

/// What the key of a child's record after an adoption ends with.
pub(super) const AFTER: &str = "+after-adoption";

/// What the key of an adoption begins with; the day follows.
const ADOPTED: &str = "/adopted:";

/// The key of an adoption on that day.
pub(super) fn key(on: Date) -> String {
    format!("{ADOPTED}{on}")
}

/// The day of an adoption that an earlier return told of.
pub(super) fn told_before(known: Option<&HashMap<String, Known>>) -> Option<Date> {
    known?.keys().filter_map(|key| key.strip_prefix(ADOPTED)?.parse().ok()).max()
}

/// Parts what was before an adoption from what came after; the second is none where nothing came after.
pub(super) fn part(mut child: ImportedChild, on: Date) -> (ImportedChild, Option<ImportedChild>) {
    let after: Vec<_> = child
        .involvements
        .iter()
        .filter(|episode| episode.started > on || (episode.started == on && episode.ended != Some(on)))
        .map(|episode| (episode.key.clone(), episode.started))
        .collect();
    let Some(cut) = after.iter().map(|(_, started)| *started).min() else { return (child, None) };
    let is_later = |key: &str| {
        after.iter().any(|(episode, _)| {
            key.strip_prefix(episode.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let mut later = ImportedChild { identifiers: Vec::new(), local_id: None, adopted: None, ..child.clone() };
    child.involvements.retain(|episode| !is_later(&episode.key));
    child.entries.retain(|entry| !is_later(&entry.key));
    child.works.retain(|work| !is_later(&work.key));
    child.levels.retain(|step| step.on < cut);
    later.involvements.retain(|episode| is_later(&episode.key));
    later.entries.retain(|entry| is_later(&entry.key));
    later.works.retain(|work| is_later(&work.key));
    later.levels.retain(|step| step.on >= cut);
    (child, Some(later))
}
