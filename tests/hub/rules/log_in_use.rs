//! What waits for a lead's review, and who has seen whom (R37, R38), over HTTP.

use serde_json::{Value, json};
use tests::queries::record;
use tests::{Answer, ChildFile, Hub, on_both};

const REVIEWS: &str = "query Waiting($first: Int! = 50, $after: String) { accessReviews(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id action childId flags reviewDueAt reviews { verdict } } } }";
const WHO: &str = "query Who($child: ChildRef!) { whoHasSeen(child: $child) { totalCount nodes {
    practitioner agency { code } agencyKind childId times lastAt classes withheld { field } } } }";
const WHAT: &str = "query What($practitioner: ID!) { whatHasSeen(practitioner: $practitioner) { totalCount nodes {
    practitionerId childId times } } }";
const REVIEW: &str = "mutation Review($entry: ID!) { reviewAccess(input: {entry: $entry, verdict: JUSTIFIED,
    note: \"asked about it\"}) { entry { id } refused { code } problems { code } } }";

async fn open(hub: &Hub, login: &str, child: entities::ids::ChildId, more: Value) -> Answer {
    let mut sharing = json!({"purpose": "CHILD_IN_NEED_ASSESSMENT", "lawfulBasis": "PUBLIC_TASK"});
    for (name, value) in more.as_object().expect("fields") {
        sharing[name] = value.clone();
    }
    hub.ask(login, &record(), json!({"child": {"id": child.public()}, "sharing": sharing})).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_r38_emergency_use_waits_for_a_lead_at_once_until_it_is_reviewed() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).put(&hub.door).await;
        let broken = json!({
            "purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS", "emergency": true,
            "justification": "found alone at night in the rain",
        });
        let answer = open(&hub, "social-worker", child, broken).await;
        let entry = answer.str("data.sharedRecord.sharing.accessLogEntryId").to_owned();
        let waiting = hub.ask("lead", REVIEWS, json!({})).await.ok();
        assert_eq!(waiting.at("data.accessReviews.nodes.0.id"), &json!(entry), "{}", waiting.text);
        assert!(waiting.at("data.accessReviews.nodes.0.reviewDueAt").is_string(), "{}", waiting.text);
        for login in ["social-worker", "gp"] {
            let refused = hub.ask(login, REVIEWS, json!({})).await;
            assert_eq!(refused.error(), "FORBIDDEN", "{login}: {}", refused.text);
        }
        let reviewed = hub.ask("lead", REVIEW, json!({"entry": entry})).await.ok();
        assert_eq!(reviewed.at("data.reviewAccess.entry.id"), &json!(entry), "{}", reviewed.text);
        let waiting = hub.ask("lead", REVIEWS, json!({})).await.ok();
        let left = waiting.at("data.accessReviews.nodes").as_array().expect("entries").clone();
        assert!(left.iter().all(|node| node["id"] != entry), "{}", waiting.text);
        for after in ["", "nonsense", "MQ"] {
            let bad = hub.ask("lead", REVIEWS, json!({"after": after})).await;
            assert_eq!(bad.error(), "BAD_USER_INPUT", "{after}: {}", bad.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_who_has_seen_a_child_is_told_to_who_may_know_of_it_and_to_nobody_else() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker", "gp"]).put(&hub.door).await;
        for _ in 0..2 {
            open(&hub, "social-worker", child, json!({})).await;
        }
        let about = |child: entities::ids::ChildId| json!({"child": {"id": child.public()}});
        let seen = hub.ask("lead", WHO, about(child)).await.ok();
        assert_eq!(seen.at("data.whoHasSeen.totalCount"), &json!(1), "{}", seen.text);
        let line = seen.at("data.whoHasSeen.nodes.0");
        assert_eq!((&line["practitioner"], &line["times"]), (&json!("Person social-worker"), &json!(2)), "{line}");
        let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
        for login in ["lead", "school-lead"] {
            let none = hub.ask(login, WHO, about(nobody)).await.ok();
            assert_eq!(none.at("data.whoHasSeen.totalCount"), &json!(0), "{}", none.text);
            if login == "school-lead" {
                assert_eq!(hub.ask(login, WHO, about(child)).await.canonical(), none.canonical());
            }
        }
        let worker =
            hub.ask("social-worker", "{ viewer { id } }", json!({})).await.ok().str("data.viewer.id").to_owned();
        let what = hub.ask("lead", WHAT, json!({"practitioner": worker})).await.ok();
        assert_eq!(what.at("data.whatHasSeen.nodes.0.childId"), &json!(child.public()), "{}", what.text);
        let theirs = hub.ask("school-lead", WHAT, json!({"practitioner": worker})).await.ok();
        assert_eq!(theirs.at("data.whatHasSeen.totalCount"), &json!(0), "{}", theirs.text);
        for (query, variables) in [(WHO, about(child)), (WHAT, json!({"practitioner": worker}))] {
            assert_eq!(hub.ask("gp", query, variables).await.error(), "FORBIDDEN");
        }
        hub.end().await;
    })
    .await;
}
