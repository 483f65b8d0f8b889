//! Answers of the hub in words: who asked, what came back, what to notice.

mod change;
mod concern;
mod log;
mod page;
mod record;
mod withheld;

use serde_json::Value;

pub use self::page::Page;
use self::page::text;
use super::Try;
use crate::app::demo::people::PEOPLE;

/// The whole example, told: each step that was answered, then what to notice.
pub fn told(example: &Try, answers: &[Value]) -> String {
    let mut page = Page::default();
    for (number, (step, answer)) in (1..).zip(example.steps.iter().zip(answers)) {
        let name = PEOPLE.iter().find(|p| p.login == step.who).map_or("", |p| p.name);
        let place = if example.steps.len() > 1 { format!("{number}. ") } else { String::new() };
        page.line(format!("{place}{name} ({}): {}", step.who, step.asks));
        page.gap();
        told_answer(answer, &mut page);
        page.gap();
    }
    let later = example.later.as_ref().filter(|later| (later.when)(answers));
    for notice in later.map_or(example.notice, |later| later.notice) {
        page.line(format!("Notice: {notice}"));
    }
    let name = example.name;
    page.line(format!("The answer as it came: add --json. The request: api/src/app/demo/tries, `{name}`."));
    page.into_text()
}

fn told_answer(answer: &Value, page: &mut Page) {
    for error in answer.get("errors").and_then(Value::as_array).into_iter().flatten() {
        page.line(format!("error {}: {}", text(error, "/extensions/code"), text(error, "/message")));
    }
    let given = |root: &str| answer.pointer(&format!("/data/{root}")).filter(|given| given.is_object());
    if let Some(record) = given("sharedRecord") {
        record::told(record, page);
    }
    if let Some(payload) = given("raiseConcern") {
        change::raised(payload, page);
    }
    if let Some(payload) = given("raisePoliceReport") {
        concern::reported(payload, page);
    }
    if let Some(concerns) = given("concerns") {
        concern::listed(concerns, page);
    }
    for root in ["recordInvolvement", "confirmInvolvement"] {
        if let Some(payload) = given(root) {
            change::involvement(payload, page);
        }
    }
    if let Some(log) = given("accessLog") {
        log::looked(log, page);
    }
}
