//! What somebody sees of the case at one moment: asked for as any client asks, and put in few words, so that what is seen can
//! be compared and told.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::inputs::sharing;
use super::sees::{NOTHING, Sees, text};
use super::{Scene, at};

pub(super) const SIGHT: &str = include_str!("documents/sight.graphql");

/// A part of what one sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The record, for the purpose of one's daily work.
    Daily,
    /// The record, for a section 47 enquiry.
    Enquiry,
    /// The concern.
    Concern,
    /// Checks about the boy.
    Checks,
    /// The joint decision.
    Decision,
    /// The escalation.
    Escalation,
    /// Key points that lack their checks.
    Missing,
}

impl Part {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Daily, Self::Enquiry, Self::Concern, Self::Checks, Self::Decision, Self::Escalation, Self::Missing];

    /// What it is called where it is told.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Daily => "the record, for daily work",
            Self::Enquiry => "the record, for a section 47 enquiry",
            Self::Concern => "the concern",
            Self::Checks => "checks",
            Self::Decision => "the joint decision",
            Self::Escalation => "the escalation",
            Self::Missing => "missing checks",
        }
    }
}

/// Somebody who looks on.
pub struct Watcher {
    /// The login.
    pub who: &'static str,
    /// The purpose of their daily work.
    pub daily: &'static str,
    /// What they are told of a child of whom they may not know: for that purpose, and for an enquiry.
    pub refused: [&'static str; 2],
}

/// What is said of a child who is not there.
const NOT_FOUND: &str = "NOT_FOUND";
/// What is said to a role that has no class.
const ROLE: &str = "ROLE";

const fn practitioner(who: &'static str, daily: &'static str) -> Watcher {
    Watcher { who, daily, refused: [NOT_FOUND, NOT_FOUND] }
}

/// Who reads no record, whatever the purpose.
const fn no_class(who: &'static str) -> Watcher {
    Watcher { who, daily: "CASE_AUDIT", refused: [ROLE, ROLE] }
}

/// One person of each role, and those who take a step.
pub const WATCHERS: &[Watcher] = &[
    practitioner("social-worker", "CHILD_IN_NEED_ASSESSMENT"),
    practitioner("manager", "REFERRAL_SCREENING"),
    practitioner("mash", "REFERRAL_SCREENING"),
    practitioner("mash-nurse", "REFERRAL_SCREENING"),
    practitioner("police", "CHILD_IN_NEED_ASSESSMENT"),
    practitioner("health-visitor", "DIRECT_CARE"),
    practitioner("gp", "DIRECT_CARE"),
    practitioner("school", "SAFEGUARDING_IN_EDUCATION"),
    practitioner("deputy", "SAFEGUARDING_IN_EDUCATION"),
    practitioner("early-help", "EARLY_HELP"),
    practitioner("probation", "CHILD_IN_NEED_ASSESSMENT"),
    practitioner("youth-justice", "CHILD_IN_NEED_ASSESSMENT"),
    practitioner("housing", "CHILD_IN_NEED_ASSESSMENT"),
    practitioner("neighbouring-social-worker", "CHILD_IN_NEED_ASSESSMENT"),
    Watcher { who: "inspector", daily: "INSPECTION", refused: [NOT_FOUND, "PURPOSE_NOT_OPEN_TO_ROLE"] },
    no_class("lead"),
    no_class("governance"),
    no_class("designated-officer"),
    // Runs the hub: is let into no list, and so gets no answer at all.
    Watcher { who: "administrator", daily: "CASE_AUDIT", refused: ["FORBIDDEN", "FORBIDDEN"] },
];

/// What somebody sees of a child of whom they may not know.
pub(super) fn at_first(watcher: &'static Watcher) -> impl Iterator<Item = ((&'static str, Part), Sees)> {
    let [daily, enquiry] = watcher.refused;
    Part::ALL.iter().map(move |part| {
        let sees = match part {
            Part::Daily => text(daily),
            Part::Enquiry => text(enquiry),
            _ if daily == "FORBIDDEN" => text(daily),
            _ => NOTHING,
        };
        ((watcher.who, *part), sees)
    })
}

/// The variables of a look. Who was sent a check says so.
pub(super) fn variables(s: &Scene, watcher: &Watcher) -> Value {
    let mut enquiry = sharing("SECTION_47_ENQUIRY");
    let check = s.check(watcher.who);
    if let (Value::Object(fields), false) = (&mut enquiry, check.is_null()) {
        fields.insert("check".to_owned(), check);
    }
    json!({ "child": s.child(), "id": s.kept("child"), "daily": sharing(watcher.daily), "enquiry": enquiry })
}

