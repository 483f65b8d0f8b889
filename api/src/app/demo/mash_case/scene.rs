//! What a run of the case knows by now: its day, and what earlier answers held.

use std::collections::BTreeMap;

use entities::Date;
use serde_json::{Value, json};

use super::at;

/// One run of the case.
pub struct Scene {
    run: String,
    today: Date,
    act: usize,
    kept: BTreeMap<String, Value>,
}

impl Scene {
    /// A run that begins on that day; `run` is its own, so that its requests are taken for no other's.
    pub fn new(run: &str, today: Date) -> Self {
        Self { run: run.to_owned(), today, act: 0, kept: BTreeMap::new() }
    }

    /// Goes on to that step, on that day.
    pub(in crate::app::demo) fn turn(&mut self, act: usize, today: Date) {
        (self.act, self.today) = (act, today);
    }

    /// Keeps something by that name.
    pub fn keep(&mut self, name: &str, value: Value) {
        self.kept.insert(name.to_owned(), value);
    }

    /// Keeps what a step's answer holds of what later ones need.
    pub(in crate::app::demo) fn keep_all(&mut self, keeps: &[(&str, &str)], answer: &Value) {
        for (name, place) in keeps {
            self.keep(name, at(answer, place).clone());
        }
    }

    /// What was kept by that name; null where nothing was.
    pub fn kept(&self, name: &str) -> Value {
        self.kept.get(name).cloned().unwrap_or_default()
    }

    /// The text that was kept by that name; empty where none was.
    pub(in crate::app::demo) fn text(&self, name: &str) -> &str {
        self.kept.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The key of the present step's request.
    pub(in crate::app::demo) fn key(&self) -> String {
        format!("{}-{}", self.run, self.act)
    }

    /// Today.
    pub const fn today(&self) -> Date {
        self.today
    }

    /// So many days ago.
    pub(in crate::app::demo) fn ago(&self, days: i64) -> Date {
        self.today.plus_days(-days)
    }

    /// The child.
    pub(in crate::app::demo) fn child(&self) -> Value {
        json!({ "id": self.kept("child") })
    }

    /// The agency of that person.
    pub(in crate::app::demo) fn agency(&self, who: &str) -> Value {
        self.kept(&format!("agency/{who}"))
    }

    /// The newest check that was put to the agency of that person.
    pub(in crate::app::demo) fn check(&self, who: &str) -> Value {
        self.kept(&format!("check/{who}"))
    }
}
