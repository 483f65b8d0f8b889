//! An answer of the hub in words: who asked, what came back, what to notice.

use std::collections::BTreeMap;

use entities::Instant;
use serde_json::Value;

use super::Try;
use crate::app::demo::people::PEOPLE;
use crate::plain::calendar::local_date;
use crate::plain::wall;

/// The whole try, told.
pub fn told(example: &Try, answer: &Value) -> String {
    let name = PEOPLE.iter().find(|p| p.login == example.who).map_or("", |p| p.name);
    let mut lines = vec![format!("{name} ({}): {}", example.who, example.asks), String::new()];
    for error in items(answer, "/errors") {
        lines.push(format!("error {}: {}", text(error, "/extensions/code"), text(error, "/message")));
    }
    if let Some(record) = answer.pointer("/data/sharedRecord").filter(|r| r.is_object()) {
        if text(record, "/__typename") == "SharingRefused" {
            refused(record, &mut lines)
        } else {
            shared(record, &mut lines)
        }
    }
    if let Some(payload) = answer.pointer("/data/raiseConcern").filter(|p| p.is_object()) {
        raised(payload, &mut lines);
    }
    if let Some(log) = answer.pointer("/data/accessLog").filter(|l| l.is_object()) {
        looked(log, &mut lines);
    }
    lines.push(String::new());
    lines.extend(example.notice.iter().map(|n| format!("Notice: {n}")));
    lines.push(format!("The answer as it came: add --json. The request: api/src/app/demo/tries, `{}`.", example.name));
    lines.join("\n") + "\n"
}

fn refused(record: &Value, lines: &mut Vec<String>) {
    lines.push(format!("Refused: {}", text(record, "/code")));
    lines.push(format!("  {}", text(record, "/message")));
    lines.push(format!("  What to do: {}", text(record, "/howToProceed")));
    lines.push(format!("  In the log as {}", text(record, "/accessLogEntryId")));
}

fn shared(record: &Value, lines: &mut Vec<String>) {
    let unborn = !text(record, "/child/expectedDateOfBirth").is_empty();
    let given = if unborn { "Unborn child of the family" } else { text(record, "/child/givenName") };
    let born = match (text(record, "/child/dateOfBirth"), text(record, "/child/expectedDateOfBirth")) {
        ("", "") => String::new(),
        ("", due) => format!(", due {due}"),
        (born, _) => format!(", born {born}"),
    };
    let level = text(record, "/child/levelOfNeed");
    lines.push(format!("{given} {}{born}  {level}", text(record, "/child/familyName")));
    for (label, path) in [("NHS number", "/child/nhsNumber"), ("UPN", "/child/upn"), ("address", "/child/address")] {
        let value = text(record, path);
        if !value.is_empty() {
            lines.push(format!("  {label} {value}"));
        }
    }
    withheld("child", items(record, "/child/withheld"), lines);
    for involvement in items(record, "/involvements") {
        let until = text(involvement, "/endedOn");
        let until = if until.is_empty() { String::new() } else { format!(" to {until}") };
        let who = or(text(involvement, "/agency/name"), text(involvement, "/agencyKind"));
        lines.push(format!(
            "  {who}: {}, from {}{until}",
            or(text(involvement, "/service"), "service withheld"),
            text(involvement, "/startedOn")
        ));
    }
    lines.push(String::new());
    let entries = items(record, "/chronology/nodes");
    let total = record.pointer("/chronology/totalCount").and_then(Value::as_u64).unwrap_or_default();
    lines.push(format!("Chronology, newest first: {} of {total} entries", entries.len()));
    for entry in entries {
        entry_line(entry, lines);
    }
    withheld("record", items(record, "/withheld"), lines);
    lines.push(String::new());
    lines.push(format!("Given:    {}", words(record, "/sharing/disclosed")));
    lines.push(format!("Withheld: {}", words(record, "/sharing/withheld")));
    lines.push(format!(
        "Decided by {} policies; in the log as {}",
        items(record, "/sharing/policies").len(),
        text(record, "/sharing/accessLogEntryId")
    ));
}

