//! What facts are made by beside rows: the numbers that the rules leave to configuration, ready for use.

use policies::Numbers;

use crate::plain::calendar::Calendar;

/// The numbers of a rule book, ready for use.
#[derive(Clone, Debug)]
pub(crate) struct Measures {
    /// Days that an ended relationship still opens what was on record on its last day (R13).
    pub(crate) grace_days: i64,
    /// For how long an emergency opens a record, in microseconds (R31).
    pub(crate) emergency: i64,
    /// Working days in which a sharing review is due (R24).
    pub(crate) review_days: u32,
    /// The working days.
    pub(crate) calendar: Calendar,
}

impl From<&Numbers> for Measures {
    fn from(numbers: &Numbers) -> Self {
        Self {
            grace_days: numbers.relationship_grace_days.into(),
            emergency: i64::from(numbers.emergency_hours).saturating_mul(entities::Instant::HOUR),
            review_days: numbers.sharing_review_working_days,
            calendar: Calendar::with_closed_days(numbers.extra_holidays.iter().copied()),
        }
    }
}
