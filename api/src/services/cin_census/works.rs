//! Protective work that a return puts on record (R10): section 47 enquiries and child protection plans, from when to when.

use entities::Date;
use entities::words::ProtectiveWork;

use super::keys::{Keys, digest};
use super::record::{Episode, Section47, raw, value};
use super::stretch::{self, Stretch};
use crate::plain::calendar::Calendar;

/// Within how many working days of the strategy discussion a conference is held (WT26 ch.3).
const CONFERENCE_DAYS: u32 = 15;

/// A section 47 enquiry or a child protection plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedWork {
    /// By which it is known again.
    pub key: String,
    /// What work it is.
    pub kind: ProtectiveWork,
    /// First day.
    pub opened: Date,
    /// Last day; none while it goes on.
    pub closed: Option<Date>,
}

impl ImportedWork {
    /// Changes when the work changes.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        let closed = self.closed.map_or_else(String::new, |date| date.to_string());
        digest([&*self.kind.to_string(), &*self.opened.to_string(), &*closed])
    }
}

/// The work of one episode, whose key is given.
pub(super) fn of(keys: &mut Keys, key: &str, episode: &Episode, last: Date, calendar: &Calendar) -> Vec<ImportedWork> {
    let open = stretch::episode(episode, last);
    let mut works = Vec::new();
    for one in &episode.section47s {
        works.push(ImportedWork {
            key: keys.next(Some(key), "work-section47", raw(&one.start)),
            kind: ProtectiveWork::Section47,
            opened: value(&one.start).unwrap_or(open.start),
            closed: enquiry_ended(one, open, calendar),
        });
    }
    for plan in &episode.cp_plans {
        let ran = stretch::cp_plan(plan, open, last);
        works.push(ImportedWork {
            key: keys.next(Some(key), "work-plan", raw(&plan.start)),
            kind: ProtectiveWork::Plan,
            opened: ran.start,
            closed: ran.end,
        });
    }
    works
}

/// An enquiry ends with its conference; where none was needed, when one would have been due, since the census asks for no
/// date; otherwise with the episode.
fn enquiry_ended(one: &Section47, open: Stretch, calendar: &Calendar) -> Option<Date> {
    let start = value(&one.start).unwrap_or(open.start);
    let due = value(&one.conference_target)
        .filter(|target| *target >= start)
        .unwrap_or_else(|| calendar.add_working_days_to_date(start, CONFERENCE_DAYS));
    let ended = match &one.conference {
        Some(reported) => Some(reported.value.unwrap_or(due)),
        None if value(&one.conference_not_required) == Some(true) => Some(due),
        None => None,
    };
    match (ended, open.end) {
        (Some(ended), Some(end)) => Some(ended.min(end)),
        (ended, end) => ended.or(end),
    }
}
