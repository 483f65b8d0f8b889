//! What came back, compared with what the rules give: every text, every field under whatever name, every page and total.

use entities::Set;
use entities::words::{FieldClass, Significance, Word};
use serde_json::Value;
use tests::Answer;
use tests::town::Seat;

use super::super::matrix::tables::{CHILD, EMPTY, ENTRY};
use super::generate::{Asked, Cursor, Filter, List, Operation};
use super::ground::{Entry, Ground, SIGNIFICANCE, canaries};

/// Given though they are null or empty, since nothing is recorded in them, or since each item is judged by itself.
const SILENT: &[&str] = &["handling", "classes", "identifiers"];

/// The field of that name in an answer, whatever alias it stands under.
fn field(alias: &str) -> &str {
    alias.rsplit_once('_').map_or(alias, |(field, _)| field)
}

fn is_given(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
}

/// What is wrong with the answer, and cursors to go on from. `compared` counts the fields.
pub fn faults(
    ground: &Ground,
    seat: &Seat,
    operation: &Operation,
    answer: &Answer,
    cursors: &mut Vec<Cursor>,
    compared: &mut usize,
) -> Vec<String> {
    let mut faults = Vec::new();
    let asked: Vec<_> = operation.asked.iter().map(|asked| (asked.subject, asked.purpose)).collect();
    for canary in canaries(&answer.text) {
        if !ground.gives(seat, &canary, &asked) {
            faults.push(format!("gave {canary:?}"));
        }
    }
    if answer.status != 200 {
        return vec![format!("answered {}: {}", answer.status, answer.text)];
    }
    // Without data something asked for was no good, and an error says which.
    if answer.at("data").is_null() {
        if !["BAD_USER_INPUT", "FORBIDDEN"].contains(&answer.error()) {
            faults.push(format!("failed: {}", answer.text));
        }
        return faults;
    }
    for asked in &operation.asked {
        let mut judge = Judge { ground, seat, asked, faults: &mut faults, compared };
        judge.record(answer.at(&format!("data.{}", asked.alias)), cursors);
    }
    faults
}

struct Judge<'a> {
    ground: &'a Ground,
    seat: &'a Seat,
    asked: &'a Asked,
    faults: &'a mut Vec<String>,
    compared: &'a mut usize,
}

