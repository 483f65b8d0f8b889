//! The access log in words.

use serde_json::Value;

use super::page::{Page, at, items, kind, moment, or, text, words};
use crate::plain::wall;

/// Who looked.
pub fn looked(log: &Value, page: &mut Page) {
    let total = log.pointer("/totalCount").and_then(Value::as_u64).unwrap_or_default();
    page.line(match total {
        0 => "No accesses".to_owned(),
        1 => "1 access".to_owned(),
        _ => format!("{total} accesses, newest first"),
    });
    for entry in items(log, "/nodes") {
        let kind = kind(entry);
        let who = or(text(entry, "/practitioner"), or(text(entry, "/agency/name"), &kind));
        let how = if entry.pointer("/allowed").and_then(Value::as_bool) == Some(true) {
            "allowed".to_owned()
        } else {
            format!("refused {}", text(entry, "/refusalCode"))
        };
        page.line(format!(
            "  {}  {who}: {}, {how}",
            at(entry, "/at"),
            format!("{} {}", text(entry, "/action"), text(entry, "/purpose")).trim_end()
        ));
        for (label, path) in [("given", "/disclosed"), ("withheld", "/withheldClasses"), ("flags", "/flags")] {
            let listed = words(entry, path);
            if !listed.is_empty() {
                page.line(format!("      {label}: {listed}"));
            }
        }
        let why = text(entry, "/justification");
        if !why.is_empty() {
            page.line(format!("      why: {why}"));
        }
        if !text(entry, "/emergencyUntil").is_empty() {
            let until = at(entry, "/emergencyUntil");
            let due = moment(entry, "/reviewDueAt", wall::deadline);
            page.line(format!("      emergency until {until}, to be reviewed by {due}"));
        }
    }
}
