//! What facts are made by beside rows: the numbers that the rules leave to configuration, ready for use.

use entities::words::KeyPoint;
use policies::{KeyPointNumbers, Numbers};

use crate::plain::calendar::Calendar;

/// The numbers of a rule book, ready for use.
#[derive(Clone, Debug)]
pub(crate) struct Measures {
    /// Days that an ended relationship still opens what was on record on its last day (R13).
    pub(crate) grace_days: i64,
    /// For how long an emergency opens a record, in microseconds (R31).
    pub(crate) emergency: i64,
    /// The working days.
    pub(crate) calendar: Calendar,
    /// Days for which the answer to a check counts.
    pub(crate) check_valid_days: i64,
    /// What is expected at every key point.
    pub(crate) key_points: Vec<KeyPointNumbers>,
}

impl Measures {
    /// Working days in which a check at that key point is answered.
    pub(crate) fn check_working_days(&self, key_point: KeyPoint) -> u32 {
        self.key_points.iter().find(|k| k.key_point == key_point).map_or(1, |k| k.working_days)
    }
}

impl From<&Numbers> for Measures {
    fn from(numbers: &Numbers) -> Self {
        Self {
            grace_days: numbers.relationship_grace_days.into(),
            emergency: i64::from(numbers.emergency_hours).saturating_mul(entities::Instant::HOUR),
            calendar: Calendar::with_closed_days(numbers.extra_holidays.iter().copied()),
            check_valid_days: numbers.check_valid_days.into(),
            key_points: numbers.key_points(),
        }
    }
}
