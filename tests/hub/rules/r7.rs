//! Where a child is stays with few, and so does what would tell it (R7).

use entities::words::{ChronologyCategory, LevelOfNeed};
use serde_json::{Value, json};
use tests::queries::{CONTRIBUTE, NAME, about, entry, record, sharing};
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

const LIFT: &str = "mutation Lift($input: LiftProtectionInput!) { liftWhereabouts(input: $input) {
    protection { id until } refused { code } problems { path code } } }";

const LOG: &str = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    id practitioner agencyKind action childId purpose disclosed withheld { field } } } }";

/// Answers as the manager whatever waits.
async fn yes(hub: &Hub) {
    let waiting = hub.ask("manager", "{ approvals { nodes { id } } }", Value::Null).await.ok();
    for node in waiting.at("data.approvals.nodes").as_array().expect("what waits") {
        let decide = "mutation Decide($input: DecideApprovalInput!) { decideApproval(input: $input) { reference } }";
        let input = json!({"approval": node["id"], "approved": true, "reason": "talked over"});
        let answer = hub.ask("manager", decide, json!({"input": input})).await.ok();
        assert_eq!(answer.at("data.decideApproval.reference"), &node["id"], "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_the_owner_of_a_marking_is_told_of_each_reading_by_those_it_names_until_two_lift_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).open_to(&["social-worker", "gp", "school"]);
        let child = file.level(LevelOfNeed::ChildProtection).put(&hub.door).await;
        let look = async |login: &str, query: &str| {
            let answer = hub.ask(login, query, about(child, CARE)).await.ok();
            answer.str("data.sharedRecord.sharing.accessLogEntryId").to_owned()
        };
        let told = async |login: &str, more: Value| {
            let mut filter = json!({"from": "2026-01-01T00:00:00Z", "actions": ["VIEW"]});
            for (name, value) in more.as_object().expect("fields") {
                filter[name] = value.clone();
            }
            let answer = hub.ask(login, LOG, json!({"filter": filter})).await.ok();
            let nodes = answer.at("data.accessLog.nodes").as_array().cloned().unwrap_or_default();
            assert_eq!(answer.at("data.accessLog.totalCount"), &json!(nodes.len()), "{}", answer.text);
            nodes.into_iter().filter(|node| node["agencyKind"] != "LOCAL_AUTHORITY").collect::<Vec<Value>>()
        };
        look("gp", &record()).await;
        let manager = hub.town.person("manager").id.public();
        let mark = json!({
            "child": {"id": child.public()}, "sharing": sharing(CARE), "reason": "made up",
            "named": [hub.town.person("gp").id.public()], "approvedBy": manager,
        });
        let marked = hub.ask("social-worker", PROTECT, json!({"input": mark})).await.ok();
        let marking = marked.str("data.protectWhereabouts.protection.id").to_owned();
        assert_eq!(told("lead", json!({})).await, Vec::<Value>::new(), "nothing was read since");
        let reading = look("gp", &record()).await;
        // Not where the child is; and by one whom the marking does not name.
        look("gp", NAME).await;
        look("school", &record()).await;
        for filter in [json!({}), json!({"child": {"id": child.public()}}), json!({"allowed": true})] {
            let nodes = told("lead", filter.clone()).await;
            let [node] = nodes.as_slice() else { panic!("{filter}: {nodes:?}") };
            assert_eq!((&node["id"], &node["childId"]), (&json!(reading), &json!(child.public())), "{node}");
            assert_eq!((&node["agencyKind"], &node["action"]), (&json!("GENERAL_PRACTICE"), &json!("VIEW")));
            assert!(node["disclosed"].as_array().is_some_and(|of| of.contains(&json!("WHEREABOUTS"))), "{node}");
            let listed: Vec<&str> =
                node["withheld"].as_array().into_iter().flatten().filter_map(|w| w["field"].as_str()).collect();
            assert!(listed.contains(&"practitioner") && listed.contains(&"agency"), "{node}");
            assert!(node["practitioner"].is_null() && node["purpose"].is_null(), "{node}");
        }
        for filter in [
            json!({"practitionerId": hub.town.person("gp").id.public()}),
            json!({"agency": hub.town.agency("T-SURGERY").public()}),
            json!({"flags": ["EMERGENCY"]}),
            json!({"reviewed": false}),
        ] {
            assert_eq!(told("lead", filter.clone()).await, Vec::<Value>::new(), "{filter}");
        }
        // Another agency's lead is told nothing of it, though the school works with the child.
        let school = told("school-lead", json!({})).await;
        assert!(school.iter().all(|node| node["id"] != json!(reading)), "{school:?}");

        let see = async || {
            let answer = hub.ask("school", &record(), about(child, CARE)).await.ok();
            answer.at("data.sharedRecord.child.address").is_string()
        };
        yes(&hub).await;
        let lift = json!({"protection": marking, "reason": "made up", "approvedBy": manager});
        for (login, code) in [("school", "ROLE"), ("neighbour", "NOT_FOUND")] {
            let mut input = lift.clone();
            input["reason"] = json!("");
            let answer = hub.ask(login, LIFT, json!({"input": input})).await.ok();
            assert_eq!(answer.str("data.liftWhereabouts.refused.code"), code, "{login}: {}", answer.text);
        }
        let asked = hub.ask("social-worker", LIFT, json!({"input": lift})).await.ok();
        assert_eq!(asked.str("data.liftWhereabouts.protection.id"), marking, "{}", asked.text);
        let again = hub.ask("social-worker", LIFT, json!({"input": lift})).await.ok();
        assert_eq!(again.str("data.liftWhereabouts.problems.0.code"), "WAITING", "{}", again.text);
        assert!(!see().await, "until the second person says yes");
        yes(&hub).await;
        assert!(see().await);
        look("gp", &record()).await;
        assert_eq!(told("lead", json!({})).await.len(), 1, "of what was read while it held");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_r37_governance_reviews_what_was_done_since_a_marking_and_is_not_told_who_is_near() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["school", "social-worker"]).put(&hub.door).await;
        let seen = async |more: Value| {
            let query =
                "query Log($f: AccessLogFilter!) { accessLog(filter: $f) { totalCount nodes { id childId agencyKind
                practitioner practitionerId agency { code } client justification approvedBy reviews { note }
                withheld { field reason } } } }";
            let mut filter = json!({"from": "2026-01-01T00:00:00Z", "actions": ["VIEW"]});
            for (name, value) in more.as_object().expect("a filter") {
                filter[name] = value.clone();
            }
            let log = hub.ask("governance", query, json!({"f": filter})).await.ok();
            let nodes = log.at("data.accessLog.nodes").as_array().cloned().unwrap_or_default();
            assert_eq!(log.at("data.accessLog.totalCount"), &json!(nodes.len()), "{}", log.text);
            nodes
        };
        let of_child = json!({"child": {"id": child.public()}});
        let look = async || {
            let mut variables = about(child, CARE);
            variables["sharing"]["justification"] = json!("her teacher at the school by the river rang");
            hub.ask("school", &record(), variables).await.ok()
        };
        look().await;
        let input = json!({"child": {"id": child.public()}, "sharing": sharing(CARE), "reason": "made up"});
        let marked = hub.ask("school", PROTECT, json!({"input": input})).await.ok();
        assert!(!marked.str("data.protectWhereabouts.protection.id").is_empty(), "{}", marked.text);
        look().await;
        let both = seen(of_child.clone()).await;
        let [since, before] = both.as_slice() else { panic!("{both:?}") };
        assert_eq!((&before["practitioner"], &before["withheld"]), (&json!("Person school"), &json!([])), "{before}");
        let kept = ["practitioner", "practitionerId", "agency", "client", "justification", "approvedBy", "reviews"];
        for field in kept {
            assert!(since[field].is_null(), "{field}: {since}");
        }
        let listed: Vec<Value> = kept.iter().map(|f| json!({"field": f, "reason": "SENSITIVITY"})).collect();
        assert_eq!(since["withheld"], json!(listed));
        assert_eq!((&since["childId"], &since["agencyKind"]), (&json!(child.public()), &json!("SCHOOL")));
        // Nobody is found by what is not shown.
        for (name, value) in [
            ("practitionerId", hub.town.person("school").id.public()),
            ("agency", hub.town.agency("T-SCHOOL").public()),
        ] {
            let found = seen(json!({name: value})).await;
            assert!(found.iter().any(|entry| entry["id"] == before["id"]), "{name}");
            assert!(found.iter().all(|entry| entry["id"] != since["id"]), "{name}");
        }
        let who =
            "query Who($child: ChildRef!) { whoHasSeen(child: $child) { nodes { practitioner agency { code } times
            withheld { field } } } }";
        let who = hub.ask("governance", who, json!({"child": {"id": child.public()}})).await.ok();
        let lines = who.at("data.whoHasSeen.nodes").as_array().cloned().unwrap_or_default();
        let mut names: Vec<&Value> = lines.iter().map(|line| &line["practitioner"]).collect();
        names.sort_by_key(|name| name.is_null());
        assert_eq!(names, [&json!("Person school"), &Value::Null], "{}", who.text);
        let review = "mutation Review($input: ReviewAccessInput!) { reviewAccess(input: $input) {
            entry { id childId practitioner } refused { code } problems { code } } }";
        let input = json!({"entry": since["id"], "verdict": "EXPLANATION_REQUESTED", "note": "why so often"});
        let reviewed = hub.ask("governance", review, json!({"input": input})).await.ok();
        assert_eq!(reviewed.at("data.reviewAccess.entry.id"), &since["id"], "{}", reviewed.text);
        assert!(reviewed.at("data.reviewAccess.entry.practitioner").is_null(), "{}", reviewed.text);
        let waits = seen(json!({"child": {"id": child.public()}, "reviewed": false})).await;
        assert!(waits.iter().all(|entry| entry["id"] != since["id"]), "{waits:?}");
        hub.end().await;
    })
    .await;
}
