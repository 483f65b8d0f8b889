//! A missing episode is protective work where a role that may says so (R10); for others it is an entry and no more. What
//! becomes of the entry becomes of the work.

use entities::rows::{chronology_entry, protective_work};
use entities::words::{ChronologyCategory, ProtectiveWork, Role};
use entities::{Date, Set};

use crate::disclosure::{Caller, PlanError, Planning};
use crate::plain::calendar::local_date;

/// Whether what this caller records of a missing child is protective work.
fn may_say(caller: &Caller) -> bool {
    caller.roles.intersects(Set::of(&[Role::PoliceOfficer, Role::SocialWorker, Role::MashPractitioner]))
}

/// The work that a new entry begins, if it begins one.
pub(super) fn begun(caller: &Caller, entry: &chronology_entry::Model) -> Option<protective_work::Model> {
    if entry.category != ChronologyCategory::Missing || !may_say(caller) {
        return None;
    }
    Some(protective_work::Model {
        // The episode is the entry's: a correction that ends it finds it by the same id.
        id: entry.id.to_string(),
        version: 1,
        child_id: entry.child_id,
        kind: ProtectiveWork::Missing,
        opened_on: local_date(entry.occurred_at),
        closed_on: entry.occurred_until.map(local_date),
        agency_id: entry.agency_id,
        person_id: Some(caller.person),
        log: 0,
        seq: 0,
    })
}

/// What becomes of the work when an entry is corrected or withdrawn.
pub(super) async fn followed(
    planning: &Planning<'_>,
    before: &chronology_entry::Model,
    after: &chronology_entry::Model,
) -> Result<Option<protective_work::Model>, PlanError> {
    let work = planning.snapshot.work(planning.opening, &after.id.to_string()).await?;
    Ok(match work {
        Some(work) => changed(planning.caller, work, after),
        // An entry that was no work stays none, but for one that becomes a missing episode by the correction.
        None if before.category == ChronologyCategory::Missing => None,
        None => begun(planning.caller, after),
    })
}

/// The next version of the work, if anything changes.
fn changed(
    caller: &Caller,
    work: protective_work::Model,
    entry: &chronology_entry::Model,
) -> Option<protective_work::Model> {
    let today = local_date(caller.at);
    let open = |closed_on: Option<Date>| closed_on.is_none_or(|on| on > today);
    let stands = entry.category == ChronologyCategory::Missing && entry.withdrawn_at.is_none();
    let (opened_on, closed_on) = if stands {
        (local_date(entry.occurred_at), entry.occurred_until.map(local_date))
    } else {
        (work.opened_on, Some(work.closed_on.map_or(today, |on| on.min(today))))
    };
    if (opened_on, closed_on) == (work.opened_on, work.closed_on) {
        return None;
    }
    let reopened = open(closed_on) && !open(work.closed_on);
    if reopened && !may_say(caller) {
        return None;
    }
    Some(protective_work::Model {
        version: work.version + 1,
        opened_on,
        closed_on,
        // Who opens it again has put it on record themselves: it bears nothing out for them alone (R7).
        person_id: if reopened { Some(caller.person) } else { work.person_id },
        log: 0,
        seq: 0,
        ..work
    })
}
