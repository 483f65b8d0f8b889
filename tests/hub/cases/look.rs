//! What a right person is given: opening a record, and reading of each field whether it was given or why not.

use std::sync::LazyLock;

use api::plain::clock::{Clock, SystemClock};
use entities::Date;
use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::answer::at;
use tests::queries::record;
use tests::{Answer, ChildFile, Hub};

use super::super::mutations::schema::{Mutation, mutations};
use super::probe::local;

/// The mutations of the schema.
pub static MUTATIONS: LazyLock<Vec<Mutation>> = LazyLock::new(mutations);

/// The present day.
pub fn today() -> Date {
    SystemClock.now().date_utc()
}

/// A child of that name in the council's area, whom the council has under a number of its own.
pub fn child<'a>(hub: &'a Hub, given: &str, family: &str) -> ChildFile<'a> {
    let file = ChildFile::new(&hub.town).named(given, family);
    let number = local(file.id());
    file.numbered("T-COUNCIL", &number)
}

/// A purpose on a basis.
pub fn on(purpose: &str, basis: &str) -> Value {
    json!({"purpose": purpose, "lawfulBasis": basis})
}

/// A purpose on public task.
pub fn for_(purpose: &str) -> Value {
    on(purpose, "PUBLIC_TASK")
}

/// The same, and why.
pub fn because(mut sharing: Value, more: Value) -> Value {
    sharing["justification"] = json!("the case asks for it, and says so at length");
    for (name, value) in more.as_object().into_iter().flatten() {
        sharing[name] = value.clone();
    }
    sharing
}

/// The record as that person is given it.
pub async fn open(hub: &Hub, login: &str, child: ChildId, sharing: Value) -> Answer {
    let answer = hub.ask(login, &record(), json!({"child": {"id": child.public()}, "sharing": sharing})).await.ok();
    Answer::new(answer.status, answer.at("data.sharedRecord").to_string())
}

/// Why there is no record for that person; empty where there is one.
pub async fn refusal(hub: &Hub, login: &str, child: ChildId, sharing: Value) -> String {
    open(hub, login, child, sharing).await.str("code").to_owned()
}

/// What a change by that person gave.
pub async fn act(hub: &Hub, login: &str, name: &str, input: Value) -> Answer {
    let mutation = MUTATIONS.iter().find(|mutation| mutation.name == name).expect("served");
    let answer = hub.ask(login, &mutation.operation, json!({"input": input})).await.ok();
    Answer::new(answer.status, answer.at(&format!("data.{name}")).to_string())
}

/// The same, which must be done: gives what was made.
pub async fn done(hub: &Hub, login: &str, name: &str, input: Value) -> Answer {
    let answer = act(hub, login, name, input).await;
    assert!(answer.at("refused").is_null(), "{name} by {login}: {}", answer.text);
    assert_eq!(answer.at("problems"), &json!([]), "{name} by {login}: {}", answer.text);
    answer
}

/// Asserts that these fields of the child are given.
#[track_caller]
pub fn given(record: &Answer, fields: &[&str]) {
    for field in fields {
        let value = record.at(&format!("child.{field}"));
        assert!(!value.is_null(), "{field} is not given: {}", record.text);
        assert!(why(record.at("child"), field).is_none(), "{field} is given and withheld: {}", record.text);
    }
}

/// Asserts that these fields of the child are withheld for that reason.
#[track_caller]
pub fn kept(record: &Answer, reason: &str, fields: &[&str]) {
    for field in fields {
        assert!(record.at(&format!("child.{field}")).is_null(), "{field} is given: {}", record.text);
        assert_eq!(why(record.at("child"), field).as_deref(), Some(reason), "{field}: {}", record.text);
    }
}

/// Why a field of an object is withheld; none where it is not listed.
pub fn why(object: &Value, field: &str) -> Option<String> {
    listed(object, field).and_then(|item| item["reason"].as_str().map(str::to_owned))
}

/// Whom to ask for a field of an object: the agency's code.
pub fn whom_to_ask(object: &Value, field: &str) -> Option<String> {
    listed(object, field).and_then(|item| at(item, "askAgency.code").as_str().map(str::to_owned))
}

fn listed<'a>(object: &'a Value, field: &str) -> Option<&'a Value> {
    object["withheld"].as_array().into_iter().flatten().find(|item| item["field"] == field)
}

/// The entries that are listed, sorted: the label of each that is read; of the others, why the summary is withheld.
pub fn entries(record: &Answer) -> Vec<String> {
    let nodes = record.at("chronology.nodes").as_array().cloned().unwrap_or_default();
    assert_eq!(record.at("chronology.totalCount"), &json!(nodes.len()), "{}", record.text);
    let mut all: Vec<String> = nodes
        .iter()
        .map(|node| match node["summary"].as_str() {
            Some(text) => text.rsplit(' ').next().unwrap_or_default().to_owned(),
            None => why(node, "summary").unwrap_or_else(|| panic!("a bare null: {node}")),
        })
        .collect();
    all.sort();
    all
}

/// The entry with that label.
pub fn entry(record: &Answer, label: &str) -> Value {
    let nodes = record.at("chronology.nodes").as_array().cloned().unwrap_or_default();
    let labelled = |node: &Value| node["summary"].as_str().is_some_and(|text| text.ends_with(label));
    nodes.into_iter().find(labelled).unwrap_or_else(|| panic!("{label} is not read: {}", record.text))
}

/// The kinds of agency whose work with the child is listed, sorted.
pub fn kinds(record: &Answer) -> Vec<String> {
    let list = record.at("involvements").as_array().cloned().unwrap_or_default();
    let mut kinds: Vec<String> = list.iter().filter_map(|one| one["agencyKind"].as_str().map(str::to_owned)).collect();
    kinds.sort();
    kinds
}
