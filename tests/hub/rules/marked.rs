//! What was marked later binds what was said before (R1, R13, R29, R35).

use std::sync::Arc;

use entities::Instant;
use entities::ids::ChildId;
use entities::words::LevelOfNeed;
use serde_json::{Value, json};
use tests::hub::MovedClock;
use tests::queries::{CONTRIBUTE, about, entry, sharing};
use tests::{ChildFile, Hub, on_both};

use super::super::cases::look::today;

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";
const DIRECT_CARE: &str = "DIRECT_CARE";
const CORRECT: &str = "mutation Correct($input: CorrectChronologyEntryInput!) {
    correctChronologyEntry(input: $input) { entry { id version } refused { code } problems { path code } } }";
const HISTORY: &str = "query H($child: ChildRef!, $sharing: SharingInput!) {
    sharedRecord(child: $child, sharing: $sharing) { ... on SharedRecord { chronology(first: 10) { nodes {
        id version summary narrative classes sensitivity withheld { field }
        history { version summary narrative sensitivity withheld { field } } } } } } }";

/// The school's entry with that marking and words of its own.
async fn written(hub: &Hub, child: ChildId, words: &str, marking: Value) -> String {
    let mut input = entry(child, "SAFEGUARDING_IN_EDUCATION", words, words);
    input["narrative"] = json!(words);
    for (field, value) in marking.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    let answer = hub.ask("school", CONTRIBUTE, json!({"input": input})).await.ok();
    let id = answer.str("data.contributeChronologyEntry.entry.id").to_owned();
    assert!(!id.is_empty(), "{}", answer.text);
    id
}

/// Corrects the school's entry.
async fn corrected(hub: &Hub, entry: &str, version: i32, marking: Value) {
    let mut input = json!({
        "entry": entry, "expectedVersion": version, "reason": "kept closer",
        "sharing": sharing("SAFEGUARDING_IN_EDUCATION"),
    });
    for (field, value) in marking.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    let answer = hub.ask("school", CORRECT, json!({"input": input})).await.ok();
    assert!(answer.at("data.correctChronologyEntry.entry.id").is_string(), "{}", answer.text);
}

async fn seen(hub: &Hub, login: &str, child: ChildId, purpose: &str) -> Vec<Value> {
    let answer = hub.ask(login, HISTORY, about(child, purpose)).await.ok();
    answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default()
}

fn withheld(version: &Value) -> Vec<&str> {
    version["withheld"].as_array().into_iter().flatten().filter_map(|one| one["field"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_history_has_the_verdict_of_its_entry() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["school", "social-worker", "health-visitor"]);
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let id = written(&hub, child, "said-first", json!({})).await;
        assert!(json!(seen(&hub, "health-visitor", child, DIRECT_CARE).await).to_string().contains("said-first"));

        corrected(&hub, &id, 1, json!({"classes": ["THIRD_PARTY"], "summary": "said-next"})).await;
        let nodes = seen(&hub, "health-visitor", child, DIRECT_CARE).await;
        let before = &nodes[0]["history"][0];
        assert_eq!((&before["version"], &before["narrative"]), (&json!(1), &Value::Null), "{nodes:?}");
        assert!(withheld(before).contains(&"narrative"), "withheld is no blank: {nodes:?}");
        assert!(json!(seen(&hub, "social-worker", child, CARE).await).to_string().contains("said-first"));

        corrected(&hub, &id, 2, json!({"sensitivity": "RESTRICTED"})).await;
        for (login, purpose) in [("social-worker", CARE), ("health-visitor", DIRECT_CARE)] {
            let told = json!(seen(&hub, login, child, purpose).await).to_string();
            assert!(!told.contains("said-first") && !told.contains("said-next"), "{login}: {told}");
        }
        assert!(
            json!(seen(&hub, "school", child, "SAFEGUARDING_IN_EDUCATION").await).to_string().contains("said-first")
        );
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_what_was_restricted_does_not_open_with_a_later_version() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["school", "social-worker"]);
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let id = written(&hub, child, "said-to-few", json!({"sensitivity": "RESTRICTED"})).await;
        corrected(&hub, &id, 1, json!({"sensitivity": "STANDARD", "summary": "for all", "narrative": "for all"})).await;
        let nodes = seen(&hub, "social-worker", child, CARE).await;
        assert_eq!(nodes[0]["summary"], "for all", "{nodes:?}");
        assert!(!json!(nodes).to_string().contains("said-to-few"), "{nodes:?}");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r13_r35_after_the_last_day_a_class_that_was_added_since_holds() {
    on_both(async |engine| {
        let clock = Arc::<MovedClock>::default();
        let hub = Hub::start_at(engine, clock.clone()).await;
        let file = ChildFile::new(&hub.town).open_to(&["school"]).ended_for("health-visitor", today());
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let id = written(&hub, child, "said-first", json!({})).await;
        clock.advance(2 * Instant::DAY);
        corrected(&hub, &id, 1, json!({"summary": "said-since"})).await;
        let nodes = seen(&hub, "health-visitor", child, DIRECT_CARE).await;
        assert_eq!(nodes[0]["narrative"], "said-first", "as it stood on the last day: {nodes:?}");
        corrected(&hub, &id, 2, json!({"classes": ["THIRD_PARTY"]})).await;
        let nodes = seen(&hub, "health-visitor", child, DIRECT_CARE).await;
        assert_eq!((&nodes[0]["version"], &nodes[0]["narrative"]), (&json!(1), &Value::Null), "{nodes:?}");
        assert!(!json!(nodes).to_string().contains("said-"), "{nodes:?}");
        assert!(withheld(&nodes[0]).contains(&"narrative"), "{nodes:?}");
        hub.end().await;
    })
    .await;
}
