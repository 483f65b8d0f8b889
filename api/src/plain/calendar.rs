//! Working days in England and Wales, and the clock on the wall there. Deadlines are derived from it, never typed in.
//!
//! Bank holidays follow the rules in force since 1978, with a table of days moved and added by proclamation; what a future
//! proclamation adds, and days on which an area's offices are shut, come from configuration. Scotland and Northern Ireland
//! have other holidays and must never be mixed in.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Weekday};
use chrono_tz::Europe::London;
use entities::{Date, Instant};

/// A month and a day of it.
type MonthDay = (u32, u32);

/// Spring and early May holidays that were held on another day: year, the rule's day, the day held.
const MOVED: [(i32, MonthDay, MonthDay); 5] = [
    (1995, (5, 1), (5, 8)),  // 50 years of VE day
    (2002, (5, 27), (6, 4)), // Golden Jubilee
    (2012, (5, 28), (6, 4)), // Diamond Jubilee
    (2020, (5, 4), (5, 8)),  // 75 years of VE day
    (2022, (5, 30), (6, 2)), // Platinum Jubilee
];

/// Days that were holidays once: year, month, day.
const ONCE: [(i32, u32, u32); 8] = [
    (1981, 7, 29),  // royal wedding
    (1999, 12, 31), // millennium eve
    (2002, 6, 3),   // Golden Jubilee
    (2011, 4, 29),  // royal wedding
    (2012, 6, 5),   // Diamond Jubilee
    (2022, 6, 3),   // Platinum Jubilee
    (2022, 9, 19),  // state funeral
    (2023, 5, 8),   // coronation
];

/// The working days of England and Wales, with what configuration adds.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    closed: BTreeSet<Date>,
}

impl Calendar {
    /// The calendar with bank holidays alone.
    #[must_use]
    pub const fn new() -> Self {
        Self { closed: BTreeSet::new() }
    }

    /// The calendar with further days on which nobody works: holidays proclaimed since, closure days of the area.
    pub fn with_closed_days(days: impl IntoIterator<Item = Date>) -> Self {
        Self { closed: days.into_iter().collect() }
    }

    /// Whether the day is Monday to Friday, no bank holiday and not closed by configuration.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun) && !self.closed.contains(&day) && !is_bank_holiday(day)
    }

    /// The first working day on or after the day.
    #[must_use]
    pub fn working_day_from(&self, mut day: Date) -> Date {
        // A year without a working day can only come from configuration; the bound keeps such a mistake from hanging.
        for _ in 0..400 {
            if self.is_working_day(day) {
                return day;
            }
            day = day.plus_days(1);
        }
        day
    }

    /// The moment so many working days later: the same time of day, in Europe/London, on the n-th working day after.
    /// What arrives on no working day counts as arrived when the next one begins, at midnight: one working day from a
    /// Saturday afternoon ends at midnight after Monday.
    #[must_use]
    pub fn add_working_days(&self, from: Instant, days: u32) -> Instant {
        let local = local(from);
        let arrived = Date(local.date());
        let (mut day, time) = if self.is_working_day(arrived) {
            (arrived, local.time())
        } else {
            (self.working_day_from(arrived), NaiveTime::MIN)
        };
        for _ in 0..days {
            day = self.working_day_from(day.plus_days(1));
        }
        at_local(day, time)
    }

    /// The date so many working days after the date, which itself does not count.
    #[must_use]
    pub fn add_working_days_to_date(&self, from: Date, days: u32) -> Date {
        (0..days).fold(from, |day, _| self.working_day_from(day.plus_days(1)))
    }

    /// How many working days lie after `from`, up to and with `to`; none where `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        if to <= from {
            return 0;
        }
        let days = (to.0 - from.0).num_days();
        let is_weekday = |day: &Date| !matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun);
        let rest = (1..=days % 7).filter(|n| is_weekday(&from.plus_days(*n))).count();
        let within = |day: &Date| *day > from && *day <= to;
        let holidays = (from.year()..=to.year()).flat_map(bank_holidays).filter(within).count();
        let closed = |day: &&Date| within(day) && is_weekday(day) && !is_bank_holiday(**day);
        let lost = holidays + self.closed.iter().filter(closed).count();
        let weekdays = u32::try_from(days / 7 * 5).unwrap_or(u32::MAX).saturating_add(u32::try_from(rest).unwrap_or(0));
        weekdays.saturating_sub(u32::try_from(lost).unwrap_or(u32::MAX))
    }

    /// Whether the moment is outside those hours in Europe/London, or on no working day.
    #[must_use]
    pub fn is_out_of_hours(&self, at: Instant, hours: &Range<u32>) -> bool {
        let local = local(at);
        !hours.contains(&local.hour()) || !self.is_working_day(Date(local.date()))
    }
}

