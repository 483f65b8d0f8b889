//! Where a child is stays with few, and so does what would tell it (R7).

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, about, entry, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const PROTECT: &str = "mutation Protect($input: ProtectWhereaboutsInput!) { protectWhereabouts(input: $input) {
    protection { id since until } refused { code } problems { path code } } }";

/// The summaries that the viewer is given, without their beginning; of those that are withheld, why.
fn summaries(answer: &Answer) -> Vec<String> {
    let nodes = answer.at("data.sharedRecord.chronology.nodes").as_array().cloned().unwrap_or_default();
    let mut all: Vec<String> = nodes
        .iter()
        .map(|node| match node["summary"].as_str() {
            Some(text) => text.rsplit(' ').next().unwrap_or_default().to_owned(),
            None => {
                let why = tests::answer::withheld(node);
                why.get("summary").map(|(_, reason)| reason.clone()).unwrap_or_default()
            }
        })
        .collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_a_marking_keeps_back_where_the_child_is_and_what_those_near_wrote_since() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["gp", "school", "neighbour", "social-worker"])
            .level(LevelOfNeed::ChildProtection)
            .entry("school", "earlier", ChronologyCategory::Visit, &[])
            .put(&hub.door)
            .await;
        let look = async |login: &str| hub.ask(login, &record(), about(child, CARE)).await.ok();
        assert!(look("gp").await.at("data.sharedRecord.child.address").is_string());
        // By the surgery alone for 72 hours, by the authority with a second person.
        let mark = async |login: &str, more: Value| {
            let mut input = json!({
                "child": {"id": child.public()}, "sharing": sharing(CARE), "reason": "made up",
                "named": [hub.town.person("social-worker").id.public()],
            });
            for (name, value) in more.as_object().expect("fields") {
                input[name] = value.clone();
            }
            hub.ask(login, PROTECT, json!({"input": input})).await.ok()
        };
        let alone = mark("school", json!({})).await;
        assert!(alone.at("data.protectWhereabouts.protection.until").is_string(), "{}", alone.text);
        assert!(look("gp").await.at("data.sharedRecord.child.address").is_null(), "at once");
        let approver = json!({"approvedBy": hub.town.person("manager").id.public()});
        let lasting = mark("social-worker", approver).await;
        assert!(lasting.at("data.protectWhereabouts.protection.until").is_null(), "{}", lasting.text);
        assert!(!lasting.str("data.protectWhereabouts.protection.id").is_empty(), "{}", lasting.text);
        let stranger = mark(
            "charity",
            json!({"sharing": {
                "purpose": CARE, "lawfulBasis": "RECOGNISED_LEGITIMATE_INTEREST",
            }}),
        );
        assert_eq!(stranger.await.str("data.protectWhereabouts.refused.code"), "NOT_FOUND");

        for (login, word) in [("school", "near"), ("neighbour", "far"), ("gp", "own")] {
            let input = entry(child, CARE, word, &format!("it happened {word}"));
            let answer = hub.ask(login, CONTRIBUTE, json!({"input": input})).await.ok();
            assert!(answer.at("data.contributeChronologyEntry.entry").is_object(), "{login}: {}", answer.text);
        }
        let seen = look("gp").await;
        assert_eq!(summaries(&seen), ["SENSITIVITY", "earlier", "far", "own"], "{}", seen.text);
        assert!(seen.at("data.sharedRecord.child.address").is_null());
        let named = look("social-worker").await;
        assert_eq!(summaries(&named), ["earlier", "far", "near", "own"], "{}", named.text);
        assert!(named.at("data.sharedRecord.child.address").is_string());
        hub.end().await;
    })
    .await;
}
