//! Hours of work: those in which an office is open, on working days, by the clock on the wall in Europe/London. For deadlines
//! that wait while nobody is there.

use chrono::{NaiveTime, TimeDelta};
use entities::{Date, Instant};

use super::calendar::{Calendar, at_local, local};

impl Calendar {
    /// The moment at which so many hours of work have passed, counting from the clock's `begins` to its `ends` on working days
    /// alone, in Europe/London. What arrives outside them counts from when they next begin.
    #[must_use]
    pub fn add_office_hours(&self, from: Instant, hours: u32, (begins, ends): (u32, u32)) -> Instant {
        let (Some(opens), Some(closes)) = (NaiveTime::from_hms_opt(begins, 0, 0), NaiveTime::from_hms_opt(ends, 0, 0))
        else {
            return from;
        };
        if opens >= closes {
            return from;
        }
        let mut left = TimeDelta::hours(hours.into());
        let mut at = local(from);
        // Each working day takes something off what is left.
        loop {
            let day = Date(at.date());
            let start = at.max(day.0.and_time(opens));
            let open = day.0.and_time(closes) - start;
            if self.is_working_day(day) && open > TimeDelta::zero() {
                if left <= open {
                    let end = start + left;
                    return at_local(Date(end.date()), end.time());
                }
                left -= open;
            }
            at = self.working_day_from(day.plus_days(1)).0.and_time(NaiveTime::MIN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn office_hours_pass_on_working_days_alone() {
        let calendar = Calendar::new();
        let office = (9, 17);
        let cases = [
            ("2026-11-20T10:00:00Z", 4, "2026-11-20T14:00:00Z"), // Friday, within the day
            ("2026-11-20T15:00:00Z", 4, "2026-11-23T11:00:00Z"), // over the weekend
            ("2026-11-20T13:00:00Z", 4, "2026-11-20T17:00:00Z"), // to the end of the day, not the start of the next
            ("2026-11-20T06:00:00Z", 1, "2026-11-20T10:00:00Z"), // before the office opens
            ("2026-11-21T14:00:00Z", 1, "2026-11-23T10:00:00Z"), // Saturday
            ("2026-11-20T17:00:00Z", 1, "2026-11-23T10:00:00Z"), // the moment that it shuts
            ("2026-12-24T16:00:00Z", 2, "2026-12-29T10:00:00Z"), // Christmas, weekend, substitute day
            ("2026-03-27T16:00:00Z", 2, "2026-03-30T09:00:00Z"), // over the start of summer time: 10:00 on the wall
            ("2026-10-23T15:00:00Z", 2, "2026-10-26T10:00:00Z"), // over its end: from 16:00 to 10:00 on the wall
            ("2026-11-16T09:00:00Z", 24, "2026-11-18T17:00:00Z"), // three days of eight hours
        ];
        for (from, hours, to) in cases {
            assert_eq!(calendar.add_office_hours(at(from), hours, office), at(to), "{from} + {hours}");
        }
        assert_eq!(calendar.add_office_hours(at("2026-11-20T10:00:00Z"), 1, (17, 9)), at("2026-11-20T10:00:00Z"));
    }
}
