//! Whoever restricts a record does not keep it alone, and hides nothing of what they did before (R28, R36, R37).

use api::plain::numbers::grouped;
use entities::ids::ChildId;
use serde_json::{Value, json};
use tests::queries::{about, concern, record, sharing};
use tests::{Answer, ChildFile, Hub, on_both};

const CARE: &str = "CHILD_IN_NEED_ASSESSMENT";

const RESTRICT: &str = "mutation Restrict($input: RestrictRecordInput!) { restrictRecord(input: $input) {
    protection { id } refused { code } problems { path code } } }";

const LOG: &str = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    id practitioner childId allowed justification withheld { field } } } }";

const REVIEW: &str = "mutation Review($input: ReviewAccessInput!) { reviewAccess(input: $input) {
    entry { id childId } refused { code } problems { code } } }";

async fn restrict(hub: &Hub, login: &str, child: ChildId, custodians: &[&str]) -> Answer {
    let id = |login: &&str| hub.town.person(login).id.public();
    let input = json!({
        "child": {"id": child.public()}, "sharing": sharing(CARE), "reason": "made up",
        "named": [hub.town.person("social-worker").id.public()], "approvedBy": id(&"manager"),
        "custodians": custodians.iter().map(id).collect::<Vec<_>>(),
    });
    hub.ask(login, RESTRICT, json!({"input": input})).await.ok()
}

async fn look(hub: &Hub, child: ChildId) -> String {
    let answer = hub.ask("social-worker", &record(), about(child, CARE)).await.ok();
    let id = answer.str("data.sharedRecord.sharing.accessLogEntryId").to_owned();
    assert!(!id.is_empty(), "{}", answer.text);
    id
}

/// The entry with that id, as the reader is given it, of those that the filter finds.
async fn seen(hub: &Hub, login: &str, id: &str, more: Value) -> Option<Value> {
    let mut filter = json!({"from": "2026-01-01T00:00:00Z", "actions": ["VIEW"]});
    for (name, value) in more.as_object().expect("a filter") {
        filter[name] = value.clone();
    }
    let answer = hub.ask(login, LOG, json!({"filter": filter})).await.ok();
    let nodes = answer.at("data.accessLog.nodes").as_array().cloned().unwrap_or_default();
    assert_eq!(answer.at("data.accessLog.totalCount"), &json!(nodes.len()), "{}", answer.text);
    nodes.into_iter().find(|node| node["id"] == id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_custodians_are_two_beside_who_restricts_in_two_agencies() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        for too_few in [
            &["social-worker"][..],
            &["social-worker", "manager"],
            &["social-worker", "gp"],
            &["manager"],
            &["manager", "colleague"],
            &["social-worker", "manager", "colleague"],
        ] {
            let answer = restrict(&hub, "social-worker", child, too_few).await;
            assert_eq!(answer.str("data.restrictRecord.problems.0.code"), "TOO_FEW", "{too_few:?}: {}", answer.text);
        }
        let own = restrict(&hub, "governance", child, &["governance", "gp"]).await;
        assert_eq!(own.str("data.restrictRecord.problems.0.code"), "TOO_FEW", "{}", own.text);
        let enough = restrict(&hub, "social-worker", child, &["social-worker", "colleague", "gp"]).await;
        assert!(enough.at("data.restrictRecord.protection.id").is_string(), "{}", enough.text);
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_restriction_hides_nothing_that_was_done_before_it() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let child = ChildFile::new(&hub.town).open_to(&["social-worker"]).put(&hub.door).await;
        let before = look(&hub, child).await;
        let restricted = restrict(&hub, "social-worker", child, &["gp", "police"]).await;
        assert!(restricted.at("data.restrictRecord.protection.id").is_string(), "{}", restricted.text);
        let after = look(&hub, child).await;
        let by = json!({"practitionerId": hub.town.person("social-worker").id.public()});
        for login in ["lead", "governance"] {
            for filter in [json!({}), by.clone()] {
                let earlier = seen(&hub, login, &before, filter.clone()).await.expect("it is listed");
                assert_eq!(earlier["childId"], child.public(), "{login}: {earlier}");
                assert_eq!(earlier["withheld"], json!([]), "{login}: {earlier}");
                let later = seen(&hub, login, &after, filter).await.expect("of their own people");
                assert!(later["childId"].is_null(), "{login}: {later}");
            }
            // The child itself is not to be found.
            for id in [&before, &after] {
                let filter = json!({"child": {"id": child.public()}});
                assert_eq!(seen(&hub, login, id, filter).await, None, "{login}");
            }
            let verdict = |id: &str| json!({"input": {"entry": id, "verdict": "EXPLANATION_REQUESTED", "note": "why"}});
            let reviewed = hub.ask(login, REVIEW, verdict(&before)).await.ok();
            assert_eq!(reviewed.str("data.reviewAccess.entry.childId"), child.public(), "{}", reviewed.text);
            let hidden = hub.ask(login, REVIEW, verdict(&after)).await.ok();
            assert_eq!(hidden.str("data.reviewAccess.refused.code"), "NOT_FOUND", "{login}: {}", hidden.text);
        }
        hub.end().await;
    })
    .await;
}

