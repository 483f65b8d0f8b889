//! Concerns in words: a page of them, and what the police posted.

use serde_json::Value;

use super::change::problems;
use super::page::{Page, items, text};
use super::withheld;

/// A page of concerns.
pub fn listed(concerns: &Value, page: &mut Page) {
    let all = items(concerns, "/nodes");
    if all.is_empty() {
        page.line("No concerns");
    }
    for concern in all {
        page.line(format!("Concern {}: {}", text(concern, "/reference"), text(concern, "/status")));
        for (label, path) in [("about", "/about"), ("what happened:", "/whatHappened"), ("the child:", "/childVoice")] {
            let said = text(concern, path);
            if !said.is_empty() {
                page.line(format!("  {label} {said}"));
            }
        }
        if let Some(report) = concern.pointer("/policeReport").filter(|report| report.is_object()) {
            page.line(format!(
                "  police report {}, graded {}; {}: {}; children in it: {}",
                text(report, "/reportNumber"),
                text(report, "/rating"),
                text(report, "/unit"),
                text(report, "/attendedBecause"),
                report.pointer("/children").and_then(Value::as_i64).unwrap_or_default()
            ));
        }
        for (label, path) in [("of the household:", "/adults"), ("others there:", "/thirdParties")] {
            let people: Vec<String> = items(concern, path).iter().map(person).collect();
            if !people.is_empty() {
                page.line(format!("  {label} {}", people.join(", ")));
            }
        }
        withheld::told(std::slice::from_ref(concern), "  ", page);
    }
}

fn person(person: &Value) -> String {
    format!("{} ({})", text(person, "/name"), text(person, "/relation"))
}

/// What the police posted.
pub fn reported(payload: &Value, page: &mut Page) {
    problems(payload, page);
    let raised = items(payload, "/report/concerns");
    if !raised.is_empty() {
        page.line(format!("Report {}: {} concerns", text(payload, "/report/reportNumber"), raised.len()));
    }
    for concern in raised {
        page.line(format!(
            "  {}  {}  about {}",
            text(concern, "/reference"),
            text(concern, "/status"),
            text(concern, "/about")
        ));
    }
    page.line(format!("  {}", text(payload, "/whatNow")));
}
