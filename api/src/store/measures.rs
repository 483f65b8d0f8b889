//! What facts are made by beside rows: the numbers that the rules leave to configuration, ready for use.

use std::collections::BTreeSet;
use std::ops::Range;

use entities::Instant;
use entities::words::{AgencyKind, KeyPoint};
use policies::{DefaultAgencies, KeyPointNumbers, Numbers};

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
    /// Working days within which an emergency access is reviewed (R31).
    pub(crate) emergency_review_days: u32,
    /// The hours in which an access is not out of hours (R38).
    pub(crate) working_hours: Range<u32>,
    /// Teams on duty at any hour, each as `CODE/Team` (R38).
    pub(crate) duty_teams: BTreeSet<String>,
    /// From when on other accesses make a flag (R38).
    pub(crate) thresholds: Thresholds,
    /// The working days.
    pub(crate) calendar: Calendar,
    /// Days for which the answer to a check counts.
    pub(crate) check_valid_days: i64,
    /// Weeks after which an early help plan is reviewed.
    pub(crate) early_help_review_weeks: u32,
    /// Working days within which a strategy discussion that was called is held.
    pub(crate) strategy_discussion_days: u32,
    /// What is expected at every key point.
    pub(crate) key_points: Vec<KeyPointNumbers>,
    /// Whom a round asks by default, as the partnership sets it.
    check_agencies: Vec<DefaultAgencies>,
}

impl Measures {
    /// The kinds of agency that are asked at that key point.
    pub(crate) fn check_kinds(&self, key_point: KeyPoint) -> BTreeSet<AgencyKind> {
        self.key_points.iter().find(|k| k.key_point == key_point).map(|k| k.kinds.clone()).unwrap_or_default()
    }

    /// The codes of the agencies that are set for that key point in the area with that code, and whether they are exactly who
    /// is asked.
    pub(crate) fn default_agencies(&self, area: &str, key_point: KeyPoint) -> Option<(&BTreeSet<String>, bool)> {
        DefaultAgencies::of(&self.check_agencies, area, key_point)
    }

    /// Working days in which a check at that key point is answered.
    pub(crate) fn check_working_days(&self, key_point: KeyPoint) -> u32 {
        self.key_points.iter().find(|k| k.key_point == key_point).map_or(1, |k| k.working_days)
    }
}

/// From when on other accesses make a flag (R38); times in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thresholds {
    pub(crate) basis_changed_within: i64,
    pub(crate) high_volume_children: u32,
    pub(crate) high_volume_within: i64,
    pub(crate) repeated_refusals: u32,
    pub(crate) repeated_refusals_within: i64,
}

impl Measures {
    /// Whether an access at that moment by somebody of that team is out of hours: teams on duty never are (R38).
    pub(crate) fn is_out_of_hours(&self, at: Instant, agency: &str, team: Option<&str>) -> bool {
        let on_duty = team.is_some_and(|team| self.duty_teams.contains(&format!("{agency}/{team}")));
        !on_duty && self.calendar.is_out_of_hours(at, &self.working_hours)
    }
}

impl From<&Numbers> for Measures {
    fn from(numbers: &Numbers) -> Self {
        Self {
            grace_days: numbers.relationship_grace_days.into(),
            emergency: hours(numbers.emergency_hours),
            review_days: numbers.sharing_review_working_days,
            emergency_review_days: numbers.emergency_review_days,
            working_hours: numbers.working_hours_from..numbers.working_hours_until,
            duty_teams: numbers.duty_teams.clone(),
            thresholds: Thresholds {
                basis_changed_within: hours(numbers.basis_changed_hours),
                high_volume_children: numbers.high_volume_children,
                high_volume_within: i64::from(numbers.high_volume_minutes).saturating_mul(60 * Instant::SECOND),
                repeated_refusals: numbers.repeated_refusals,
                repeated_refusals_within: hours(numbers.repeated_refusal_hours),
            },
            calendar: Calendar::with_closed_days(numbers.extra_holidays.iter().copied()),
            check_valid_days: numbers.check_valid_days.into(),
            early_help_review_weeks: numbers.early_help_review_weeks,
            strategy_discussion_days: numbers.strategy_discussion_days,
            key_points: numbers.key_points(),
            check_agencies: numbers.check_agencies.clone(),
        }
    }
}

fn hours(number: u32) -> i64 {
    i64::from(number).saturating_mul(Instant::HOUR)
}