/// What somebody sends that names a child by a number, and where the answer says that it was made.
fn naming(number: &str) -> [(&'static str, &'static str, Value); 3] {
    let child = json!({"described": {"givenName": "Made-up", "familyName": "Nobody", "nhsNumber": number}});
    let mut raised = concern(number, "a bruise on the cheek");
    raised["child"] = child.clone();
    let claimed = json!({"idempotencyKey": number, "child": child, "service": "made up", "startedOn": "2026-01-05"});
    [
        (
            "declareConflict",
            "mutation Declare($input: DeclareConflictInput!) { declareConflict(input: $input) {
                refused { code } problems { path code } } }",
            json!({"idempotencyKey": number, "child": child, "reason": "made up"}),
        ),
        (
            "raiseConcern",
            "mutation Raise($input: RaiseConcernInput!) { raiseConcern(input: $input) {
                concern { status about whatHappened child { id } withheld { field } } whatNow problems { path code } } }",
            raised,
        ),
        (
            "recordInvolvement",
            "mutation Claim($input: RecordInvolvementInput!) { recordInvolvement(input: $input) {
                involvement { service unconfirmed withheld { field } } refused { code } problems { path code } } }",
            claimed,
        ),
    ]
}

const NAMED: &str = "query Log($filter: AccessLogFilter!) { accessLog(filter: $filter) { totalCount nodes {
    action practitioner childId relationship allowed refusalCode policies flags withheld { field } } } }";

/// What the reader sees of claims, concerns and declarations.
async fn named(hub: &Hub, login: &str, more: Value) -> Vec<Value> {
    let actions = json!(["RAISE_CONCERN", "RECORD_INVOLVEMENT", "DECLARE"]);
    let mut filter = json!({"from": "2026-01-01T00:00:00Z", "actions": actions});
    for (name, value) in more.as_object().expect("a filter") {
        filter[name] = value.clone();
    }
    let answer = hub.ask(login, NAMED, json!({"filter": filter})).await.ok();
    let nodes = answer.at("data.accessLog.nodes").as_array().cloned().unwrap_or_default();
    assert_eq!(answer.at("data.accessLog.totalCount"), &json!(nodes.len()), "{login}: {}", answer.text);
    nodes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_who_names_a_restricted_child_by_its_number_is_seen_by_its_custodians_and_sees_no_difference() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).kept_by(&["gp", "manager"]);
        let (kept, unknown) = (file.nhs_number().to_owned(), ChildFile::new(&hub.town).nhs_number().to_owned());
        let child = file.put(&hub.door).await;
        for ((name, operation, input), (_, _, other)) in naming(&kept).into_iter().zip(naming(&unknown)) {
            let there = hub.ask("school", operation, json!({"input": input})).await.ok();
            let absent = hub.ask("school", operation, json!({"input": other})).await.ok();
            assert_eq!(there.at(&format!("data.{name}.problems")), &json!([]), "{}", there.text);
            // But for the number, which is echoed as it was given.
            let said =
                |answer: &Answer, number: &str| answer.canonical().replace(number, "").replace(&grouped(number), "");
            assert_eq!(said(&there, &kept), said(&absent, &unknown), "{name}");
        }
        let actions = |nodes: &[Value]| -> Vec<String> {
            let mut all: Vec<_> = nodes.iter().map(|node| node["action"].as_str().unwrap_or("").to_owned()).collect();
            all.sort();
            all
        };
        let all = ["DECLARE", "RAISE_CONCERN", "RECORD_INVOLVEMENT"];
        let flag = json!({"flags": ["RESTRICTED_RECORD"]});
        for login in ["gp", "manager"] {
            for filter in [flag.clone(), json!({"child": {"id": child.public()}})] {
                let seen = named(&hub, login, filter).await;
                assert_eq!(actions(&seen), all, "{login}: {seen:?}");
                for entry in &seen {
                    assert!(entry["flags"].to_string().contains("RESTRICTED_RECORD"), "{login}: {entry}");
                    assert_eq!(entry["practitioner"], "Person school", "{login}");
                }
            }
        }
        // To the school's own lead and to governance each is like the one about a child whom nobody knew.
        for login in ["school-lead", "governance"] {
            assert_eq!(named(&hub, login, flag.clone()).await, Vec::<Value>::new(), "{login}");
            let mut seen = named(&hub, login, json!({})).await;
            assert_eq!(seen.len(), 6, "{login}: {seen:?}");
            for entry in &mut seen {
                assert!(!entry.to_string().contains(&child.public()), "{login}: {entry}");
                entry["childId"] = json!(entry["childId"].is_string());
            }
            for action in all {
                let pair: Vec<&Value> = seen.iter().filter(|entry| entry["action"] == action).collect();
                assert_eq!(pair[0], pair[1], "{login} sees no difference");
            }
        }
        hub.end().await;
    })
    .await;
}

