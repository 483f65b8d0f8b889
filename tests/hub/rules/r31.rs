//! Breaking the glass (R31).

use entities::words::{ProtectiveWork, Sensitivity};
use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, entry, record};
use tests::{Answer, ChildFile, Hub, on_both};

const LOG: &str = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    id practitioner childId emergency emergencyUntil reviewDueAt flags withheld { field } } } }";

async fn open(hub: &Hub, login: &str, child: entities::ids::ChildId, more: Value) -> Answer {
    let mut sharing = json!({"purpose": "EMERGENCY_PROTECTION", "lawfulBasis": "VITAL_INTERESTS"});
    for (name, value) in more.as_object().expect("fields") {
        sharing[name] = value.clone();
    }
    hub.ask(login, &record(), json!({"child": {"id": child.public()}, "sharing": sharing})).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_an_emergency_opens_for_hours_and_stands_before_the_lead_and_the_childs_authority() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).put(&hub.door).await;
        let broken = json!({"emergency": true, "justification": "found alone at night in the rain"});
        assert_eq!(open(&hub, "gp", child, json!({})).await.str("data.sharedRecord.code"), "NOT_FOUND");
        let unsaid = open(&hub, "gp", child, json!({"emergency": true})).await;
        assert_eq!(unsaid.str("data.sharedRecord.code"), "JUSTIFICATION_REQUIRED", "{}", unsaid.text);
        let elsewhere = json!({
            "emergency": true, "justification": "found alone at night in the rain", "purpose": "EARLY_HELP",
            "lawfulBasis": "PUBLIC_TASK",
        });
        let elsewhere = open(&hub, "gp", child, elsewhere).await;
        assert_eq!(elsewhere.str("data.sharedRecord.code"), "PURPOSE_NOT_OPEN_TO_ROLE", "{}", elsewhere.text);
        let housing = open(&hub, "housing", child, broken.clone()).await;
        assert_eq!(housing.str("data.sharedRecord.code"), "ROLE", "{}", housing.text);

        let first = open(&hub, "gp", child, broken.clone()).await;
        let ends = first.str("data.sharedRecord.sharing.expiresAt").to_owned();
        assert_eq!(first.at("data.sharedRecord.sharing.emergency"), &json!(true), "{}", first.text);
        assert!(first.at("data.sharedRecord.child.givenName").is_string() && !ends.is_empty(), "{}", first.text);
        for later in [json!({}), broken.clone()] {
            let later = open(&hub, "gp", child, later).await;
            assert_eq!(later.str("data.sharedRecord.sharing.expiresAt"), ends, "{}", later.text);
        }
        // To change something the record is opened first.
        let mut input = entry(child, "EMERGENCY_PROTECTION", "key", "seen");
        input["sharing"]["emergency"] = json!(true);
        let answer = hub.ask("gp", CONTRIBUTE, json!({"input": input})).await.ok();
        let path = answer.at("data.contributeChronologyEntry.problems.0.path");
        assert_eq!(path, &json!(["input", "sharing", "emergency"]), "{}", answer.text);

        let filter = json!({"filter": {"from": "2026-01-01T00:00:00Z", "flags": ["EMERGENCY"]}});
        for (login, whole) in [("lead", false), ("governance", true)] {
            let seen = hub.ask(login, LOG, filter.clone()).await.ok();
            assert_eq!(seen.at("data.accessLog.totalCount"), &json!(3), "{login}: {}", seen.text);
            for node in seen.at("data.accessLog.nodes").as_array().expect("entries") {
                assert_eq!((&node["childId"], &node["emergency"]), (&json!(child.public()), &json!(true)), "{login}");
                assert_eq!(node["emergencyUntil"], json!(ends), "{login}");
                assert_eq!(node["practitioner"].is_string(), whole, "{login}: {node}");
                assert_eq!(node["reviewDueAt"].is_string(), whole, "{login}: {node}");
            }
        }
        let seen = hub.ask("school-lead", LOG, filter).await.ok();
        assert_eq!(seen.at("data.accessLog.totalCount"), &json!(0), "{}", seen.text);

        let restricted = ChildFile::new(&hub.town).restricted_to(&["manager"]).put(&hub.door).await;
        let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
        let shut = open(&hub, "gp", restricted, broken.clone()).await;
        assert_eq!(shut.str("data.sharedRecord.code"), "NOT_FOUND", "{}", shut.text);
        assert_eq!(shut.canonical(), open(&hub, "gp", nobody, broken).await.canonical());
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_r31_what_an_emergency_alone_opens_keeps_what_is_sensitive_though_a_plan_is_on_record() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["school", "health-visitor"])
            .work(ProtectiveWork::Plan)
            .kept_entry("school", "kept by the school", Sensitivity::Sensitive)
            .put(&hub.door)
            .await;
        let broken = json!({"emergency": true, "justification": "found alone at night in the rain"});
        // The health visitor works with the child, the police open it without an emergency too.
        for (login, listed) in [("gp", 0), ("health-visitor", 1), ("police", 1)] {
            let seen = open(&hub, login, child, broken.clone()).await;
            assert_eq!(seen.at("data.sharedRecord.sharing.emergency"), &json!(true), "{login}: {}", seen.text);
            let total = seen.at("data.sharedRecord.chronology.totalCount");
            assert_eq!(total, &json!(listed), "{login}: {}", seen.text);
        }
        hub.end().await;
    })
    .await;
}
