//! By when a piece of work is due: derived from the day of a step and the working days of England, never typed in. The limits
//! are those of statutory guidance (WT26 ch.3), not a partnership's to set; for early help, and for holding a strategy discussion,
//! it gives no number, so that a partnership sets its own.

use entities::Date;

use crate::plain::calendar::Calendar;

/// Working days in which a child and family assessment is completed and authorised.
const ASSESSMENT_WORKING_DAYS: u32 = 45;
/// Working days from the strategy discussion at which an enquiry was decided to the initial conference.
const CONFERENCE_WORKING_DAYS: u32 = 15;
/// Months from the initial conference to the first review.
const FIRST_REVIEW_MONTHS: u32 = 3;
/// The most months from one review to the next.
const REVIEW_MONTHS: u32 = 6;

/// By when an assessment that began on that day is authorised.
pub(super) fn assessment(calendar: &Calendar, began: Date) -> Date {
    calendar.add_working_days_to_date(began, ASSESSMENT_WORKING_DAYS)
}

/// By when a strategy discussion that was called on that day is held.
pub(super) fn discussion(calendar: &Calendar, called: Date, working_days: u32) -> Date {
    calendar.add_working_days_to_date(called, working_days)
}

/// By when the initial conference is held after a strategy discussion on that day.
pub(super) fn conference(calendar: &Calendar, discussed: Date) -> Date {
    calendar.add_working_days_to_date(discussed, CONFERENCE_WORKING_DAYS)
}

/// By when a plan is first reviewed after the initial conference on that day.
pub(super) fn first_review(conference: Date) -> Date {
    conference.plus_months(FIRST_REVIEW_MONTHS)
}

/// By when a plan is reviewed again after a review on that day.
pub(super) fn next_review(reviewed: Date) -> Date {
    reviewed.plus_months(REVIEW_MONTHS)
}

/// By when an early help plan is reviewed after that day.
pub(super) fn early_help_review(from: Date, weeks: u32) -> Date {
    from.plus_days(i64::from(weeks).saturating_mul(7))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Counted by hand on a calendar of England and Wales.
    #[test]
    fn an_assessment_has_45_working_days_from_its_start() {
        let calendar = Calendar::new();
        for (began, due) in [
            // Over Good Friday, Easter Monday and the early May holiday, and the start of summer time.
            ("2026-03-09", "2026-05-14"),
            // Over Christmas, with Boxing Day's substitute, and New Year.
            ("2026-11-16", "2027-01-21"),
            // Over the end of summer time, with no holiday.
            ("2026-09-07", "2026-11-09"),
            // From a Saturday as from the Friday before.
            ("2026-09-05", "2026-11-06"),
            ("2026-09-04", "2026-11-06"),
        ] {
            assert_eq!(assessment(&calendar, date(began)), date(due), "{began}");
        }
    }

    #[test]
    fn a_conference_is_within_15_working_days_of_the_discussion() {
        let calendar = Calendar::new();
        for (discussed, due) in [
            ("2026-03-20", "2026-04-14"), // over Easter and the start of summer time
            ("2026-10-16", "2026-11-06"), // over its end
            ("2026-12-18", "2027-01-13"), // over Christmas and New Year
            ("2026-12-19", "2027-01-13"), // a Saturday counts as the Friday before it
        ] {
            assert_eq!(conference(&calendar, date(discussed)), date(due), "{discussed}");
        }
        // Never on a weekend or a holiday, whatever the day of the discussion.
        for n in 0..730 {
            let due = conference(&calendar, date("2026-01-01").plus_days(n));
            assert!(calendar.is_working_day(due), "{due}");
        }
        // Days on which an area's offices are shut do not count.
        let shut = Calendar::with_closed_days([date("2026-10-19")]);
        assert_eq!(conference(&shut, date("2026-10-16")), date("2026-11-09"));
    }

    #[test]
    fn reviews_are_within_3_months_and_then_6() {
        assert_eq!(first_review(date("2026-01-15")), date("2026-04-15"));
        assert_eq!(first_review(date("2026-11-30")), date("2027-02-28"), "where the month is short, its last day");
        assert_eq!(first_review(date("2027-11-30")), date("2028-02-29"), "in a leap year");
        assert_eq!(next_review(date("2026-04-15")), date("2026-10-15"));
        assert_eq!(next_review(date("2026-08-31")), date("2027-02-28"));
        assert_eq!(early_help_review(date("2026-11-20"), 6), date("2027-01-01"));
    }
}