/// That part of what was seen, in few words.
pub(super) fn read(s: &Scene, part: Part, answer: &Value) -> String {
    if let Some(code) = at(answer, "/errors/0/extensions/code").as_str() {
        return code.to_owned();
    }
    let ours = |list: &str, kept: &str| {
        let nodes = items(at(answer, &format!("/data/{list}/nodes")));
        nodes.iter().find(|node| node.get("id").is_some_and(|id| *id == s.kept(kept))).cloned().unwrap_or_default()
    };
    let told = match part {
        Part::Daily => record(at(answer, "/data/daily")),
        Part::Enquiry => record(at(answer, "/data/enquiry")),
        Part::Concern => concern(&ours("concerns", "concern")),
        Part::Checks => checks(at(answer, "/data/checks/nodes")),
        Part::Decision => decision(&ours("jointDecisions", "decision")),
        Part::Escalation => words(&ours("escalations", "escalation"), &["status", "stage", "outcome"]),
        Part::Missing => missing(at(answer, "/data/missingChecks/nodes")),
    };
    if told.is_empty() { NOTHING.text() } else { told }
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn held<'a>(of: &'a Value, field: &str) -> &'a str {
    of.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Those fields that hold a word.
fn words(of: &Value, fields: &[&str]) -> String {
    let held: Vec<&str> = fields.iter().map(|field| held(of, field)).filter(|word| !word.is_empty()).collect();
    held.join(" ")
}

/// A record: the refusal, or the classes given, how much is listed and how much of it can be read.
fn record(of: &Value) -> String {
    let code = held(of, "code");
    if !code.is_empty() {
        return code.to_owned();
    }
    let classes: Vec<&str> = items(at(of, "/sharing/disclosed")).iter().filter_map(Value::as_str).collect();
    let entries = items(at(of, "/chronology/nodes"));
    let readable = entries.iter().filter(|entry| !held(entry, "summary").is_empty()).count();
    let mut told = format!("{}; entries {}, to read {readable}", classes.join(" "), entries.len());
    let named = |work: &Value| match words(work, &["kind", "status"]) {
        none if none.is_empty() => "withheld".to_owned(),
        named => named,
    };
    let mut works: Vec<String> = items(at(of, "/work")).iter().map(named).collect();
    works.sort();
    if !works.is_empty() {
        told.push_str("; work: ");
        told.push_str(&works.join(", "));
    }
    told
}

/// A concern: where it stands, and which of child, narrative and outcome one is given.
fn concern(of: &Value) -> String {
    let mut told = words(of, &["status", "rating", "decision"]);
    for (field, given) in
        [("child", "the child"), ("whatHappened", "what happened"), ("outcomeToRaiser", "the outcome")]
    {
        if of.get(field).is_some_and(|value| !value.is_null()) {
            told.push_str(", ");
            told.push_str(given);
        }
    }
    told
}

/// How many checks stand where.
fn checks(of: &Value) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for check in items(of) {
        *counts.entry(held(check, "status")).or_default() += 1;
    }
    counts.iter().map(|(status, count)| format!("{count} {status}")).collect::<Vec<_>>().join(", ")
}

/// A joint decision, with who was heard.
fn decision(of: &Value) -> String {
    let mut views: Vec<String> = items(at(of, "/views"))
        .iter()
        .map(|view| {
            let dissents = if view.get("dissent").and_then(Value::as_bool) == Some(true) { " dissents" } else { "" };
            format!("{}{dissents}", words(view, &["agencyKind", "state"]))
        })
        .collect();
    views.sort();
    let told = words(of, &["status", "decision"]);
    if views.is_empty() { told } else { format!("{told}; {}", views.join(", ")) }
}

/// The key points that lack checks, each with the kinds of agency that have not answered.
fn missing(of: &Value) -> String {
    let mut points: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in items(of) {
        points.entry(held(one, "keyPoint")).or_default().push(held(one, "agencyKind"));
    }
    let mut told = Vec::new();
    for (point, mut kinds) in points {
        kinds.sort_unstable();
        told.push(format!("{point}: {}", kinds.join(" ")));
    }
    told.join("; ")
}
