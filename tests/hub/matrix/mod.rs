//! R1 and R6 through the API: for each role, what comes back of a record that holds an entry of every content class, field by
//! field, with what is withheld and why. What is expected is written from the rules, so that the rule book is compared with the
//! rules and not with itself.

mod situations;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use entities::words::{FieldClass, Word};
use serde_json::Value;
use tests::answer::{at, withheld};
use tests::child::SECRET;
use tests::queries::{about, record};
use tests::town::ROLES;
use tests::{Answer, ChildFile, Hub, on_both};

use situations::{Ceiling, SITUATIONS, Situation, Why, ceilings};
use tables::{CHILD, EMPTY, ENTRY, INVOLVEMENT};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_r6_each_role_gets_the_fields_of_its_classes_and_is_told_of_the_rest() {
    let ceilings = ceilings();
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let all: Vec<&str> = ROLES.iter().map(|seat| seat.login).collect();
        let mut wrong = Vec::new();
        let mut compared = 0;
        for situation in SITUATIONS {
            // Every agency works with the child, and everybody is named, so that neither R12 nor R16 narrows.
            let file = (situation.child)(ChildFile::new(&hub.town).open_to(&all).open_to(&["charity"]));
            let child = file.entry_of_every_class().put(&hub.door).await;
            for seat in ROLES {
                let role = seat.role.name();
                let what = format!("{role}, {}", situation.name);
                let answer = hub.ask(seat.login, &record(), about(child, situation.purpose.name())).await.ok();
                let Some(ceiling) = ceilings.get(role).filter(|_| situation.open_to.contains(&role)) else {
                    refused(&answer, role, &what, &mut wrong);
                    continue;
                };
                let checks = Checks { what: &what, ceiling, wrong: &mut wrong };
                compared += compare(&answer, situation, checks);
            }
        }
        println!("{engine:?}: {compared} fields compared");
        assert!(
            wrong.is_empty(),
            "{} of {compared} fields are not as R1 and R6 say:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        assert!(compared > 10_000, "only {compared} fields were compared");
        hub.end().await;
    })
    .await;
}

/// A role that may not have the purpose is told so; one with no class at all is told that.
fn refused(answer: &Answer, role: &str, what: &str, wrong: &mut Vec<String>) {
    let none = ["SAFEGUARDING_LEAD", "INFORMATION_GOVERNANCE", "SYSTEM_ADMINISTRATOR"].contains(&role);
    let expected = if none { "ROLE" } else { "PURPOSE_NOT_OPEN_TO_ROLE" };
    let code = answer.str("data.sharedRecord.code");
    if code != expected {
        wrong.push(format!("{what}: answered {code:?}, not {expected}"));
    }
    assert!(!answer.text.contains(SECRET), "{what}: {}", answer.text);
}

struct Checks<'a> {
    what: &'a str,
    ceiling: &'a BTreeMap<FieldClass, Ceiling>,
    wrong: &'a mut Vec<String>,
}

impl Checks<'_> {
    /// Why the first of those classes is not cleared, in the order of the classes.
    fn why(&self, why: Why, classes: &BTreeSet<FieldClass>) -> Option<&'static str> {
        classes.iter().find_map(|class| {
            // WHEREABOUTS is in no column: it is cleared for all (R7).
            let ceiling = self.ceiling.get(class).copied().unwrap_or(Ceiling::Always);
            why(*class, ceiling)
        })
    }

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

/// Compares every field of the record; gives how many.
fn compare(answer: &Answer, situation: &Situation, mut checks: Checks<'_>) -> usize {
    let mut compared = 0;
    if answer.str("data.sharedRecord.__typename") != "SharedRecord" {
        checks.wrong.push(format!("{}: refused with {}", checks.what, answer.str("data.sharedRecord.code")));
        return 0;
    }
    let child = answer.at("data.sharedRecord.child");
    for (field, own) in CHILD {
        let expected = checks.why(situation.details, &parsed(own));
        checks.field(child, "child", field, own, expected);
        compared += 1;
    }
    let entries = answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
    let mut labels: Vec<&str> = vec!["NONE"];
    labels.extend(policies::content::CONTENT_CLASSES.iter().map(|class| class.name()));
    if entries.len() != labels.len()
        || answer.at("data.sharedRecord.chronology.totalCount") != &Value::from(labels.len())
    {
        checks.wrong.push(format!("{}: {} entries of {}", checks.what, entries.len(), labels.len()));
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
            let expected = checks.why(situation.others, &classes);
            checks.field(entry, &format!("entry {label}"), field, own, expected);
            compared += 1;
        }
        let text = entry.to_string();
        let leaked = labels.iter().any(|other| other != label && text.contains(&format!(" {other}\"")));
        assert!(!leaked, "{}: an entry holds another's text: {text}", checks.what);
    }
    for involvement in answer.at("data.sharedRecord.involvements").as_array().into_iter().flatten() {
        for (field, own) in INVOLVEMENT {
            let expected = checks.why(situation.details, &parsed(own));
            // The council's people share an agency, and so stand in its involvements too.
            checks.field(involvement, "involvement", field, own, expected);
            compared += 1;
        }
    }
    compared
}
