//! What a return says about the child's level of need, as steps in time. It says no more than that a case or a plan was
//! open; a level that a social worker recorded is theirs, and the import lowers only what an import set.

use std::collections::BTreeSet;

use entities::Date;
use entities::words::LevelOfNeed;

use super::codes::Code;
use super::keys::{Keys, digest};
use super::record::{CensusChild, value};
use super::stretch::{self, Stretch};

/// The child's level from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedLevel {
    /// By which the step is known again.
    pub key: String,
    /// The level.
    pub level: LevelOfNeed,
    /// From which day.
    pub on: Date,
    /// Why, in a sentence without a full stop.
    pub reason: String,
}

impl ImportedLevel {
    /// Changes when the step changes.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        digest([&*self.level.to_string(), &*self.on.to_string(), &*self.reason])
    }
}

/// The steps of one child, in order, none equal to the one before.
pub(super) fn steps(child: &CensusChild, keys: &mut Keys, last: Date) -> Vec<ImportedLevel> {
    let mut episodes: Vec<(Stretch, Option<&'static Code>)> = Vec::new();
    let mut plans: Vec<Stretch> = Vec::new();
    for episode in &child.episodes {
        let open = stretch::episode(episode, last);
        plans.extend(episode.cp_plans.iter().map(|plan| stretch::cp_plan(plan, open, last)));
        if !stretch::is_no_further_action(episode) {
            episodes.push((open, value(&episode.closure_reason)));
        }
    }
    let turns: BTreeSet<Date> = episodes
        .iter()
        .map(|(open, _)| open)
        .chain(&plans)
        .flat_map(|open| [Some(open.start), open.end])
        .flatten()
        .collect();
    let mut steps: Vec<ImportedLevel> = Vec::new();
    for day in turns {
        let (level, reason) = at(day, &episodes, &plans);
        if steps.last().is_none_or(|before| before.level != level) {
            let key = keys.next(None, "level", Some(&day.to_string()));
            steps.push(ImportedLevel { key, level, on: day, reason });
        }
    }
    steps
}

fn at(day: Date, episodes: &[(Stretch, Option<&'static Code>)], plans: &[Stretch]) -> (LevelOfNeed, String) {
    if plans.iter().any(|plan| plan.holds(day)) {
        return (LevelOfNeed::ChildProtection, "a child protection plan is open".to_owned());
    }
    if episodes.iter().any(|(open, _)| open.holds(day)) {
        return (LevelOfNeed::ChildInNeed, "an episode of need is open".to_owned());
    }
    let closed = episodes.iter().filter_map(|(open, reason)| Some((open.end.filter(|end| *end <= day)?, *reason)));
    match closed.max_by_key(|(end, _)| *end) {
        Some((_, Some(reason))) if reason.code == "RC9" => {
            (LevelOfNeed::EarlyHelp, format!("case closed: {}", reason.label))
        }
        Some((_, Some(reason))) => (LevelOfNeed::Universal, format!("case closed: {}", reason.label)),
        _ => (LevelOfNeed::Universal, "case closed".to_owned()),
    }
}
