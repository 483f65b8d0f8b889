//! What stands of emergencies for one membership and child (R31): whether the glass is broken, until when, and whether it was
//! before on this day. A day is twenty-four hours, so that midnight gives nobody a second one.

use entities::Instant;
use entities::words::SharingPurpose;
use policies::facts::Approval;

use super::super::measures::Measures;
use super::super::sharing::Sharing;
use super::approval::of_all;
use super::rows::{AskingRow, FactRows, OpeningRow};

/// An emergency that opens a record: one that holds, or one that this very request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Until when.
    pub until: Instant,
    /// By when an access in it is to be reviewed.
    pub review_due: Instant,
    /// This request breaks the glass, so that it is to be written down.
    pub begins: bool,
}

/// The emergency that the request is in, or asks for.
pub(super) fn of(rows: &FactRows, sharing: &Sharing, at: Instant, measures: &Measures) -> Option<Emergency> {
    let review_due = measures.calendar.add_working_days(at, measures.emergency_review_days);
    match open_until(rows, sharing.purpose, at) {
        Some(until) => Some(Emergency { until, review_due, begins: false }),
        None if sharing.emergency => Some(Emergency { until: at.plus(measures.emergency), review_due, begins: true }),
        None => None,
    }
}

fn emergencies(rows: &FactRows) -> impl Iterator<Item = &OpeningRow> {
    rows.openings.iter().filter(|opening| opening.emergency == 1)
}

/// Until when an emergency holds for that purpose; none where there is none.
pub(super) fn open_until(rows: &FactRows, purpose: SharingPurpose, at: Instant) -> Option<Instant> {
    let holds = |opening: &&OpeningRow| opening.purpose == purpose && opening.until > at && !ended(rows, opening, at);
    emergencies(rows).filter(holds).map(|opening| opening.until).max()
}

/// Whether the glass was broken within the day before, for whatever purpose.
pub(super) fn used_today(rows: &FactRows, at: Instant) -> bool {
    emergencies(rows).any(|opening| opening.started_at < at && opening.started_at.plus(Instant::DAY) > at)
}

/// From when on what was asked of a second person is about the present emergency: within the day, or since it holds.
pub(super) fn asked_since(rows: &FactRows, purpose: SharingPurpose, at: Instant) -> Instant {
    let a_day = at.plus(-Instant::DAY);
    let holding = emergencies(rows).filter(|o| o.purpose == purpose && o.until > at).map(|o| o.started_at).min();
    holding.map_or(a_day, |started| started.min(a_day))
}

/// Whether an emergency that took a second person ended with their no, or for want of an answer.
fn ended(rows: &FactRows, opening: &OpeningRow, at: Instant) -> bool {
    let began = opening.started_at;
    let about = |asking: &&AskingRow| {
        asking.emergency == 1
            && asking.purpose == Some(opening.purpose)
            && asking.asked_at <= began
            && asking.asked_at >= began.plus(-Instant::DAY)
    };
    let asked: Vec<&AskingRow> = rows.askings.iter().filter(about).collect();
    used_today(rows, began) && of_all(&asked, at) == Approval::Refused
}
