//! Gathers what is wrong with an input, every problem at once, each with its path and code.

use entities::{Date, Instant};

use crate::disclosure::{PlanError, Problem, Recording};
use crate::plain::text;

/// Problems found so far, with their paths from `input` on.
#[derive(Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    /// The field within which the next ones are, as `entries.0`.
    within: Option<String>,
}

impl Problems {
    /// Those of the input's form, to which further ones are added.
    pub(crate) fn of(recording: &Recording<'_>) -> Self {
        Self { found: recording.form.to_vec(), within: None }
    }

    /// Adds a problem with a field.
    pub(crate) fn add(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        let outer = self.within.iter().flat_map(|within| within.split('.'));
        let path = std::iter::once("input").chain(outer).chain(field.split('.')).map(str::to_owned).collect();
        self.found.push(Problem { path, code, message: message.into() });
    }

    /// Adds what is wrong within a field, such as `entries.0`.
    pub(crate) fn enter(&mut self, within: Option<String>) {
        self.within = within;
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, field: &str, value: &str) -> String {
        match text::typed(value) {
            Ok(text) => text,
            Err(problem) => {
                self.add(field, problem.code(), problem.message());
                String::new()
            }
        }
    }

    /// A text that may be absent, but not empty.
    pub(crate) fn optional(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let value = value?;
        match text::typed(value) {
            Ok(text) => Some(text),
            Err(problem) => {
                self.add(field, problem.code(), problem.message());
                None
            }
        }
    }

    /// A moment that must not lie in the future.
    pub(crate) fn past(&mut self, field: &str, at: Instant, now: Instant) {
        if at > now.plus(5 * 60 * Instant::SECOND) {
            self.add(field, "IN_THE_FUTURE", "this lies in the future: check date, time and offset");
        }
    }

    /// A day that must not lie in the future.
    pub(crate) fn past_day(&mut self, field: &str, day: Date, today: Date) {
        if day > today {
            self.add(field, "IN_THE_FUTURE", "this day lies in the future: check the date");
        }
    }

    /// The version that the caller read must be the one that stands.
    pub(crate) fn version(&mut self, expected: i32, stands: i32) {
        if expected != stands {
            self.add(
                "expectedVersion",
                "STALE_VERSION",
                "this was changed since you read it: read it again and repeat your change on what you find",
            );
        }
    }

    /// A list that must not be empty.
    pub(crate) fn filled<T>(&mut self, field: &str, list: &[T]) {
        if list.is_empty() {
            self.add(
                field,
                "EMPTY_LIST",
                "the list is empty: name at least one, or leave the field out where that is allowed",
            );
        }
    }

    /// A list that must not be longer than that.
    pub(crate) fn at_most<T>(&mut self, field: &str, list: &[T], most: usize) {
        if list.len() > most {
            self.add(field, "TOO_MANY", format!("name at most {most}: split the rest into requests of their own"));
        }
    }

    /// How many there are so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// The problems.
    pub(crate) fn found(self) -> Vec<Problem> {
        self.found
    }

    /// The problems, if there are any.
    pub(crate) fn check(self) -> Result<(), PlanError> {
        if self.found.is_empty() { Ok(()) } else { Err(PlanError::Problems(self.found)) }
    }
}
