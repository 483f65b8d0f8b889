//! The good form of every mutation, sent by everybody whom the record does not concern, and then by who was right until a
//! conflict of interest shut the record to them: each gets the answer for a record that is not there, and nothing is made.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::database::{number, texts};
use tests::{Answer, Hub, on_both};
use uuid::Uuid;

use super::super::bad_input::counted;
use super::super::mutations::good::{Good, Maker};
use super::super::mutations::schema::{Mutation, mutations};
use super::AT_ONCE;
use super::right::{EVERYBODY, Right};

/// The kinds of record by what their ids begin with, and the table that has its child, where one has.
const RECORDS: &[(&str, &str)] = &[
    ("approval", "approval"),
    ("check", "safeguarding_check"),
    ("child", "child"),
    ("concern", "concern"),
    ("consent", "consent"),
    ("entry", "chronology_entry"),
    ("escalation", "escalation"),
    ("involvement", "involvement"),
    ("joint_decision", "joint_decision"),
    ("outcome", "work_outcome"),
    ("protection", "protection"),
    ("round", "check_round"),
    ("sharing_review", "sharing_review"),
    ("work", "case_work"),
    ("succession", ""),
    ("access", ""),
];

/// The kind of record that the id names; none for people and agencies.
fn record(id: &str) -> Option<(&'static str, &'static str, &str)> {
    let (kind, rest) = id.rsplit_once('_')?;
    let (kind, rest) = if id.starts_with("access_") { ("access", rest) } else { (kind, rest) };
    RECORDS.iter().find(|(name, _)| *name == kind).map(|(name, table)| (*name, *table, rest))
}

/// Every id of a record in the input.
fn records(input: &Value, found: &mut BTreeSet<String>) {
    match input {
        Value::String(text) if record(text).is_some() => {
            found.insert(text.clone());
        }
        Value::Array(list) => list.iter().for_each(|value| records(value, found)),
        Value::Object(map) => map.values().for_each(|value| records(value, found)),
        _ => {}
    }
}

/// The same input, under a key of its own.
fn keyed(input: &Value) -> Value {
    let mut input = input.clone();
    input["idempotencyKey"] = json!(Uuid::new_v4().to_string());
    input
}

/// The input about nothing that is there: its records are others that nobody ever made.
fn absent(input: &Value) -> Value {
    let mut found = BTreeSet::new();
    records(input, &mut found);
    let mut text = input.to_string();
    for id in &found {
        let fresh = match record(id) {
            Some(("access", ..)) => "access_0_999999".to_owned(),
            Some((kind, ..)) => format!("{kind}_{}", Uuid::new_v4()),
            None => continue,
        };
        text = text.replace(id, &fresh);
    }
    serde_json::from_str(&text).expect("an input")
}

/// The child of those records; none where they are about none that is on record.
async fn child(hub: &Hub, input: &Value) -> Option<String> {
    let mut found = BTreeSet::new();
    records(input, &mut found);
    for id in &found {
        let Some((kind, table, rest)) = record(id) else { continue };
        let sql = match kind {
            "child" => return Some(id.clone()),
            "access" => {
                let place = id.trim_start_matches("access_").split_once('_').expect("a place");
                format!(
                    "SELECT child FROM access_log WHERE child IS NOT NULL AND log = {} AND seq = {}",
                    place.0, place.1
                )
            }
            _ if table.is_empty() => continue,
            _ => format!("SELECT child_id FROM {table} WHERE id = '{rest}'"),
        };
        if let Some(child) = texts(&hub.db, &sql).await.first() {
            return Some(format!("child_{child}"));
        }
    }
    None
}

/// Asks about what is there and about what is not; gives both answers as they look.
async fn both(hub: &Hub, mutation: &Mutation, login: &str, input: &Value) -> (Answer, Answer) {
    let operation =
        mutation.operation.replace("refused { code }", "refused { code message howToProceed accessLogEntryId }");
    let there = hub.ask(login, &operation, json!({"input": keyed(input)})).await;
    let other = hub.ask(login, &operation, json!({"input": keyed(&absent(input))})).await;
    (there, other)
}

/// What is wrong about the two answers.
fn fault(mutation: &Mutation, there: &Answer, other: &Answer) -> Option<&'static str> {
    if there.canonical() != other.canonical() {
        Some("is told that there is such a record")
    } else if there.status != 200 || !["", "FORBIDDEN"].contains(&there.error()) {
        Some("is not answered")
    } else if !there.at(&mutation.made).is_null() {
        Some("makes something")
    } else {
        None
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_business_with_a_record_changes_nothing_and_is_told_nothing() {
    let (served, list) = (mutations(), Right::read());
    on_both(async |engine| {
        let hub = Hub::start_patient(engine).await;
        let maker = Maker { hub: &hub, mutations: &served };
        let people: Vec<&str> = hub.town.people().map(|person| person.seat.login).collect();
        let mut faults = Vec::new();
        let (mut sent, mut shut) = (0, 0);
        for mutation in served.iter().filter(|mutation| !EVERYBODY.contains(&mutation.name.as_str())) {
            let Good { login: right, input } = maker.good(&mutation.name).await;
            let before = counted(&hub).await;
            let entries = async || number(&hub.db, "SELECT count(*) FROM access_log").await;
            let began = entries().await;
            let of_mutation = list.business.get(&mutation.name);
            if of_mutation.is_none() {
                faults.push(format!("who may send {}? say it in wrong_people/right.txt", mutation.name));
            }
            let may = |login: &str| login == right || of_mutation.is_some_and(|who| who.iter().any(|one| one == login));
            let wrong: Vec<&str> = people.iter().copied().filter(|login| !may(login)).collect();
            let mut answers = Vec::new();
            for some in wrong.chunks(AT_ONCE) {
                answers.extend(join_all(some.iter().map(|login| both(&hub, mutation, login, &input))).await);
            }
            for (login, (there, other)) in wrong.iter().zip(answers) {
                sent += 2;
                if let Some(fault) = fault(mutation, &there, &other) {
                    faults.push(format!("{}: {login} {fault}:\n   {}\n   {}", mutation.name, there.text, other.text));
                }
            }
            if counted(&hub).await != before {
                faults.push(format!("{}: rows were written beside the log", mutation.name));
            }
            let logged = entries().await - began;
            if logged % 2 != 0 || logged > 2 * i64::try_from(wrong.len()).expect("few") {
                faults.push(format!("{}: {logged} entries for {} tries of each kind", mutation.name, wrong.len()));
            }
            // From now on there is no such child for who was right (R28).
            if list.may_change(&mutation.name, right) {
                continue;
            }
            let Some(child) = child(&hub, &input).await else { continue };
            let conflict = json!({"child": {"known": {"id": child}}, "reason": "made up", "idempotencyKey": Uuid::new_v4().to_string()});
            let declare = served.iter().find(|mutation| mutation.name == "declareConflict").expect("served");
            hub.ask(right, &declare.operation, json!({"input": conflict})).await.ok();
            let before = counted(&hub).await;
            let (there, other) = both(&hub, mutation, right, &input).await;
            shut += 1;
            if let Some(fault) = fault(mutation, &there, &other) {
                faults.push(format!("{}: {right}, in conflict, {fault}:\n   {}\n   {}", mutation.name, there.text, other.text));
            }
            if counted(&hub).await != before {
                faults.push(format!("{}: {right}, in conflict, wrote rows", mutation.name));
            }
        }
        println!("{engine:?}: {sent} requests by people without business, {shut} by people in conflict");
        assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
        assert!(sent > 1000 && shut > 20, "{sent} {shut}");
        hub.end().await;
    })
    .await;
}
