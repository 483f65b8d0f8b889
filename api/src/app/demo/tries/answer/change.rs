//! What was recorded, in words.

use serde_json::Value;

use super::page::{Page, at, items, moment, or, text, words};
use crate::plain::wall;

/// A concern as it was raised.
pub fn raised(payload: &Value, page: &mut Page) {
    problems(payload, page);
    if payload.pointer("/concern").is_some_and(Value::is_object) {
        page.line(format!("Concern {}: {}", text(payload, "/concern/reference"), text(payload, "/concern/status")));
        page.line(format!("  about {}", text(payload, "/concern/about")));
        page.line(format!(
            "  raised {}, to be decided by {}",
            at(payload, "/concern/raisedAt"),
            moment(payload, "/concern/decisionDueAt", wall::deadline)
        ));
    }
    page.line(format!("  {}", text(payload, "/whatNow")));
}

/// An involvement that was claimed or confirmed.
pub fn involvement(payload: &Value, page: &mut Page) {
    problems(payload, page);
    if payload.pointer("/refused").is_some_and(Value::is_object) {
        page.line(format!("Refused: {}", text(payload, "/refused/code")));
        page.line(format!("  {}", text(payload, "/refused/message")));
        page.line(format!("  What to do: {}", text(payload, "/refused/howToProceed")));
    }
    if let Some(of) = payload.pointer("/involvement").filter(|of| of.is_object()) {
        let waits = of.get("unconfirmed").and_then(Value::as_bool) == Some(true);
        let how = if waits { "Claimed; waits for a colleague to confirm it" } else { "Confirmed" };
        let who = or(text(of, "/agency/name"), "agency withheld");
        page.line(format!("{how}: {who}: {}, from {}", text(of, "/service"), text(of, "/startedOn")));
    }
}

/// What is wrong with the input.
pub(super) fn problems(payload: &Value, page: &mut Page) {
    for problem in items(payload, "/problems") {
        page.line(format!(
            "problem {} at {}: {}",
            text(problem, "/code"),
            words(problem, "/path"),
            text(problem, "/message")
        ));
    }
}
