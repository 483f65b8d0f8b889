//! A key makes one thing, however often and from however many sides it is sent.

use futures_util::future::join_all;
use serde_json::json;
use tests::child::SECRET;
use tests::database::number;
use tests::queries::{CONTRIBUTE, entry};
use tests::{ChildFile, Hub, on_both};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_posted_fifty_times_at_once_makes_one_entry() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        let input = entry(child, "CHILD_IN_NEED_ASSESSMENT", "one key", &format!("{SECRET} posted often"));
        let count = async || number(&hub.db, "SELECT count(*) FROM chronology_entry").await;
        let answers = join_all((0..50).map(|_| hub.ask("gp", CONTRIBUTE, json!({"input": input})))).await;
        let mut ids: Vec<String> = answers
            .into_iter()
            .map(|answer| {
                let answer = answer.ok();
                assert_eq!(answer.at("data.contributeChronologyEntry.problems"), &json!([]), "{}", answer.text);
                answer.str("data.contributeChronologyEntry.entry.id").to_owned()
            })
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?}");
        assert!(ids[0].starts_with("entry_"), "{ids:?}");
        assert_eq!(count().await, 1);

        // The same key with another body is a problem and makes nothing.
        let mut other = input.clone();
        other["summary"] = json!("another summary");
        let answer = hub.ask("gp", CONTRIBUTE, json!({"input": other})).await.ok();
        assert_eq!(answer.str("data.contributeChronologyEntry.problems.0.code"), "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(answer.at("data.contributeChronologyEntry.problems.0.path"), &json!(["input", "idempotencyKey"]));
        assert_eq!(count().await, 1);

        // A key is the asker's own: another agency's is another key.
        let child = ChildFile::new(&hub.town).open_to(&["school"]).put(&hub.door).await;
        let theirs = entry(child, "CHILD_IN_NEED_ASSESSMENT", "one key", "of the school");
        let answer = hub.ask("school", CONTRIBUTE, json!({"input": theirs})).await.ok();
        assert_ne!(answer.str("data.contributeChronologyEntry.entry.id"), ids[0], "{}", answer.text);
        assert_eq!(count().await, 2);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_bodies_with_one_key_make_one_entry_and_problems() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["gp"]).put(&hub.door).await;
        let ask = |n: usize| {
            let input = entry(child, "CHILD_IN_NEED_ASSESSMENT", "one key", &format!("body {n}"));
            hub.ask("gp", CONTRIBUTE, json!({"input": input}))
        };
        let answers = join_all((0..50).map(ask)).await;
        let mut made = 0;
        for answer in answers {
            let answer = answer.ok();
            if answer.str("data.contributeChronologyEntry.entry.id").is_empty() {
                let code = answer.str("data.contributeChronologyEntry.problems.0.code");
                assert_eq!(code, "IDEMPOTENCY_KEY_REUSED", "{}", answer.text);
            } else {
                made += 1;
            }
        }
        assert_eq!(made, 1);
        assert_eq!(number(&hub.db, "SELECT count(*) FROM chronology_entry").await, 1);
        hub.end().await;
    })
    .await;
}

/// Asked again after the right is gone, a key gives nothing: the same request is judged again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_judged_again_each_time() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["gp"]);
        let child = file.put(&hub.door).await;
        let input = entry(child, "CHILD_IN_NEED_ASSESSMENT", "one key", "an entry");
        hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
        close_to_surgery(&hub, child).await;
        let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
        assert_eq!(answer.str("data.contributeChronologyEntry.refused.code"), "NOT_FOUND", "{}", answer.text);
        assert!(answer.at("data.contributeChronologyEntry.entry").is_null());
        hub.end().await;
    })
    .await;
}

/// Bars the practice from the record, as `barAccess` does.
async fn close_to_surgery(hub: &Hub, child: entities::ids::ChildId) {
    let mut rows = api::disclosure::Rows::new();
    let governance = hub.town.person("governance");
    rows.add(entities::rows::protection::Model {
        id: entities::ids::ProtectionId(uuid::Uuid::new_v4()),
        version: 1,
        child_id: Some(child),
        kind: entities::words::ProtectionKind::Bar,
        agency_id: Some(hub.town.agency("T-SURGERY")),
        person_id: None,
        named: "[]".to_owned(),
        custodians: "[]".to_owned(),
        reason: "made up".to_owned(),
        since: tests::child::LONG_AGO,
        until: None,
        lifted: false,
        approved_by: None,
        recorded_agency_id: governance.agency,
        recorded_by: governance.id,
        described: None,
        log: 0,
        seq: 0,
    });
    let done = hub.door.administer(entities::words::AccessAction::Protect, Some(child), "{\"test\":true}", rows).await;
    done.unwrap_or_else(|e| panic!("{:?}", e.cause())).expect("barred");
}
