//! The census's rules between values: each adds a problem, none changes or drops a value. Numbers are those of the
//! Department for Education; a `Q` marks what is odd and may yet be right. Words in capitals are the hub's own.

mod child;
mod episode;
mod plans;

use entities::Date;

use super::record::{CensusChild, Field, Problem, raw};
use crate::plain::calendar::Calendar;

/// Adds to the child what breaks a rule.
pub(super) fn check(child: &mut CensusChild, calendar: &Calendar) {
    let mut found = Findings { record: &child.record, problems: Vec::new() };
    child::check(child, &mut found);
    episode::check(child, calendar, &mut found);
    plans::check(child, &mut found);
    let problems = found.problems;
    child.problems.extend(problems);
}

/// Problems found so far, of one child.
struct Findings<'c> {
    record: &'c str,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    fn add(&mut self, field: impl Into<String>, value: &str, rule: &'static str, message: &'static str) {
        self.problems.push(Problem {
            record: self.record.to_owned(),
            field: field.into(),
            value: value.to_owned(),
            rule,
            message,
        });
    }

    fn flag<T>(&mut self, field: impl Into<String>, value: &Field<T>, rule: &'static str, message: &'static str) {
        self.add(field, raw(value).unwrap_or_default(), rule, message);
    }

    /// Flags a date that lies before another; nothing where either is absent or unreadable.
    fn order(
        &mut self,
        field: impl Into<String>,
        date: &Field<Date>,
        not_before: Option<Date>,
        rule: &'static str,
        message: &'static str,
    ) {
        if let (Some(date_read), Some(limit)) = (super::record::value(date), not_before)
            && date_read < limit
        {
            self.flag(field, date, rule, message);
        }
    }
}

/// A stretch of time whose end is open where there is none.
#[derive(Clone, Copy)]
struct Span {
    start: Date,
    end: Option<Date>,
}

impl Span {
    /// The stretch between two fields; none where the start is unreadable. An end that is there and unreadable makes no
    /// open end: nothing is then known, and nothing claimed.
    fn of(start: &Field<Date>, end: &Field<Date>) -> Option<Self> {
        let start = super::record::value(start)?;
        match end {
            None => Some(Self { start, end: None }),
            Some(reported) => reported.value.map(|end| Self { start, end: Some(end) }),
        }
    }

    /// Whether the day lies within, the first day included, the last not.
    fn holds(&self, day: Date) -> bool {
        day >= self.start && self.end.is_none_or(|end| day < end)
    }
}

/// How many of some are open-ended.
fn open<'f, T: 'f>(ends: impl Iterator<Item = &'f Field<T>>) -> usize {
    ends.filter(|end| end.is_none()).count()
}
