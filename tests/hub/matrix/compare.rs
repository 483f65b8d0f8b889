//! Compares a record that came back with what should have, field by field.

use std::collections::BTreeSet;

use entities::words::FieldClass;
use serde_json::Value;
use tests::Answer;
use tests::answer::{at, withheld};

use super::tables::{CHILD, CONSENT, CONTENT, EMPTY, ENTRY, INVOLVEMENT};

/// Why a class is withheld; none where it is cleared.
pub type Why<'a> = &'a dyn Fn(FieldClass) -> Option<&'static str>;

/// What should come back.
pub struct Expected<'a> {
    /// Of the child's own details.
    pub details: Why<'a>,
    /// Of what another agency recorded.
    pub others: Why<'a>,
    /// How many involvements; those that are listed are given whole.
    pub involvements: usize,
    /// How many decisions on consent are seen (R26).
    pub consents: usize,
    /// Of these.
    pub of_consents: Why<'a>,
}

type Fields = &'static [(&'static str, &'static [&'static str])];

struct Checks<'a> {
    what: &'a str,
    wrong: &'a mut Vec<String>,
}

impl Checks<'_> {
    /// Compares one field of one object with what it should be.
    fn field(&mut self, object: &Value, place: &str, field: &str, own: &[&str], expected: Option<&str>) {
        let listed = withheld(object);
        let value = at(object, field);
        let found = listed.get(field);
        match (expected, found) {
            (None, None) => {
                if value.is_null() && !EMPTY.contains(&field) {
                    self.wrong.push(format!("{}: {place}.{field} is null and not listed", self.what));
                }
            }
            (None, Some((_, reason))) => {
                self.wrong.push(format!("{}: {place}.{field} is withheld as {reason}, and should be given", self.what));
            }
            (Some(reason), None) => {
                self.wrong.push(format!("{}: {place}.{field} should be withheld as {reason}: {value}", self.what));
            }
            (Some(reason), Some((classes, told))) => {
                let own: BTreeSet<&str> = own.iter().copied().collect();
                let named: BTreeSet<&str> = classes.iter().map(String::as_str).collect();
                if told != reason {
                    self.wrong.push(format!("{}: {place}.{field} is withheld as {told}, not {reason}", self.what));
                }
                if named != own {
                    self.wrong.push(format!("{}: {place}.{field} names the classes {named:?}, not {own:?}", self.what));
                }
                // Identifiers are judged one by one, and those that are cleared are given.
                if !value.is_null() && field != "identifiers" && value != &Value::Array(Vec::new()) {
                    self.wrong.push(format!("{}: {place}.{field} is listed as withheld and given: {value}", self.what));
                }
            }
        }
    }
}

fn parsed(classes: &[&str]) -> BTreeSet<FieldClass> {
    classes.iter().map(|name| name.parse().expect("a class")).collect()
}

/// Why the first of those classes is not cleared, in the order of the classes.
fn first(why: Why<'_>, classes: &BTreeSet<FieldClass>) -> Option<&'static str> {
    classes.iter().find_map(|class| why(*class))
}

/// Compares every field of the record; gives how many.
pub fn compare(answer: &Answer, what: &str, expected: &Expected<'_>, wrong: &mut Vec<String>) -> usize {
    let mut checks = Checks { what, wrong };
    let mut compared = 0;
    if answer.str("data.sharedRecord.__typename") != "SharedRecord" {
        checks.wrong.push(format!("{}: refused with {}", what, answer.str("data.sharedRecord.code")));
        return 0;
    }
    let child = answer.at("data.sharedRecord.child");
    for (field, own) in CHILD {
        let reason = first(expected.details, &parsed(own));
        checks.field(child, "child", field, own, reason);
        compared += 1;
    }
    let entries = answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
    let mut labels: Vec<&str> = vec!["NONE"];
    labels.extend(CONTENT.iter().copied());
    if (expected.others)(FieldClass::Summary).is_some() {
        // Without the summary nothing of an entry is left, and it is not counted either (R5).
        labels.clear();
    }
    if entries.len() != labels.len()
        || answer.at("data.sharedRecord.chronology.totalCount") != &Value::from(labels.len())
    {
        checks.wrong.push(format!("{}: {} entries of {}", what, entries.len(), labels.len()));
        return compared;
    }
    // The newest comes first; they happened in the order of their labels.
    for (entry, label) in entries.iter().rev().zip(&labels) {
        let content: BTreeSet<FieldClass> = label.parse::<FieldClass>().into_iter().collect();
        for (field, own, with_content) in ENTRY {
            let mut classes = parsed(own);
            if *with_content {
                classes.extend(&content);
            }
            let reason = first(expected.others, &classes);
            checks.field(entry, &format!("entry {label}"), field, own, reason);
            compared += 1;
        }
        let text = entry.to_string();
        let leaked = labels.iter().any(|other| other != label && text.contains(&format!(" {other}\"")));
        assert!(!leaked, "{}: an entry holds another's text: {text}", what);
    }
    let given: Why<'_> = &|_| None;
    let lists: [(&str, Fields, usize, Why<'_>); 2] = [
        ("involvements", INVOLVEMENT, expected.involvements, given),
        ("consents", CONSENT, expected.consents, expected.of_consents),
    ];
    for (list, fields, count, why) in lists {
        let found = answer.at(&format!("data.sharedRecord.{list}")).as_array().cloned().unwrap_or_default();
        if found.len() != count {
            checks.wrong.push(format!("{what}: {} {list}, not {count}", found.len()));
        }
        for item in &found {
            for (field, own) in fields {
                checks.field(item, list, field, own, first(why, &parsed(own)));
                compared += 1;
            }
        }
    }
    compared
}