/// The date on the wall in Europe/London at that moment.
#[must_use]
pub fn local_date(at: Instant) -> Date {
    Date(local(at).date())
}

/// The moment at which the date begins in Europe/London.
#[must_use]
pub fn start_of_day(day: Date) -> Instant {
    at_local(day, NaiveTime::MIN)
}

/// Whether the day is a bank holiday in England and Wales, substitute days included.
#[must_use]
pub fn is_bank_holiday(day: Date) -> bool {
    bank_holidays(day.year()).contains(&day)
}

/// The bank holidays of a year in England and Wales, substitute days instead of those at a weekend, in order.
#[must_use]
pub fn bank_holidays(year: i32) -> Vec<Date> {
    let easter = easter_sunday(year);
    let moved = |month, day| {
        MOVED
            .iter()
            .find(|(y, by_rule, _)| *y == year && *by_rule == (month, day))
            .map_or((month, day), |(_, _, held)| *held)
    };
    let mut days: BTreeSet<Date> = BTreeSet::new();
    let mut add = |(month, day)| days.extend(Date::new(year, month, day));

    add(match weekday(year, 1, 1) {
        Some(Weekday::Sat) => (1, 3),
        Some(Weekday::Sun) => (1, 2),
        _ => (1, 1),
    });
    if let Some(day) = NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1) {
        add(moved(5, day.day()));
    }
    add(moved(5, last_monday(year, 5)));
    add((8, last_monday(year, 8)));
    let (christmas, boxing_day) = match weekday(year, 12, 25) {
        Some(Weekday::Fri) => (25, 28),
        Some(Weekday::Sat) => (27, 28),
        Some(Weekday::Sun) => (27, 26),
        _ => (25, 26),
    };
    add((12, christmas));
    add((12, boxing_day));
    for (_, month, day) in ONCE.iter().filter(|(y, ..)| *y == year) {
        add((*month, *day));
    }
    days.extend(easter.map(|day| day.plus_days(-2)));
    days.extend(easter.map(|day| day.plus_days(1)));
    days.into_iter().collect()
}

