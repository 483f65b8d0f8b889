//! Moments as people read them: the clock on the wall in Europe/London. For what a person sees; never for what is stored.

use chrono::{NaiveTime, Timelike};
use entities::words::TimePrecision;
use entities::{Date, Instant};

use super::calendar::{local, local_date};

/// The moment in words: `4 June 2026 at 9:32am`, `4 June 2026 at midday`.
#[must_use]
pub fn words(at: Instant) -> String {
    let local = local(at);
    let day = local.format("%-d %B %Y");
    match (local.hour(), local.minute()) {
        (12, 0) => format!("{day} at midday"),
        (hour, _) => format!("{day} at {}{}", local.format("%-I:%M"), if hour < 12 { "am" } else { "pm" }),
    }
}

/// From when something is meant, in words. Midnight is its day: nobody reads `12:00am` as the beginning of one.
#[must_use]
pub fn beginning(at: Instant) -> String {
    if local(at).time() == NaiveTime::MIN { day(local_date(at)) } else { words(at) }
}

/// The month in words: `June 2026`.
#[must_use]
pub fn month(at: Instant) -> String {
    local(at).format("%B %Y").to_string()
}

/// A day in words: `4 June 2026`.
#[must_use]
pub fn day(day: Date) -> String {
    day.0.format("%-d %B %Y").to_string()
}

/// A deadline in words. One that falls on midnight is the end of the day before: nobody reads `12:00am` as that.
#[must_use]
pub fn deadline(at: Instant) -> String {
    let local = local(at);
    match local.date().pred_opt() {
        Some(day) if local.time() == NaiveTime::MIN => format!("the end of {}", day.format("%-d %B %Y")),
        _ => words(at),
    }
}

/// The day of something in words, as exactly as it is known: `June 2026`, `about 4 June 2026`.
#[must_use]
pub fn day_known(at: Instant, precision: Option<TimePrecision>) -> String {
    let date = local_date(at);
    match precision {
        Some(TimePrecision::Month) => date.0.format("%B %Y").to_string(),
        Some(TimePrecision::Year) => date.0.format("%Y").to_string(),
        Some(TimePrecision::Estimated) => format!("about {}", day(date)),
        _ => day(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn moments_are_those_on_the_wall_in_london_in_winter_and_in_summer() {
        assert_eq!(words(at("2026-01-04T09:02:00Z")), "4 January 2026 at 9:02am");
        assert_eq!(words(at("2026-06-04T12:32:00Z")), "4 June 2026 at 1:32pm");
        assert_eq!(words(at("2026-06-03T23:30:00Z")), "4 June 2026 at 12:30am");
        assert_eq!(words(at("2026-06-04T11:00:00Z")), "4 June 2026 at midday");
        assert_eq!(words(at("2026-06-04T11:01:00Z")), "4 June 2026 at 12:01pm");
    }

    #[test]
    fn days_and_months_are_those_on_the_wall() {
        assert_eq!(month(at("2026-06-30T23:30:00Z")), "July 2026");
        assert_eq!(day("2026-06-04".parse().unwrap()), "4 June 2026");
    }

    #[test]
    fn a_day_is_said_as_exactly_as_it_is_known() {
        let moment = at("2026-06-03T23:30:00Z");
        for (precision, said) in [
            (TimePrecision::Time, "4 June 2026"),
            (TimePrecision::Day, "4 June 2026"),
            (TimePrecision::Month, "June 2026"),
            (TimePrecision::Year, "2026"),
            (TimePrecision::Estimated, "about 4 June 2026"),
        ] {
            assert_eq!(day_known(moment, Some(precision)), said);
        }
    }

    #[test]
    fn what_begins_at_midnight_begins_with_its_day() {
        assert_eq!(beginning(at("2026-11-15T00:00:00Z")), "15 November 2026");
        assert_eq!(beginning(at("2026-06-03T23:00:00Z")), "4 June 2026");
        assert_eq!(beginning(at("2026-11-15T09:30:00Z")), "15 November 2026 at 9:30am");
    }

    #[test]
    fn a_deadline_at_midnight_is_the_end_of_the_day_before() {
        assert_eq!(deadline(at("2026-11-24T00:00:00Z")), "the end of 23 November 2026");
        assert_eq!(deadline(at("2026-06-04T23:00:00Z")), "the end of 4 June 2026");
        assert_eq!(deadline(at("2026-11-24T10:00:00Z")), "24 November 2026 at 10:00am");
    }
}