const FLAG: &str = "RESTRICTED_RECORD";

/// A key and a description that will not do, beside a number or an id that names somebody.
fn mistaken(known: &Value, number: &str) -> Vec<(&'static str, Value)> {
    let of = |(_, operation, mut input): (&'static str, &'static str, Value)| {
        let mut by_number = input.clone();
        by_number["idempotencyKey"] = json!("");
        input["child"] = json!({"known": known});
        [(operation, by_number), (operation, input)]
    };
    naming(number).into_iter().flat_map(of).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_an_attempt_is_one_whatever_else_is_wrong_with_the_form() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).kept_by(&["gp", "manager"]);
        let (kept, unknown) = (file.nhs_number().to_owned(), ChildFile::new(&hub.town).nhs_number().to_owned());
        let child = file.put(&hub.door).await;
        let there = mistaken(&json!({"id": child.public()}), &kept);
        let absent = mistaken(&json!({"id": ChildId(uuid::Uuid::new_v4()).public()}), &unknown);
        for ((operation, there), (_, absent)) in there.into_iter().zip(absent) {
            let there = hub.ask("school", operation, json!({"input": there})).await.ok();
            assert!(
                there.text.contains("BAD_IDEMPOTENCY_KEY") || there.text.contains("SAY_WHO_THE_CHILD_IS"),
                "{}",
                there.text
            );
            let absent = hub.ask("school", operation, json!({"input": absent})).await.ok();
            assert_eq!(there.canonical(), absent.canonical());
        }
        let flag = json!({"flags": [FLAG]});
        for login in ["gp", "manager"] {
            for filter in [flag.clone(), json!({"child": {"id": child.public()}})] {
                assert_eq!(named(&hub, login, filter).await.len(), 6, "{login}");
            }
        }
        for login in ["school-lead", "governance"] {
            assert_eq!(named(&hub, login, flag.clone()).await, Vec::<Value>::new(), "{login}");
            let seen = named(&hub, login, json!({})).await;
            assert_eq!(seen.len(), 12, "{login}: {seen:?}");
            for action in ["DECLARE", "RAISE_CONCERN", "RECORD_INVOLVEMENT"] {
                let of: Vec<&Value> = seen.iter().filter(|entry| entry["action"] == action).collect();
                assert!(of.len() == 4 && of.iter().all(|entry| *entry == of[0]), "{login} sees no difference: {of:?}");
            }
        }
        // Whom the restriction names attempts nothing.
        let (_, operation, mut input) = naming(&kept)[1].clone();
        input["idempotencyKey"] = json!("their own");
        let own = hub.ask("gp", operation, json!({"input": input})).await.ok();
        assert_eq!(own.at("data.raiseConcern.problems"), &json!([]), "{}", own.text);
        assert_eq!(named(&hub, "manager", flag).await.len(), 6, "no more than before");
        hub.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_a_custodian_reviews_nothing_about_another_child_who_is_closed_to_them() {
    on_both(async |engine| {
        let hub = Hub::start(engine).await;
        let file = ChildFile::new(&hub.town).kept_by(&["gp", "manager"]);
        let number = file.nhs_number().to_owned();
        file.put(&hub.door).await;
        // An open record bears the same number, and one of the two custodians has a conflict of interest about its child.
        let bears = number.clone();
        let open = ChildFile::new(&hub.town).detailed(|row| row.nhs_number = Some(bears)).conflict_of("manager");
        let open = open.put(&hub.door).await;
        let (_, operation, input) = naming(&number)[2].clone();
        let done = hub.ask("school", operation, json!({"input": input})).await.ok();
        assert_eq!(done.at("data.recordInvolvement.problems"), &json!([]), "{}", done.text);
        let seen = named(&hub, "gp", json!({"flags": [FLAG]})).await;
        assert_eq!((seen.len(), &seen[0]["childId"]), (1, &json!(open.public())), "{seen:?}");
        assert_eq!(named(&hub, "manager", json!({"flags": [FLAG]})).await, Vec::<Value>::new());
        hub.end().await;
    })
    .await;
}