/// Easter Sunday of a year of the Gregorian calendar, by the anonymous computus.
#[must_use]
pub fn easter_sunday(year: i32) -> Option<Date> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let (leap_centuries, rest_centuries) = (century / 4, century % 4);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - leap_centuries - correction + 15).rem_euclid(30);
    let sunday = (32 + 2 * rest_centuries + 2 * (in_century / 4) - moon - in_century % 4).rem_euclid(7);
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    Date::new(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

fn weekday(year: i32, month: u32, day: u32) -> Option<Weekday> {
    NaiveDate::from_ymd_opt(year, month, day).map(|day| day.weekday())
}

/// The day of the last Monday of May or August, months of 31 days.
fn last_monday(year: i32, month: u32) -> u32 {
    weekday(year, month, 31).map_or(31, |last| 31 - last.num_days_from_monday())
}

pub(super) fn local(at: Instant) -> NaiveDateTime {
    at.to_utc().with_timezone(&London).naive_local()
}

pub(super) fn at_local(day: Date, time: NaiveTime) -> Instant {
    let wanted = day.0.and_time(time);
    // Where the clock skips an hour the time does not exist: the hour after it does. Where one comes twice, the first.
    let found = London
        .from_local_datetime(&wanted)
        .earliest()
        .or_else(|| London.from_local_datetime(&(wanted + TimeDelta::hours(1))).earliest());
    found.map_or_else(|| Instant::from_utc(wanted.and_utc()), |at| Instant::from_utc(at.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::shared_data::shared;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }
    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// Our own table: every rule, every substitute, every moved and single day at least once.
    #[test]
    fn bank_holidays_follow_the_rules() {
        for (year, days) in [
            (1995, "01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26"),
            (1999, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31"),
            (2002, "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26"),
            (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
            (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
            (2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
            (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
            (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
            (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
            (2038, "01-01 04-23 04-26 05-03 05-31 08-30 12-27 12-28"),
        ] {
            let wanted: Vec<Date> = days.split(' ').map(|day| date(&format!("{year}-{day}"))).collect();
            assert_eq!(bank_holidays(year), wanted, "{year}");
        }
    }

    #[test]
    fn bank_holidays_equal_the_published_ones() {
        let Some(file) = shared("bank-holidays.json") else { return };
        let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let published: Vec<Date> = json["divisions"]["england-and-wales"]
            .as_array()
            .unwrap()
            .iter()
            .map(|day| date(day["date"].as_str().unwrap()))
            .collect();
        let ours: Vec<Date> = (2019..=2028).flat_map(bank_holidays).collect();
        assert_eq!(ours, published);
    }

    #[test]
    fn easter_falls_where_it_did() {
        for day in ["1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2024-03-31", "2038-04-25"] {
            assert_eq!(easter_sunday(date(day).year()), Some(date(day)));
        }
    }

    #[test]
    fn seventy_working_days_pass_over_easter_and_early_may() {
        let calendar = Calendar::new();
        assert_eq!(calendar.add_working_days_to_date(date("2018-01-30"), 70), date("2018-05-11"));
        assert_eq!(calendar.working_days_between(date("2018-01-30"), date("2018-05-11")), 70);
        assert_eq!(calendar.working_days_between(date("2018-05-11"), date("2018-01-30")), 0);
        // 10:00 in winter is 10:00 in summer, an hour earlier in UTC.
        assert_eq!(calendar.add_working_days(at("2018-01-30T10:00:00Z"), 70), at("2018-05-11T09:00:00Z"));
    }

    #[test]
    fn a_working_day_keeps_the_time_of_day() {
        let calendar = Calendar::new();
        let cases = [
            ("2026-11-20T16:00:00Z", 1, "2026-11-23T16:00:00Z"), // Friday to Monday
            ("2026-03-27T16:00:00Z", 1, "2026-03-30T15:00:00Z"), // over the start of summer time
            ("2026-10-23T15:00:00Z", 1, "2026-10-26T16:00:00Z"), // over its end
            ("2026-04-02T15:00:00Z", 1, "2026-04-07T15:00:00Z"), // over Easter
            ("2026-11-21T14:00:00Z", 1, "2026-11-24T00:00:00Z"), // Saturday counts from Monday's start
            ("2026-11-21T14:00:00Z", 0, "2026-11-23T00:00:00Z"),
            ("2026-12-24T23:30:00Z", 1, "2026-12-29T23:30:00Z"), // Christmas, Saturday, Sunday, Boxing Day's substitute
            ("2026-06-30T23:30:00Z", 1, "2026-07-01T23:30:00Z"), // half past midnight on Wednesday, in London
        ];
        for (from, days, to) in cases {
            assert_eq!(calendar.add_working_days(at(from), days), at(to), "{from} + {days}");
        }
    }

    #[test]
    fn counting_days_agrees_with_walking_them() {
        let calendar = Calendar::with_closed_days([date("2026-11-23"), date("2026-12-25"), date("2026-11-21")]);
        for (from, to) in [("2025-12-20", "2027-01-05"), ("2026-11-20", "2026-11-24"), ("2026-11-21", "2026-11-22")] {
            for shift in 0..9 {
                let (from, to) = (date(from).plus_days(shift), date(to).plus_days(2 * shift));
                let walked = (1..1000).map(|n| from.plus_days(n)).take_while(|day| *day <= to);
                let walked = walked.filter(|day| calendar.is_working_day(*day)).count();
                assert_eq!(calendar.working_days_between(from, to) as usize, walked, "{from} {to}");
            }
        }
        let at_weekends = (1978..2200).flat_map(bank_holidays).filter(|day| day.0.weekday().num_days_from_monday() > 4);
        assert_eq!(at_weekends.count(), 0);
    }

    #[test]
    fn configuration_closes_days() {
        let calendar = Calendar::with_closed_days([date("2026-11-23")]);
        assert!(!calendar.is_working_day(date("2026-11-23")));
        assert!(Calendar::new().is_working_day(date("2026-11-23")));
        assert_eq!(calendar.add_working_days(at("2026-11-20T16:00:00Z"), 1), at("2026-11-24T16:00:00Z"));
    }

    #[test]
    fn r38_hours_are_those_on_the_wall() {
        let calendar = Calendar::new();
        for (moment, out) in [
            ("2026-11-20T06:59:59Z", true),
            ("2026-11-20T07:00:00Z", false),
            ("2026-11-20T19:59:59Z", false),
            ("2026-11-20T20:00:00Z", true),
            ("2026-07-01T06:00:00Z", false), // 07:00 in summer
            ("2026-07-01T19:00:00Z", true),  // 20:00 in summer
            ("2026-11-21T12:00:00Z", true),  // Saturday
            ("2026-12-28T12:00:00Z", true),  // bank holiday
        ] {
            assert_eq!(calendar.is_out_of_hours(at(moment), &(7..20)), out, "{moment}");
        }
        assert_eq!(local_date(at("2026-06-30T23:30:00Z")), date("2026-07-01"));
        assert_eq!(start_of_day(date("2026-07-01")), at("2026-06-30T23:00:00Z"));
    }
}