impl Judge<'_> {
    /// Whether the table says exactly what is given; else it says what is given at most.
    fn exact(&self) -> bool {
        self.ground.subjects[self.asked.subject]
            .situation
            .is_some_and(|situation| situation.purpose == self.asked.purpose)
    }

    fn clears(&self, own: &[&str], content: Set<FieldClass>, others: bool) -> bool {
        own.iter()
            .map(|name| name.parse().expect("a class"))
            .chain(content.iter())
            .all(|class| self.ground.clears(self.seat, self.asked.subject, self.asked.purpose, class, others))
    }

    fn record(&mut self, record: &Value, cursors: &mut Vec<Cursor>) {
        let opened = record["__typename"] == "SharedRecord";
        let opens = self.ground.opens(self.seat, self.asked.subject, self.asked.purpose);
        if opened != opens && (opened || self.exact()) {
            // A number or an id that was no good is an error, and the whole answer has no data then.
            self.faults.push(format!("opened: {opened}, and {opens} by the rules: {record}"));
        }
        if !opened || !opens {
            return;
        }
        for (alias, value) in record.as_object().into_iter().flatten() {
            match field(alias) {
                "child" => self.cells("child", value, |judge, name| {
                    let (_, own) = CHILD.iter().find(|(field, _)| *field == name)?;
                    Some(judge.clears(own, Set::EMPTY, false))
                }),
                "chronology" => {
                    if let Some(list) = self.asked.lists.iter().find(|list| list.alias == *alias).cloned() {
                        self.list(&list, value, cursors);
                    }
                }
                _ => {}
            }
        }
    }

    /// Each field of an object is given where the rules give it and nowhere else.
    fn cells(&mut self, what: &str, object: &Value, given: impl Fn(&Self, &str) -> Option<bool>) {
        for (alias, value) in object.as_object().into_iter().flatten() {
            let name = field(alias);
            let Some(expected) = given(self, name) else { continue };
            *self.compared += 1;
            let found = is_given(value);
            let silent = EMPTY.contains(&name) || SILENT.contains(&name);
            if (found && !expected) || (self.exact() && expected && !found && !silent) {
                self.faults.push(format!("{what}.{alias}: given {found}, and {expected} by the rules: {value}"));
            }
        }
    }

    fn entry(&mut self, object: &Value) {
        let id = object["id"].as_str().unwrap_or_default();
        let known = self.ground.subjects[self.asked.subject].entries.iter().find(|entry| entry.id == id).cloned();
        let Some(entry) = known else {
            return self.faults.push(format!("an entry that is not of this record: {object}"));
        };
        self.cells(&format!("entry of {} {:?}", entry.author, entry.content), object, |judge, name| {
            judge.entry_given(&entry, name)
        });
        for (alias, history) in object.as_object().into_iter().flatten() {
            if field(alias) == "history" {
                for old in history.as_array().into_iter().flatten() {
                    self.cells("history", old, |judge, name| judge.entry_given(&entry, name));
                }
            }
        }
    }

    fn entry_given(&self, entry: &Entry, name: &str) -> Option<bool> {
        let (_, own, with_content) = ENTRY.iter().find(|(field, ..)| *field == name)?;
        let content = if *with_content { entry.content } else { Set::EMPTY };
        Some(entry.author == self.seat.login || self.clears(own, content, true))
    }

    /// The entries of which the filter's field is cleared and holds, in the order of the list.
    fn listed(&self, list: &List) -> Vec<&str> {
        let entries = &self.ground.subjects[self.asked.subject].entries;
        let given = |entry: &Entry, name: &str| self.entry_given(entry, name).unwrap_or_default();
        let wanted = |(place, entry): &(usize, &Entry)| {
            let holds = match &list.filter {
                Filter::None => true,
                Filter::Category(category) => given(entry, "category") && entry.category == *category,
                Filter::Significance(least) => given(entry, "significance") && rank(*least) <= rank(SIGNIFICANCE),
                Filter::Kind(kind) => given(entry, "agencyKind") && kind_of(entry.author) == kind.name(),
                Filter::Agency(code) => given(entry, "agency") && agency_of(entry.author) == *code,
                Filter::From(hours) => given(entry, "occurredAt") && place >= hours,
                Filter::To(hours) => given(entry, "occurredAt") && place < hours,
            };
            holds && given(entry, "headline")
        };
        let mut listed: Vec<&str> =
            entries.iter().enumerate().filter(wanted).map(|(_, entry)| entry.id.as_str()).collect();
        if !list.oldest {
            listed.reverse();
        }
        listed
    }

    fn list(&mut self, list: &List, value: &Value, cursors: &mut Vec<Cursor>) {
        *self.compared += 2;
        let edges = value["edges"].as_array().cloned().unwrap_or_default();
        let nodes: Vec<Value> = match value["nodes"].as_array() {
            Some(nodes) => nodes.clone(),
            None => edges.iter().map(|edge| edge["node"].clone()).collect(),
        };
        nodes.iter().for_each(|node| self.entry(node));
        if !self.exact() || matches!(list.after, Some((_, None))) {
            return;
        }
        let before = list.after.as_ref().and_then(|(_, position)| *position).unwrap_or_default();
        let listed = self.listed(list);
        let page: Vec<&str> = listed.iter().skip(before).take(list.first).copied().collect();
        let found: Vec<&str> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
        let (total, more) = (listed.len(), listed.len() > before + page.len());
        if found != page || value["totalCount"] != total || value["pageInfo"]["hasNextPage"] != more {
            self.faults.push(format!(
                "{list:?}: {} of {} entries, and {} of {total} by the rules",
                found.len(),
                value["totalCount"],
                page.len()
            ));
        } else if let Some(cursor) = value["pageInfo"]["endCursor"].as_str() {
            cursors.push(Cursor {
                text: cursor.to_owned(),
                login: self.seat.login,
                subject: self.asked.subject,
                purpose: self.asked.purpose,
                filter: list.filter.clone(),
                oldest: list.oldest,
                position: before + page.len(),
            });
        }
    }
}

fn rank(of: Significance) -> usize {
    Significance::ALL.iter().position(|word| *word == of).unwrap_or_default()
}

fn agency_of(author: &str) -> &'static str {
    match author {
        "police" => "T-POLICE",
        "gp" => "T-SURGERY",
        "neighbour" => "T-NEIGHBOUR",
        _ => "T-CHARITY",
    }
}

fn kind_of(author: &str) -> &'static str {
    match author {
        "police" => "POLICE",
        "gp" => "GENERAL_PRACTICE",
        "neighbour" => "LOCAL_AUTHORITY",
        _ => "VOLUNTARY_SECTOR",
    }
}
