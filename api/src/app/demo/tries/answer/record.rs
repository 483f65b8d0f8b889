//! A record in words, or its refusal.

use entities::Instant;
use serde_json::Value;

use super::page::{Page, at, items, kind, or, text, words};
use super::withheld;
use crate::plain::calendar::local_date;

/// So many entries are told whole, more by what they say in short.
const FEW: usize = 8;
/// What stands below an entry's date.
const BELOW: &str = "              ";

/// The record, or why not.
pub fn told(record: &Value, page: &mut Page) {
    if text(record, "/__typename") == "SharingRefused" {
        refused(record, page);
    } else {
        shared(record, page);
    }
}

fn refused(record: &Value, page: &mut Page) {
    page.line(format!("Refused: {}", text(record, "/code")));
    page.line(format!("  {}", text(record, "/message")));
    page.line(format!("  What to do: {}", text(record, "/howToProceed")));
    page.line(format!("  In the log as {}", text(record, "/accessLogEntryId")));
}

fn shared(record: &Value, page: &mut Page) {
    child(record, page);
    involvements(items(record, "/involvements"), page);
    page.gap();
    let entries = items(record, "/chronology/nodes");
    let total = record.pointer("/chronology/totalCount").and_then(Value::as_u64).unwrap_or_default();
    page.line(format!("Chronology, newest first: {} of {total} entries", entries.len()));
    for one in entries {
        entry(one, entries.len() <= FEW, page);
    }
    withheld::told(std::slice::from_ref(record), "  ", page);
    page.gap();
    page.line("Over the whole record");
    page.line(format!("  classes given, at least in part: {}", or(&words(record, "/sharing/disclosed"), "none")));
    page.line(format!("  classes given nowhere: {}", or(&words(record, "/sharing/withheld"), "none")));
    page.line(format!(
        "  decided by {} policies; in the log as {}",
        items(record, "/sharing/policies").len(),
        text(record, "/sharing/accessLogEntryId")
    ));
}

fn child(record: &Value, page: &mut Page) {
    let unborn = !text(record, "/child/expectedDateOfBirth").is_empty();
    let given = if unborn { "Unborn child of the family" } else { text(record, "/child/givenName") };
    let born = match (text(record, "/child/dateOfBirth"), text(record, "/child/expectedDateOfBirth")) {
        ("", "") => String::new(),
        ("", due) => format!(", due {due}"),
        (born, _) => format!(", born {born}"),
    };
    let level = text(record, "/child/levelOfNeed");
    page.line(format!("{given} {}{born}  {level}", text(record, "/child/familyName")).trim_end());
    if !text(record, "/sharing/expiresAt").is_empty() {
        page.line(format!("  opened in an emergency, until {}", at(record, "/sharing/expiresAt")));
    }
    for (label, path) in [
        ("NHS number", "/child/nhsNumber"),
        ("UPN", "/child/upn"),
        ("address", "/child/address"),
        ("telephone", "/child/telephone"),
        ("school", "/child/school/name"),
        ("general practice", "/child/generalPractice/name"),
        ("responsible authority", "/child/responsibleAuthority/name"),
    ] {
        let value = text(record, path);
        if !value.is_empty() {
            page.line(format!("  {label} {value}"));
        }
    }
    withheld::told(record.get("child").map(std::slice::from_ref).unwrap_or_default(), "  ", page);
}

fn involvements(all: &[Value], page: &mut Page) {
    if all.is_empty() {
        return;
    }
    page.gap();
    page.line("Who works or worked with the child");
    for one in all {
        let kind = kind(one);
        let who = or(text(one, "/agency/name"), &kind);
        let service = text(one, "/service");
        let service = if service.is_empty() { String::new() } else { format!(": {service}") };
        let until = text(one, "/endedOn");
        let until = if until.is_empty() { String::new() } else { format!(" to {until}") };
        let waits = one.get("unconfirmed").and_then(Value::as_bool) == Some(true);
        let waits = if waits { " (claimed; waits for a colleague to confirm it)" } else { "" };
        page.line(format!("  {who}{service}, from {}{until}{waits}", text(one, "/startedOn")));
    }
    // Of all of them together: it is the same for each that is not named.
    withheld::told(all, "  ", page);
}

fn entry(entry: &Value, whole: bool, page: &mut Page) {
    let occurred = text(entry, "/occurredAt");
    let day = occurred.parse::<Instant>().map_or_else(|_| occurred.to_owned(), |at| local_date(at).to_string());
    let summary = text(entry, "/summary");
    if summary.is_empty() {
        page.line(format!("  {day}  {}", text(entry, "/headline")));
    } else {
        page.line(format!("  {day}  {summary} [{}]", or(text(entry, "/agency/name"), "agency withheld")));
    }
    let narrative = text(entry, "/narrative");
    if whole && !narrative.is_empty() {
        page.line(format!("{BELOW}{narrative}"));
    }
    let voice = text(entry, "/childVoice");
    if !voice.is_empty() {
        page.line(format!("{BELOW}{voice}"));
    }
    if !text(entry, "/withdrawnAt").is_empty() {
        page.line(format!("{BELOW}withdrawn: {}", text(entry, "/correctionReason")));
    } else if !text(entry, "/correctionReason").is_empty() {
        page.line(format!("{BELOW}corrected: {}", text(entry, "/correctionReason")));
    }
    withheld::told(std::slice::from_ref(entry), BELOW, page);
}
