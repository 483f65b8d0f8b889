//! Why an answer is as it is: verdict, policies, what was withheld, cost, the entry in the log. It is read from the answer
//! itself, so that it never says more than the API gives to whoever asked.

use std::collections::BTreeSet;

use entities::words::{RefusalCode, Word};
use policies::RuleBook;
use serde_json::Value;

use crate::console::api::Reply;
use crate::console::pages::reviews::titled;
use crate::console::parts::{Cell, Row, SummaryList, Tag, Tone};
use crate::console::words::plain_text;

/// What an answer says of itself, wherever in it.
#[derive(Default)]
struct Found {
    refusals: BTreeSet<String>,
    next: BTreeSet<String>,
    policies: BTreeSet<String>,
    asked_policies: bool,
    given: BTreeSet<String>,
    withheld: BTreeSet<String>,
    /// Whether the query asked what was withheld, in any of the places where an answer says so.
    asked_withheld: bool,
    problems: bool,
    fields: BTreeSet<String>,
    entries: BTreeSet<String>,
}

/// The answer as JSON, to be read; why it is so, at a glance; and by which policies, field by field.
pub(super) fn why(reply: &Reply, book: &RuleBook) -> (String, SummaryList, SummaryList) {
    let Ok(answer) = serde_json::from_str::<Value>(&reply.body) else {
        return (reply.body.clone(), SummaryList::default(), SummaryList::default());
    };
    let mut found = Found::default();
    found.walk(&answer);
    let errors = answer.get("errors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut rows = vec![Row::new("Verdict", Cell::Tags(vec![verdict(&found, errors)]))];
    let lines = |key: &str, lines: BTreeSet<String>| {
        Some(lines)
            .filter(|lines| !lines.is_empty())
            .map(|lines| Row::new(key, Cell::Lines(lines.into_iter().collect())))
    };
    let list = |key: &str, words: BTreeSet<String>| {
        let words: Vec<String> = words.into_iter().collect();
        Some(words).filter(|words| !words.is_empty()).map(|words| Row::new(key, Cell::Text(words.join(", "))))
    };
    let wrong = errors.iter().filter_map(|error| Some(error.get("message")?.as_str()?.to_owned())).collect();
    rows.extend(lines("What went wrong", wrong));
    rows.extend(lines("What to do", found.next));
    rows.extend(list("Given", found.given));
    rows.extend(list("Withheld", found.withheld));
    rows.extend(lines("Entry in the access log", found.entries));
    if !found.asked_policies && errors.is_empty() {
        rows.push(Row::new(
            "Policies",
            Cell::text("The query did not ask for them: they are `policies` of `sharing`."),
        ));
    }
    rows.extend(reply.cost.map(|cost| Row::new("Cost", Cell::text(cost.to_string()))));
    rows.push(Row::new("Status", Cell::text(reply.status.to_string())));
    let more = [
        lines("Policies that decided", titled(book, &found.policies).into_iter().collect()),
        lines("Fields withheld, and why", found.fields),
    ];
    let more = SummaryList { rows: more.into_iter().flatten().collect() };
    (serde_json::to_string_pretty(&answer).unwrap_or_default(), SummaryList { rows }, more)
}

fn verdict(found: &Found, errors: &[Value]) -> Tag {
    let code = |error: &Value| error.pointer("/extensions/code").and_then(Value::as_str).map(plain_text);
    match (found.refusals.first(), errors.first()) {
        (Some(code), _) => Tag::new(format!("Refused: {}", plain_text(code)), Tone::Urgent),
        (None, Some(error)) => Tag::new(format!("Not answered: {}", code(error).unwrap_or_default()), Tone::Urgent),
        (None, None) if found.problems => Tag::new("Not done: see its problems", Tone::Urgent),
        (None, None) if !found.asked_withheld => {
            Tag::new("Answered: the query did not ask what is withheld", Tone::Plain)
        }
        (None, None) if found.withheld.is_empty() && found.fields.is_empty() => Tag::new("Given", Tone::Good),
        (None, None) => Tag::new("Given in part", Tone::Note),
    }
}

impl Found {
    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(fields) => {
                let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
                // A refusal is known by any part of it that the query asked for.
                let code = text("code").and_then(|code| RefusalCode::parse(&code));
                let is_refusal =
                    fields.contains_key("howToProceed") || text("__typename").as_deref() == Some("SharingRefused");
                if is_refusal || code.is_some() {
                    let unnamed = || "it did not ask why".to_owned();
                    self.refusals.insert(code.map_or_else(unnamed, |code| code.name().to_owned()));
                    self.next.extend(text("message"));
                    self.next.extend(text("howToProceed"));
                    self.asked_policies = true;
                }
                // Of a withholding: the field, and why.
                if let (Some(field), Some(reason)) = (text("field"), text("reason")) {
                    self.fields.insert(format!("{field}: {}", plain_text(&reason).to_lowercase()));
                }
                self.entries.extend(text("accessLogEntryId"));
                for (name, value) in fields {
                    let words = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                    match name.as_str() {
                        "policies" => {
                            self.asked_policies = true;
                            self.policies.extend(words.map(str::to_owned));
                        }
                        "disclosed" => self.given.extend(words.map(plain_text)),
                        "withheld" | "withheldClasses" => {
                            self.asked_withheld = true;
                            self.withheld.extend(words.map(plain_text));
                        }
                        "problems" => self.problems |= value.as_array().is_some_and(|all| !all.is_empty()),
                        _ => {}
                    }
                    self.walk(value);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use policies::Numbers;
    use serde_json::json;

    use super::*;

    fn said(answer: Value) -> Vec<(String, String)> {
        let reply = Reply { status: 200, body: answer.to_string(), cost: Some(7) };
        let book = RuleBook::embedded(Numbers::default()).unwrap();
        let (_, glance, more) = why(&reply, &book);
        glance.rows.into_iter().chain(more.rows).map(|row| (row.key, row.value.plain())).collect()
    }

    #[test]
    fn why_is_read_from_the_answer_itself() {
        let said_of = |answer: Value, key: &str| said(answer).into_iter().find(|(k, _)| k == key).map(|(_, text)| text);
        let given = json!({"data": {"sharedRecord": {
            "child": {"withheld": [{"field": "nhsNumber", "reason": "ROLE"}]},
            "sharing": {"policies": ["r19-consent-gate"], "disclosed": ["IDENTITY"], "withheld": ["NHS_NUMBER"], "accessLogEntryId": "access_0_9"},
        }}});
        assert_eq!(said_of(given.clone(), "Verdict").as_deref(), Some("Given in part"));
        assert!(said_of(given.clone(), "Policies that decided").unwrap().ends_with("(r19-consent-gate)"));
        assert_eq!(said_of(given.clone(), "Fields withheld, and why").as_deref(), Some("nhsNumber: role"));
        assert_eq!(said_of(given.clone(), "Entry in the access log").as_deref(), Some("access_0_9"));
        assert_eq!(said_of(given, "Cost").as_deref(), Some("7"));
        let refused = json!({"data": {"sharedRecord": {"__typename": "SharingRefused", "code": "NOT_FOUND"}}});
        assert_eq!(said_of(refused, "Verdict").as_deref(), Some("Refused: Not found"));
        // Whatever part of a refusal was asked for, it is none of "given"; nor is what nobody asked about.
        for (refused, says) in [
            (json!({"data": {"sharedRecord": {"code": "NOT_FOUND"}}}), "Refused: Not found"),
            (json!({"data": {"sharedRecord": {"__typename": "SharingRefused"}}}), "Refused: It did not ask why"),
            (json!({"data": {"setLevelOfNeed": {"refused": {"code": "ROLE"}}}}), "Refused: Role"),
            (
                json!({"data": {"setLevelOfNeed": {"refused": null, "problems": [{"code": "EMPTY"}]}}}),
                "Not done: see its problems",
            ),
            (json!({"data": {"sharedRecord": {}}}), "Answered: the query did not ask what is withheld"),
            (
                json!({"data": {"agencies": {"nodes": [{"code": "E09"}]}}}),
                "Answered: the query did not ask what is withheld",
            ),
        ] {
            assert_eq!(said_of(refused.clone(), "Verdict").as_deref(), Some(says), "{refused}");
        }
        let whole = json!({"data": {"sharedRecord": {"sharing": {"withheld": []}, "child": {"withheld": []}}}});
        assert_eq!(said_of(whole, "Verdict").as_deref(), Some("Given"));
        let wrong = json!({"errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}}]});
        assert_eq!(said_of(wrong, "Verdict").as_deref(), Some("Not answered: Forbidden"));
    }
}
