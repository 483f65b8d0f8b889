//! Bad input gets every problem at once, each with path and code, and changes nothing but the log.

use std::collections::BTreeSet;

use entities::ids::{AgencyId, ChildId};
use serde_json::{Value, json};
use tests::database::row_counts;
use tests::queries::{CONTRIBUTE, entry, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};
use uuid::Uuid;

/// The problems of a mutation's answer: (path, code).
pub fn problems(answer: &Answer, mutation: &str) -> BTreeSet<(String, String)> {
    let list = answer.at(&format!("data.{mutation}.problems")).as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|problem| {
            let path: Vec<&str> = problem["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert!(!problem["message"].as_str().unwrap_or_default().is_empty(), "{problem}");
            (path.join("."), problem["code"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

fn set(of: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    of.iter().map(|(path, code)| ((*path).to_owned(), (*code).to_owned())).collect()
}

/// Counts of every table but those that an answer itself adds to: its entry, and the facts that the entry names.
pub async fn counted(hub: &Hub) -> Vec<(String, i64)> {
    let counts = row_counts(&hub.db).await;
    counts.into_iter().filter(|(table, _)| table != "access_log" && table != "fact_set").collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_wrong_in_every_way_gets_every_problem_at_once() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        let before = counted(&hub).await;
        let mut input = entry(child, "CHILD_IN_NEED_ASSESSMENT", "key", "  ");
        for (field, value) in [
            ("occurredAt", json!("2999-01-01T00:00:00Z")),
            ("occurredUntil", json!("2998-01-01T00:00:00Z")),
            ("narrative", json!("x".repeat(20_001))),
            ("impactOnChild", json!("a\u{0}b")),
            ("childVoice", json!("")),
            ("action", json!("bell \u{7}")),
            ("outcome", json!("escape \u{1b}[31m")),
            ("classes", json!(["HEALTH", "IDENTITY", "SOURCE"])),
            ("aboutAdults", json!(["giver_not-a-uuid"])),
            ("tell", json!([ChildId(Uuid::new_v4()).public()])),
            ("named", json!(["x"])),
        ] {
            input[field] = value;
        }
        let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
        let expected = set(&[
            ("input.occurredAt", "IN_THE_FUTURE"),
            ("input.occurredUntil", "IN_THE_FUTURE"),
            ("input.occurredUntil", "BEFORE_START"),
            ("input.summary", "EMPTY"),
            ("input.narrative", "TOO_LONG"),
            ("input.impactOnChild", "CONTROL_CHARACTER"),
            ("input.childVoice", "EMPTY"),
            ("input.action", "CONTROL_CHARACTER"),
            ("input.outcome", "CONTROL_CHARACTER"),
            ("input.classes", "NOT_A_CONTENT_CLASS"),
            ("input.aboutAdults", "BAD_ID"),
            ("input.tell", "BAD_ID"),
            ("input.named", "BAD_ID"),
        ]);
        assert_eq!(problems(&answer, "contributeChronologyEntry"), expected);
        assert_eq!(answer.at("data.contributeChronologyEntry.entry"), &Value::Null);
        assert_eq!(answer.at("data.contributeChronologyEntry.refused"), &Value::Null);
        assert_eq!(counted(&hub).await, before);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_nobody_are_problems_of_an_entry() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        let before = counted(&hub).await;
        let mut input = entry(child, "CHILD_IN_NEED_ASSESSMENT", "key", "an entry");
        input["tell"] = json!([AgencyId(Uuid::new_v4()).public()]);
        input["named"] = json!([entities::ids::PersonId(Uuid::new_v4()).public()]);
        input["aboutAdults"] = json!([entities::ids::GiverId(Uuid::new_v4()).public()]);
        let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
        let paths: BTreeSet<String> =
            problems(&answer, "contributeChronologyEntry").into_iter().map(|(path, _)| path).collect();
        let expected: BTreeSet<String> = ["tell", "named", "aboutAdults"].map(|f| format!("input.{f}")).into();
        assert_eq!(paths, expected, "{}", answer.text);
        assert_eq!(counted(&hub).await, before);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_reference_to_a_child_is_one_problem_among_the_others() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let before = counted(&hub).await;
        for (child, path) in [
            (json!({"nhsNumber": "9990000001"}), "input.child.nhsNumber"),
            (json!({"upn": "A000000000001"}), "input.child.upn"),
            (json!({"id": AgencyId(Uuid::new_v4()).public()}), "input.child.id"),
            (json!({"localId": {"agency": "x", "value": "1"}}), "input.child.localId.agency"),
        ] {
            let mut input = entry(ChildId(Uuid::new_v4()), "CHILD_IN_NEED_ASSESSMENT", "key", "an entry");
            input["child"] = child;
            input["named"] = json!(["x"]);
            let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
            let paths: Vec<String> =
                problems(&answer, "contributeChronologyEntry").into_iter().map(|(path, _)| path).collect();
            assert_eq!(paths, [path, "input.named"], "{}", answer.text);
        }
        assert_eq!(counted(&hub).await, before);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotency_key_has_a_form() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        let before = counted(&hub).await;
        for key in ["", " ", "a\nb", &"k".repeat(256)] {
            let input = entry(child, "CHILD_IN_NEED_ASSESSMENT", key, "an entry");
            let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
            let expected = set(&[("input.idempotencyKey", "BAD_IDEMPOTENCY_KEY")]);
            assert_eq!(problems(&answer, "contributeChronologyEntry"), expected, "{key:?}");
        }
        assert_eq!(counted(&hub).await, before);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_to_a_query_is_an_error_with_its_path() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        for (child, path) in [
            (json!({"nhsNumber": "9990000001"}), json!(["child", "nhsNumber"])),
            (json!({"upn": "A000000000001"}), json!(["child", "upn"])),
            (json!({"id": "child_1"}), json!(["child", "id"])),
        ] {
            let variables = json!({"child": child, "sharing": sharing("CHILD_IN_NEED_ASSESSMENT")});
            let answer = hub.ask("gp", &record(), variables).await;
            assert_eq!(answer.error(), "BAD_USER_INPUT", "{}", answer.text);
            assert_eq!(answer.at("errors.0.extensions.path"), &path, "{}", answer.text);
            assert_eq!(answer.at("data"), &Value::Null);
        }
        hub.end().await;
    })
    .await;
}
