//! Dates of a return: how one is read, and when an event is said to have happened where its date is bad.

use entities::Date;
use entities::words::TimePrecision;

use super::record::{Field, value};
use super::values::Read;

/// What a date may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Of birth: not after the return's last day.
    Birth,
    /// Of something that has happened.
    Past,
    /// Of something that may yet come: an expected birth, a target.
    Any,
}

/// Reads a date as the census writes it. A date after today has not happened and counts as unreadable; one after the
/// return's last day is flagged.
pub(super) fn read_date(raw: &str, moment: Moment, today: Date, reference: Option<Date>) -> Read<Date> {
    let shape = raw.len() == 10
        && raw.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let Some(date) = raw.parse::<Date>().ok().filter(|_| shape) else {
        return (None, Some(("DATE", "not a date, which is written 2025-03-31")));
    };
    let after = |day: Option<Date>| moment != Moment::Any && day.is_some_and(|day| date > day);
    if !(1900..=2200).contains(&date.year()) {
        (None, Some(("DATE_IMPLAUSIBLE", "no child of today was there then")))
    } else if after(Some(today)) {
        (None, Some(("DATE_IN_FUTURE", "after the day on which the return was read")))
    } else if after(reference) && moment == Moment::Birth {
        (Some(date), Some(("8520", "born after the last day that the return is about")))
    } else if after(reference) {
        (Some(date), Some(("AFTER_REFERENCE_DATE", "after the last day that the return is about")))
    } else {
        (Some(date), None)
    }
}

/// When something is said to have happened: its own date, or else the first other date near it, as an estimate.
pub(super) fn occurred(own: &Field<Date>, near: &[Option<Date>], last: Date) -> (Date, TimePrecision) {
    match value(own) {
        Some(date) => (date, TimePrecision::Day),
        None => (near.iter().copied().flatten().next().unwrap_or(last), TimePrecision::Estimated),
    }
}
