//! Who sees what of the access log (R37).

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::queries::{about, record};
use tests::{Answer, ChildFile, Hub, on_both};

const LOG: &str = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    id practitioner agency { code } agencyKind action childId purpose justification allowed refusalCode disclosed
    withheldClasses policies flags withheld { field } } } }";

const FROM: &str = "2026-01-01T00:00:00Z";

async fn log(hub: &Hub, login: &str, more: Value) -> Answer {
    let mut filter = json!({"from": FROM, "actions": ["VIEW"]});
    for (name, value) in more.as_object().expect("a filter") {
        filter[name] = value.clone();
    }
    hub.ask(login, LOG, json!({"filter": filter})).await
}

/// The entry with that id, as the reader is given it.
fn one(answer: &Answer, id: &str) -> Option<Value> {
    let nodes = answer.at("data.accessLog.nodes").as_array().cloned().unwrap_or_default();
    nodes.into_iter().find(|node| node["id"] == id)
}

async fn look(hub: &Hub, login: &str, child: entities::ids::ChildId, purpose: &str) -> String {
    let answer = hub.ask(login, &record(), about(child, purpose)).await.ok();
    let given = answer.str("data.sharedRecord.sharing.accessLogEntryId");
    let refused = answer.str("data.sharedRecord.accessLogEntryId");
    format!("{given}{refused}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_lead_sees_whole_what_their_own_people_did_and_of_others_when_what_and_how() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town)
            .open_to(&["social-worker", "school", "gp"])
            .level(LevelOfNeed::ChildProtection)
            .entry("school", "of the school", ChronologyCategory::Education, &[])
            .put(&hub.door)
            .await;
        let own = look(&hub, "social-worker", child, "CHILD_IN_NEED_ASSESSMENT").await;
        let enquiry = look(&hub, "social-worker", child, "SECTION_47_ENQUIRY").await;
        let surgery = look(&hub, "gp", child, "DIRECT_CARE").await;

        let seen = log(&hub, "lead", json!({})).await.ok();
        let whole = one(&seen, &own).expect("of the lead's own people");
        assert_eq!(whole["practitioner"], "Person social-worker");
        assert_eq!(whole["childId"], child.public());
        assert_eq!(whole["purpose"], "CHILD_IN_NEED_ASSESSMENT");
        assert_eq!(whole["withheld"], json!([]));
        assert!(one(&seen, &enquiry).is_some());
        assert!(one(&seen, &surgery).is_none(), "another agency's people, and nothing of the council's was given");

        let seen = log(&hub, "school-lead", json!({})).await.ok();
        let part = one(&seen, &own).expect("the school's entry was given");
        assert_eq!(part["agencyKind"], "LOCAL_AUTHORITY");
        assert_eq!((&part["action"], &part["allowed"]), (&json!("VIEW"), &json!(true)));
        assert!(part["disclosed"].as_array().is_some_and(|classes| !classes.is_empty()), "{part}");
        let listed: Vec<&str> =
            part["withheld"].as_array().into_iter().flatten().filter_map(|w| w["field"].as_str()).collect();
        for field in ["practitioner", "agency", "childId", "purpose", "justification", "policies", "flags"] {
            assert!(part[field].is_null() && listed.contains(&field), "{field}: {part}");
        }
        assert!(one(&seen, &enquiry).is_none(), "none of the section 47 family");
        // What is not shown does not filter either.
        for filter in [
            json!({"child": {"id": child.public()}}),
            json!({"practitionerId": hub.town.person("social-worker").id.public()}),
            json!({"agency": hub.town.agency("T-COUNCIL").public()}),
        ] {
            let answer = log(&hub, "school-lead", filter.clone()).await.ok();
            assert!(one(&answer, &own).is_none(), "{filter}: {}", answer.text);
        }
        let everything = log(&hub, "governance", json!({})).await.ok();
        for id in [&own, &enquiry, &surgery] {
            assert!(one(&everything, id).is_some(), "governance sees its partnership's");
        }
        for login in ["social-worker", "gp", "school", "administrator"] {
            let answer = log(&hub, login, json!({})).await;
            assert_eq!(answer.error(), "FORBIDDEN", "{login}: {}", answer.text);
        }
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_an_access_to_a_child_that_the_lead_may_not_know_of_looks_like_one_to_nobody() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker"]).restricted_to(&["manager"]);
        let restricted = file.put(&hub.door).await;
        let nobody = entities::ids::ChildId(uuid::Uuid::new_v4());
        let mut likenesses = Vec::new();
        for child in [restricted, nobody] {
            let id = look(&hub, "social-worker", child, "CHILD_IN_NEED_ASSESSMENT").await;
            let seen = log(&hub, "lead", json!({})).await.ok();
            let mut entry = one(&seen, &id).expect("of the lead's own people");
            assert!(entry["childId"].is_null(), "{entry}");
            assert_eq!(entry["refusalCode"], "NOT_FOUND");
            entry["id"] = Value::Null;
            likenesses.push(entry);
            let by_child = log(&hub, "lead", json!({"child": {"id": child.public()}})).await.ok();
            assert_eq!(by_child.at("data.accessLog.totalCount"), &json!(0), "{}", by_child.text);
        }
        assert_eq!(likenesses[0], likenesses[1]);
        hub.end().await;
    })
    .await;
}