fn entry_line(entry: &Value, lines: &mut Vec<String>) {
    let occurred = text(entry, "/occurredAt");
    let day = occurred.parse::<Instant>().map_or_else(|_| occurred.to_owned(), |at| local_date(at).to_string());
    let summary = text(entry, "/summary");
    let summary = if summary.is_empty() {
        let held = items(entry, "/withheld").iter().find(|w| text(w, "/field") == "summary");
        match held {
            Some(w) => {
                format!("{} (withheld: {} by {})", text(entry, "/headline"), words(w, "/classes"), text(w, "/reason"))
            }
            None => text(entry, "/headline").to_owned(),
        }
    } else {
        let who = or(text(entry, "/agency/name"), "agency withheld");
        format!("{summary} [{who}]")
    };
    lines.push(format!("  {day}  {summary}"));
    let voice = text(entry, "/childVoice");
    if !voice.is_empty() {
        lines.push(format!("              {voice}"));
    }
    if !text(entry, "/withdrawnAt").is_empty() {
        lines.push(format!("              withdrawn: {}", text(entry, "/correctionReason")));
    } else if !text(entry, "/correctionReason").is_empty() {
        lines.push(format!("              corrected: {}", text(entry, "/correctionReason")));
    }
}

/// What is withheld, by reason.
fn withheld(of: &str, all: &[Value], lines: &mut Vec<String>) {
    let mut by_reason: BTreeMap<&str, (Vec<&str>, &str)> = BTreeMap::new();
    for one in all {
        let (fields, how) = by_reason.entry(text(one, "/reason")).or_default();
        fields.push(text(one, "/field"));
        *how = text(one, "/howToProceed");
    }
    for (reason, (fields, how)) in by_reason {
        lines.push(format!("  withheld of the {of} by {reason}: {}", fields.join(", ")));
        if !how.is_empty() {
            lines.push(format!("    {how}"));
        }
    }
}

fn raised(payload: &Value, lines: &mut Vec<String>) {
    for problem in items(payload, "/problems") {
        lines.push(format!(
            "problem {} at {}: {}",
            text(problem, "/code"),
            words(problem, "/path"),
            text(problem, "/message")
        ));
    }
    if payload.pointer("/concern").is_some_and(Value::is_object) {
        lines.push(format!("Concern {}: {}", text(payload, "/concern/reference"), text(payload, "/concern/status")));
        lines.push(format!("  about {}", text(payload, "/concern/about")));
        lines.push(format!(
            "  raised {}, to be decided by {}",
            moment(payload, "/concern/raisedAt", wall::words),
            moment(payload, "/concern/decisionDueAt", wall::deadline)
        ));
    }
    lines.push(format!("  {}", text(payload, "/whatNow")));
}

/// A moment of an answer in words; as it came where it is none.
fn moment(of: &Value, path: &str, words: fn(Instant) -> String) -> String {
    let given = text(of, path);
    given.parse().map_or_else(|_| given.to_owned(), words)
}

fn looked(log: &Value, lines: &mut Vec<String>) {
    let total = log.pointer("/totalCount").and_then(Value::as_u64).unwrap_or_default();
    lines.push(if total == 1 { "1 access".to_owned() } else { format!("{total} accesses, newest first") });
    for entry in items(log, "/nodes") {
        let at = text(entry, "/at").get(..19).unwrap_or_default();
        let who = or(text(entry, "/practitioner"), or(text(entry, "/agency/name"), "a system of the hub"));
        let how = if entry.pointer("/allowed").and_then(Value::as_bool) == Some(true) {
            "allowed".to_owned()
        } else {
            format!("refused {}", text(entry, "/refusalCode"))
        };
        lines.push(format!("  {at}  {who}: {} {} {how}", text(entry, "/action"), text(entry, "/purpose")));
        for (label, path) in [("given", "/disclosed"), ("withheld", "/withheldClasses"), ("flags", "/flags")] {
            let listed = words(entry, path);
            if !listed.is_empty() {
                lines.push(format!("                       {label}: {listed}"));
            }
        }
    }
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

fn items<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn words(value: &Value, path: &str) -> String {
    items(value, path).iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}
